"""The only writers of the projects pack."""

from daliang.programmes.projects.actions.figures import FigureDraft, note_gap, record_figures
from daliang.programmes.projects.actions.gates import (
    Proof,
    give_proof,
    pass_gate,
    plan_gate,
    undo_gate,
)
from daliang.programmes.projects.actions.projects import (
    add_project,
    change_project,
    raise_blocker,
    record_volume,
    set_year_plan,
    split,
)

__all__ = [
    "FigureDraft",
    "Proof",
    "add_project",
    "change_project",
    "give_proof",
    "note_gap",
    "pass_gate",
    "plan_gate",
    "raise_blocker",
    "record_figures",
    "record_volume",
    "set_year_plan",
    "split",
    "undo_gate",
]

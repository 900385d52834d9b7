"""The spine of Daliang: a promise with an owner, a date and a proof."""

from daliang.ledger.models.commitment import Assignment, Commitment, Milestone, Source
from daliang.ledger.models.effect import EffectRecord, IndicatorLink
from daliang.ledger.models.record import (
    Freeze,
    FrozenLight,
    LayoutMemory,
    LightPack,
    LightRun,
    NumberSeries,
    ProgrammeSetting,
    Revision,
)
from daliang.ledger.models.reporting import Evidence, Exemption, Extension, Report, Transition

__all__ = [
    "Assignment",
    "Commitment",
    "EffectRecord",
    "Evidence",
    "Exemption",
    "Extension",
    "Freeze",
    "FrozenLight",
    "IndicatorLink",
    "LayoutMemory",
    "LightPack",
    "LightRun",
    "Milestone",
    "NumberSeries",
    "ProgrammeSetting",
    "Report",
    "Revision",
    "Source",
    "Transition",
]

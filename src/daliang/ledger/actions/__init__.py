"""The ledger's verbs: the only code that writes it.

Every verb takes keyword arguments, `by` among them, runs in one transaction,
and leaves a transition, a revision and an audit entry.
"""

from daliang.ledger.actions.drafting import (
    Draft,
    MilestoneDraft,
    approve,
    commit,
    commit_many,
    edit,
    instruct,
    make_source,
    reject,
    submit,
)
from daliang.ledger.actions.effect import link_indicator, record_effects
from daliang.ledger.actions.freezing import freeze_month, refresh_lights
from daliang.ledger.actions.issuing import issue, issue_many, send_back, sign_for
from daliang.ledger.actions.reporting import Progress, Proof, report
from daliang.ledger.actions.reviewing import close, closing_hindrances, reopen, rework, take_review
from daliang.ledger.actions.steps import Stale
from daliang.ledger.actions.timing import (
    ask_extension,
    decide_extension,
    drop,
    exempt,
    note,
    resume,
    suspend,
)

__all__ = [
    "Draft",
    "MilestoneDraft",
    "Progress",
    "Proof",
    "Stale",
    "approve",
    "ask_extension",
    "close",
    "closing_hindrances",
    "commit",
    "commit_many",
    "decide_extension",
    "drop",
    "edit",
    "exempt",
    "freeze_month",
    "instruct",
    "issue",
    "issue_many",
    "link_indicator",
    "make_source",
    "note",
    "record_effects",
    "refresh_lights",
    "reject",
    "reopen",
    "report",
    "resume",
    "rework",
    "send_back",
    "sign_for",
    "submit",
    "suspend",
    "take_review",
]

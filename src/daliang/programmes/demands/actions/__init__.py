"""Every write of demands: what is done with one, and what the office arranges for all."""

from daliang.programmes.demands.actions.arranging import propose_policy, set_duty, set_pack
from daliang.programmes.demands.actions.handling import (
    PROGRAMME,
    answer,
    ask_extension,
    close,
    hindrances_of,
    issue,
    object_to,
    pause,
    rate,
    reopen,
    reroute,
    respond,
    resume,
    route,
    take_in,
)

__all__ = [
    "PROGRAMME",
    "answer",
    "ask_extension",
    "close",
    "hindrances_of",
    "issue",
    "object_to",
    "pause",
    "propose_policy",
    "rate",
    "reopen",
    "reroute",
    "respond",
    "resume",
    "route",
    "set_duty",
    "set_pack",
    "take_in",
]

"""Where a demand heard anywhere is handed in: the pack that keeps demands registers its taker.

Visits, meetings and the portal hear demands and may not import the pack that handles them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from daliang.base.models import User
from daliang.parties.models import Enterprise


@dataclass(frozen=True, slots=True)
class HeardDemand:
    """A demand as heard, before anybody routed it.

    Parameters
    ----------
    key : str
        Made by the browser or phone; the same demand sent twice counts once.
    channel : str
        visit, hotline, meeting or portal.
    """

    enterprise: Enterprise
    title: str
    content: str
    kind: str
    channel: str
    key: str
    is_synthetic: bool = False


Taker = Callable[..., object]
_takers: list[Taker] = []


def register_taker(taker: Taker) -> None:
    """Say who takes demands; called from AppConfig.ready."""
    if taker not in _takers:
        _takers.append(taker)


def hand_in(*, by: User, heard: HeardDemand) -> object | None:
    """Hand a demand to the pack that keeps them; None when there is none."""
    return _takers[0](by=by, heard=heard) if _takers else None

"""Milestone networks as an office writes them: names, links, three-point days, dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Link:
    """A finish-to-start dependency: the follower may start `lag` days after `after` is finished."""

    after: str
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone of a project.

    Parameters
    ----------
    id : str
        Unique within its project.
    after : sequence of str or Link
        Milestones that must be finished first.
    low, mode, high : float or None
        Shortest, most likely and longest duration in days, counted from the day the
        milestone can start. Not needed once the milestone is done.
    done_on : date or None
        The day it was finished, as proved; None while it is open.
    due_on : date or None
        The day it must be finished; finishing on that day is on time.
    started_on : date or None
        The day work began, where known. Then `low, mode, high` are the whole
        duration from that day, and what remains is conditioned on not being finished today.
    not_before : date or None
        A fixed date before which it cannot start.
    """

    id: str
    after: Sequence[str | Link] = ()
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    done_on: date | None = None
    due_on: date | None = None
    started_on: date | None = None
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project and its milestones; `weight` (money, say) counts it in the portfolio."""

    id: str
    milestones: Sequence[Milestone]
    weight: float = 1.0

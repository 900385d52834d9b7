"""The light of a project, by rule, with its reason in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Colour = Literal["green", "yellow", "red", "none"]


@dataclass(frozen=True, slots=True)
class LightRules:
    """Thresholds of the light: red below `red_below`, green from `green_from`, else yellow."""

    red_below: float = 0.5
    green_from: float = 0.8


@dataclass(frozen=True, slots=True)
class Light:
    """A colour and the sentence that explains it."""

    colour: Colour
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rule looks at: chance of being on time, overdue milestones, days late if finished.

    Parameters
    ----------
    probability : float
        Chance that the project meets its due date; NaN when it has none.
    overdue : tuple of (str, int)
        Open milestones past their due date, with the days.
    is_finished : bool
        Every milestone is done.
    days_late : int
        For a finished project, days by which the deciding milestone missed its date.
    lever : str
        The milestone that moves the chance most, for the sentence; may be empty.
    """

    probability: float
    overdue: tuple[tuple[str, int], ...] = ()
    is_finished: bool = False
    days_late: int = 0
    lever: str = ""


def light(standing: Standing, rules: LightRules | None = None) -> Light:
    """Decide the light.

    An overdue milestone is at least yellow whatever the chance; a finished project is
    green, since nothing is at risk any more, and the reason tells how late it was.

    Examples
    --------
    >>> light(Standing(0.93))
    Light(colour='green', reason='按期完成的概率93%，不低于80%')
    >>> light(Standing(0.93, overdue=(("开工", 12),))).colour
    'yellow'
    """
    rules = rules or LightRules()
    if standing.is_finished:
        late = f"，比期限晚{standing.days_late}天" if standing.days_late > 0 else ""
        return Light("green", f"全部节点已完成{late}")
    overdue = _overdue(standing.overdue)
    if math.isnan(standing.probability):
        return Light("yellow", overdue) if overdue else Light("none", "没有期限，不判灯")
    colour, chance = _by_chance(standing, rules)
    if not overdue:
        return Light(colour, chance)
    return Light("yellow" if colour == "green" else colour, f"{overdue}；{chance}")


def _by_chance(standing: Standing, rules: LightRules) -> tuple[Colour, str]:
    percent = f"按期完成的概率{standing.probability:.0%}"
    lever = f"；影响最大的节点：{standing.lever}" if standing.lever else ""
    if standing.probability < rules.red_below:
        return "red", f"{percent}，低于{rules.red_below:.0%}{lever}"
    if standing.probability < rules.green_from:
        return "yellow", f"{percent}，低于{rules.green_from:.0%}{lever}"
    return "green", f"{percent}，不低于{rules.green_from:.0%}"


def _overdue(overdue: tuple[tuple[str, int], ...]) -> str:
    if not overdue:
        return ""
    name, days = max(overdue, key=lambda item: item[1])
    more = f"等{len(overdue)}个节点" if len(overdue) > 1 else ""
    return f"节点“{name}”{more}已超期{days}天"

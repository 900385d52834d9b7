"""From the rows of a plan to the engine's values and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daliang.engine.buslines import Demand, Line
from daliang.engine.checks import BadInput, Problem
from daliang.engine.siting import City, walking_metres
from daliang.programmes.livelihood.models import Call, Place, Plan

_DETOUR = 1.4  # roads against the straight line
_WORD = re.compile(r"^(.+?)\s*(\d+)\s*人?$")
_ARROW = re.compile(r"\s*(?:→|->|—>|＞|>|，|,)\s*")


@dataclass(frozen=True)
class Town:
    """A plan's demand points and candidates in order, with the engine's view of them."""

    homes: tuple[Place, ...]
    candidates: tuple[Place, ...]

    def city(self, plan: Plan) -> City:
        """Return the engine's city: weights, walking distances, costs."""
        return City(
            people=np.array([float(p.people or 0) for p in self.homes]),
            metres=walking_metres(_points(self.homes), _points(self.candidates)),
            cost=np.array([float(p.cost_wan or 0) for p in self.candidates]),
            walk=float(plan.walk_metres),
        )

    def numbers(self, name: str) -> list[int]:
        """Return the candidates that bear a mark, by number."""
        return [i for i, place in enumerate(self.candidates) if getattr(place, name)]


def town_of(plan: Plan) -> Town:
    """Read a plan's places once."""
    places = list(plan.places.all())
    homes = tuple(p for p in places if p.people is not None)
    return Town(homes, tuple(p for p in places if p.people is None))


def demand_of(plan: Plan, stops: Sequence[Place]) -> Demand:
    """Return the engine's demand: riders, driving times, buses."""
    ends = np.array([[plan.latitude, plan.longitude]], dtype=float)
    points = np.vstack([_points(stops), ends])
    metres = walking_metres(points, points, detour=_DETOUR)
    return Demand(
        people=[int(p.people or 0) for p in stops],
        minutes=metres / 1000 / plan.speed_kmh * 60,
        vehicles=plan.vehicles,
        capacity=plan.capacity,
        arrive=(plan.arrive_from, plan.arrive_to),
        max_ride=plan.max_ride,
    )


def lines_of(plan: Plan, stops: Sequence[Place], version: str, calls: Sequence[Call]) -> list[Line]:
    """Return the lines of a version from their calls."""
    numbers = {place.pk: i for i, place in enumerate(stops)}
    lines: dict[int, list[Call]] = {}
    for call in calls:
        if call.version == version:
            lines.setdefault(call.line, []).append(call)
    return [
        Line(
            tuple(numbers[c.place_id] for c in members),
            tuple(c.boarding for c in members),
            float(plan.arrive_to),
        )
        for _number, members in sorted(lines.items())
    ]


def text_of(lines: Sequence[Line], stops: Sequence[Place]) -> str:
    """Return lines as a person edits them, one a line: 甲路 12 → 乙路 8."""
    return "\n".join(
        " → ".join(f"{stops[s].name} {n}" for s, n in zip(line.stops, line.boarding, strict=True))
        for line in lines
    )


def lines_from(text: str, plan: Plan, stops: Sequence[Place]) -> list[Line]:
    """Read lines edited by hand.

    Raises
    ------
    BadInput
        Naming every word that is no stop with a number.
    """
    numbers = {place.name: i for i, place in enumerate(stops)}
    problems, lines = [], []
    for row, written in enumerate((x for x in text.splitlines() if x.strip()), start=1):
        calls = []
        for word in _ARROW.split(written.strip()):
            match = _WORD.match(word)
            name = match[1].strip() if match else word
            if match is None or name not in numbers:
                problems.append(
                    Problem(f"“{word}”不是站点加人数", "写成“甲路 12”，站名照站点表", row=row)
                )
                continue
            calls.append((numbers[name], int(match[2])))
        lines.append(
            Line(tuple(s for s, _n in calls), tuple(n for _s, n in calls), float(plan.arrive_to))
        )
    if problems:
        raise BadInput(problems)
    return lines


def _points(places: Sequence[Place]) -> np.ndarray:
    return np.array([[p.latitude, p.longitude] for p in places], dtype=float).reshape(-1, 2)

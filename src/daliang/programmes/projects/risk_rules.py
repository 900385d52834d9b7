"""From gates to milestone networks for the schedule engine, on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daliang.engine.schedule import Finished, Milestone, Project, Range, learn_ranges
from daliang.programmes.projects.choices import BEFORE, STAGES, Stage

# Days from the gate before, until the city's own history has enough cases: a
# working assumption of this product, shown as such on the page.
ASSUMED: Mapping[str, tuple[float, float, float]] = {
    Stage.TALKS: (10, 60, 240),
    Stage.SIGNED: (20, 90, 365),
    Stage.REGISTERED: (5, 20, 90),
    Stage.LAND: (30, 90, 300),
    Stage.STARTED: (15, 60, 210),
    Stage.ENTERED: (10, 35, 150),
    Stage.BUILDING: (1, 15, 60),
    Stage.COMPLETED: (180, 400, 800),
    Stage.PRODUCTION: (20, 75, 240),
    Stage.SCALE: (30, 150, 400),
    Stage.FULL: (120, 365, 900),
}
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class GateDates:
    """A gate as planned and as passed."""

    stage: str
    planned_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Track:
    """A project's gates."""

    key: str
    district: str
    gates: tuple[GateDates, ...]


def history_of(tracks: Sequence[Track]) -> list[Finished]:
    """Return how long each passed gate took since the last of its forerunners."""
    found = []
    for track in tracks:
        done = {gate.stage: gate.done_on for gate in track.gates if gate.done_on}
        for stage, on in done.items():
            before = [done.get(earlier) for earlier in BEFORE.get(stage, ())]
            known = [day for day in before if day is not None]
            if known and len(known) == len(before):
                days = (on - max(known)).days
                found.append(Finished(stage, track.district, max(days, 0)))
    return found


def ranges_of(tracks: Sequence[Track]) -> dict[tuple[str, str], Range]:
    """Return the durations learned from the city's own history."""
    history = history_of(tracks)
    return dict(learn_ranges(history)) if history else {}


def network(track: Track, ranges: Mapping[tuple[str, str], Range]) -> Project | None:
    """Return the milestone network from the first gate known to the last one planned.

    Gates between that nobody dated stand with their usual duration. A project
    without an open planned gate has nothing to forecast.
    """
    dates = {gate.stage: gate for gate in track.gates}
    known = [s for s in STAGES if s in dates and (dates[s].planned_on or dates[s].done_on)]
    is_open = any(dates[s].planned_on and not dates[s].done_on for s in known)
    if not is_open:
        return None
    first, last = STAGES.index(known[0]), STAGES.index(known[-1])
    span = STAGES[first : last + 1]
    milestones = [_milestone(stage, dates.get(stage), span, track, ranges) for stage in span]
    return Project(track.key, milestones)


def _milestone(
    stage: Stage,
    gate: GateDates | None,
    span: Sequence[Stage],
    track: Track,
    ranges: Mapping[tuple[str, str], Range],
) -> Milestone:
    low, mode, high = duration(stage, track.district, ranges)
    done = {each.stage: each.done_on for each in track.gates}
    before = [done.get(earlier) for earlier in BEFORE.get(stage, ())]
    known = [day for day in before if day is not None]
    # work on a gate began when the last of its forerunners was passed
    began = max(known) if known and len(known) == len(before) else None
    return Milestone(
        id=str(stage.label),
        after=[str(before.label) for before in BEFORE.get(stage, ()) if before in span],
        low=low,
        mode=mode,
        high=high,
        done_on=gate.done_on if gate else None,
        due_on=gate.planned_on if gate else None,
        started_on=began if not (gate and gate.done_on) else None,
    )


def duration(
    stage: str, district: str, ranges: Mapping[tuple[str, str], Range]
) -> tuple[float, float, float]:
    """Return the three points of a gate: the district's own, the city's, or assumed."""
    for key in ((stage, district), (stage, "")):
        if (own := ranges.get(key)) is not None and ranges[stage, ""].cases >= _ENOUGH:
            return own.low, own.mode, max(own.high, own.low + 1)
    return ASSUMED.get(stage, (0, 0, 1))


def learned_stages(ranges: Mapping[tuple[str, str], Range]) -> list[str]:
    """Return the gates whose durations come from own history."""
    return [s for s in STAGES if (s, "") in ranges and ranges[s, ""].cases >= _ENOUGH]

"""Why a visit is left out: the window, the way, or a full day."""

from __future__ import annotations

from dataclasses import dataclass

from daliang.engine.trips.grid import Grid, Route, Routes, starts
from daliang.engine.trips.plan import Unvisited
from daliang.engine.trips.problem import Trip


@dataclass(frozen=True)
class _Clash:
    """What would have to go so that a visit fits into one team's day."""

    team: int
    day: int
    dropped: tuple[int, ...]
    worth: int


def reasons(trip: Trip, grid: Grid, routes: Routes) -> tuple[Unvisited, ...]:
    """Return each visit left out with its reason, agreed appointments first.

    `window`: no working hour of the trip fits it, or every team that could be in its city
    that day gets there too late. `travel`: no team sleeps near enough on the days it can
    be made. `full`: a team could go, if it gave up others of the same day.
    """
    made = {visit for route in routes.values() for visit in route.visits}
    left = [v for v in range(len(grid.city)) if v not in made]
    left.sort(key=lambda v: -grid.worth[v])
    return tuple(_reason(trip, grid, routes, visit) for visit in left)


def _reason(trip: Trip, grid: Grid, routes: Routes, visit: int) -> Unvisited:
    wanted = trip.visits[visit]
    if not grid.slots[visit]:
        return Unvisited(wanted.id, "window", "时间窗都在工作时间之外，或放不下这次会面")
    days = {slot.day for slot in grid.slots[visit]}
    open_days = [
        (team, day, route)
        for (team, day), route in routes.items()
        if day in days and grid.team_of[visit] in (None, team)
    ]
    clashes = [c for item in open_days if (c := _clash(grid, visit, *item)) is not None]
    if clashes:
        return _full(trip, wanted.id, min(clashes, key=lambda c: (c.worth, c.day, c.team)))
    reachable = any(_reaches(grid, visit, route) for _, _, route in open_days)
    listed = "、".join(str(day + trip.first_day) for day in sorted(days))
    if reachable:
        detail = f"第{listed}天有队能到{wanted.city}，但赶不上约定的时间窗"
        return Unvisited(wanted.id, "window", detail)
    detail = f"第{listed}天没有队的住地能在工作时间内往返{wanted.city}"
    return Unvisited(wanted.id, "travel", detail)


def _full(trip: Trip, visit: str, clash: _Clash) -> Unvisited:
    others = "、".join(f"“{trip.visits[v].id}”" for v in clash.dropped)
    where = f"第{clash.team + 1}队第{clash.day + trip.first_day}天"
    detail = f"{where}已排满，要去就得放弃{others}" if others else f"{where}还能加上，可手工加入"
    return Unvisited(visit, "full", detail)


def _clash(grid: Grid, visit: int, team: int, day: int, route: Route) -> _Clash | None:
    """Return the cheapest way to fit a visit into a day: drop others, least worth first."""
    if starts(grid, day, Route(route.start, (visit,), route.end)) is None:
        return None
    kept = list(route.visits)
    dropped: list[int] = []
    order = sorted(route.visits, key=lambda v: grid.worth[v])
    while not _fits(grid, day, route, kept, visit):
        victim = order.pop(0)
        kept.remove(victim)
        dropped.append(victim)
    # Whatever was dropped in vain comes back, the most worth first.
    for victim in sorted(dropped, key=lambda v: -grid.worth[v]):
        again = [v for v in route.visits if v in kept or v == victim]
        if _fits(grid, day, route, again, visit):
            kept = again
            dropped.remove(victim)
    return _Clash(team, day, tuple(dropped), sum(grid.worth[v] for v in dropped))


def _fits(grid: Grid, day: int, route: Route, kept: list[int], visit: int) -> bool:
    return any(
        starts(grid, day, Route(route.start, (*kept[:place], visit, *kept[place:]), route.end))
        is not None
        for place in range(len(kept) + 1)
    )


def _reaches(grid: Grid, visit: int, route: Route) -> bool:
    city = grid.city[visit]
    ticks = int(grid.travel[route.start, city] + grid.travel[city, route.end])
    return ticks + grid.minutes[visit] <= grid.closes - grid.opens

"""From routes in ticks to a plan in minutes, with legs, hotels and reasons."""

from __future__ import annotations

from daliang.engine.trips.grid import Grid, Route, Routes, starts
from daliang.engine.trips.plan import Leg, Plan, Stop, TeamDay
from daliang.engine.trips.problem import Trip
from daliang.engine.trips.reasons import reasons


def describe(trip: Trip, grid: Grid, routes: Routes, method: str) -> Plan:
    """Return the plan of routes that are feasible on the grid."""
    days = tuple(
        _team_day(trip, grid, team, day, routes[team, day])
        for team in range(grid.teams)
        for day in range(grid.days)
    )
    return assemble(trip, grid, routes, days, method)


def assemble(
    trip: Trip, grid: Grid, routes: Routes, days: tuple[TeamDay, ...], method: str
) -> Plan:
    """Return a plan of given days, with its totals and the reasons for what is left out."""
    made = {stop.visit for day in days for stop in day.stops}
    return Plan(
        days=days,
        unvisited=reasons(trip, grid, routes),
        score=float(sum(visit.priority for visit in trip.visits if visit.id in made)),
        fixed_kept=sum(visit.is_fixed and visit.id in made for visit in trip.visits),
        fixed_wanted=sum(visit.is_fixed for visit in trip.visits),
        travel_minutes=float(sum(leg.arrive - leg.depart for day in days for leg in day.legs)),
        method=method,
    )


def _team_day(trip: Trip, grid: Grid, team: int, day: int, route: Route) -> TeamDay:
    times = starts(grid, day, route) or []
    names = [city.name for city in trip.cities]
    stops, legs = [], []
    here, free = route.start, grid.opens
    for visit, begin in zip(route.visits, times, strict=True):
        city = grid.city[visit]
        if leg := _leg(grid, names, here, city, begin):
            legs.append(leg)
        here, free = city, begin + grid.minutes[visit]
        # Rounded-up ticks may exceed the true length by a fraction: the visit ends on time.
        end = begin / grid.scale + trip.visits[visit].minutes
        stops.append(Stop(trip.visits[visit].id, names[city], begin / grid.scale, end))
    if route.visits or here != route.end:
        ride = int(grid.travel[here, route.end])
        if leg := _leg(grid, names, here, route.end, free + ride):
            legs.append(leg)
    return TeamDay(team + 1, day, names[route.start], tuple(stops), tuple(legs), names[route.end])


def _leg(grid: Grid, names: list[str], here: int, there: int, arrive: int) -> Leg | None:
    ticks = int(grid.travel[here, there])
    if here == there and not ticks:
        return None
    depart = (arrive - ticks) / grid.scale
    return Leg(names[here], names[there], depart, arrive / grid.scale)

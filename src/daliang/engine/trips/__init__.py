"""Trips: teams, days, cities and appointments planned, checked and explained."""

from daliang.engine.trips.checker import check_plan
from daliang.engine.trips.document import read_plan, read_trip, write_plan
from daliang.engine.trips.itinerary import Row, itinerary_rows, to_ics
from daliang.engine.trips.plan import Leg, Plan, Stop, TeamDay, Unvisited
from daliang.engine.trips.planner import plan_trip, quick_plan
from daliang.engine.trips.problem import City, Trip, Visit, Window
from daliang.engine.trips.travel import estimate_travel

__all__ = [
    "City", "Leg", "Plan", "Row", "Stop", "TeamDay", "Trip", "Unvisited", "Visit", "Window",
    "check_plan", "estimate_travel", "itinerary_rows", "plan_trip", "quick_plan", "read_plan",
    "read_trip", "to_ics", "write_plan",
]  # fmt: skip

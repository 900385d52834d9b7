"""Sites for people who walk there: elderly meals, clinics, reading rooms."""

from daliang.engine.siting.places import City, Report, evaluate_sites, walking_metres
from daliang.engine.siting.planner import SitingPlan, plan_sites

__all__ = ["City", "Report", "SitingPlan", "evaluate_sites", "plan_sites", "walking_metres"]

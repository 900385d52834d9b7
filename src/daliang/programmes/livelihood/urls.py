"""Addresses of livelihood."""

from django.urls import path

from daliang.programmes.livelihood import planner_views, views
from daliang.programmes.livelihood.models import Plan

app_name = "livelihood"
urlpatterns = [
    path("", views.items, name="items"),
    path("public/", views.public, name="public"),
    path("import/", views.import_items, name="import"),
    path("<int:pk>/", views.item, name="item"),
    path("<int:pk>/do/", views.perform, name="perform"),
    path("meals/", planner_views.plans, {"kind": Plan.MEALS}, name="meals"),
    path("meals/new/", planner_views.new, {"kind": Plan.MEALS}, name="meals-new"),
    path("meals/<int:pk>/", planner_views.meals, name="meals-plan"),
    path("buses/", planner_views.plans, {"kind": Plan.BUSES}, name="buses"),
    path("buses/new/", planner_views.new, {"kind": Plan.BUSES}, name="buses-new"),
    path("buses/<int:pk>/", planner_views.buses, name="buses-plan"),
]

"""Addresses of the safety campaign."""

from django.urls import path

from daliang.programmes.safety import views
from daliang.ui.views import offline_worker

app_name = "safety"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("sites/", views.sites, name="sites"),
    path("sites/import/", views.import_sites, name="import-sites"),
    path("sites/<int:pk>/", views.site, name="site"),
    path("hazards/", views.hazards, name="hazards"),
    path("hazards/<int:pk>/", views.hazard, name="hazard"),
    path("hazards/<int:pk>/do/", views.perform, name="perform"),
    path("plan/", views.draw, name="draw"),
    path("field/", views.field, name="field"),
    path("field/worker.js", offline_worker, name="worker"),
    path("records/", views.record, name="record"),
]

"""Addresses of visits."""

from django.urls import path

from daliang.programmes.visits import views
from daliang.ui.views import offline_worker

app_name = "visits"
urlpatterns = [
    path("", views.visit_list, name="list"),
    path("proposals/", views.proposals, name="proposals"),
    path("plan/", views.plan, name="plan"),
    path("field/", views.field, name="field"),
    path("field/worker.js", offline_worker, name="worker"),
    path("field/record/", views.record, name="record"),
    path("<int:pk>/", views.visit, name="visit"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]

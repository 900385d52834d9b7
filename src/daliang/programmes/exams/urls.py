"""Addresses of the exam guarantee."""

from django.urls import path

from daliang.programmes.exams import views

app_name = "exams"
urlpatterns = [
    path("", views.exams, name="list"),
    path("<int:pk>/", views.exam, name="exam"),
    path("<int:pk>/do/", views.perform, name="perform"),
    path("<int:pk>/sites/", views.sites, name="sites"),
    path("<int:pk>/sites/import/", views.import_sites, name="import-sites"),
]

"""Addresses of training."""

from django.urls import path

from daliang.programmes.training import views

app_name = "training"
urlpatterns = [
    path("", views.courses, name="courses"),
    path("import/", views.import_courses, name="import"),
    path("promise/", views.promise, name="promise"),
]

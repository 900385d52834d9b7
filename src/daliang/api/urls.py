"""Addresses of the interface."""

from django.urls import path

from daliang.api import views
from daliang.api.service import api

app_name = "api"
urlpatterns = [
    path("", views.reference, name="reference"),
    path("keys/", views.key_list, name="keys"),
    path("keys/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("v1/openapi.json", views.description, name="description"),
    path("v1/", api.urls),
]

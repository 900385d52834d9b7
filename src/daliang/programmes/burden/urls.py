"""Addresses of the burden meter."""

from django.urls import path

from daliang.programmes.burden import views

app_name = "burden"
urlpatterns = [
    path("", views.meter, name="meter"),
    path("asks/", views.asks, name="asks"),
    path("import/", views.import_asks, name="import"),
    path("hand-off/", views.hand_off, name="hand-off"),
]

"""Addresses of orders."""

from django.urls import path

from daliang.programmes.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.offer_list, name="list"),
    path("matches/", views.match_list, name="matches"),
    path("events/", views.event_list, name="events"),
    path("events/<int:pk>/", views.event, name="event"),
    path("signed/", views.order_list, name="orders"),
    path("signed/new/", views.report, name="report"),
]

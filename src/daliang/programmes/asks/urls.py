"""Addresses of asks."""

from django.urls import path

from daliang.programmes.asks import views

app_name = "asks"
urlpatterns = [
    path("", views.ask_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.ask, name="ask"),
    path("<int:pk>/<slug:name>/", views.verb, name="verb"),
]

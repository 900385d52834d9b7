"""Addresses of publicity."""

from django.urls import path

from daliang.programmes.publicity import views

app_name = "publicity"
urlpatterns = [path("", views.pack, name="pack")]

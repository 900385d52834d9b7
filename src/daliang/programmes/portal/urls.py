"""Addresses of the portal."""

from django.urls import path

from daliang.programmes.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
]

"""Addresses of the papers; part of dispatch."""

from django.urls import path

from daliang.dispatch.papers import views

urlpatterns = [
    path("", views.papers, name="papers"),
    path("templates/", views.templates, name="paper-templates"),
    path("templates/<slug:kind>/drop/", views.drop_template, name="drop-template"),
    path("new/<slug:kind>/", views.paper, name="paper"),
]

"""Addresses of the reading desk; part of dispatch."""

from django.urls import path

from daliang.dispatch.documents import views

urlpatterns = [
    path("", views.documents, name="documents"),
    path("words/", views.words, name="words"),
    path("<int:pk>/", views.desk, name="desk"),
    path("<int:pk>/do/", views.do, name="desk-do"),
    path("<int:pk>/lines/<int:line>/", views.edit, name="desk-edit"),
    path("<int:pk>/confirm/", views.confirm, name="desk-confirm"),
    path("<int:pk>/reread/", views.reread, name="reread"),
]

"""Addresses of the parties."""

from django.urls import path

from daliang.parties import firm_views, views

app_name = "parties"
urlpatterns = [
    path("", views.enterprises, name="list"),
    path("<int:pk>/", views.firm, name="firm"),
    path("<int:pk>/merge/", firm_views.merge, name="merge"),
    path("<int:pk>/rename/", firm_views.rename, name="rename"),
    path("merges/<int:pk>/undo/", firm_views.undo_merge, name="undo-merge"),
    path("queue/", firm_views.queue, name="queue"),
    path("queue/<int:pk>/", firm_views.settle, name="settle"),
    path("import/<slug:slug>/", firm_views.table_in, name="import"),
    path("import/<slug:slug>/<int:pk>/", firm_views.preview, name="preview"),
]

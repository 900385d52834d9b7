"""Addresses of state assets."""

from django.urls import path

from daliang.programmes.assets import views
from daliang.ui.views import offline_worker

app_name = "assets"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("list/", views.asset_list, name="list"),
    path("leases/", views.leases, name="leases"),
    path("targets/", views.targets, name="targets"),
    path("import/<slug:name>/", views.import_table, name="import"),
    path("<int:pk>/", views.asset, name="asset"),
    path("<int:pk>/do/", views.perform, name="perform"),
    path("count/", views.count, name="count"),
    path("count/worker.js", offline_worker, name="worker"),
    path("records/", views.record, name="record"),
    path("rollout/", views.rollout, name="rollout"),
]

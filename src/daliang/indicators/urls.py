"""Addresses of the indicators."""

from django.urls import path

from daliang.indicators.views import imports, item, office, pack, score, table, targets

app_name = "indicators"
urlpatterns = [
    path("", table.table, name="list"),
    path("item/<slug:code>/", item.item, name="item"),
    path("item/<slug:code>/targets/", targets.targets, name="targets"),
    path("targets/import/", targets.import_targets, name="targets-import"),
    path("targets/export/", targets.export_targets, name="targets-export"),
    path("responsibility/", office.responsibility, name="responsibility"),
    path("responsibility/<int:pk>/", office.assign, name="assign"),
    path("scoring/", office.scoring, name="scoring"),
    path("score/", score.score, name="score"),
    path("pack/", pack.pack, name="pack"),
    path("pack/<str:kind>/", pack.download, name="pack-file"),
    path("import/", imports.upload, name="import"),
    path("import/<int:pk>/", imports.mapping, name="mapping"),
    path("import/<int:pk>/preview/", imports.preview, name="preview"),
    path("import/<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("import/<int:pk>/faults/", imports.faults, name="faults"),
]

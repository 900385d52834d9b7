"""Addresses of dispatch."""

from django.urls import include, path

from daliang.dispatch.documents import urls as documents
from daliang.dispatch.papers import urls as papers
from daliang.dispatch.views import analysis, desk, imports, plans, reports

app_name = "dispatch"
urlpatterns = [
    path("", desk.cockpit, name="cockpit"),
    path("instructions/", desk.instructions, name="instructions"),
    path("bulletins/", desk.bulletins, name="bulletins"),
    path("bulletins/<int:pk>/new/", desk.make_bulletin, name="make-bulletin"),
    path("bulletins/<int:pk>/letters/", desk.letters, name="letters"),
    path("import/", imports.upload, name="import"),
    path("import/<int:pk>/", imports.mapping, name="mapping"),
    path("import/<int:pk>/preview/", imports.preview, name="preview"),
    path("import/<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("import/<int:pk>/faults/", imports.faults, name="faults"),
    path("documents/", include(documents)),
    path("papers/", include(papers)),
    path("table/", imports.table, name="table"),
    path("report-sheet/", reports.sheet, name="report-sheet"),
    path("report-sheet/hand-in/", reports.hand_in, name="hand-in"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/draft/<int:pk>/", plans.draft, name="draft-plan"),
    path("analysis/", analysis.analysis, name="analysis"),
    path("indicators/<slug:code>/", analysis.indicator_work, name="indicator-work"),
]

"""Addresses of the diagnosis."""

from django.urls import path

from daliang.diagnosis.views import drills, findings, papers

app_name = "diagnosis"
urlpatterns = [
    path("", findings.overview, name="list"),
    path("finding/<int:pk>/", findings.finding, name="finding"),
    path("finding/<int:pk>/dismiss/", findings.dismiss, name="dismiss"),
    path("finding/<int:pk>/take-up/", findings.take_up, name="take-up"),
    path("indicator/<slug:code>/", drills.indicator, name="indicator"),
    path("<slug:slug>/", drills.drill_page, name="drill"),
    path("<slug:slug>/adopt/", drills.adopt, name="adopt"),
    path("<slug:slug>/workbook/", papers.workbook, name="workbook"),
    path("<slug:slug>/paper/", papers.paper, name="paper"),
]

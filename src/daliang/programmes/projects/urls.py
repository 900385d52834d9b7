"""Addresses of the projects pack."""

from django.urls import path

from daliang.programmes.projects.views import board, books, project, risk

app_name = "projects"
urlpatterns = [
    path("", board.board, name="board"),
    path("list/", board.project_list, name="list"),
    path("lists/", board.lists, name="lists"),
    path("districts/", board.districts, name="districts"),
    path("gantt/", board.gantt_page, name="gantt"),
    path("lights/", board.lights, name="lights"),
    path("bulletin.docx", board.bulletin_file, name="bulletin"),
    path("plans.xlsx", board.plans_file, name="plans-file"),
    path("import/", board.take_projects, name="import"),
    path("import/plans/", board.take_plans, name="import-plans"),
    path("import/figures/", board.take_figures, name="import-figures"),
    path("books/", books.books, name="books"),
    path("books.xlsx", books.books_file, name="books-file"),
    path("risk/", risk.risk, name="risk"),
    path("risk/<str:code>/", risk.project_risk, name="project-risk"),
    path("new/", project.new, name="new"),
    path("of/<str:number>/", project.of_commitment, name="of-commitment"),
    path("p/<str:code>/", project.project, name="project"),
    path("p/<str:code>/edit/", project.edit, name="edit"),
    path("p/<str:code>/gap/", books.gap, name="gap"),
    path("p/<str:code>/<slug:name>/", project.verb, name="verb"),
]

"""Addresses of the ledger."""

from django.urls import path

from daliang.ledger.views import desks, history, items, standing, verbs

app_name = "ledger"
urlpatterns = [
    path("", items.item_list, name="list"),
    path("new/", items.new, name="new"),
    path("sources/new/", items.new_source, name="new-source"),
    path("mine/", desks.mine, name="mine"),
    path("review/", desks.review, name="review"),
    path("search/", standing.search, name="search"),
    path("calendar/", standing.month, name="calendar"),
    path("scoreboard/", standing.scoreboard, name="scoreboard"),
    path("lights/", standing.light_packs, name="lights"),
    path("lights/<slug:slug>/", standing.try_lights, name="try-lights"),
    path("known/", history.known, name="known"),
    path("freezes/", history.freezes, name="freezes"),
    path("freezes/new/", history.freeze, name="freeze"),
    path("freezes/<int:pk>/", history.frozen, name="frozen"),
    path("bulk/edit/", verbs.bulk_edit, name="bulk-edit"),
    path("bulk/<slug:name>/", verbs.bulk, name="bulk"),
    path("items/<str:number>/", items.item, name="item"),
    path("items/<str:number>/edit/", items.edit, name="edit"),
    path("items/<str:number>/report/", verbs.report, name="report"),
    path("items/<str:number>/<slug:name>/", verbs.verb, name="verb"),
]

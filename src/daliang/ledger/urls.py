"""Addresses of the ledger."""

from django.urls import path

from daliang.ledger.views import desks, items, verbs

app_name = "ledger"
urlpatterns = [
    path("", items.item_list, name="list"),
    path("new/", items.new, name="new"),
    path("sources/new/", items.new_source, name="new-source"),
    path("mine/", desks.mine, name="mine"),
    path("review/", desks.review, name="review"),
    path("bulk/edit/", verbs.bulk_edit, name="bulk-edit"),
    path("bulk/<slug:name>/", verbs.bulk, name="bulk"),
    path("items/<str:number>/", items.item, name="item"),
    path("items/<str:number>/edit/", items.edit, name="edit"),
    path("items/<str:number>/report/", verbs.report, name="report"),
    path("items/<str:number>/<slug:name>/", verbs.verb, name="verb"),
]

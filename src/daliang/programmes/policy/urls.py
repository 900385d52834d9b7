"""Addresses of policies."""

from django.urls import path

from daliang.programmes.policy.views import firms, texts

app_name = "policy"
urlpatterns = [
    path("", texts.policy_list, name="list"),
    path("new/", texts.edit, name="new"),
    path("run/", texts.run, name="run"),
    path("sheets/in/", texts.take_sheets, name="take-sheets"),
    path("sheets/out/", texts.give_sheets, name="give-sheets"),
    path("worklist/", firms.worklist, name="worklist"),
    path("firms/<int:pk>/", firms.firm, name="firm"),
    path("own/<int:pk>/", firms.own, name="own"),
    path("payouts/<int:pk>/", firms.settle, name="settle"),
    path("<int:pk>/", texts.policy, name="policy"),
    path("<int:pk>/edit/", texts.edit, name="edit"),
    path("<int:pk>/rules/", texts.rules, name="rules"),
    path("<int:pk>/payouts/", firms.list_payouts, name="list-payouts"),
    path("<int:pk>/curve/<int:number>/", firms.curve, name="curve"),
]

"""Addresses of the agreements pack."""

from django.urls import path

from daliang.programmes.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="list"),
    path("items.xlsx", views.items_file, name="items-file"),
    path("import/", views.take_items, name="import"),
    path("of/<str:number>/", views.of_commitment, name="of-commitment"),
    path("<slug:code>/", views.agreement, name="agreement"),
    path("<slug:code>/<slug:name>/", views.verb, name="verb"),
]

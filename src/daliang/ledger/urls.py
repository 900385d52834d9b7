"""Addresses of the ledger."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "ledger"


def _soon(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(number)


urlpatterns = [path("items/<str:number>/", _soon, name="item")]

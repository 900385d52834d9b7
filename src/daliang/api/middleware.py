"""Who calls: below /api/v1/ a key decides, never a browser's session."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from daliang.api import keys

PLACE = "/api/v1/"


class CallerByKey:
    """Replaces the user of a call by the key's; stands after the session's middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PLACE):
            request.user = _caller(request)
        return self.get_response(request)


def _caller(request: HttpRequest) -> object:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    key = keys.recognise(secret.strip()) if kind.lower() == "bearer" and secret else None
    if key is None:
        return AnonymousUser()
    keys.note_use(key, request.method, request.get_full_path())
    return keys.user_of(key)

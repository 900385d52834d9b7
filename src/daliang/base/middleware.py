"""The language a user chose, headers that keep foreign scripts out, and nothing done twice."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from daliang.base.once import key_of, perform_once

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ChosenLanguage:
    """Speaks Chinese unless the user switched; a browser's own preference does not count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


class ContentSecurityPolicy:
    """Sends one strict policy with every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class NothingTwice:
    """Answers a repeated POST with the first answer; see `base.once`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: tuple[object, ...],
        values: dict[str, object],
    ) -> HttpResponse | None:
        """Do the view inside the guard when a signed-in user's write carries a key."""
        if request.method not in _WRITES or not request.user.is_authenticated:
            return None
        if not key_of(request):
            return None
        return perform_once(request, lambda: view(request, *arguments, **values))

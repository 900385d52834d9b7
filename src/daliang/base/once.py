"""Nothing twice: a form or a call sent again is answered with the first answer.

A double click, a retry behind a proxy, a phone that sends after a gap: the key
that came with the form (or in the header Idempotency-Key) is kept in the same
transaction as the write. What differs in content is another write, not a
repetition: who goes back and corrects a form loses nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.models import OnceKey

FIELD = "once"
HEADER = "Idempotency-Key"
KEPT_DAYS = 3
MOST_BODY = 64 * 1024
_KEY = re.compile(r"[\x21-\x7e]{8,80}")
_PLUMBING = frozenset({"csrfmiddlewaretoken", FIELD})


def key_of(request: HttpRequest) -> str:
    """Return the key a request carries, '' when none or none that makes sense."""
    header = request.headers.get(HEADER, "")
    key = header or (request.POST.get(FIELD, "") if _is_form(request) else "")
    return key if _KEY.fullmatch(key) else ""


def digest_of(request: HttpRequest) -> str:
    """Return the digest of what a request says, without the plumbing of the form."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not _is_form(request):
        found.update(request.body)
        return found.hexdigest()
    for name in sorted(set(request.POST) - _PLUMBING):
        found.update(repr((name, request.POST.getlist(name))).encode("utf-8", "replace"))
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            found.update(repr((name, upload.name, upload.size)).encode("utf-8", "replace"))
            for chunk in upload.chunks():
                found.update(chunk)
            upload.seek(0)
    return found.hexdigest()


def perform_once(request: HttpRequest, perform: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a request that carries a key: once by doing it, afterwards from memory."""
    key, digest = key_of(request), digest_of(request)
    if answer := _earlier(request, key, digest):
        return answer
    try:
        with transaction.atomic():
            # the unique key makes a second sender wait here until the first is done
            row = _claim(request, key, digest)
            response = perform()
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif _is_worth_keeping(response):
                _keep(row, response)
            else:
                row.delete()
            return response
    except _Claimed:
        # committed by the other sender in the meantime
        return _earlier(request, key, digest) or _busy()


def forget_old(today: date) -> str:
    """Forget keys that nobody will repeat; periodic work."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    OnceKey.objects.filter(at__lt=before).delete()
    return ""


class _Claimed(Exception):
    """Another request with the same key was quicker."""


def _claim(request: HttpRequest, key: str, digest: str) -> OnceKey:
    try:
        with transaction.atomic():
            return OnceKey.objects.create(
                user_id=request.user.pk,
                path=_path(request),
                key=key,
                digest=digest,
                at=clock.now(),
            )
    except IntegrityError:
        raise _Claimed from None


def _earlier(request: HttpRequest, key: str, digest: str) -> HttpResponse | None:
    rows = OnceKey.objects.filter(user_id=request.user.pk, path=_path(request), key=key)
    if HEADER in request.headers:
        # a program that uses one key for two different calls has a fault: say so
        row = rows.first()
        if row and row.digest != digest:
            return _json(422, _("这个 Idempotency-Key 已用于内容不同的请求，请换一个。"))
    else:
        row = rows.filter(digest=digest).first()
    if row is None or not row.status:
        return None
    response = HttpResponse(row.body, status=row.status)
    response.headers["Content-Type"] = row.content_type
    if row.location:
        response.headers["Location"] = row.location
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _keep(row: OnceKey, response: HttpResponse) -> None:
    row.status = response.status_code
    row.location = response.headers.get("Location", "")
    row.content_type = response.headers.get("Content-Type", "")
    row.body = response.content.decode("utf-8", "replace")
    row.save(update_fields=["status", "location", "content_type", "body"])


def _is_worth_keeping(response: HttpResponse) -> bool:
    """Tell whether an answer says that something was done: a redirect, or a program's success."""
    if response.streaming or len(response.content) > MOST_BODY:
        return False
    if 300 <= response.status_code < 400:
        return len(response.headers.get("Location", "")) <= 1000
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return 200 <= response.status_code < 300 and is_json


def _path(request: HttpRequest) -> str:
    return request.path.replace("\x00", "")[:200]  # PostgreSQL keeps no NUL


def _is_form(request: HttpRequest) -> bool:
    kind = request.content_type or ""
    return kind in {"application/x-www-form-urlencoded", "multipart/form-data"}


def _busy() -> HttpResponse:
    return _json(409, _("同样的请求正在处理，请稍后再看结果。"))


def _json(status: int, text: str) -> HttpResponse:
    return JsonResponse({"detail": text}, status=status, json_dumps_params={"ensure_ascii": False})

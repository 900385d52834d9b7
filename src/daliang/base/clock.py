"""The one clock. A demonstration of June 2024 runs on a shifted one, and says so on every page.

Tests and the sample's loader pretend a moment; nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return the present moment of this installation."""
    moment = _pretended.get()
    return moment or timezone.now() + timedelta(days=settings.CLOCK_SHIFT_DAYS)


def today() -> date:
    """Return today's date in the city's time zone."""
    return timezone.localdate(now())


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at a moment."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)

"""Periodic work: the closed list, and doing what is due.

Each function takes today's date and returns a sentence (or nothing). All are
idempotent: a second tick on the same day does no harm.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec

# Title and where the function stands; one that is not written yet is left out.
WORK = (
    ("临期与逾期提醒", "daliang.ledger.reminders.remind"),
    ("指标预测与评分", "daliang.indicators.periodic.forecast_all"),
    ("任务成效比较", "daliang.ledger.effect_work.measure_effects"),
    ("每月穿透", "daliang.diagnosis.periodic.watch"),
    ("工期预测记录", "daliang.programmes.projects.periodic.log_risks"),
    ("租约到期提醒", "daliang.programmes.assets.periodic.alarm_leases"),
    ("清理已办请求", "daliang.base.once.forget_old"),
    ("清理过期会话", "daliang.site.periodic.clear_sessions"),
)
_log = logging.getLogger(__name__)


def clear_sessions(today: date) -> str:
    """Forget sessions that ended."""
    from django.contrib.sessions.backends.db import SessionStore  # needs loaded apps

    SessionStore.clear_expired()
    return ""


def run_all(today: date) -> Iterator[tuple[str, str]]:
    """Do every piece of work; yield its title and sentence. One failure does not stop the rest.

    Raises
    ------
    ExceptionGroup
        At the end, with everything that failed.
    """
    failures: list[Exception] = []
    for title, name in WORK:
        work = _find(name)
        if work is None:
            continue
        try:
            yield title, work(today) or ""
        except Exception as error:  # re-raised below, together
            _log.exception("%s", title)
            error.add_note(title)
            failures.append(error)
    if failures:
        raise ExceptionGroup("periodic work failed", failures)


def _find(name: str) -> object | None:
    module, _dot, function = name.rpartition(".")
    if find_spec(module) is None:
        return None
    return getattr(importlib.import_module(module), function, None)

"""What holds for agreements, on plain values: renewal, quarterly hearing, funds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed

RENEW_DAYS = 90  # before the end: time for both sides to decide
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Notice:
    """What should be done about an agreement now: tone and sentence."""

    tone: str
    text: str


def quarter_of(day: date) -> tuple[int, int]:
    """Return year and quarter.

    Examples
    --------
    >>> quarter_of(date(2024, 6, 30))
    (2024, 2)
    """
    return day.year, (day.month + 2) // 3


def notices(
    *, today: date, signed_on: date, ends_on: date | None, hearings: Sequence[date]
) -> list[Notice]:
    """Return the reminders of an agreement: renewal before the end, a hearing every quarter."""
    found = []
    if ends_on is not None:
        left = (ends_on - today).days
        if left < 0:
            found.append(Notice("red", _("已于 %(day)s 到期，未续签") % {"day": ends_on}))
        elif left <= RENEW_DAYS:
            found.append(Notice("amber", _("还有 %(n)s 天到期，商议续签") % {"n": left}))
    is_over = ends_on is not None and ends_on < today
    is_due = not is_over and quarter_of(signed_on) < quarter_of(today)
    if is_due and not any(quarter_of(day) == quarter_of(today) for day in hearings):
        found.append(Notice("amber", _("本季度还没有会商")))
    return found


def require_term(signed_on: date, ends_on: date | None) -> None:
    """Refuse an agreement that ends before it begins."""
    if ends_on is not None and ends_on <= signed_on:
        raise NotAllowed(_("到期日应晚于签署日。"))


def require_fund(promised: Decimal, paid: Decimal) -> None:
    """Refuse a fund that promises nothing or has paid less than nothing."""
    if promised <= 0 or paid < 0:
        raise NotAllowed(_("约定金额要大于零，到账金额不能为负。"))


def require_result(goal: str) -> None:
    """Refuse an item whose result nobody could measure."""
    if not goal.strip():
        raise NotAllowed(_("请写可考核的结果，例如“年内首批活动2场”。"))

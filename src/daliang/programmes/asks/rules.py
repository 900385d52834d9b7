"""Decisions about asks, on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.programmes.asks.choices import Level, Result


def require_next_level(reached: Sequence[str], level: str) -> None:
    """Refuse a level out of turn: city, then province, then nation."""
    order = list(Level)
    expected = order[len(reached)] if len(reached) < len(order) else None
    if expected is None or Level(level) is not expected:
        words = expected.label if expected else _("无")
        raise NotAllowed(_("层级逐级推进，下一级是：%(l)s。") % {"l": words})


def require_result(result: str, *, clause: str, amount_wan: Decimal | None, failure: str) -> None:
    """Refuse a result without its proof: the clause, the money, or why it failed."""
    if result == Result.CLAUSE and not clause.strip():
        raise NotAllowed(_("写入文件的，请摘录条款。"))
    if result == Result.MONEY and not (amount_wan and amount_wan > 0):
        raise NotAllowed(_("争取到资金的，请填到位金额。"))
    if result == Result.FAILED and not failure.strip():
        raise NotAllowed(_("未成的，请写明原因。"))


def window_words(today: date, first: date | None, last: date) -> tuple[str, str]:
    """Return tone and words for a window: not open yet, open, closing, closed."""
    if first and today < first:
        return "grey", _("%(n)s天后开窗") % {"n": (first - today).days}
    left = (last - today).days
    if left < 0:
        return "red", _("窗口已过%(n)s天") % {"n": -left}
    if left <= 15:
        return "amber", _("窗口剩%(n)s天") % {"n": left}
    return "blue", _("窗口剩%(n)s天") % {"n": left}


def closing_hindrances(result: str) -> list[str]:
    """Return what forbids closing an ask."""
    return [_("还没有登记争取结果")] if result == Result.OPEN else []

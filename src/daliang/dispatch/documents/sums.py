"""Aggregates a paper states against the deals it names: 34 deals, USD 1.237 billion. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from daliang.engine.reading import Figure

_SIGNED = re.compile(r"签约|签署|合作项目|签订")
_TOTAL = re.compile(r"总金额|总投资|总额|共|累计|期间|合计")
_COUNT_UNITS = {"个", "项", "份"}
_STOPS = "。；;！\n"


@dataclass(frozen=True, slots=True)
class Named:
    """A deal that the paper names: its place, amount and currency."""

    start: int
    amount: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A stated number of deals, with the stated amount of the same sentence.

    `is_total` is false for a part of the journey ("9 deals at one meeting").
    """

    start: int
    end: int
    text: str
    count: int
    amount: Decimal | None
    unit: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An aggregate against what is named."""

    aggregate: Aggregate
    named: int
    named_amount: Decimal
    with_amount: int

    @property
    def rest(self) -> int:
        """How many deals the paper counts without naming them; below zero is a contradiction."""
        return self.aggregate.count - self.named

    @property
    def rest_amount(self) -> Decimal | None:
        """What of the stated amount no named deal carries."""
        if self.aggregate.amount is None:
            return None
        return self.aggregate.amount - self.named_amount

    @property
    def aggregate_words(self) -> str:
        """The stated amount as offices write it."""
        return f"{plain(self.aggregate.amount or Decimal(0))}{self.aggregate.unit}"

    @property
    def named_words(self) -> str:
        """What the named deals add up to, in the same currency."""
        return f"{plain(self.named_amount)}{self.aggregate.unit}"

    @property
    def is_contradiction(self) -> bool:
        """Whether the paper names more than it counts."""
        over = self.rest_amount is not None and self.rest_amount < 0
        return self.rest < 0 or over

    @property
    def is_complete(self) -> bool:
        """Whether every counted deal is named."""
        return self.rest == 0


def aggregates_of(text: str, figures: Sequence[Figure]) -> list[Aggregate]:
    """Return the stated numbers of signed deals.

    Examples
    --------
    >>> from daliang.engine.reading import read_text
    >>> from datetime import date
    >>> said = "期间，总金额12.37亿美元的34个合作项目成功签约。"
    >>> [(a.count, a.amount, a.unit) for a in
    ...  aggregates_of(said, read_text(said, date(2024, 6, 7)).figures)]
    [(34, Decimal('1237000000.00'), '美元')]
    """
    found = []
    for figure in figures:
        if figure.unit not in _COUNT_UNITS or figure.value != int(figure.value):
            continue
        start, end = _sentence(text, figure.start)
        words = text[start:end]
        if not _SIGNED.search(words[figure.start - start :]):
            continue
        money = next((f for f in figures if start <= f.start < end and _is_money(f)), None)
        is_total = bool(money) or bool(_TOTAL.search(words[: figure.start - start]))
        amount = None if money is None else Decimal(str(money.value)).quantize(Decimal("0.01"))
        found.append(
            Aggregate(
                start,
                end,
                words.strip(),
                int(figure.value),
                amount,
                money.unit if money else "",
                is_total,
            )
        )
    return found


def reconcile(aggregate: Aggregate, named: Sequence[Named]) -> Reconciled:
    """Set an aggregate against the deals of its report; amounts count in its own currency.

    A part of a journey is held only against the deals that its own sentence names.
    """
    mine = [
        deal
        for deal in named
        if aggregate.is_total or aggregate.start <= deal.start < aggregate.end
    ]
    priced = [d.amount for d in mine if d.amount is not None and d.unit == aggregate.unit]
    return Reconciled(aggregate, len(mine), sum(priced, Decimal(0)), len(priced))


def plain(amount: Decimal) -> str:
    """Write an amount in 亿 or 万 as offices do.

    Examples
    --------
    >>> plain(Decimal("1237000000")), plain(Decimal("8000")), plain(Decimal("350000"))
    ('12.37亿', '8000', '35万')
    """
    for size, word in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if abs(amount) >= size:
            return f"{(amount / size).normalize():f}{word}"
    return f"{amount.normalize():f}"


def _is_money(figure: Figure) -> bool:
    return figure.unit.endswith(("元", "美元", "欧元", "英镑", "日元"))


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max((text.rfind(stop, 0, at) for stop in _STOPS), default=-1) + 1
    ends = [place for stop in _STOPS if (place := text.find(stop, at)) >= 0]
    return start, min(ends, default=len(text))

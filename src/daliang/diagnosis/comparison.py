"""The question of a drill page: which measure, what against what, and where inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from daliang.engine.checks import BadInput, Problem
from daliang.parties.facts import DIMENSIONS
from daliang.warehouse.catalogue import Catalogue
from daliang.warehouse.spans import Span

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comparison:
    """A measure over two spans, and the part of it that is looked at.

    Parameters
    ----------
    where : tuple of (str, str)
        Dimension and value, coarse to fine as they were opened.
    """

    measure: str
    base: Span
    actual: Span
    is_same_scope: bool = True
    where: Where = ()

    @property
    def query(self) -> str:
        """The query string that asks the same again."""
        given = {
            "from": self.actual.first,
            "to": self.actual.last,
            "base_from": self.base.first,
            "base_to": self.base.last,
            "scope": "same" if self.is_same_scope else "published",
        }
        return urlencode({**given, **dict(self.where)})

    @property
    def url(self) -> str:
        """The page that asks it."""
        return f"{reverse('diagnosis:drill', args=[self.measure])}?{self.query}"

    def deeper(self, *pairs: tuple[str, str]) -> Comparison:
        """Return the same question one part further in."""
        kept = tuple(p for p in self.where if p[0] not in dict(pairs))
        return replace(self, where=kept + pairs)

    def up_to(self, depth: int) -> Comparison:
        """Return the same question with only the first parts."""
        return replace(self, where=self.where[:depth])

    @property
    def place(self) -> str:
        """The part in words; empty for the whole."""
        values = dict(self.where)
        return values.get("enterprise") or "".join(values.values())


def where_query(where: Where) -> str:
    """Return a part as its canonical query string: dimensions in one order.

    >>> where_query((("industry", "b"), ("district", "a")))
    'district=a&industry=b'
    """
    order = list(DIMENSIONS)
    return urlencode(sorted(where, key=lambda pair: order.index(pair[0])))


def read_comparison(catalogue: Catalogue, slug: str, given: Mapping[str, str]) -> Comparison:
    """Read a question from a query string; what is left out is this year against last year.

    Raises
    ------
    BadInput
        When the measure has no facts, or the spans are none.
    """
    catalogue.measure(slug)
    months = list(catalogue.current(slug))
    if not months:
        raise BadInput(Problem("这个指标还没有企业数据", "先导入企业月度数据"))
    last = _number(given.get("to"), months[-1])
    actual = Span(_number(given.get("from"), Span.of_year(last).first), last)
    before = actual.year_before()
    base = Span(
        _number(given.get("base_from"), before.first), _number(given.get("base_to"), before.last)
    )
    where = tuple((name, value) for name in given if name in DIMENSIONS and (value := given[name]))
    return Comparison(slug, base, actual, given.get("scope") != "published", where)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise

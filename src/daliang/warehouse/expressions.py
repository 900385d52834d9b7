"""The relational expressions of a drill, once, in the SQL that every engine reads alike.

Only what DuckDB, PostgreSQL and Spark agree on: SELECT, CASE, SUM, COUNT, JOIN,
GROUP BY, plain lower-case names, integers in the text. No quoting, no casts, no
functions of one engine; see docs/adr/0103. Values are DECIMAL(18,4), so sums
are exact and do not depend on the order of the rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from daliang.engine.checks import BadInput, Problem
from daliang.warehouse.spans import Span

FACTS, FIRMS = "facts", "firms"
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


@dataclass(frozen=True)
class LeafQuestion:
    """Which leaf table is wanted.

    Parameters
    ----------
    dims : tuple of str
        Columns of the firms table (or of the facts, when `has_firms` is false).
    base, actual : Span
        What is compared with what.
    is_same_scope : bool
        Restate the base to the firms listed in the actual span (同口径): firms
        without any row there leave the base, and a base that a firm itself
        restated beside every actual month replaces its old rows.
    has_firms : bool
        Whether dimensions stand in the table `firms`, joined on `firm`.
    """

    dims: tuple[str, ...]
    base: Span
    actual: Span
    is_same_scope: bool = True
    has_firms: bool = True

    def __post_init__(self) -> None:
        problems = [
            Problem(f"“{name}”不能作列名", "用小写英文、数字和下划线", column=name)
            for name in self.dims
            if not _NAME.match(name)
        ]
        if not self.dims:
            problems.append(Problem("没有选维度", "至少选一个维度"))
        if self.is_same_scope and not self.has_firms:
            problems.append(Problem("没有企业名册，不能折算同口径", "先导入企业名册"))
        if problems:
            raise BadInput(problems)

    @property
    def spans(self) -> tuple[Span, Span]:
        """Both spans."""
        return self.base, self.actual

    @property
    def uses_restated(self) -> bool:
        """Whether the firms' own figure for the same months of last year is the base."""
        return self.is_same_scope and self.base == self.actual.year_before()


def leaf_sql(question: LeafQuestion) -> str:
    """Return the statement that reduces facts to leaves: dims, base, actual.

    Examples
    --------
    >>> ask = LeafQuestion(("district",), Span(202301, 202305), Span(202401, 202405),
    ...                    is_same_scope=False, has_firms=False)
    >>> print(leaf_sql(ask))
    SELECT district,
     SUM(CASE WHEN period BETWEEN 202301 AND 202305 THEN value ELSE 0 END) AS base,
     SUM(CASE WHEN period BETWEEN 202401 AND 202405 THEN value ELSE 0 END) AS actual
    FROM facts WHERE period BETWEEN 202301 AND 202305 OR period BETWEEN 202401 AND 202405
    GROUP BY district
    """
    if not question.has_firms:
        return _flat(question)
    base = "CASE WHEN told = listed THEN restated ELSE base END"
    kept = " WHERE f.listed > 0" if question.is_same_scope else ""
    shown = ", ".join(f"d.{name} AS {name}" for name in question.dims)
    groups = ", ".join(f"d.{name}" for name in question.dims)
    return (
        f"SELECT {shown}, SUM(f.base) AS base, SUM(f.actual) AS actual\n"
        f"FROM (SELECT firm, actual, listed,"
        f" {base if question.uses_restated else 'base'} AS base\n"
        f" FROM ({_by_firm(question)}) g) f\n"
        f"JOIN {FIRMS} d ON d.firm = f.firm{kept}\n"
        f"GROUP BY {groups}"
    )


def total_sql(span: Span) -> str:
    """Return the statement that sums a span over everyone who was listed then."""
    return f"SELECT SUM(value) AS total FROM {FACTS} WHERE {_within(span)}"


def widths_sql(question: LeafQuestion) -> str:
    """Return the statement that counts the values of each dimension (in the last month's facts)."""
    source = FIRMS if question.has_firms else FACTS
    where = "" if question.has_firms else f" WHERE period = {question.actual.last}"
    counts = ", ".join(f"COUNT(DISTINCT {name}) AS {name}" for name in question.dims)
    return f"SELECT {counts} FROM {source}{where}"


def series_sql(firm: int) -> str:
    """Return the statement that gives one firm's months."""
    return (
        f"SELECT period, SUM(value) AS value FROM {FACTS} WHERE firm = {int(firm)}"
        " GROUP BY period ORDER BY period"
    )


def _flat(question: LeafQuestion) -> str:
    dims = ", ".join(question.dims)
    return (
        f"SELECT {dims},\n {_sum(question.base, 'base')},\n {_sum(question.actual, 'actual')}\n"
        f"FROM {FACTS} WHERE {_window(question)}\nGROUP BY {dims}"
    )


def _by_firm(question: LeafQuestion) -> str:
    actual = _within(question.actual)
    columns = [_sum(question.base, "base"), _sum(question.actual, "actual")]
    columns.append(f"SUM(CASE WHEN {actual} THEN 1 ELSE 0 END) AS listed")
    if question.uses_restated:
        told = f"{actual} AND restated IS NOT NULL"
        columns.append(f"SUM(CASE WHEN {told} THEN restated ELSE 0 END) AS restated")
        columns.append(f"SUM(CASE WHEN {told} THEN 1 ELSE 0 END) AS told")
    listed = ",\n  ".join(columns)
    return f"SELECT firm,\n  {listed}\n FROM {FACTS} WHERE {_window(question)} GROUP BY firm"


def _sum(span: Span, name: str) -> str:
    return f"SUM(CASE WHEN {_within(span)} THEN value ELSE 0 END) AS {name}"


def _within(span: Span) -> str:
    return f"period BETWEEN {span.first} AND {span.last}"


def _window(question: LeafQuestion) -> str:
    return f"{_within(question.base)} OR {_within(question.actual)}"

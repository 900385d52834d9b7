"""The charts of a drill, and its tables cut to what a page can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from daliang.diagnosis.drilling import FIRM, Drilled, Line
from daliang.parties.facts import DIMENSIONS
from daliang.ui import charts
from daliang.ui.charts import Chart

MOST_STEPS = 9
MOST_ROWS = 10
MOST_LETTERS = 8
MOST_IN_FULL = 150


@dataclass(frozen=True)
class Row:
    """A line of a table with where its figures lead."""

    line: Line
    url: str


@dataclass(frozen=True)
class Shown:
    """A table as the page shows it: the strongest lines and one that closes it."""

    name: str
    title: str
    rows: Sequence[Row]
    rest: Line | None
    count: int
    growing: int
    comparable: int
    full_url: str


def source_of(answer: Drilled) -> str:
    """Return scope, source, date and sample flag in one line."""
    measure = answer.measure
    said = f"{measure.scope} · {measure.source} · " + _("截至%(day)s") % {"day": answer.data_on}
    return f"{said}（{_('示例数据')}）" if measure.is_synthetic else said


def pulls(answer: Drilled, name: str) -> Chart:
    """Draw what pulled up and what down, in percentage points, to the growth of the part."""
    lines = sorted(answer.tables[name], key=lambda line: -abs(line.impact))
    kept = sorted(lines[:MOST_STEPS], key=lambda line: -line.pull_pp)
    steps = [(_short(line.value), round(line.pull_pp, 3)) for line in kept]
    rest = sum(line.pull_pp for line in lines[MOST_STEPS:])
    if lines[MOST_STEPS:]:
        steps.append((_("其余%(n)s项") % {"n": len(lines) - MOST_STEPS}, round(rest, 3)))
    title = _("分%(dim)s：谁在上拉，谁在下拉") % {"dim": DIMENSIONS[name]}
    end = _("合计")
    unit = _("拉动%(whole)s，百分点") % {"whole": answer.whole.name}
    return _uncrowded(
        charts.waterfall(title, None, steps, end, unit=unit, source=source_of(answer))
    )


def heat(answer: Drilled) -> Chart | None:
    """Draw the pull of each district in each industry."""
    districts, industries, cells = answer.heat
    if len(districts) < 2 or len(industries) < 2:
        return None
    title = _("行业×板块：各自的拉动点（变动最大的%(n)s个行业）") % {"n": len(industries)}
    chart = charts.heat_map(
        title,
        districts,
        [_short(name) for name in industries],
        cells,
        unit=_("百分点"),
        source=source_of(answer),
        digits=2,
        middle=0,
    )
    return _uncrowded(chart)


def tables(answer: Drilled, keys: dict[str, str], full: str) -> list[Shown]:
    """Cut each table to its strongest lines; `full` names the one shown at length.

    Parameters
    ----------
    keys : dict of str to str
        Addresses of the firms' cards by name.
    """
    return [_shown(answer, name, keys, full == name) for name in answer.tables]


def firms_shown(answer: Drilled, full: str) -> list[str]:
    """Return the names of the firms that the tables will show, to find their cards at once."""
    lines = _ranked(answer.tables.get(FIRM, ()))
    most = MOST_IN_FULL if full == FIRM else MOST_ROWS
    return [line.value for line in lines[:most]]


def _uncrowded(chart: Chart) -> Chart:
    """Hide numbers that would lie over each other on a narrow screen; the table has them all."""
    for series in chart.option["series"]:
        series["labelLayout"] = {"hideOverlap": True}
    return chart


def _short(name: str) -> str:
    """Cut a name to what an axis holds; the end tells firms apart, the start everything else."""
    if len(name) <= MOST_LETTERS:
        return name
    return f"…{name[-5:]}" if name[-4:].isdecimal() else f"{name[: MOST_LETTERS - 1]}…"


def _shown(answer: Drilled, name: str, keys: dict[str, str], is_full: bool) -> Shown:
    lines = _ranked(answer.tables[name])
    most = MOST_IN_FULL if is_full else MOST_ROWS
    growing, comparable = answer.breadth[name]
    asked = answer.comparison
    return Shown(
        name=name,
        title=DIMENSIONS[name],
        rows=[
            Row(line, keys.get(line.value, "") if name == FIRM else _deeper(answer, line))
            for line in lines[:most]
        ],
        rest=_folded(answer, name, lines[most:]),
        count=len(lines),
        growing=growing,
        comparable=comparable,
        full_url="" if is_full else f"{asked.url}&table={name}#table-{name}",
    )


def _deeper(answer: Drilled, line: Line) -> str:
    return answer.comparison.deeper((line.name, line.value)).url


def _ranked(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: -abs(line.impact))


def _folded(answer: Drilled, name: str, tail: Sequence[Line]) -> Line | None:
    if not tail:
        return None
    base, actual, impact = (
        sum(getattr(line, n) for line in tail) for n in ("base", "actual", "impact")
    )
    growth = 100 * (actual - base) / abs(base) if base else None
    whole = answer.whole
    title = _("其余%(n)s项") % {"n": len(tail)}
    pull = sum(line.pull_pp for line in tail)
    return Line(name, title, base, actual, impact, growth, pull, whole.contribution(impact))

"""What a paper speaks of, gathered from the ledger and the indicator book as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from daliang.base.access import organisations_for
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.dispatch.bulletin import Line, line_of
from daliang.dispatch.papers.figures import Row
from daliang.indicators.overview import Row as IndicatorRow
from daliang.indicators.overview import overview
from daliang.ledger import snapshots
from daliang.ledger.choices import BEFORE_ISSUE, Part, State
from daliang.ledger.models import Commitment
from daliang.ledger.programme import programme
from daliang.ledger.queries import commitments_for, with_relations


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as printed."""

    title: str
    due: str
    done: str


@dataclass(frozen=True, slots=True)
class Item:
    """A task with what a paper says of it beside the light."""

    line: Line
    source: str
    category: str
    content: str
    goal: str
    supports: str
    leader: str
    latest: str
    closed: str
    steps: tuple[Step, ...]
    extra: tuple[tuple[str, str], ...]

    @property
    def row(self) -> Row:
        """The task as the row behind a figure."""
        return Row(self.line.number, self.line.title, f"{self.line.progress}%")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as printed; growth in percent against the same period."""

    name: str
    period: str
    value: str
    growth: float | None
    target: float | None
    light: str
    source: str
    as_of: date
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """The subject of a paper: its name, its tasks, the parts of a task, the indicators."""

    subject: str
    name: str
    items: tuple[Item, ...] = ()
    parts: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether sample data are among it."""
        tasks = any(item.line.is_synthetic for item in (*self.items, *self.parts))
        return tasks or any(row.is_synthetic for row in self.indicators)


def of_task(user: User, number: str, day: date) -> Matter | None:
    """Return one task with its parts; None when the user may not see it."""
    row = with_relations(commitments_for(user).filter(number=number)).first()
    if row is None:
        return None
    parts = with_relations(commitments_for(user).filter(parent=row).order_by("pk"))
    return Matter(f"task:{number}", row.title, items_of([row], day), items_of(parts, day))


def of_unit(user: User, unit: Organisation, day: date) -> Matter:
    """Return the issued tasks that a unit leads."""
    rows = commitments_for(user).filter(lead=unit).exclude(state__in=BEFORE_ISSUE)
    return Matter(f"unit:{unit.pk}", unit.short_name, items_of(_ordered(rows), day))


def of_source(user: User, source: object, day: date) -> Matter:
    """Return the tasks of a meeting or paper."""
    rows = commitments_for(user).filter(source=source)
    return Matter(f"source:{source.pk}", str(source), items_of(_ordered(rows), day))  # type: ignore[attr-defined]


def of_programme(user: User, slug: str, day: date) -> Matter:
    """Return the issued tasks of a line of work."""
    rows = commitments_for(user).filter(programme=slug).exclude(state__in=BEFORE_ISSUE)
    name = str(programme(slug).title)
    return Matter(f"programme:{slug}", name, items_of(_ordered(rows), day))


def of_month(user: User, day: date) -> Matter:
    """Return the city's indicators as they are known on a day."""
    cities = organisations_for(user).filter(kind=OrganisationKind.CITY)
    city = cities.first()
    rows = overview(user, city, day) if city else []
    told = tuple(_indicator(row) for row in rows if row.figure is not None)
    return Matter(f"month:{day:%Y-%m}", f"{day.year}年{day.month}月", indicators=told)


def items_of(rows: Iterable[Commitment], day: date) -> tuple[Item, ...]:
    """Return tasks as plain values; relations must be prefetched."""
    districts = frozenset(
        Organisation.objects.filter(kind=OrganisationKind.DISTRICT).values_list(
            "short_name", flat=True
        )
    )
    return tuple(_item(row, day, districts) for row in rows)


def _ordered(rows: object) -> object:
    return with_relations(rows.order_by("category", "due_on", "pk"))  # type: ignore[attr-defined]


def _item(row: Commitment, day: date, districts: frozenset[str]) -> Item:
    values = snapshots.plain(row)
    line = line_of(
        values,
        tone=row.light_tone,
        label=row.light_label,
        reason=row.light_reason,
        day=day,
        districts=districts,
        programme=str(programme(row.programme).title),
    )
    supports = [a.organisation.short_name for a in row.assignments.all() if a.part == Part.SUPPORT]
    return Item(
        line=line,
        source=str(row.source or ""),
        category=row.category,
        content=row.content,
        goal=row.goal,
        supports="、".join(supports),
        leader=str(row.leader or ""),
        latest=row.latest,
        closed=f"{row.closed_at:%Y-%m-%d}" if row.state == State.CLOSED else "",
        steps=tuple(
            Step(m.title, str(m.due_on or "未定"), str(m.done_on or ""))
            for m in row.milestones.all()
        ),
        extra=tuple((str(k), str(v)) for k, v in row.extra.items()),
    )


def _indicator(row: IndicatorRow) -> Indicator:
    figure = row.figure
    must = row.must
    is_growth = must is not None and must.target.is_growth
    return Indicator(
        name=row.indicator.name,
        period=str(figure.period),
        value="" if figure.value is None else f"{figure.value.normalize():f}{row.indicator.unit}",
        growth=None if figure.growth_pct is None else float(figure.growth_pct),
        target=float(must.target.value) if must and is_growth else None,
        light=row.light.word,
        source=figure.source,
        as_of=figure.as_of,
        is_synthetic=figure.is_synthetic,
    )


def open_items(items: Sequence[Item]) -> list[Item]:
    """Return the tasks that still have work."""
    return [item for item in items if item.line.is_open]

"""What may be said in public: published statistics and closed items, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from daliang.base.models import User
from daliang.indicators.choices import Confidence, Scope, Status
from daliang.indicators.models import Observation
from daliang.indicators.queries import observations_for
from daliang.ledger.choices import SourceKind, State
from daliang.ledger.models import Commitment
from daliang.ledger.queries import commitments_for
from daliang.ui.papers import Heading, Paper, Paragraph, Table, TableColumn, Title

_MOST = 200
_PUBLIC_SOURCES = (SourceKind.MEETING, SourceKind.DOCUMENT, SourceKind.PLAN)


@dataclass(frozen=True)
class Pack:
    """Figures and closed items that may leave the office, as known on a day."""

    day: date
    figures: tuple[Observation, ...]
    closed: tuple[Commitment, ...]

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in it is sample data."""
        return any(x.is_synthetic for x in self.figures) or any(x.is_synthetic for x in self.closed)


def pack_of(user: User, *, since: date, day: date) -> Pack:
    """Return what was published, and closed, from a day up to a day.

    Only statistics that are published and taken from an official text; dispatch,
    finance and estimated figures never enter. Of a closed item no person is named.
    """
    rows = observations_for(user, day).filter(
        scope=Scope.STATISTICS,
        status=Status.PUBLISHED,
        confidence=Confidence.OFFICIAL,
        as_of__gte=since,
    )
    rows = rows.select_related("indicator", "area").order_by(
        "indicator__position", "indicator_id", "area__position", "-year", "-last_month", "-revision"
    )
    last: dict[tuple[int, int], Observation] = {}
    for row in rows:
        last.setdefault((row.indicator_id, row.area_id), row)
    # What a firm asked for or an inspection found is nobody's press line.
    items = commitments_for(user).filter(
        state=State.CLOSED, closed_at__date__gte=since, source__kind__in=_PUBLIC_SOURCES
    )
    closed = items.select_related("lead").order_by("-closed_at")[:_MOST]
    return Pack(day, tuple(last.values())[:_MOST], tuple(closed))


def period_of(row: Observation) -> str:
    """Return a figure's period in words."""
    if row.first_month == row.last_month:
        return f"{row.year}年{row.last_month}月"
    if (row.first_month, row.last_month) == (1, 12):
        return f"{row.year}年"
    return f"{row.year}年{row.first_month}—{row.last_month}月"


def line_of(item: Commitment) -> str:
    """Return the press line of a closed item: unit, what, when; no person."""
    unit = item.lead.short_name if item.lead else ""
    return f"{unit}：{item.title}，{localdate(item.closed_at):%Y年%m月%d日}办结。"


def paper_of(pack: Pack, *, author: str, at: datetime) -> Paper:
    """Return the pack as a paper: figures with source and date, then the lines."""
    columns = [
        TableColumn("指标", 3),
        TableColumn("地区", 2),
        TableColumn("时期", 2),
        TableColumn("数值", 2, "right"),
        TableColumn("增速", 1.4, "right"),
        TableColumn("来源", 3),
    ]
    return Paper(
        [
            Title("发展情况素材"),
            Heading("一、已公布数据"),
            Table(
                columns,
                [_cells(row) for row in pack.figures],
                caption="已公布数据",
                note=f"口径：统计数；截至{pack.day}。",
            ),
            Heading("二、办结事项"),
            *(Paragraph(line_of(item)) for item in pack.closed),
        ],
        title="发展情况素材",
        author=author,
        created_at=at,
        is_synthetic=pack.is_synthetic,
    )


def _cells(row: Observation) -> Sequence[object]:
    value = (
        "" if row.value is None else f"{row.value.normalize():f}{row.unit or row.indicator.unit}"
    )
    growth = "" if row.growth_pct is None else f"{row.growth_pct.normalize():f}%"
    return (
        row.indicator.name,
        str(row.area),
        period_of(row),
        value,
        growth,
        f"{row.source}（{row.as_of}）",
    )


def rows_of(pack: Pack) -> list[Sequence[object]]:
    """Return the figures as rows of a table."""
    return [_cells(row) for row in pack.figures]

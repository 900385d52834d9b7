"""The figures that may leave the house: published statistics, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from daliang.base.models import Organisation, User
from daliang.indicators import queries
from daliang.indicators.choices import Confidence, Scope, Status
from daliang.indicators.models import Indicator
from daliang.indicators.overview import in_tree_order
from daliang.indicators.series import disagreeing, series_of
from daliang.indicators.values import Known
from daliang.ui.papers import Note, Paper, Paragraph, Table, TableColumn, Title
from daliang.ui.parts import number
from daliang.ui.workbook import Sheet, SheetColumn


@dataclass(frozen=True, slots=True)
class Pack:
    """Published figures of an area, newest of each indicator, and what was left out."""

    area: Organisation
    day: date
    rows: tuple[tuple[Indicator, Known], ...]
    withheld: int  # internal, sample, unverified or of another book
    disputed: tuple[str, ...]  # published twice with different numbers


def pack(user: User, area: Organisation, day: date) -> Pack:
    """Return the newest published figure of each indicator, known by a day."""
    indicators = in_tree_order(list(queries.indicators_for(user)))
    seen = queries.observations_for(user, day).filter(area=area)
    open_rows = seen.filter(
        scope=Scope.STATISTICS, status=Status.PUBLISHED, is_synthetic=False
    ).exclude(confidence=Confidence.UNVERIFIED)
    rows = queries.known(open_rows)
    series = {one.indicator_id: one for one in series_of(rows).values()}
    told = [
        (indicator, figure)
        for indicator in indicators
        if indicator.pk in series and (figure := series[indicator.pk].latest())
    ]
    names = {indicator.pk: indicator.name for indicator in indicators}
    disputed = {
        f"{names[found[0].indicator_id]}{conflict.period}"
        for conflict, found in disagreeing(rows)
        if found[0].indicator_id in names
    }
    return Pack(area, day, tuple(told), seen.count() - len(rows), tuple(sorted(disputed)))


def sheet(told: Pack) -> Sheet:
    """Return the pack as a sheet."""
    columns = [
        SheetColumn("指标", 26),
        SheetColumn("单位", 10),
        SheetColumn("时期", 16),
        SheetColumn("数值", 14, digits=2, is_right=True),
        SheetColumn("同比增速", 10, digits=1, is_right=True),
        SheetColumn("增速口径", 14),
        SheetColumn("来源", 40),
        SheetColumn("公布日期", 12),
        SheetColumn("可信度", 8),
    ]
    rows = [
        [
            *(indicator.name, indicator.unit, str(figure.period), figure.value),
            *(figure.growth_pct, figure.growth_basis, figure.source, figure.as_of),
            figure.confidence,
        ]
        for indicator, figure in told.rows
    ]
    return Sheet(f"{told.area}公开数据", columns, rows, notes(told))


def paper(told: Pack, *, author: str, made_at: datetime) -> Paper:
    """Return the pack as a paper."""
    columns = [
        TableColumn("指标", 2.2),
        TableColumn("时期", 1.3, "center"),
        TableColumn("数值", 1.4, "right"),
        TableColumn("同比", 0.9, "right"),
        TableColumn("来源", 2.6),
    ]
    rows = [
        [
            indicator.name,
            str(figure.period),
            f"{number(figure.value, indicator.digits)}{indicator.unit}"
            if figure.value is not None
            else "—",
            f"{number(figure.growth_pct, 1)}{indicator.growth_unit}"
            if figure.growth_pct is not None
            else "—",
            figure.source,
        ]
        for indicator, figure in told.rows
    ]
    blocks = [
        Title(f"{told.area}经济运行公开数据"),
        Paragraph(
            f"以下均为截至{told.day:%Y年%-m月%-d日}已公布的统计数，可对外引用，引用时注明来源。"
        ),
        Table(columns, rows, note="统计数；增速为公布增速，不由两个总量相除"),
        *(Note(line) for line in notes(told)[1:]),
    ]
    return Paper(blocks, title=f"{told.area}公开数据", author=author, created_at=made_at)


def notes(told: Pack) -> Sequence[str]:
    """Return what must stand beside the figures."""
    lines = [f"截至{told.day}已公布的统计数；增速为公布增速，不由两个总量相除。"]
    if told.disputed:
        lines.append(f"各来源公布数不一致，引用前请核对：{'、'.join(told.disputed)}。")
    return lines

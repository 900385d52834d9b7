"""What should add up in a table of figures, and is said where it does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from daliang.indicators import rules
from daliang.indicators.choices import Frequency
from daliang.indicators.entries import Entry
from daliang.indicators.grid import Field, Layout
from daliang.indicators.models import Indicator, Observation


def with_identities(entries: list[Entry]) -> list[Entry]:
    """Say beside each figure where last month plus this month, or a fall, does not fit."""
    levels = _levels(entries)
    told = []
    for entry in entries:
        figure, indicator = entry.figure, entry.indicator
        if figure is None or indicator is None or figure.value is None:
            told.append(entry)
            continue
        notices = [*entry.notices]
        area = figure.area_id if figure.area_id is not None else figure.area_name
        before = levels.get((indicator.pk, area, figure.year, figure.last_month - 1))
        month = entry.row.of_month
        if month is not None:
            month = rules.in_own_unit(month, entry.row.unit, indicator.unit)
        if notice := rules.month_identity(before, month, figure.value, indicator.digits):
            notices.append(notice)
        if indicator.is_cumulative and before is not None and figure.value < before:
            notices.append(f"累计数比上月的{rules.plain(before)}还小，请核对")
        told.append(
            Entry(
                entry.row,
                entry.kind,
                indicator,
                entry.area,
                figure,
                entry.before,
                tuple(notices),
            )
        )
    return told


def _levels(entries: Iterable[Entry]) -> dict[tuple[object, ...], Decimal]:
    """Cumulative levels by indicator, area, year, month: those known, over them the table's."""
    figures = [e.figure for e in entries if e.figure and e.figure.value is not None]
    years = {f.year for f in figures}
    held = Observation.objects.filter(
        year__in=years, indicator__in={f.indicator_id for f in figures}, first_month=1
    )
    fields = ("indicator_id", "area_id", "year", "last_month", "value")
    found: dict[tuple[object, ...], Decimal] = {
        tuple(key): value
        for *key, value in held.order_by("revision").values_list(*fields)
        if value is not None
    }
    for figure in figures:
        area = figure.area_id if figure.area_id is not None else figure.area_name
        if figure.first_month == 1:
            found[figure.indicator_id, area, figure.year, figure.last_month] = figure.value
    return found


def table_notices(entries: Sequence[Entry], layout: Layout) -> Iterable[str]:
    """Yield what is true of the table: no unit, missing months, parts that do not sum."""
    levels = _levels(entries)
    good = [e for e in entries if e.figure is not None and e.indicator is not None]
    if layout.column(Field.UNIT) is None and not layout.unit:
        yield "表里没有单位列，数值按指标目录登记的单位入库，请核对"
    yield from _missing(good, levels)
    yield from _parts(good, levels)


def _missing(entries: Sequence[Entry], levels: Mapping[tuple[object, ...], Decimal]) -> list[str]:
    last: dict[tuple[Indicator, object, int], int] = {}
    for entry in entries:
        figure, indicator = entry.figure, entry.indicator
        if indicator.frequency != Frequency.MONTH or figure.value is None:
            continue
        if indicator.is_cumulative and figure.area_id is not None:
            key = (indicator, figure.area_id, figure.year)
            last[key] = max(last.get(key, 0), figure.last_month)
    found = []
    for (indicator, area, year), until in last.items():
        absent = [
            "1-2月" if month == 2 else f"{month}月"
            for month in range(2, until)
            if (indicator.pk, area, year, month) not in levels
        ]
        if absent:
            found.append(f"“{indicator}”{year}年缺{'、'.join(absent)}，不代为填补；缺月不作预测")
    return found


def _parts(entries: Sequence[Entry], levels: Mapping[tuple[object, ...], Decimal]) -> list[str]:
    children: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(is_part=True, is_active=True):
        children[indicator.parent_id].append(indicator)
    found = []
    for entry in entries:
        figure, indicator = entry.figure, entry.indicator
        parts = [
            levels.get((c.pk, figure.area_id, figure.year, figure.last_month))
            for c in children.get(indicator.pk, ())
        ]
        if not parts or figure.value is None or any(part is None for part in parts):
            continue
        difference = rules.parts_identity(figure.value, [p for p in parts if p], indicator.digits)
        if difference is not None:
            found.append(
                f"“{indicator}”{entry.period}比分项之和差{rules.plain(difference)}{indicator.unit}，"
                "照公布数入库，差额会显示"
            )
    return found

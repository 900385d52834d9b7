"""Figures by the command line: the same steps as on screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from daliang.base import clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.indicators import actions, queries
from daliang.indicators.choices import Scope, Status
from daliang.indicators.entries import Kind
from daliang.indicators.planning import Plan
from daliang.ui.workbook import csv_safe

SOURCE = "市统计局月报"
_HEADS = (
    *("指标", "地区", "年", "月", "累计", "单位", "累计增速", "增速口径", "来源", "可信度"),
    *("公布日期", "基数版本", "口径", "状态", "更正次数", "示例数据"),
)


class _Rehearsed(Exception):
    """Ends a dry run."""


def import_file(path: Path, *, by: User, is_dry_run: bool) -> Iterator[str]:
    """Import a table of figures, or say what importing it would do.

    Columns 来源 and 公布日期 of the table win; without them the source is
    市统计局月报 and the day is today.

    Raises
    ------
    BadInput
        With every faulty cell; then nothing is recorded.
    """
    try:
        with transaction.atomic():
            job = actions.take_figures(
                by=by,
                upload=SimpleUploadedFile(path.name, path.read_bytes()),
                source=SOURCE,
                as_of=clock.today(),
                scope=Scope.STATISTICS,
                status=Status.PUBLISHED,
            )
            plan = actions.plan_for(job)
            if plan.problems:
                raise BadInput([problem.within(path.name) for problem in plan.problems])
            lines = list(_said(plan))
            if is_dry_run:
                raise _Rehearsed
            actions.run_import(by=by, job=job, accept_corrections=True)
    except _Rehearsed:
        yield "只看不写："
    yield from lines


def export_file(path: Path, *, by: User) -> Iterator[str]:
    """Write every figure a user may see as .csv, whole or not at all."""
    require(by, Permission.EXPORT)
    rows = queries.observations_for(by, clock.today()).select_related("indicator", "area")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADS)
    count = 0
    for row in rows.order_by("indicator__position", "area", "year", "last_month", "pk"):
        values = (
            *(row.indicator.name, row.area.short_name, row.year, _months(row), row.value),
            *(row.indicator.unit, row.growth_pct, row.growth_basis, row.source, row.confidence),
            *(row.as_of, row.vintage, row.get_scope_display(), row.get_status_display()),
            *(row.revision, "是" if row.is_synthetic else ""),
        )
        writer.writerow(["" if v is None else csv_safe(str(v)) for v in values])
        count += 1
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text.getvalue(), encoding="utf-8-sig")
    partial.replace(path)
    yield f"导出{count}个数：{path}"


def _months(row: object) -> str:
    return f"1-{row.last_month}月" if row.first_month == 1 else f"{row.last_month}月"


def _said(plan: Plan) -> Iterator[str]:
    counts = plan.counts
    yield f"新增{counts['new']}个数，更正{counts['correction']}个，已有{counts['same']}个"
    for entry in plan.of(Kind.CORRECTION):
        yield f"  更正：{entry.row.indicator} {entry.period}：原为{_pair(entry.before)}"
    for entry in plan.entries:
        for notice in entry.notices:
            yield f"注意：{entry.row.indicator} {entry.period}：{notice}"
    for notice in plan.notices:
        yield f"注意：{notice}"


def _pair(said: tuple[object, ...] | None) -> str:
    return "、".join("空" if value is None else str(value) for value in said or ())

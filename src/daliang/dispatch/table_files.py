"""Task tables by the command line: the same steps as on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from daliang.base import clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.dispatch import actions, planning
from daliang.dispatch.planning import Kind, Plan
from daliang.dispatch.programme import TASKS
from daliang.dispatch.rows import row_of
from daliang.engine.checks import BadInput
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import city_layout, propose, write_table
from daliang.ledger.queries import commitments_for, with_relations


class _Rehearsed(Exception):
    """Ends a dry run."""


def import_file(path: Path, *, by: User, is_dry_run: bool) -> Iterator[str]:
    """Import a task table, or say what importing it would do.

    Raises
    ------
    BadInput
        With every faulty cell; then nothing is imported.
    """
    try:
        with transaction.atomic():
            job = actions.take_table(
                by=by,
                upload=SimpleUploadedFile(path.name, path.read_bytes()),
                programme=TASKS.slug,
                plan_year=_plan_year(path),
            )
            plan = planning.plan_of(job)
            if plan.problems:
                raise BadInput(plan.problems)
            lines = list(_said(plan))
            if is_dry_run:
                raise _Rehearsed
            actions.run_import(by=by, job=job, skip_faulty=False)
    except _Rehearsed:
        yield "只看不写："
    yield from lines


def export_file(path: Path, *, by: User) -> Iterator[str]:
    """Write the commitments a user may see as a task table, whole or not at all."""
    require(by, Permission.EXPORT)
    rows = list(with_relations(commitments_for(by)).order_by("pk"))
    data = write_table(
        city_layout("任务分解表"), [row_of(row) for row in rows], note="调度数据，非统计发布。"
    )
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.replace(path)
    yield f"导出{len(rows)}项：{path}"


def _plan_year(path: Path) -> int:
    """The year printed in the file's own title, else this year."""
    tables = propose(open_workbook(path.read_bytes(), path.name), remembered={}).tables
    return next((t.year for t in tables if t.year), clock.today().year)


def _said(plan: Plan) -> Iterator[str]:
    counts = plan.counts
    yield f"新增{counts['new']}项，更新{counts['changed']}项，未变{counts['same']}项"
    for entry in plan.of(Kind.CHANGED):
        for name, old, new in entry.changes:
            yield f"  {entry.existing.number} {name}：{old} → {new}"
    for notice in plan.notices:
        yield f"注意：{notice}"

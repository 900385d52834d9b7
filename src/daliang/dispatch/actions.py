"""Writes of dispatch: tables taken in, bulletins made."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch import planning
from daliang.dispatch.models import TableImport
from daliang.dispatch.planning import Kind, Plan
from daliang.dispatch.rows import draft_of
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import TableLayout
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment, LayoutMemory, Source


@transaction.atomic
def take_table(
    *,
    by: User,
    upload: UploadedFile,
    programme: str,
    plan_year: int,
    source: Source | None = None,
) -> TableImport:
    """Keep an uploaded task table; nothing is imported yet.

    Raises
    ------
    BadInput
        When the workbook is refused; the sentence says why.
    """
    require(by, Permission.DRAFT)
    open_workbook(upload.read(), upload.name)  # refused here, before anything is kept
    upload.seek(0)
    return TableImport.objects.create(
        file=store_file(by=by, upload=upload),
        programme=programme,
        plan_year=plan_year,
        source=source,
        made_at=clock.now(),
        made_by=by,
    )


@transaction.atomic
def correct_mapping(*, by: User, job: TableImport, layouts: Mapping[str, TableLayout]) -> None:
    """Keep the corrected columns for this table, and remember them for the next of its form."""
    require(by, Permission.DRAFT)
    _require_open(job)
    job.mapping = {sheet: layout.to_memory() for sheet, layout in layouts.items()}
    job.save(update_fields=["mapping"])
    for layout in layouts.values():
        LayoutMemory.objects.update_or_create(
            fingerprint=layout.fingerprint,
            defaults={
                "title": (layout.title or layout.sheet)[:200],
                "mapping": layout.to_memory(),
                "remembered_at": clock.now(),
                "remembered_by": by,
            },
        )


@transaction.atomic
def run_import(*, by: User, job: TableImport, skip_faulty: bool) -> Plan:
    """Write what the plan says: all of it in one transaction, or nothing.

    Faulty rows are left out only when the person said so; they stay in the
    sheet that can be downloaded with its faults marked.
    """
    require(by, Permission.DRAFT)
    job = TableImport.objects.select_for_update().get(pk=job.pk)
    _require_open(job)
    plan = planning.plan_of(job)
    if plan.of(Kind.FAULTY) and not skip_faulty:
        raise NotAllowed(
            _("有 %(n)s 行有问题，请改正后重传，或选择先导入其余行。")
            % {"n": len(plan.of(Kind.FAULTY))}
        )
    source = job.source or _source_of(by, job)
    new = plan.of(Kind.NEW)
    ledger.commit_many(
        by=by,
        drafts=[
            draft_of(
                e.row, plan.known, programme=job.programme, source=source, import_key=e.import_key
            )
            for e in new
        ],
        note=job.file.name,
    )
    for entry in plan.of(Kind.CHANGED):
        _update(by, job, entry)
    job.source, job.counts = source, plan.counts
    job.done_at, job.done_by = clock.now(), by
    job.save()
    audit.record(by=by, verb=_("导入任务表"), on=job, detail=plan.counts)
    return plan


def _update(by: User, job: TableImport, entry: planning.Entry) -> None:
    changes = {name: new for name, _old, new in entry.changes}
    supports = changes.pop("supports", None)
    milestones = changes.pop("milestones", None)
    row: Commitment = entry.existing
    ledger.edit(
        by=by,
        commitment=row,
        version=row.version,
        changes=changes,
        supports=supports,
        milestones=milestones,
        reason=f"导入《{job.file.name}》",
    )


def _source_of(by: User, job: TableImport) -> Source:
    """A table without a named source is its own source."""
    title = job.file.name.rsplit(".", 1)[0]
    return ledger.make_source(
        by=by,
        kind="document",
        title=title[:200],
        dated_on=clock.today(),
        plan_year=job.plan_year,
        file=job.file,
    )


def _require_open(job: TableImport) -> None:
    if job.done_at:
        raise NotAllowed(_("这份表格已经导入过。要更新，请重新上传。"))

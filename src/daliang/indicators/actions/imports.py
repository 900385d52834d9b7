"""Tables of figures in: kept, explained, then recorded in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.indicators.actions.figures import Recorded, record_figures
from daliang.indicators.grid import Field, Layout, layout_of, with_fields, workbook_of
from daliang.indicators.models import FigureImport, HeaderMemory
from daliang.indicators.planning import Kind, Plan, plan_of


@transaction.atomic
def take_figures(
    *,
    by: User,
    upload: UploadedFile,
    source: str,
    as_of: date,
    scope: str,
    status: str,
    is_synthetic: bool = False,
) -> FigureImport:
    """Keep an uploaded table; nothing is recorded yet.

    Raises
    ------
    BadInput
        When the file cannot be read or no header is found.
    """
    require(by, Permission.FIGURES)
    workbook, _data = workbook_of(upload.read(), upload.name)
    layout_of(workbook, {})  # refused here, before anything is kept
    upload.seek(0)
    return FigureImport.objects.create(
        file=store_file(by=by, upload=upload),
        source=source,
        as_of=as_of,
        scope=scope,
        status=status,
        is_synthetic=is_synthetic,
        made_at=clock.now(),
        made_by=by,
    )


@transaction.atomic
def correct_columns(
    *, by: User, job: FigureImport, layout: Layout, fields: Mapping[int, str]
) -> None:
    """Keep what the columns mean, for this table and the next of its form."""
    require(by, Permission.FIGURES)
    _require_open(job)
    job.mapping = {str(column): str(field) for column, field in fields.items()}
    job.save(update_fields=["mapping"])
    HeaderMemory.objects.update_or_create(
        fingerprint=layout.fingerprint,
        defaults={
            "title": job.file.name[:200],
            "mapping": job.mapping,
            "remembered_at": clock.now(),
            "remembered_by": by,
        },
    )


@transaction.atomic
def run_import(
    *, by: User, job: FigureImport, skip_faulty: bool = False, accept_corrections: bool = False
) -> Plan:
    """Record what the plan says: all of it in one transaction, or nothing."""
    require(by, Permission.FIGURES)
    job = FigureImport.objects.select_for_update().get(pk=job.pk)
    _require_open(job)
    plan = plan_for(job)
    faulty = plan.of(Kind.FAULTY)
    if faulty and not skip_faulty:
        raise NotAllowed(
            _("有 %(n)s 行有问题，请改正后重传，或选择先导入其余行。") % {"n": len(faulty)}
        )
    told: Recorded = record_figures(
        by=by,
        figures=[entry.figure for entry in plan.entries if entry.figure is not None],
        file=job.file,
        accept_corrections=accept_corrections,
    )
    job.counts = plan.counts
    job.done_at, job.done_by = clock.now(), by
    job.save(update_fields=["counts", "done_at", "done_by"])
    audit.record(by=by, verb=_("导入指标数据"), on=job, detail={"new": told.new} | plan.counts)
    return plan


def plan_for(job: FigureImport) -> Plan:
    """Read the kept table and work out what importing it would do."""
    workbook, layout, _data = opened(job)
    return plan_of(job, workbook, layout)


def opened(job: FigureImport) -> tuple[object, Layout, bytes]:
    """Return the kept table, its layout as last explained, and the bytes faults are marked in."""
    with job.file.file.open("rb") as stored:
        workbook, data = workbook_of(stored.read(), job.file.name)
    memories = dict(HeaderMemory.objects.values_list("fingerprint", "mapping"))
    layout = layout_of(workbook, memories)
    if job.mapping:
        fields = {c: Field(job.mapping.get(str(c), f)) for c, f in layout.fields.items()}
        layout = with_fields(layout, fields)
    return workbook, layout, data


def _require_open(job: FigureImport) -> None:
    if job.done_at:
        raise NotAllowed(_("这份表格已经导入过。要更新，请重新上传。"))

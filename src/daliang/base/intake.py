"""Tables into registers: one way for every pack to take in an Excel file it gave out.

Upload, look at what would change, confirm. What would change is found by
writing it and taking the writing back, so that the preview cannot say
something else than the import does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base import queries
from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.engine.rowtable import Field, read_rows

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: new, changed (with each field before and after) or same."""

    row: int
    name: str
    kind: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A register's table: its columns and the action that writes its rows.

    `write(by=..., rows=...)` returns an Outcome a row and raises BadInput with
    every problem; it is called inside a transaction. `extra` are values that the
    page gives beside the table (a trip, a year).
    """

    title: object
    fields: Sequence[Field]
    write: Callable[..., Sequence[Outcome]]
    back: str
    hint: object = ""
    permission: Permission = Permission.DRAFT


class _Rehearsed(Exception):
    """Takes a rehearsal back."""


class _UploadForm(forms.Form):
    """A table."""

    file = forms.FileField(label=gettext_lazy("表格（.xlsx）"))


def changes_of(row: models.Model, values: Mapping[str, object]) -> tuple[tuple[str, str, str], ...]:
    """Set values on a row; return the title, old and new words of those that differ."""
    found = []
    for name, value in values.items():
        old = getattr(row, name)
        if old == value or (old in (None, "") and value in (None, "")):
            continue
        setattr(row, name, value)
        title = str(row._meta.get_field(name).verbose_name)
        found.append((title, _words(old), _words(value)))
    return tuple(found)


def run(
    intake: Intake, *, by: User, data: bytes, name: str, is_dry_run: bool, **extra: object
) -> list[Outcome]:
    """Write a table's rows, all or none; a dry run says the same and writes nothing."""
    require(by, intake.permission)
    rows = read_rows(data, name, intake.fields)
    found: list[Outcome] = []
    try:
        with transaction.atomic():
            found = list(intake.write(by=by, rows=rows, **extra))
            if is_dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return found


def import_file(intake: Intake, path: Path, *, by: User, is_dry_run: bool) -> Iterator[str]:
    """Do the same from the command line; yield the lines to print."""
    found = run(intake, by=by, data=path.read_bytes(), name=path.name, is_dry_run=is_dry_run)
    if is_dry_run:
        yield "只看不写："
    counts = _counts(found)
    yield f"新增{counts['new']}项，更新{counts['changed']}项，未变{counts['same']}项"
    for outcome in found:
        for title, old, new in outcome.changes:
            yield f"  {outcome.name} {title}：{old or '—'} → {new or '—'}"


def intake_page(request: HttpRequest, intake: Intake, **extra: object) -> HttpResponse:
    """Answer the page of an intake: upload, preview, confirm."""
    require(request.user, intake.permission)
    context = {"heading": intake.title, "intake": intake, "form": _UploadForm()}
    if request.method != "POST":
        return render(request, "base/intake.html", context)
    is_confirmed = "confirm" in request.POST
    try:
        stored = _stored(request, is_confirmed)
        with stored.file.open("rb") as content:
            data = content.read()
        found = run(
            intake,
            by=request.user,
            data=data,
            name=stored.name,
            is_dry_run=not is_confirmed,
            **extra,
        )
    except BadInput as refusal:
        context["problems"] = refusal.problems
        return render(request, "base/intake.html", context, status=422)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    counts = _counts(found)
    if is_confirmed:
        messages.success(
            request, _("新增 %(new)s 项，更新 %(changed)s 项，未变 %(same)s 项。") % counts
        )
        return redirect(intake.back)
    context |= {"stored": stored, "counts": counts, "outcomes": found[:_SHOWN]}
    context["more"] = max(len(found) - _SHOWN, 0)
    return render(request, "base/intake.html", context)


def _stored(request: HttpRequest, is_confirmed: bool) -> object:
    if not is_confirmed:
        form = _UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            raise NotAllowed(_("请先选一个 .xlsx 文件。"))
        return store_file(by=request.user, upload=form.cleaned_data["file"])
    key = request.POST.get("stored", "")
    stored = queries.file_for(request.user, int(key)) if key.isdigit() else None
    if stored is None:
        raise Http404
    return stored


def _counts(found: Sequence[Outcome]) -> dict[str, int]:
    kinds = [outcome.kind for outcome in found]
    return {kind: kinds.count(kind) for kind in ("new", "changed", "same")}


def _words(value: object) -> str:
    return "" if value is None else str(value)

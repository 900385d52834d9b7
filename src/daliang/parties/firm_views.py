"""Pages about who is which firm: the queue, merges, renames; and tables in for every register."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base import actions as base_actions
from daliang.base.access import require
from daliang.base.models import StoredFile
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.parties import firm_actions, firm_queries, queries
from daliang.parties.firm_models import Merge
from daliang.parties.models import Enterprise
from daliang.parties.table_in import TableKind, read_bytes, table_kind
from daliang.ui.parts import Badge, Crumb
from daliang.ui.workbook import XLSX, Sheet, SheetColumn, file_response, workbook_bytes

_SHOWN = 100
_QUEUE = 50
_KIND_WORDS = {
    "new": (gettext_lazy("新增"), "green"),
    "changed": (gettext_lazy("更新"), "blue"),
    "same": (gettext_lazy("已有"), "grey"),
    "review": (gettext_lazy("待核对"), "amber"),
}


class FileForm(forms.Form):
    """One workbook."""

    file = forms.FileField(label=gettext_lazy("表格（.xlsx）"))


class MergeForm(forms.Form):
    """Which entry is the same firm, and why."""

    gone = forms.CharField(
        label=gettext_lazy("重复的企业（全称）"),
        help_text=gettext_lazy(
            "写名册里那一条的全称；它名下的走访、诉求等都转到这一家，可以撤销。"
        ),
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class RenameForm(forms.Form):
    """The new name, and since when."""

    name = forms.CharField(label=gettext_lazy("新名称"), max_length=120)
    on = forms.DateField(
        label=gettext_lazy("旧名使用至"), widget=forms.DateInput(attrs={"type": "date"})
    )


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Show the rows of lists that wait for a person."""
    require(request.user, Permission.DRAFT)
    rows = list(firm_queries.queue_for(request.user)[: _QUEUE + 1])
    for row in rows:
        row.mark = Badge(_("把握%(n)s%%") % {"n": round(row.score * 100)}, "amber")
    context = {
        "heading": _("名单核对"),
        "rows": rows[:_QUEUE],
        "is_cut": len(rows) > _QUEUE,
        "crumbs": [Crumb(_("企业"), reverse("parties:list"))],
    }
    return render(request, "parties/queue.html", context)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide one row of the queue."""
    row = firm_queries.queue_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    choice = request.POST.get("choice", "")
    chosen = row.candidate if choice == "same" else None
    try:
        firm_actions.settle(
            by=request.user, row=row, enterprise=chosen, is_skipped=choice == "skip"
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("parties:queue")


@login_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a duplicate into this firm."""
    require(request.user, Permission.DRAFT)
    kept = _firm(request, pk)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["gone"].strip()
        found = queries.enterprises_for(request.user).filter(name=name).exclude(pk=kept.pk)[:2]
        if len(found) != 1:
            form.add_error("gone", _("名册里没有这一条，或不止一条，请写全称。"))
        else:
            try:
                firm_actions.merge(
                    by=request.user, kept=kept, gone=found[0], reason=form.cleaned_data["reason"]
                )
                messages.success(request, _("已合并，可在企业页撤销。"))
                return redirect(kept)
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
    context = {"heading": _("并入重复的企业：%(name)s") % {"name": kept}, "form": form}
    return render(request, "parties/form.html", context)


@require_POST
@login_required
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    require(request.user, Permission.DRAFT)
    made = Merge.objects.filter(pk=pk, kept__in=queries.enterprises_for(request.user)).first()
    if made is None:
        raise Http404
    try:
        firm_actions.undo_merge(by=request.user, made=made)
        messages.success(request, _("合并已撤销，两家各自恢复。"))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(made.kept)


@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a firm its new name."""
    require(request.user, Permission.DRAFT)
    row = _firm(request, pk)
    form = RenameForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            firm_actions.rename(by=request.user, enterprise=row, **form.cleaned_data)
            return redirect(row)
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
    return render(
        request, "parties/form.html", {"heading": _("更名：%(n)s") % {"n": row}, "form": form}
    )


@login_required
def table_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a table of any register; next comes the preview."""
    kind = _kind(request, slug)
    if "sample" in request.GET:
        return _sample(kind)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = base_actions.store_file(by=request.user, upload=form.cleaned_data["file"])
        except BadInput as refusal:
            for problem in refusal.problems:
                form.add_error("file", str(problem))
        else:
            return redirect("parties:preview", slug, file.pk)
    context = {
        "heading": _("导入%(title)s") % {"title": kind.title},
        "lead": kind.hint,
        "form": form,
        "button": _("上传并预览"),
        "sample_url": "?sample=1",
    }
    return render(request, "parties/form.html", context)


@login_required
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what each row would do; a confirmation writes all of them."""
    kind = _kind(request, slug)
    file = StoredFile.objects.filter(pk=pk, added_by=request.user).first()
    if file is None:
        raise Http404
    context = {
        "heading": _("预览%(title)s") % {"title": kind.title},
        "back_url": reverse("parties:import", args=[slug]),
    }
    try:
        with file.file.open("rb") as stored:
            rows = read_bytes(stored.read(), file.name, kind.fields)
        if request.method == "POST":
            counts = kind.apply(by=request.user, rows=rows, name=file.name)
            messages.success(request, _counts_words(counts))
            return redirect(kind.done_url)
        planned = kind.plan(request.user, rows)
    except BadInput as refusal:
        context["problems"] = refusal.problems
        return render(request, "parties/table_preview.html", context, status=422)
    totals = Counter(p.kind for p in planned)
    context |= {
        "counts": [(word, totals[key]) for key, (word, _t) in _KIND_WORDS.items() if totals[key]],
        "entries": [
            (p, Badge(str(_KIND_WORDS[p.kind][0]), _KIND_WORDS[p.kind][1]))
            for p in planned[:_SHOWN]
        ],
        "more": max(len(planned) - _SHOWN, 0),
    }
    return render(request, "parties/table_preview.html", context)


def _counts_words(counts: object) -> str:
    words = {"linked": _("对上")} | {key: str(word) for key, (word, _t) in _KIND_WORDS.items()}
    return "，".join(f"{words.get(key, key)} {n}" for key, n in dict(counts).items()) or _(
        "没有变化"
    )


def _sample(kind: TableKind) -> HttpResponse:
    columns = [SheetColumn(f.heads[0], 18) for f in kind.fields]
    needed = "、".join(f.heads[0] for f in kind.fields if f.is_required)
    sheet = Sheet(str(kind.title), columns, [], [_("必填：%(n)s") % {"n": needed}])
    return file_response(workbook_bytes(sheet), f"{kind.title}样表.xlsx", XLSX)


def _kind(request: HttpRequest, slug: str) -> TableKind:
    kind = table_kind(slug)
    if kind is None:
        raise Http404
    require(request.user, kind.permission)
    return kind


def _firm(request: HttpRequest, pk: int) -> Enterprise:
    try:
        return queries.enterprise_for(request.user, pk)
    except Enterprise.DoesNotExist:
        raise Http404 from None

"""The register of commitments, the page of one, and the forms that write them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import queries as base_queries
from daliang.base.access import may, require, scope_of
from daliang.base.calendar import today
from daliang.base.roles import Permission
from daliang.ledger import actions, queries
from daliang.ledger.actions import closing_hindrances
from daliang.ledger.choices import BEFORE_ISSUE
from daliang.ledger.forms import ItemForm, ReportForm, SourceForm
from daliang.ledger.models import Commitment
from daliang.ledger.programme import programme
from daliang.ledger.registers import ITEMS, OFFICE_ITEMS, light, state_badge
from daliang.ledger.rules import required_pace, verbs_from
from daliang.ledger.snapshots import many
from daliang.ledger.timeline import events_of
from daliang.ledger.verbs import buttons
from daliang.ui.parts import Crumb, Link, Progress
from daliang.ui.register import SavedView, build_page, matching, respond
from daliang.ui.workbook import workbook_response


@login_required
def item_list(request: HttpRequest) -> HttpResponse:
    """Show the register; the office may act on many rows at once."""
    is_office = may(request.user, Permission.DRAFT)
    register = OFFICE_ITEMS if is_office else ITEMS
    rows = queries.with_relations(queries.commitments_for(request.user))
    can_export = may(request.user, Permission.EXPORT)
    if request.GET.get("export") == "xlsx":
        require(request.user, Permission.EXPORT)
        return workbook_response(
            register, matching(register, rows, request.GET), _("任务台账.xlsx"), notes=_notes(rows)
        )
    page = build_page(
        register,
        rows,
        request.GET,
        has_export=can_export,
        saved_views=[
            SavedView(v.name, v.query, reverse("base:delete-view", args=[v.pk]))
            for v in base_queries.views_of(request.user)
            if v.register == register.name
        ],
        save_url=reverse("base:save-view", args=[register.name]),
    )
    context = {"heading": register.title, "can_draft": is_office}
    return respond(request, "ledger/list.html", page, context)


@login_required
def item(request: HttpRequest, number: str) -> HttpResponse:
    """Show one commitment: what, who, how far, why this light, and what happened."""
    row = _get(request, number)
    shot = many([row])[row.pk]
    pace = required_pace(
        today=today(),
        start=shot.starts_on or shot.issued_on,
        due=shot.due_on,
        steps=shot.steps,
    )
    permissions = scope_of(request.user).permissions
    open_verbs = verbs_from(row.state, permissions)
    context = {
        "heading": row.title,
        "crumbs": [Crumb(_("任务台账"), reverse("ledger:list")), Crumb(row.number)],
        "row": row,
        "state": state_badge(row),
        "light": light(row),
        "progress": Progress(row.progress, None if pace is None else round(pace)),
        "assignments": row.assignments.all(),
        "milestones": row.milestones.all(),
        "events": events_of(row),
        "buttons": buttons(request.user, row, open_verbs),
        "report_form": _report_form(request, row, open_verbs),
        "extensions": row.extensions.select_related("asked_by", "decided_by"),
        "hindrances": closing_hindrances(row) if "close" in open_verbs else [],
        "can_edit": "edit" in open_verbs,
        "is_issued": row.state not in BEFORE_ISSUE,
        "own_page": _own_page(row),
        "parts": queries.commitments_for(request.user).filter(parent=row),
    }
    return render(request, "ledger/item.html", context)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Write a new draft."""
    require(request.user, Permission.DRAFT)
    form = ItemForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        row = actions.commit(by=request.user, draft=form.draft())
        messages.success(
            request, _("草稿 %(number)s 已保存，核对后提交审批。") % {"number": row.number}
        )
        return redirect(row)
    context = {"form": form, "heading": _("新建任务")}
    return render(request, "ledger/edit.html", context)


@login_required
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a commitment; when somebody was quicker, show both versions instead of overwriting."""
    require(request.user, Permission.DRAFT)
    row = _get(request, number)
    form = ItemForm(request.POST or None, instance=row)
    context = {"form": form, "row": row, "heading": _("修改任务"), "is_issued": row.issued_at}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                by=request.user,
                commitment=row,
                version=form.cleaned_data["version"] or 0,
                changes=form.changes,
                supports=list(form.cleaned_data["supports"]),
                milestones=form.cleaned_data["steps"],
                reason=form.cleaned_data["reason"],
            )
        except actions.Stale:
            return render(request, "ledger/edit.html", context | _both_versions(form, row))
        messages.success(request, _("已保存。"))
        return redirect(row)
    return render(request, "ledger/edit.html", context)


@login_required
def new_source(request: HttpRequest) -> HttpResponse:
    """Name a new meeting or paper, then write its first task."""
    require(request.user, Permission.DRAFT)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = actions.make_source(by=request.user, **form.cleaned_data)
        return redirect(f"{reverse('ledger:new')}?source={source.pk}")
    return render(request, "ledger/edit.html", {"form": form, "heading": _("新建任务来源")})


def _both_versions(form: ItemForm, row: Commitment) -> dict[str, object]:
    """Show what the other person saved beside what this one wrote; the next save wins knowingly."""
    form.data = form.data.copy()
    form.data["version"] = row.version
    names = {name: form.fields[name].label for name in form.changes}
    theirs = [(label, getattr(row, name), form.cleaned_data[name]) for name, label in names.items()]
    return {"conflicts": theirs, "last_by": row.transitions.first()}


def _get(request: HttpRequest, number: str) -> Commitment:
    try:
        return queries.commitment_for(request.user, number)
    except Commitment.DoesNotExist:
        raise Http404 from None


def _report_form(request: HttpRequest, row: Commitment, verbs: tuple[str, ...]) -> object:
    units = (a.organisation for a in row.assignments.all())
    if "report" not in verbs or not any(scope_of(request.user).acts_for(u) for u in units):
        return None
    return ReportForm(row)


def _own_page(row: Commitment) -> Link | None:
    """Return the page that the row's programme has for it, if any."""
    declared = programme(row.programme)
    if not declared.url_name:
        return None
    return Link(str(declared.title), reverse(declared.url_name, args=[row.number]))


def _notes(rows: object) -> list[str]:
    notes = [_("调度数据，非统计发布。")]
    if rows.filter(is_synthetic=True).exists():
        notes.append(_("含示例数据，不作工作依据。"))
    return notes

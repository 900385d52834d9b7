"""One address for each verb; the page it came from shows what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.calendar import today
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.ledger import actions, queries
from daliang.ledger.forms import BulkEditForm, ReportForm
from daliang.ledger.models import Commitment
from daliang.ledger.registers import OFFICE_ITEMS
from daliang.ledger.rules import VERB_TITLES, Verb
from daliang.ledger.verbs import HANDLINGS, perform
from daliang.ui.register import chosen

_BULK = {"submit": actions.submit, "approve": actions.approve, "issue": actions.issue}
_BULK_MOST = 500


@require_POST
@login_required
def verb(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Perform one verb on one commitment."""
    row = _get(request, number)
    if name not in HANDLINGS:
        raise Http404
    verb = Verb(name)
    form_class = HANDLINGS[verb].form
    form = form_class(request.POST) if form_class else None
    if form is not None and not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(request, f"{form.fields[field].label}：{''.join(errors)}")
        return redirect(row)
    try:
        perform(request.user, row, verb, form.cleaned_data if form else {})
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("已完成：%(verb)s") % {"verb": _(VERB_TITLES[verb])})
    return _back(request, row)


@require_POST
@login_required
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Take a unit's report with its evidence; everything or nothing is kept."""
    row = _get(request, number)
    form = ReportForm(row, request.POST, request.FILES)
    if not form.is_valid():
        return render(
            request,
            "ledger/report.html",
            {"form": form, "row": row, "heading": row.title},
            status=422,
        )
    values = form.cleaned_data
    try:
        with transaction.atomic():
            proofs = tuple(
                actions.Proof(file=store_file(by=request.user, upload=upload), caption=upload.name)
                for upload in values["files"]
            )
            actions.report(by=request.user, commitment=row, progress=_progress(values, proofs))
    except (NotAllowed, BadInput) as refusal:
        form.add_error(None, str(refusal))
        return render(
            request,
            "ledger/report.html",
            {"form": form, "row": row, "heading": row.title},
            status=422,
        )
    done = _("已申请办结，等待审核。") if values["is_final"] else _("进展已报送。")
    messages.success(request, done)
    return _back(request, row)


@require_POST
@login_required
def bulk(request: HttpRequest, name: str) -> HttpResponse:
    """Perform a verb on the chosen rows, one transaction each; every refusal is named."""
    if name not in _BULK:
        raise Http404
    done, refusals = 0, []
    for row in _chosen(request):
        try:
            _BULK[name](by=request.user, commitment=row)
            done += 1
        except NotAllowed as refusal:
            refusals.append(f"{row.number}：{refusal}")
    if done:
        title = _(VERB_TITLES[Verb(name)])
        messages.success(request, _("%(verb)s %(n)s 项。") % {"verb": title, "n": done})
    for line in refusals[:10]:
        messages.error(request, line)
    if len(refusals) > 10:
        messages.error(request, _("另有 %(n)s 项未能办理。") % {"n": len(refusals) - 10})
    return _back(request, None)


@require_POST
@login_required
def bulk_edit(request: HttpRequest) -> HttpResponse:
    """Change a few values of many rows: first a preview, then all or none."""
    require(request.user, Permission.DRAFT)
    rows = list(_chosen(request))
    is_confirmed = "confirm" in request.POST
    form = BulkEditForm(request.POST if is_confirmed else None)
    if is_confirmed and form.is_valid() and rows:
        values = {k: v for k, v in form.cleaned_data.items() if v and k not in {"reason", "key"}}
        try:
            with transaction.atomic():
                for row in rows:
                    actions.edit(
                        by=request.user,
                        commitment=row,
                        version=row.version,
                        changes=values,
                        reason=form.cleaned_data["reason"],
                    )
        except NotAllowed as refusal:
            form.add_error(None, f"{row.number}：{refusal}")
        else:
            messages.success(request, _("已修改 %(n)s 项。") % {"n": len(rows)})
            return redirect("ledger:list")
    context = {"form": form, "rows": rows, "heading": _("批量修改"), "posted": request.POST}
    return render(request, "ledger/bulk_edit.html", context)


def _progress(values: dict[str, object], proofs: tuple[actions.Proof, ...]) -> actions.Progress:
    day = values.get("milestones_done_on")
    return actions.Progress(
        key=values["key"],
        percent=values["percent"],
        text=values["text"],
        problem=values["problem"],
        next_step=values["next_step"],
        done_quantity=values.get("done_quantity"),
        done_milestones=tuple((int(pk), day or today()) for pk in values.get("milestones", ())),
        proofs=proofs,
        is_final=values["is_final"],
    )


def _chosen(request: HttpRequest) -> object:
    rows = queries.with_relations(queries.commitments_for(request.user))
    return chosen(OFFICE_ITEMS, rows, request.POST)[:_BULK_MOST]


def _get(request: HttpRequest, number: str) -> Commitment:
    try:
        return queries.commitment_for(request.user, number)
    except Commitment.DoesNotExist:
        raise Http404 from None


def _back(request: HttpRequest, row: Commitment | None) -> HttpResponse:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect(row) if row else redirect("ledger:list")

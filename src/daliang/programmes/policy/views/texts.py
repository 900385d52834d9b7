"""The list of policies, a policy's page, its rules on screen and in Excel."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import may, require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.engine.policy import Sheets, describe, parse_policies, sheets_to_policies
from daliang.parties.firm_views import FileForm
from daliang.programmes.policy import actions, matching, queries
from daliang.programmes.policy.choices import Outcome, Reading
from daliang.programmes.policy.forms import BenefitForm, Conditions, TextForm, initial_of
from daliang.programmes.policy.models import PolicyText
from daliang.programmes.policy.registers import (
    POLICIES,
    counted_register,
    newest,
    reading_badge,
)
from daliang.programmes.policy.sheets import read_sheets, write_sheets
from daliang.ui.parts import Crumb
from daliang.ui.register import build_page, respond
from daliang.ui.register import matching as matching_rows
from daliang.ui.workbook import XLSX, file_response, workbook_response

_SHOWN = 50


@login_required
def policy_list(request: HttpRequest) -> HttpResponse:
    """List the policies with what the last run found."""
    require(request.user, Permission.READ)
    rows = queries.policies_for(request.user)
    run = queries.last_run()
    register = counted_register(queries.counts_of(request.user, run))
    can_export = may(request.user, Permission.EXPORT)
    if can_export and request.GET.get("export") == "xlsx":
        found = matching_rows(register, rows, request.GET)
        return workbook_response(register, found, _("惠企政策.xlsx"), notes=[_run_words(run)])
    page = build_page(register, rows, request.GET, has_export=can_export)
    context = {
        "heading": POLICIES.title,
        "run": run,
        "run_words": _run_words(run),
        "can_draft": may(request.user, Permission.DRAFT),
    }
    return respond(request, "policy/list.html", page, context)


@login_required
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one policy: the paper, the rules, who qualifies, who lacks what."""
    row = _get(request, pk)
    version, run = newest(row), queries.last_run()
    rules = parse_policies([version.tree])[0] if version else None
    context = {
        "heading": row.title,
        "crumbs": [Crumb(_("惠企政策"), reverse("policy:list")), Crumb(row.code)],
        "row": row,
        "version": version,
        "versions": row.versions.all(),
        "reading": reading_badge(row),
        "conditions": [
            (i, c, matching.in_words(describe(c)), getattr(c, "clause", ""))
            for i, c in enumerate(rules.conditions)
        ]
        if rules
        else [],
        "run_words": _run_words(run),
        "count": queries.counts_of(request.user, run).get(row.pk),
        "groups": _groups(request, run, row) if run else [],
        "figures": queries.payout_figures(request.user, row),
        "payouts": queries.payouts_for(request.user).filter(version__text=row)[:20],
        "can_draft": may(request.user, Permission.DRAFT),
        "can_issue": may(request.user, Permission.ISSUE),
    }
    return render(request, "policy/policy.html", context)


@login_required
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Write a policy's paper, or change it."""
    require(request.user, Permission.DRAFT)
    row = _get(request, pk) if pk else None
    form = TextForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        code = row.code if row else f"Z{PolicyText.objects.count() + 1:03d}"
        made = actions.publish(by=request.user, code=code, values=form.cleaned_data)
        return redirect(made)
    heading = _("修改政策") if row else _("登记政策")
    return render(request, "parties/form.html", {"heading": heading, "form": form})


@login_required
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the conditions and the benefit; saving makes a new version."""
    require(request.user, Permission.DRAFT)
    row = _get(request, pk)
    version = newest(row)
    rows, benefit = initial_of(parse_policies([version.tree])[0]) if version else ([], {})
    conditions = Conditions(request.POST or None, initial=rows, prefix="c")
    given = BenefitForm(
        request.POST or None,
        initial=benefit | {"reading": version.reading if version else Reading.PROJECT},
    )
    problems: list[object] = []
    if request.method == "POST" and conditions.is_valid() and given.is_valid():
        try:
            _save(request, row, conditions, given)
        except BadInput as refusal:
            problems = list(refusal.problems)
        else:
            messages.success(request, _("新版本已生效，重新匹配后更新名单。"))
            return redirect(row)
    context = {
        "heading": _("条件与标准：%(t)s") % {"t": row.title},
        "crumbs": [Crumb(_("惠企政策"), reverse("policy:list")), Crumb(row.code)],
        "conditions": conditions,
        "form": given,
        "problems": problems,
        "fields": matching.labels().items(),
    }
    return render(request, "policy/rules.html", context)


@login_required
def take_sheets(request: HttpRequest) -> HttpResponse:
    """Take the authoring workbook."""
    require(request.user, Permission.DRAFT)
    form = FileForm(request.POST or None, request.FILES or None)
    problems: list[object] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            policies = read_sheets(upload.read(), upload.name)
            counts = actions.take_sheets(by=request.user, policies=policies)
        except BadInput as refusal:
            problems = list(refusal.problems)
        else:
            words = {"new": _("新增"), "changed": _("新版本"), "same": _("未变")}
            said = "，".join(f"{words[k]} {n}" for k, n in counts.items())
            messages.success(request, said)
            return redirect("policy:list")
    context = {"heading": _("导入条件表"), "form": form, "problems": problems}
    status = 422 if problems else 200
    return render(request, "policy/take_sheets.html", context, status=status)


@login_required
def give_sheets(request: HttpRequest) -> HttpResponse:
    """Hand out the rules in force as the authoring workbook; it imports again unchanged."""
    require(request.user, Permission.EXPORT)
    versions = [v for row in queries.policies_for(request.user) if (v := newest(row))]
    policies = matching.policies_of(versions)
    note = _("条件为本系统自行解读的，须经主管部门确认。")
    return file_response(write_sheets(policies, [note]), _("政策条件表.xlsx"), XLSX)


@require_POST
@login_required
def run(request: HttpRequest) -> HttpResponse:
    """Match all firms with all policies in force."""
    try:
        made = actions.run_matching(by=request.user)
    except (NotAllowed, BadInput) as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(n)s家企业匹配完成，用时%(s).2f秒。")
        messages.success(request, said % {"n": made.firms, "s": made.seconds})
    return redirect("policy:list")


def _save(request: HttpRequest, row: PolicyText, conditions: object, given: BenefitForm) -> None:
    head = {"政策编号": row.code, "政策名称": row.title}
    for column, name in (("生效起", "from_on"), ("生效止", "until_on")):
        day = given.cleaned_data[name]
        head[column] = day.isoformat() if day else None
    rows = [made for form in conditions if (made := form.row(head))]
    found = sheets_to_policies(Sheets(rows, [given.row(row.code)]))
    actions.make_version(
        by=request.user, text=row, policy=found[0], reading=given.cleaned_data["reading"]
    )


def _groups(request: HttpRequest, run: object, row: PolicyText) -> list[tuple[object, int, list]]:
    found = queries.matches_for(request.user, run, row)
    groups = []
    for outcome in (Outcome.ELIGIBLE, Outcome.SHORT, Outcome.UNDECIDED):
        rows = found.filter(outcome=outcome)
        groups.append((outcome, rows.count(), list(rows[:_SHOWN])))
    return groups


def _run_words(run: object | None) -> str:
    if run is None:
        return _("还没有匹配过。")
    words = _("测算数 · %(n)s家企业 · 按%(d)s有效的政策 · 用时%(s).2f秒")
    return words % {"n": run.firms, "d": run.day, "s": run.seconds}


def _get(request: HttpRequest, pk: int) -> PolicyText:
    require(request.user, Permission.READ)
    row = queries.policies_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row

"""Pages of the delegations pack: events, trip planner, visits, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, require
from daliang.base.calendar import add_workdays, today, workdays
from daliang.base.intake import intake_page
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.engine.trips import itinerary_rows, to_ics
from daliang.programmes.delegations import actions, forms, intakes, planning, queries, rules
from daliang.programmes.delegations.models import Deal, Event, TripPlan
from daliang.programmes.delegations.registers import DEALS
from daliang.ui.papers import to_docx
from daliang.ui.parts import Badge, Crumb, Tab
from daliang.ui.register import build_page, matching, respond
from daliang.ui.workbook import file_response, workbook_response

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SECONDS = 15.0
_EFFECTS = {
    rules.Effect.FIRST: ("计数", "green"),
    rules.Effect.UPGRADE: ("升级", "blue"),
    rules.Effect.INCREASE: ("增资", "blue"),
    rules.Effect.REPEAT: ("重复不计", "grey"),
}


def _tabs(active: str) -> list[Tab]:
    pages = (("events", _("团组和活动")), ("deals", _("成果清单")))
    return [Tab(str(t), reverse(f"delegations:{n}"), n == active) for n, t in pages]


@login_required
def events(request: HttpRequest) -> HttpResponse:
    """Show the events with what they brought, counted once, and their conversion."""
    require(request.user, Permission.READ)
    rows = list(
        queries.events_for(request.user)
        .filter(parent=None)
        .select_related("lead", "report")
        .prefetch_related("parts")
    )
    counts = queries.counted()
    cohorts = queries.cohorts(counts)
    due = _report_days([row.ends_on for row in rows])
    found = []
    for row in rows:
        family = [row.pk, *(part.pk for part in row.parts.all())]
        own = [c for c in counts if c.event in family]
        cohort = [deal for pk in family for deal in cohorts.get(pk, [])]
        shares = rules.conversion(cohort, today())
        found.append((row, rules.totals(own), shares, due[row.ends_on]))
    context = {
        "heading": _("出访成果"),
        "tabs": _tabs("events"),
        "found": found,
        "whole": rules.totals(counts),
        "as_of": today(),
    }
    return render(request, "delegations/events.html", context)


def _report_days(returns: Sequence[date]) -> dict[date, date]:
    """Return by day of return when its report is due; the calendar is read once."""
    if not returns:
        return {}
    days = sorted(workdays(min(returns), max(returns) + timedelta(days=60)))
    return {end: [day for day in days if day > end][actions.REPORT_WORKDAYS - 1] for end in returns}


@login_required
def event(request: HttpRequest, code: str) -> HttpResponse:
    """Show one event: outcomes with what each counts, reconciliation, conversion, visits."""
    row = _event(request, code)
    family = queries.family_of(row)
    counts = queries.counted()
    own = [c for c in counts if c.event in family]
    effects = queries.effects_of(own)
    cohort = [deal for found in queries.cohorts(own).values() for deal in found]
    signings = (
        row.signings.model.objects.filter(event__in=family)
        .select_related("deal__district", "deal__commitment__lead", "event")
        .order_by("signed_on", "pk")
    )
    appointments = row.appointments.select_related("city")
    context = {
        "heading": row.name,
        "crumbs": [Crumb(_("出访成果"), reverse("delegations:events")), Crumb(row.code)],
        "row": row,
        "signings": [(s, effects[s.pk], _effect(effects[s.pk])) for s in signings],
        "totals": rules.totals(own),
        "balance": _balance(row, own),
        "conversion": rules.conversion(cohort, today()),
        "report_due": add_workdays(row.ends_on, actions.REPORT_WORKDAYS),
        "wanted": appointments.count(),
        "made": appointments.filter(state="made").count(),
        "logged": appointments.filter(state="made")[:20],
        "can_draft": may(request.user, Permission.DRAFT),
        "as_of": today(),
    }
    return render(request, "delegations/event.html", context)


def _effect(counted: rules.Counted) -> Badge:
    return Badge(*_EFFECTS[counted.effect])


def _balance(row: Event, own: list[rules.Counted]) -> rules.Reconciliation | None:
    if row.published_deals is None or row.published_usd_wan is None:
        return None
    return rules.reconcile(
        own, published_deals=row.published_deals, published_usd_wan=row.published_usd_wan
    )


@require_POST
@login_required
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """Make the trip's report a commitment."""
    row = _event(request, code)
    _attempt(request, _("总结报告已立项。"), actions.promise_report, event=row)
    return redirect(row)


@login_required
def trip_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan the trip and show the plan: by team and day, the road, and who is left out and why."""
    row = _event(request, code)
    form = forms.PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seconds = _SECONDS if form.cleaned_data["is_thorough"] else None
        teams = form.cleaned_data["teams"]
        _attempt(request, _("行程已排定。"), actions.plan, event=row, teams=teams, seconds=seconds)
        return redirect("delegations:plan", row.code)
    kept = row.plans.first()
    context = {
        "heading": _("行程：%(name)s") % {"name": row.name},
        "crumbs": [Crumb(row.name, row.get_absolute_url()), Crumb(_("行程"))],
        "row": row,
        "form": form,
        "kept": kept,
        "can_draft": may(request.user, Permission.DRAFT),
        "wanted": row.appointments.count(),
        "cities": row.cities.count(),
        **(_shown(kept) if kept else {}),
    }
    return render(request, "delegations/plan.html", context)


def _shown(kept: TripPlan) -> dict[str, object]:
    plan = planning.plan_of(kept)
    rows = itinerary_rows(plan, kept.event.starts_on)
    days = []
    for day in sorted(plan.days, key=lambda d: (d.team, d.day)):
        on = kept.event.starts_on.toordinal() + day.day
        own = [r for r in rows if r.team == day.team and r.on.toordinal() == on]
        visits = [r for r in own if r.kind == "拜访"]
        moved = [leg.destination for leg in day.legs if leg.destination != leg.origin]
        road = " → ".join([day.start, *moved])
        days.append((day, own[0].on if own else None, road, visits))
    return {
        "plan": plan,
        "days": days,
        "visited": sum(len(day.stops) for day in plan.days),
        "unvisited": planning.unvisited_of(kept),
    }


@login_required
def itinerary_file(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the itinerary as .docx."""
    require(request.user, Permission.EXPORT)
    kept = _kept(request, code)
    paper = planning.itinerary(kept, made_at=clock.now())
    return file_response(to_docx(paper), _("行程安排.docx"), DOCX)


@login_required
def calendar_file(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the itinerary as a calendar."""
    require(request.user, Permission.EXPORT)
    kept = _kept(request, code)
    made_at = kept.made_at.astimezone(UTC)
    text = to_ics(planning.plan_of(kept), kept.event.starts_on, made_at)
    return file_response(text.encode(), _("行程安排.ics"), "text/calendar; charset=utf-8")


@login_required
def visit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Log a visit on the road."""
    row = _event(request, code)
    appointment = row.appointments.filter(pk=pk).select_related("city", "event").first()
    if appointment is None:
        raise Http404
    form = forms.VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _attempt(
            request,
            _("拜访已记录。"),
            actions.log_visit,
            appointment=appointment,
            **form.cleaned_data,
        )
        return redirect("delegations:plan" if done else "delegations:event", row.code)
    context = {
        "heading": appointment.partner,
        "crumbs": [Crumb(row.name, row.get_absolute_url()), Crumb(_("拜访记录"))],
        "appointment": appointment,
        "form": form,
    }
    return render(request, "delegations/visit.html", context, status=422 if form.errors else 200)


@login_required
def deals(request: HttpRequest) -> HttpResponse:
    """Show the table of outcomes."""
    require(request.user, Permission.READ)
    rows = (
        queries.deals_for(request.user)
        .select_related("district", "commitment__lead")
        .prefetch_related("signings__event", "steps")
    )
    if request.GET.get("export") == "xlsx":
        require(request.user, Permission.EXPORT)
        notes = [_("同一成果只计首次签约活动一次。截至 %(day)s。") % {"day": today()}]
        if rows.filter(is_synthetic=True).exists():
            notes.append(_("含示例数据，不作工作依据。"))
        found = matching(DEALS, rows, request.GET)
        return workbook_response(DEALS, found, _("出访成果.xlsx"), notes=notes)
    page = build_page(DEALS, rows, request.GET, has_export=may(request.user, Permission.EXPORT))
    context = {
        "heading": DEALS.title,
        "tabs": _tabs("deals"),
        "can_draft": may(request.user, Permission.DRAFT),
    }
    return respond(request, "delegations/deals.html", page, context)


@login_required
def take_deals(request: HttpRequest) -> HttpResponse:
    """Import the table of outcomes."""
    return intake_page(request, intakes.DEALS)


@login_required
def deal(request: HttpRequest, code: str) -> HttpResponse:
    """Show one outcome: every signature with what it counted, stages, next step."""
    row = _deal(request, code)
    effects = queries.effects_of(queries.counted())
    office = may(request.user, Permission.DRAFT)
    context = {
        "heading": row.name,
        "crumbs": [Crumb(_("出访成果"), reverse("delegations:deals")), Crumb(row.code)],
        "row": row,
        "signings": [
            (s, effects[s.pk], _effect(effects[s.pk])) for s in row.signings.select_related("event")
        ],
        "step_form": forms.StepForm() if may(request.user, Permission.REPORT) or office else None,
        "sign_form": forms.SignForm() if office else None,
        "next_form": forms.NextForm() if office and row.commitment is None else None,
    }
    return render(request, "delegations/deal.html", context)


_VERBS = {
    "sign": (forms.SignForm, actions.sign),
    "step": (forms.StepForm, actions.reach),
    "next": (forms.NextForm, actions.assign_next),
}


@require_POST
@login_required
def deal_verb(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Perform one verb on one outcome."""
    row = _deal(request, code)
    if name not in _VERBS:
        raise Http404
    form_class, act = _VERBS[name]
    form = form_class(request.POST)
    if form.is_valid():
        _attempt(request, _("已保存。"), act, deal=row, **form.cleaned_data)
    for field, errors in form.errors.items():
        messages.error(request, f"{form.fields[field].label}：{''.join(errors)}")
    return redirect("delegations:deal", row.code)


@login_required
def of_commitment(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a commitment to its outcome or trip."""
    row = queries.deals_for(request.user).filter(commitment__number=number).first()
    if row is not None:
        return redirect("delegations:deal", row.code)
    trip = queries.events_for(request.user).filter(report__number=number).first()
    if trip is None:
        raise Http404
    return redirect(trip)


def _attempt(request: HttpRequest, said: str, act: object, **given: object) -> bool:
    """Call an action for the user; say what came of it."""
    try:
        act(by=request.user, **given)
    except (NotAllowed, BadInput) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True


def _event(request: HttpRequest, code: str) -> Event:
    rows = queries.events_for(request.user).select_related("lead", "report", "parent")
    row = rows.filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _deal(request: HttpRequest, code: str) -> Deal:
    rows = queries.deals_for(request.user).select_related("district", "commitment__lead", "parent")
    row = rows.prefetch_related("steps", "parts__district").filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _kept(request: HttpRequest, code: str) -> TripPlan:
    kept = _event(request, code).plans.first()
    if kept is None:
        raise Http404
    return kept

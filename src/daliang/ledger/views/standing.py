"""How units stand, what falls due when, and the rules behind the lights."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base.access import require
from daliang.base.calendar import knows, today, workdays
from daliang.base.roles import Permission
from daliang.ledger import queries, snapshots
from daliang.ledger.lights import light_of, packs, packs_in_force
from daliang.ledger.programme import programme, programmes
from daliang.ledger.registers import light
from daliang.ledger.scoreboard import scores
from daliang.ledger.search import matching
from daliang.ui.charts import Stack, stacked_bars

_TONES = ("red", "amber", "blue", "green", "grey")


@login_required
def scoreboard(request: HttpRequest) -> HttpResponse:
    """Rank the units by what is red, overdue, moved and returned."""
    require(request.user, Permission.READ)
    wanted = request.GET.get("programme", "")
    rows = scores(request.user, today(), programme=wanted)
    context = {
        "heading": _("单位成绩"),
        "rows": [(s, f"{reverse('ledger:list')}?lead={s.unit.pk}") for s in rows],
        "programmes": programmes(),
        "wanted": wanted,
        "as_of": today(),
        "chart": _chart(rows) if rows else None,
    }
    return render(request, "ledger/scoreboard.html", context)


@login_required
def month(request: HttpRequest) -> HttpResponse:
    """Show a month with what falls due each day; days off are marked."""
    require(request.user, Permission.READ)
    first = _month(request)
    days = calendar.Calendar().monthdatescalendar(first.year, first.month)
    last = days[-1][-1]
    due: dict[date, list[object]] = {}
    for row in queries.due_between(request.user, days[0][0], last)[:500]:
        for day, title in _dates(row):
            if days[0][0] <= day <= last:
                due.setdefault(day, []).append((row, title, light(row)))
    at_work = workdays(days[0][0], last)
    weeks = [
        [(d, d.month == first.month, d in at_work, due.get(d, []), d == today()) for d in week]
        for week in days
    ]
    context = {
        "heading": _("%(year)s年%(month)s月") % {"year": first.year, "month": first.month},
        "weeks": weeks,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
        "is_guess": not knows(first.year),
        "year": first.year,
    }
    return render(request, "ledger/calendar.html", context)


@login_required
def light_packs(request: HttpRequest) -> HttpResponse:
    """Show the rule packs with the text each rests on, and which programme uses which."""
    require(request.user, Permission.READ)
    chosen = packs_in_force()
    uses: dict[str, list[object]] = {}
    for each in programmes():
        uses.setdefault(chosen.get(each.slug, each.light_pack), []).append(each.title)
    context = {
        "heading": _("亮灯规则"),
        "packs": [(pack, uses.get(slug, [])) for slug, pack in packs().items()],
    }
    return render(request, "ledger/lights.html", context)


@login_required
def try_lights(request: HttpRequest, slug: str) -> HttpResponse:
    """Try a pack on past month ends: what would have been red, and which items change."""
    require(request.user, Permission.READ)
    pack = packs().get(slug)
    if pack is None:
        raise Http404
    months = [_trial(request, pack, day) for day in _month_ends(today(), 3)]
    context = {
        "heading": _("试算：%(title)s") % {"title": pack.title},
        "pack": pack,
        "months": months,
        "tones": _TONES,
    }
    return render(request, "ledger/try_lights.html", context)


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Find commitments by words in title, content, number or unit."""
    require(request.user, Permission.READ)
    words = request.GET.get("q", "").strip()[:100]
    rows = []
    if words:
        found = matching(queries.commitments_for(request.user), words)
        rows = [(row, light(row)) for row in queries.with_relations(found)[:50]]
    context = {"heading": _("搜索"), "words": words, "rows": rows}
    return render(request, "ledger/search.html", context)


class MonthForm(forms.Form):
    """A month."""

    month = forms.DateField(label=gettext_lazy("月份"))


def _month(request: HttpRequest) -> date:
    form = MonthForm(request.GET)
    day = form.cleaned_data["month"] if form.is_valid() else today()
    return day.replace(day=1)


def _dates(row: object) -> list[tuple[date, str]]:
    days = [(m.due_on, m.title) for m in row.milestones.all() if m.due_on and not m.done_on]
    return [*days, (row.due_on, "")] if row.due_on else days


def _month_ends(day: date, count: int) -> list[date]:
    ends, first = [], day.replace(day=1)
    for _index in range(count):
        ends.append(min(day, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return ends


def _trial(request: HttpRequest, pack: object, day: date) -> dict[str, object]:
    """Judge the list as known on a day under the pack in force and under the one tried."""
    moment = timezone.make_aware(datetime.combine(day, time.max))
    known, chosen = packs(), packs_in_force()
    now, tried, changed = Counter(), Counter(), []
    for revision in queries.known_at(request.user, moment):
        values = revision.snapshot
        slug = values["programme"]
        shot = snapshots.read(values)
        old = light_of(shot, day, known[chosen.get(slug, programme(slug).light_pack)])
        new = light_of(shot, day, pack)
        now[old.tone] += 1
        tried[new.tone] += 1
        if old.tone != new.tone:
            changed.append((values["number"], values["title"], old, new))
    return {
        "day": day,
        "counts": [(tone, now[tone], tried[tone]) for tone in _TONES],
        "changed": changed[:50],
        "count": len(changed),
    }


def _chart(rows: list[object]) -> object:
    shown = rows[:20]
    return stacked_bars(
        _("在办任务灯号"),
        [s.unit.short_name for s in shown],
        [
            Stack(_("红"), [s.red for s in shown], tone="red"),
            Stack(_("黄"), [s.amber for s in shown], tone="amber"),
            Stack(_("其他"), [s.open - s.red - s.amber for s in shown], tone="green"),
        ],
        unit=_("项"),
        source=_("任务台账，截至%(day)s") % {"day": today()},
    )

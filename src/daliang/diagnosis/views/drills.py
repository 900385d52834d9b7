"""The drill page: a figure taken apart down to the firm."""

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
from daliang.diagnosis import actions, papers, pictures, queries
from daliang.diagnosis.choices import STATE_TONES, FindingState
from daliang.diagnosis.comparison import Comparison, read_comparison, where_query
from daliang.diagnosis.drilling import Drilled, FoundCause, drill
from daliang.engine.checks import BadInput
from daliang.parties.facts import folder
from daliang.parties.queries import keys_by_name
from daliang.ui.parts import Badge, Crumb
from daliang.warehouse.catalogue import read_catalogue

MOST_FIRMS = 3
_FIRST_DIMENSIONS = ("industry", "district", "street", "chain", "size", "enterprise")


@login_required
def drill_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a comparison taken apart: headline, pulls, causes, tables."""
    require(request.user, Permission.READ)
    catalogue = read_catalogue(folder())
    if not catalogue.has(slug):
        raise Http404
    try:
        asked = read_comparison(catalogue, slug, request.GET.dict())
        answer = drill(asked, districts=_districts(request))
    except BadInput as error:
        context = {
            "heading": catalogue.measure(slug).title,
            "problems": error.problems,
            "crumbs": [Crumb(_("穿透分析"), reverse("diagnosis:list")), Crumb(_("不能穿透"))],
        }
        return render(request, "diagnosis/refused.html", context, status=422)
    months = list(catalogue.current(slug))
    return render(request, "diagnosis/drill.html", _context(request, answer, months))


@login_required
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a published indicator to the drill of the facts behind it."""
    require(request.user, Permission.READ)
    measures = [m for m in read_catalogue(folder()).measures if m.indicator == code]
    if measures:
        return redirect("diagnosis:drill", measures[0].slug)
    messages.info(request, _("这个指标还没有企业层面的数据，暂不能穿透。"))
    return redirect("diagnosis:list")


@require_POST
@login_required
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn a cause of the page into a finding that is followed."""
    require(request.user, Permission.DIAGNOSE)
    catalogue = read_catalogue(folder())
    if not catalogue.has(slug):
        raise Http404
    if queries.districts_of(request.user) is not None:
        raise NotAllowed(_("立为发现由市级分析员或督查室负责人办理。"))
    asked = read_comparison(catalogue, slug, request.GET.dict())
    answer = drill(asked)
    wanted = request.POST.get("where", "")
    cause = next((c for c in answer.causes if where_query(c.where) == wanted), None)
    if cause is None:
        raise Http404
    made = actions.adopt(by=request.user, answer=answer, cause=cause)
    messages.success(request, _("已立为发现：%(place)s") % {"place": made.place})
    return redirect(made)


def _districts(request: HttpRequest) -> list[str] | None:
    districts = queries.districts_of(request.user)
    if districts == []:
        raise NotAllowed(_("企业层面的数据只给市级角色和本板块看。如需查看，请联系督查室。"))
    return districts


def _context(request: HttpRequest, answer: Drilled, months: list[int]) -> dict[str, object]:
    asked = answer.comparison
    full = request.GET.get("table", "")
    by = request.GET.get("by", "")
    first = by if by in answer.tables else next(d for d in _FIRST_DIMENSIONS if d in answer.tables)
    cards = _cards(request, answer, full)
    shown = pictures.tables(answer, cards, full)
    is_city = queries.districts_of(request.user) is None
    can_diagnose = may(request.user, Permission.DIAGNOSE)
    return {
        "heading": f"{answer.measure.title}：{asked.place or answer.whole.name}",
        "answer": answer,
        "asked": asked,
        "source": pictures.source_of(answer),
        "crumbs": _crumbs(answer),
        "pulls": pictures.pulls(answer, first),
        "choices": [(t.name, t.title, t.name == first) for t in shown],
        "heat": pictures.heat(answer),
        "causes": _causes(
            request, answer, cards, may_adopt=can_diagnose and is_city and not asked.where
        ),
        "can_plan": can_diagnose and may(request.user, Permission.DRAFT),
        "tables": shown,
        "months": [(m, f"{m // 100}-{m % 100:02d}") for m in reversed(months)],
        "whole_url": asked.up_to(0).url,
        "other_scope": _other_scope(asked),
        "paper_title": papers.sheet_kind(answer),
        "can_export": may(request.user, Permission.EXPORT),
    }


def _cards(request: HttpRequest, answer: Drilled, full: str) -> dict[str, str]:
    """Addresses of the shown firms' cards, which lead back to this very page."""
    names = pictures.firms_shown(answer, full)
    for cause in answer.causes:
        names += [line.value for line in answer.firms_of(cause.where)[:MOST_FIRMS]]
    keys = keys_by_name(request.user, names)
    return {name: reverse("parties:firm", args=[pk]) for name, pk in keys.items()}


def _crumbs(answer: Drilled) -> list[Crumb]:
    asked = answer.comparison
    crumbs = [
        Crumb(_("穿透分析"), reverse("diagnosis:list")),
        Crumb(f"{answer.measure.title} · {answer.whole.name}", asked.up_to(0).url),
    ]
    for depth, (_name, value) in enumerate(asked.where, start=1):
        crumbs.append(Crumb(value, asked.up_to(depth).url))
    return [*crumbs[:-1], Crumb(crumbs[-1].title)]


def _causes(
    request: HttpRequest, answer: Drilled, cards: dict[str, str], *, may_adopt: bool
) -> list[dict[str, object]]:
    keys = [where_query(cause.where) for cause in answer.causes]
    rows = queries.findings_for(request.user).filter(
        measure=answer.comparison.measure, where__in=keys
    )
    known = {row.where: row for row in rows}
    return [
        {
            "cause": cause,
            "where": key,
            "url": _cause_url(answer.comparison, cause),
            "finding": known.get(key),
            "state": _state(known[key].state) if key in known else None,
            "may_adopt": may_adopt and key not in known,
            "firms": [
                (line, cards.get(line.value, ""))
                for line in answer.firms_of(cause.where)[:MOST_FIRMS]
            ],
        }
        for key, cause in zip(keys, answer.causes, strict=True)
    ]


def _cause_url(asked: Comparison, cause: FoundCause) -> str:
    return asked.deeper(*cause.where).url


def _state(state: str) -> Badge:
    word = FindingState(state)
    return Badge(str(word.label), STATE_TONES[word])


def _other_scope(asked: Comparison) -> str:
    swap = ("scope=same", "scope=published")
    now, other = swap if asked.is_same_scope else swap[::-1]
    return asked.url.replace(now, other)

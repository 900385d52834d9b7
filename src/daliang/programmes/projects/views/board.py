"""Pipeline, register, lists with causes, districts, Gantt, compared lights, bulletin, tables."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base import queries as base_queries
from daliang.base.access import may, require
from daliang.base.calendar import today
from daliang.base.intake import intake_page
from daliang.base.roles import Permission
from daliang.ledger.lights import packs
from daliang.programmes.projects import bulletin, intakes, overview, queries
from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.models import Project
from daliang.programmes.projects.registers import PROJECTS
from daliang.ui.charts import GanttBar, GanttMark, MapTile, gantt, tile_map
from daliang.ui.papers import to_docx
from daliang.ui.parts import Light, Tab
from daliang.ui.register import SavedView, build_page, matching, respond
from daliang.ui.workbook import (
    XLSX,
    Sheet,
    SheetColumn,
    file_response,
    workbook_bytes,
    workbook_response,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_BOARD_MOST = 8  # cards shown in a column; the rest is one click away
_GANTT_MOST = 60
# Rough places of the eight districts on a grid; a city of other districts gets rows of four.
_PLACES = {
    "江阴市": (0, 1),
    "惠山区": (1, 1),
    "锡山区": (1, 2),
    "梁溪区": (2, 1),
    "新吴区": (2, 2),
    "滨湖区": (2, 0),
    "经开区": (3, 1),
    "宜兴市": (3, 0),
}


def tabs(active: str) -> list[Tab]:
    """Return the pack's pages as tabs."""
    pages = (
        ("board", _("看板")),
        ("list", _("清单")),
        ("lists", _("滞后三单")),
        ("districts", _("板块")),
        ("gantt", _("甘特图")),
        ("lights", _("灯号对照")),
        ("books", _("三本账")),
        ("risk", _("工期风险")),
    )
    return [Tab(str(title), reverse(f"projects:{name}"), name == active) for name, title in pages]


def _notes(rows: object) -> list[str]:
    notes = [_("调度数据，非统计发布；金额单位万元；截至 %(day)s。") % {"day": today()}]
    if rows.filter(is_synthetic=True).exists():
        notes.append(_("含示例数据，不作工作依据。"))
    return notes


@login_required
def project_list(request: HttpRequest) -> HttpResponse:
    """Show the register of projects."""
    require(request.user, Permission.READ)
    rows = queries.with_year(queries.projects_for(request.user), today().year)
    if request.GET.get("export") == "xlsx":
        require(request.user, Permission.EXPORT)
        found = matching(PROJECTS, rows, request.GET)
        return workbook_response(PROJECTS, found, _("重大项目清单.xlsx"), notes=_notes(rows))
    page = build_page(
        PROJECTS,
        rows,
        request.GET,
        has_export=may(request.user, Permission.EXPORT),
        saved_views=[
            SavedView(v.name, v.query, reverse("base:delete-view", args=[v.pk]))
            for v in base_queries.views_of(request.user)
            if v.register == PROJECTS.name
        ],
        save_url=reverse("base:save-view", args=[PROJECTS.name]),
    )
    context = {
        "heading": PROJECTS.title,
        "tabs": tabs("list"),
        "can_draft": may(request.user, Permission.DRAFT),
    }
    return respond(request, "projects/list.html", page, context)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Show the pipeline: a column for each stage."""
    require(request.user, Permission.READ)
    rows = list(queries.with_year(queries.projects_for(request.user), today().year))
    columns = overview.board(request.user, rows)
    context = {
        "heading": _("重大项目"),
        "tabs": tabs("board"),
        "columns": [
            (column, [(row, _light(row)) for row in column.projects[:_BOARD_MOST]])
            for column in columns
        ],
        "most": _BOARD_MOST,
        "total": sum(column.amount for column in columns),
        "count": len(rows),
        "packages": sum(bool(row.parts.all()) for row in rows),
        "as_of": today(),
        "can_draft": may(request.user, Permission.DRAFT),
    }
    return render(request, "projects/board.html", context)


def _light(row: Project) -> Light | None:
    return Light(row.light_tone, row.light_label, "") if row.light_tone else None


@login_required
def lists(request: HttpRequest) -> HttpResponse:
    """Show what is due and not started, not in statistics, and behind pace, each with its cause."""
    require(request.user, Permission.READ)
    lines = overview.plan_lines(request.user, today().year, today())
    context = {
        "heading": _("滞后三单"),
        "tabs": tabs("lists"),
        "lines": lines,
        "late": overview.due_not_started(lines),
        "missing": [
            (x, (today() - x.standing.started_on).days) for x in overview.not_entered(lines)
        ],
        "behind": overview.behind_pace(lines),
        "as_of": today(),
        "can_export": may(request.user, Permission.EXPORT),
    }
    return render(request, "projects/lists.html", context)


@login_required
def districts(request: HttpRequest) -> HttpResponse:
    """Show the districts: a map without a map, and the ranking."""
    require(request.user, Permission.READ)
    rows = overview.district_rows(overview.plan_lines(request.user, today().year, today()))
    tiles = []
    for number, row in enumerate(rows):
        place = _PLACES.get(row.name, (4 + number // 4, number % 4))
        gap = "" if row.gap is None else _("比序时 %(gap)+.1f") % {"gap": row.gap}
        tiles.append(MapTile(row.name, *place, row.rate, "", gap))
    source = _("调度数 · 项目台账 · 截至%(day)s") % {"day": today()}
    context = {
        "heading": _("板块完成情况"),
        "tabs": tabs("districts"),
        "rows": rows,
        "drawing": tile_map(_("年度计划完成率"), tiles, unit="%", source=source, digits=1)
        if rows
        else None,
        "as_of": today(),
    }
    return render(request, "projects/districts.html", context)


@login_required
def gantt_page(request: HttpRequest) -> HttpResponse:
    """Show planned and passed gates of the projects over the months."""
    require(request.user, Permission.READ)
    rows = queries.with_year(queries.projects_for(request.user), today().year)
    found = list(matching(PROJECTS, rows, request.GET)[:_GANTT_MOST])
    bars = [bar for bar in map(_bar, found) if bar]
    source = _("项目台账 · 截至%(day)s；菱形为关口，实心为已通过") % {"day": today()}
    context = {
        "heading": _("甘特图"),
        "tabs": tabs("gantt"),
        "drawing": gantt(_("项目关口"), bars, today=today(), source=source) if bars else None,
        "most": _GANTT_MOST,
    }
    return render(request, "projects/gantt.html", context)


def _bar(row: Project) -> GanttBar | None:
    marks = [
        GanttMark(
            gate.done_on or gate.planned_on,
            str(Stage(gate.stage).label),
            gate.done_on is not None,
            "red" if gate.done_on is None and gate.planned_on < today() else "blue",
        )
        for gate in row.gates.all()
        if gate.stage != Stage.LEAD and (gate.done_on or gate.planned_on)
    ]
    if len(marks) < 2:
        return None
    days = sorted(mark.on for mark in marks)
    tone = row.light_tone or "blue"
    done = sum(mark.is_done for mark in marks)
    url = row.get_absolute_url()
    return GanttBar(row.name, days[0], days[-1], 100 * done / len(marks), tone, marks, url)


@login_required
def lights(request: HttpRequest) -> HttpResponse:
    """Show the same projects under two rule packs, each light with its reason."""
    require(request.user, Permission.READ)
    lines = overview.plan_lines(request.user, today().year, today())
    known = packs()
    pairs = [
        (line, [Light(light.tone, light.label, light.reason) for light in found])
        for line, found in overview.compared_lights(lines, today())
    ]
    context = {
        "heading": _("灯号对照"),
        "tabs": tabs("lights"),
        "packs": [known[slug] for slug in overview.COMPARED],
        "pairs": pairs,
        "differing": sum(len({light.tone for light in found}) > 1 for _line, found in pairs),
        "as_of": today(),
    }
    return render(request, "projects/lights.html", context)


@login_required
def bulletin_file(request: HttpRequest) -> HttpResponse:
    """Answer with the month's bulletin as .docx."""
    require(request.user, Permission.EXPORT)
    lines = overview.plan_lines(request.user, today().year, today())
    paper = bulletin.compose(lines, office=_("市重大项目办公室"), day=today(), made_at=clock.now())
    return file_response(to_docx(paper), _("重大项目通报.docx"), DOCX)


@login_required
def plans_file(request: HttpRequest) -> HttpResponse:
    """Answer with the plans by month as a table that imports again."""
    require(request.user, Permission.EXPORT)
    plans = list(queries.plans_for(request.user, today().year))
    columns = [
        SheetColumn(field.title, 12, digits=None if field.kind == "text" else 2)
        for field in intakes.PLAN_FIELDS
    ]
    columns.insert(1, SheetColumn(_("项目名称"), 30))
    rows = []
    for plan in plans:
        months = {m.month: m.planned_wan for m in plan.months.all()}
        amounts = [months.get(month) for month in range(1, 13)]
        rows.append([plan.project.code, plan.project.name, plan.year, plan.plan_wan, *amounts])
    sheet = Sheet(_("分月计划"), columns, rows, notes=_plan_notes(plans))
    return file_response(workbook_bytes(sheet), _("分月计划.xlsx"), XLSX)


def _plan_notes(plans: list[object]) -> list[str]:
    notes = [_("金额单位万元；截至 %(day)s。") % {"day": today()}]
    if any(plan.project.is_synthetic or plan.commitment.is_synthetic for plan in plans):
        notes.append(_("含示例数据，不作工作依据。"))
    return notes


@login_required
def take_projects(request: HttpRequest) -> HttpResponse:
    """Import a list of projects."""
    return intake_page(request, intakes.PROJECTS)


@login_required
def take_plans(request: HttpRequest) -> HttpResponse:
    """Import plans by month."""
    return intake_page(request, intakes.PLANS)


@login_required
def take_figures(request: HttpRequest) -> HttpResponse:
    """Import figures of the three books."""
    return intake_page(request, intakes.FIGURES)


def month_of(text: str) -> date:
    """Return the month asked for, else the last full one."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        first = today().replace(day=1)
        return first if today().day > 25 else _before(first)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), first.month - 1 or 12, 1)

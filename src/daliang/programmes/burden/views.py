"""The meter, the list of what is asked, and the hand-off file for the one table (一表通)."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require
from daliang.base.intake import intake_page
from daliang.base.models import User
from daliang.base.pages import register_page, show, visible
from daliang.base.roles import Permission
from daliang.programmes.burden import rules
from daliang.programmes.burden.models import Ask
from daliang.programmes.burden.registers import ASK_TABLE, ASKS
from daliang.ui import charts
from daliang.ui.board import Board, Button, Table
from daliang.ui.parts import Progress
from daliang.ui.workbook import XLSX, Sheet, SheetColumn, file_response, workbook_bytes

_MONTHS = 6
_MOST = 100


def asks_for(user: User) -> QuerySet[Ask]:
    """Return what is asked of a user's units, and what his units ask."""
    rows = visible(user, Ask.objects.all(), "unit", "asker")
    return rows.select_related("unit", "asker")


@login_required
def meter(request: HttpRequest) -> HttpResponse:
    """Show requests per unit and month, what fills itself, and what is asked twice."""
    require(request.user, Permission.READ)
    today = clock.today()
    questions = _questions(request.user, today)
    loads, twice = rules.loads(questions), rules.asked_twice(questions)
    months = sorted({load.month for load in loads})
    buttons = [
        Button(_("填报要求"), reverse("burden:asks"), icon="list-details"),
        Button(_("一表通移交"), reverse("burden:hand-off"), icon="table-export"),
    ]
    board = Board(
        heading=_("基层减负"),
        hint=_("同源数据最多填一次：系统已有的先预填，基层只核对；重复的并到一张表。"),
        buttons=buttons,
        charts=[_chart(loads, months, today)] if months else (),
        tables=(
            Table(
                _("每单位每月"),
                (_("月份"), _("单位"), _("报表"), _("填报项"), _("自动预填")),
                [
                    (f"{x.month:%Y-%m}", x.unit, x.requests, x.questions, Progress(x.filled_share))
                    for x in loads[:_MOST]
                ],
                note=_("来源：登记的填报要求；口径：调度数；截至%(day)s，近%(n)s个月")
                % {"day": today, "n": _MONTHS},
                empty=_("还没有登记填报要求。"),
            ),
            Table(
                _("重复填报"),
                (_("月份"), _("单位"), _("填报项"), _("在哪些表里")),
                [(f"{x.month:%Y-%m}", x.unit, x.text, "；".join(x.forms)) for x in twice[:_MOST]],
                empty=_("没有发现重复的填报项。"),
            ),
        ),
    )
    return show(request, board)


@login_required
def asks(request: HttpRequest) -> HttpResponse:
    """Show the register of what is asked."""
    buttons = []
    if may(request.user, Permission.DRAFT):
        buttons = [Button(_("导入要求"), reverse("burden:import"), icon="table-import")]
    return register_page(
        request, ASKS, asks_for(request.user), Board(heading=ASKS.title, buttons=buttons)
    )


@login_required
def import_asks(request: HttpRequest) -> HttpResponse:
    """Take in a table of questions: upload, preview, confirm."""
    return intake_page(request, ASK_TABLE)


@login_required
def hand_off(request: HttpRequest) -> HttpResponse:
    """Give the month's questions as one table: twins merged, what is known filled in."""
    require(request.user, Permission.EXPORT)
    last = asks_for(request.user).order_by("-month_on").first()
    month = last.month_on if last else clock.today().replace(day=1)
    merged: dict[tuple[str, str], list[Ask]] = {}
    for row in asks_for(request.user).filter(month_on=month).order_by("unit__position", "id"):
        merged.setdefault((row.unit.short_name, rules.plain(row.question)), []).append(row)
    rows = []
    for (unit, _key), twins in merged.items():
        known = next((t for t in twins if t.answer), twins[0])
        forms = "；".join(dict.fromkeys(t.form for t in twins))
        askers = "、".join(dict.fromkeys(t.asker.short_name for t in twins))
        rows.append((unit, twins[0].question, known.answer, known.answer_source, forms, askers, ""))
    audit.record(by=request.user, verb="导出一表通移交表", detail={"rows": len(rows)})
    notes = [_("每项只填一次；预填的只核对。")]
    if any(t.is_synthetic for twins in merged.values() for t in twins):
        notes.append(_("含示例数据，不作工作依据。"))
    titles = (
        _("填报单位"),
        _("填报项"),
        _("预填值"),
        _("预填出处"),
        _("用于报表"),
        _("要求单位"),
        _("核对或补填"),
    )
    sheet = Sheet(
        f"一表通移交 {month:%Y-%m}", [SheetColumn(str(t), 20) for t in titles], rows, notes
    )
    return file_response(workbook_bytes(sheet), f"一表通移交-{month:%Y-%m}.xlsx", XLSX)


def _questions(user: User, today: date) -> list[rules.Question]:
    index = today.year * 12 + today.month - _MONTHS
    since = date(index // 12, index % 12 + 1, 1)
    return [
        rules.Question(
            r.unit.short_name, r.asker.short_name, r.month_on, r.form, r.question, bool(r.answer)
        )
        for r in asks_for(user).filter(month_on__gte=since)
    ]


def _chart(loads: list[rules.Load], months: list[date], today: date) -> charts.Chart:
    def total(month: date, name: str) -> int:
        return sum(getattr(load, name) for load in loads if load.month == month)

    filled = [total(month, "filled") for month in months]
    return charts.stacked_bars(
        _("填报项"),
        [f"{month:%Y-%m}" for month in months],
        [
            charts.Stack(_("系统预填"), filled, tone="green"),
            charts.Stack(
                _("要人填"),
                [total(m, "questions") - f for m, f in zip(months, filled, strict=True)],
                tone="amber",
            ),
        ],
        unit=_("项"),
        source=_("调度数 · 填报要求 · 截至%(day)s") % {"day": today},
    )

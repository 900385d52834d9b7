"""Pages of the exam guarantee."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, require
from daliang.base.intake import intake_page
from daliang.base.pages import attempt, register_page, say_errors, show
from daliang.base.roles import Permission
from daliang.programmes.exams import actions, queries, rules
from daliang.programmes.exams.forms import (
    AnswerForm,
    CheckForm,
    ExamForm,
    LogForm,
    NoiseForm,
    TaskForm,
)
from daliang.programmes.exams.models import Exam, ExamSite, Task
from daliang.programmes.exams.registers import SITE_TABLE, SITES
from daliang.ui.board import Board, Button, Notice, Panel, Table
from daliang.ui.parts import Badge, Crumb, Event, Figure, Link, Tile


@login_required
def exams(request: HttpRequest) -> HttpResponse:
    """List the exams; make this year's from the template or from last year's."""
    require(request.user, Permission.READ)
    today, known = clock.today(), queries.exams_for(request.user)
    form = ExamForm(request.POST or None, exams=known)
    if request.method == "POST":
        require(request.user, Permission.DRAFT)
        if form.is_valid():
            return attempt(
                request, lambda: _make(request, form), _("已建立，核对任务后交办。"), request.path
            )
        say_errors(request, form)
        return redirect(request.path)
    rows = [
        (
            Link(e.title, e.get_absolute_url()),
            e.first_on,
            e.last_on,
            rules.countdown(e.first_on, e.last_on, today),
            e.learned_from,
        )
        for e in known.select_related("learned_from")
    ]
    table = Table(
        "",
        (_("考试"), _("开始"), _("结束"), _("倒计时"), _("沿用")),
        rows,
        empty=_("还没有考试。从模板新建一次，明年可沿用。"),
    )
    panels = (
        [Panel(_("新建考试"), request.path, form, is_main=True)]
        if may(request.user, Permission.DRAFT)
        else ()
    )
    return show(request, Board(heading=_("考试保障"), tables=(table,), panels=panels))


def _make(request: HttpRequest, form: ExamForm) -> Exam:
    values = form.cleaned_data
    if values["previous"]:
        return actions.follow(
            by=request.user, previous=values["previous"], title=values["title"], dates=form.dates
        )
    return actions.make(
        by=request.user, kind=values["kind"], title=values["title"], dates=form.dates
    )


@login_required
def exam(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an exam: countdown, sites against departments, duty log, noise."""
    row = _exam(request, pk)
    today = clock.today()
    sites = list(queries.sites_for(request.user, row))
    tasks = list(queries.tasks_for(request.user, row).prefetch_related("checks"))
    complaints = list(queries.complaints_for(request.user, row)[:50])
    open_ones = [c for c in complaints if not c.answered_at]
    unnamed = [task.title for task in tasks if task.organisation is None]
    board = Board(
        heading=row.title,
        crumbs=_crumbs(row.title),
        marks=(Badge(rules.countdown(row.first_on, row.last_on, today), "blue"),),
        is_synthetic_row=row.is_synthetic,
        buttons=_buttons(request, row),
        notices=[Notice(_("还没有定部门：%(names)s") % {"names": "、".join(unnamed)}, "amber")]
        if unnamed
        else (),
        tiles=_tiles(row, sites, tasks, open_ones, today),
        tables=(
            _matrix(sites, tasks, row, today),
            _task_table(tasks, row),
            Table(
                _("噪声投诉"),
                (_("时间"), _("考点"), _("来源"), _("地点"), _("距离（米）"), _("交办"), _("处置")),
                [
                    (
                        f"{localtime(c.heard_at):%m-%d %H:%M}",
                        c.site,
                        c.get_kind_display(),
                        c.place,
                        c.metres,
                        c.routed_to,
                        c.answer or Badge(_("待处置"), "red"),
                    )
                    for c in complaints
                ],
                empty=_("没有投诉。"),
            ),
        ),
        events=[
            Event(
                e.logged_at,
                str(e.site or row.title),
                str(e.logged_by),
                e.text,
                "amber" if e.is_lesson else "grey",
            )
            for e in queries.log_for(request.user, row)[:50]
        ],
        panels=_panels(request, row),
    )
    return show(request, board)


_FORMS: dict[str, type[forms.Form]] = {
    "check": CheckForm,
    "task": TaskForm,
    "log": LogForm,
    "noise": NoiseForm,
    "answer": AnswerForm,
}


@require_POST
@login_required
def perform(request: HttpRequest, pk: int) -> HttpResponse:
    """Perform one verb of an exam's page."""
    row = _exam(request, pk)
    verb = request.POST.get("verb", "")
    if verb == "order":
        return attempt(
            request,
            lambda: actions.order(by=request.user, exam=row),
            _("已立项，请在任务台账里审批交办。"),
            row.get_absolute_url(),
        )
    if verb not in _FORMS:
        raise Http404
    form = _form(request, row, verb, request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect(row)
    values, by = form.cleaned_data, request.user
    verbs = {
        "check": lambda: actions.check(by=by, **values),
        "task": lambda: actions.set_task(by=by, **values),
        "log": lambda: actions.log(by=by, exam=row, **values),
        "noise": lambda: actions.hear_noise(by=by, note=form.note()),
        "answer": lambda: actions.answer_noise(by=by, **values),
    }
    return attempt(request, verbs[verb], _("已完成。"), row.get_absolute_url())


@login_required
def sites(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an exam's sites as a register."""
    row = _exam(request, pk)
    board = Board(
        heading=f"{row.title} {SITES.title}",
        crumbs=_crumbs(row.title),
        buttons=[Button(_("返回"), row.get_absolute_url(), icon="arrow-left")],
    )
    return register_page(request, SITES, queries.sites_for(request.user, row), board)


@login_required
def import_sites(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in an exam's sites: upload, preview, confirm."""
    return intake_page(request, SITE_TABLE, exam=_exam(request, pk))


def _form(request: HttpRequest, row: Exam, verb: str, data: object = None) -> forms.Form:
    initial = {"done_on": clock.today()}
    if verb == "answer":
        waiting = queries.complaints_for(request.user, row).filter(answered_at=None)
        return AnswerForm(data, complaints=waiting)
    return _FORMS[verb](
        data,
        initial=initial,
        sites=queries.sites_for(request.user, row),
        tasks=queries.tasks_for(request.user, row),
    )


def _panels(request: HttpRequest, row: Exam) -> list[Panel]:
    url = reverse("exams:perform", args=[row.pk])
    is_office = may(request.user, Permission.DRAFT)
    if not is_office and not may(request.user, Permission.REPORT):
        return []
    titles = {
        "check": _("登记检查"),
        "noise": _("登记噪声"),
        "answer": _("处置噪声"),
        "log": _("写值守日志"),
    }
    if is_office:
        titles["task"] = _("调整任务")
    panels = [
        Panel(title, url, _form(request, row, verb), name=verb, is_main=verb == "check")
        for verb, title in titles.items()
    ]
    if is_office:
        panels.append(
            Panel(
                _("全部立项"),
                url,
                name="order",
                hint=_("有部门、未立项的任务各成一条，到任务台账审批交办。"),
            )
        )
    return panels


def _buttons(request: HttpRequest, row: Exam) -> list[Button]:
    buttons = [Button(_("考点"), reverse("exams:sites", args=[row.pk]), icon="school")]
    if may(request.user, Permission.DRAFT):
        buttons.append(
            Button(_("导入考点"), reverse("exams:import-sites", args=[row.pk]), icon="table-import")
        )
    return buttons


def _tiles(
    row: Exam, sites: list[ExamSite], tasks: list[Task], waiting: list[object], today: date
) -> list[Tile]:
    due = sum(len(sites) if task.is_per_site else 1 for task in tasks)
    done = sum(len(task.checks.all()) for task in tasks)

    def figure(value: int, unit: str) -> Figure:
        return Figure(value, unit, _("调度数"), _("考试保障台账"), today, is_compact=True)

    return [
        Tile(_("考点"), figure(len(sites), _("个"))),
        Tile(_("应查"), figure(due, _("格"))),
        Tile(_("已查"), figure(done, _("格"))),
        Tile(_("待处置噪声"), figure(len(waiting), _("件"))),
    ]


def _matrix(sites: list[ExamSite], tasks: list[Task], row: Exam, today: date) -> Table:
    """Sites in lines, departments in columns: how many of a department's tasks are done there."""
    units = list(
        {
            t.organisation_id: t.organisation for t in tasks if t.organisation and t.is_per_site
        }.values()
    )
    done: dict[tuple[int, int], set[int]] = {}
    for task in tasks:
        for one in task.checks.all():
            if one.site_id and task.organisation_id:
                done.setdefault((one.site_id, task.organisation_id), set()).add(task.pk)
    rows = [
        (site.name, *(_cell(site, unit.pk, tasks, done, row, today) for unit in units))
        for site in sites
    ]
    return Table(
        _("考点与部门"),
        (_("考点"), *(unit.short_name for unit in units)),
        rows,
        note=_("格内为已查／应查；红色为已过时限未查完。"),
        empty=_("还没有考点。先“导入考点”。"),
    )


def _cell(
    site: ExamSite,
    unit: int,
    tasks: list[Task],
    done: dict[tuple[int, int], set[int]],
    row: Exam,
    today: date,
) -> Badge:
    own = [t for t in tasks if t.organisation_id == unit and t.is_per_site]
    ready = done.get((site.pk, unit), set())
    is_late = any(
        t.pk not in ready and rules.due_on(row.first_on, t.days_before) < today for t in own
    )
    tone = "green" if len(ready) == len(own) else "red" if is_late else "grey"
    return Badge(f"{len(ready)}/{len(own)}", tone)


def _task_table(tasks: list[Task], row: Exam) -> Table:
    return Table(
        _("保障任务"),
        (_("时限"), _("任务"), _("部门"), _("台账"), _("上年经验")),
        [
            (
                f"D-{t.days_before} {rules.due_on(row.first_on, t.days_before):%m-%d}",
                t.title,
                t.organisation,
                Link(t.commitment.number, t.commitment.get_absolute_url())
                if t.commitment
                else None,
                t.lesson,
            )
            for t in tasks
        ],
        empty=_("没有任务。"),
    )


def _exam(request: HttpRequest, pk: int) -> Exam:
    row = queries.exams_for(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb(_("考试保障"), reverse("exams:list")), Crumb(last)]

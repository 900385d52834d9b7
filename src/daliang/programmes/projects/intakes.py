"""The pack's tables in: projects, plans by month, figures of the three books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from daliang.base.intake import Intake, Outcome
from daliang.base.models import Organisation, OrganisationAlias, User
from daliang.base.refusal import NotAllowed
from daliang.engine.checks import BadInput, Problem
from daliang.engine.rowtable import Field, SheetRow
from daliang.programmes.projects import actions
from daliang.programmes.projects.choices import Book, Line, Nature, Size, Stage
from daliang.programmes.projects.models import Project
from daliang.programmes.projects.queries import projects_for
from daliang.programmes.projects.rules import ZERO

_YI = Decimal(10_000)


def _words(choices: type) -> dict[str, str]:
    return {str(label): value for value, label in choices.choices}


PROJECT_FIELDS = (
    Field("code", "项目代码", is_required=True, aliases={"编号": Decimal(1)}),
    Field("name", "项目名称", is_required=True, aliases={"名称": Decimal(1)}),
    Field("line", "级别", "choice", choices=_words(Line)),
    Field("size", "体量", "choice", choices=_words(Size)),
    Field("nature", "性质", "choice", choices=_words(Nature)),
    Field("district", "板块", aliases={"所在板块": Decimal(1), "地点": Decimal(1)}),
    Field("lead", "责任部门", aliases={"责任单位": Decimal(1)}),
    Field("owner_name", "建设单位", aliases={"业主单位": Decimal(1)}),
    Field("industry", "行业"),
    Field("content", "内容规模"),
    Field("total_wan", "总投资（万元）", "number", aliases={"总投资（亿元）": _YI}),
    Field("start_on", "计划开工", "date"),
    Field("image_progress", "形象进度", aliases={"当前形象进度": Decimal(1)}),
)
PLAN_FIELDS = (
    Field("code", "项目代码", is_required=True),
    Field("year", "年度", "number", is_required=True),
    Field(
        "plan_wan",
        "年度计划（万元）",
        "number",
        is_required=True,
        aliases={"年度计划投资（亿元）": _YI, "年度计划投资（万元）": Decimal(1)},
    ),
    *(Field(f"m{month}", f"{month}月", "number") for month in range(1, 13)),
)
FIGURE_FIELDS = (
    Field("code", "项目代码", is_required=True),
    Field("book", "口径", "choice", is_required=True, choices=_words(Book)),
    Field("month_on", "月份", "date", is_required=True),
    Field("before_wan", "上月累计（万元）", "number", aliases={"上月累计（亿元）": _YI}),
    Field("month_wan", "本月（万元）", "number", aliases={"本月（亿元）": _YI}),
    Field(
        "total_wan",
        "年初累计（万元）",
        "number",
        is_required=True,
        aliases={"年初累计（亿元）": _YI, "自年初累计（万元）": Decimal(1)},
    ),
    Field("construction_wan", "建筑工程（万元）", "number"),
    Field("installation_wan", "安装工程（万元）", "number"),
    Field("equipment_wan", "设备购置（万元）", "number"),
    Field("other_wan", "其他费用（万元）", "number"),
    Field("source", "来源"),
)


class _Bodies:
    """Organisations by every name that papers give them."""

    def __init__(self) -> None:
        self.found = {a.name: a.organisation for a in OrganisationAlias.objects.select_related()}
        for body in Organisation.objects.filter(is_active=True):
            self.found |= {body.name: body, body.short_name: body}

    def body(self, row: SheetRow, key: str, title: str, problems: list[Problem]) -> object:
        name = str(row.values.get(key) or "")
        if name and name not in self.found:
            mend = "改成系统里的单位名称，或先请管理员加上"
            problems.append(row.fault(title, f"没有单位“{name}”", mend))
        return self.found.get(name)


def write_projects(*, by: User, rows: Sequence[SheetRow]) -> list[Outcome]:
    """Enter or change the projects of a list, by code."""
    problems: list[Problem] = []
    bodies = _Bodies()
    known = {p.code: p for p in projects_for(by).filter(code__in=[r.values["code"] for r in rows])}
    outcomes = []
    for row in rows:
        values = {k: v for k, v in row.values.items() if k not in {"code", "start_on"}}
        for key, title in (("district", "板块"), ("lead", "责任部门")):
            if key in values:
                values[key] = bodies.body(row, key, title, problems)
        values = {k: v for k, v in values.items() if v is not None}
        outcome = _write_project(by, row, values, known, problems)
        outcomes.append(outcome)
    if problems:
        raise BadInput(problems)
    return outcomes


def _write_project(
    by: User,
    row: SheetRow,
    values: dict[str, object],
    known: dict[str, Project],
    problems: list[Problem],
) -> Outcome:
    code, name = str(row.values["code"]), str(row.values["name"])
    project = known.get(code)
    try:
        if project is None:
            known[code] = project = actions.add_project(by=by, code=code, **values)
            kind, changes = "new", ()
        else:
            changes = actions.change_project(by=by, project=project, values=values)
            kind = "changed" if changes else "same"
        start = row.values.get("start_on")
        gate = project.gates.filter(stage=Stage.STARTED).first()
        if isinstance(start, date) and (gate is None or gate.planned_on != start):
            actions.plan_gate(
                by=by, project=project, stage=Stage.STARTED, planned_on=start, reason="表格导入"
            )
            old = str(gate.planned_on or "") if gate else ""
            changes = (*changes, ("计划开工", old, str(start)))
            kind = "new" if kind == "new" else "changed"
    except NotAllowed as refusal:
        problems.append(row.fault("项目代码", str(refusal), "改正后再传"))
        return Outcome(row.row, name, "same")
    return Outcome(row.row, name, kind, changes if kind == "changed" else ())


def write_plans(*, by: User, rows: Sequence[SheetRow]) -> list[Outcome]:
    """Set plans by month; without months the year is spread evenly."""
    problems: list[Problem] = []
    known = _known(by, rows, problems)
    outcomes = []
    for row in rows:
        project = known.get(str(row.values["code"]))
        if project is None:
            continue
        try:
            outcomes.append(_write_plan(by, row, project))
        except NotAllowed as refusal:
            problems.append(row.fault("年度计划（万元）", str(refusal), "核对分月计划"))
    if problems:
        raise BadInput(problems)
    return outcomes


def _write_plan(by: User, row: SheetRow, project: Project) -> Outcome:
    year, plan = int(row.values["year"]), Decimal(row.values["plan_wan"])  # type: ignore[arg-type]
    given = {m: row.values.get(f"m{m}") for m in range(1, 13)}
    amounts = {m: Decimal(v) if v is not None else ZERO for m, v in given.items()}  # type: ignore[arg-type]
    if not any(amounts.values()):
        amounts = even_months(plan)
    old = project.plans.filter(year=year).prefetch_related("months").first()
    before = {m.month: m for m in old.months.all()} if old else {}
    months = {m: (a, before[m].funds_wan if m in before else ZERO) for m, a in amounts.items()}
    same = old is not None and old.plan_wan == plan
    if same and all(before[m].planned_wan == a for m, a in amounts.items() if m in before):
        return Outcome(row.row, project.name, "same")
    actions.set_year_plan(by=by, project=project, year=year, plan_wan=plan, months=months)
    if old is None:
        return Outcome(row.row, project.name, "new")
    change = ("年度计划（万元）", f"{old.plan_wan:g}", f"{plan:g}")
    return Outcome(row.row, project.name, "changed", (change,))


def even_months(plan: Decimal) -> dict[int, Decimal]:
    """Spread a year's plan over twelve months; December takes what rounding leaves."""
    share = (plan / 12).quantize(Decimal("0.0001"))
    return dict.fromkeys(range(1, 12), share) | {12: plan - 11 * share}


def write_figures(*, by: User, rows: Sequence[SheetRow]) -> list[Outcome]:
    """Enter figures of the books."""
    problems: list[Problem] = []
    known = _known(by, rows, problems)
    if problems:
        raise BadInput(problems)
    drafts = [
        actions.FigureDraft(
            project=known[str(row.values["code"])],
            **{k: v for k, v in row.values.items() if k != "code"},  # type: ignore[arg-type]
        )
        for row in rows
    ]
    try:
        found = actions.record_figures(by=by, figures=drafts)
    except NotAllowed as refusal:
        raise BadInput(Problem(str(refusal), "改正后再传", file=rows[0].file)) from None
    return [
        Outcome(row.row, f"{draft.project.name} {draft.month_on:%Y-%m}", kind, changes)
        for row, draft, (kind, changes) in zip(rows, drafts, found, strict=True)
    ]


def _known(by: User, rows: Sequence[SheetRow], problems: list[Problem]) -> dict[str, Project]:
    codes = {str(row.values["code"]) for row in rows}
    known = {p.code: p for p in projects_for(by).filter(code__in=codes)}
    for row in rows:
        if (code := str(row.values["code"])) not in known:
            mend = "先导入项目清单，或改正代码"
            problems.append(row.fault("项目代码", f"没有项目“{code}”", mend))
    return known


PROJECTS = Intake(
    title=_("导入项目清单"),
    fields=PROJECT_FIELDS,
    write=write_projects,
    back=reverse_lazy("projects:list"),
)
PLANS = Intake(
    title=_("导入分月计划"),
    fields=PLAN_FIELDS,
    write=write_plans,
    back=reverse_lazy("projects:list"),
    hint=_("只填年度计划、不填各月的，按十二个月均摊。资金到位计划不动。"),
)
FIGURES = Intake(
    title=_("导入三本账数据"),
    fields=FIGURE_FIELDS,
    write=write_figures,
    back=reverse_lazy("projects:books"),
    hint=_(
        "调度数、统计数、财务数各一行，用“口径”列区分；同一项目同月同口径再传即更正，原值留在审计记录。"
    ),
)

"""The register of projects as data."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation
from daliang.programmes.projects.choices import Line, Nature, Size, Stage
from daliang.programmes.projects.models import Project
from daliang.programmes.projects.rules import percent
from daliang.ui.parts import Badge, Light, Link, Progress
from daliang.ui.register import Column, Filter, Register


def name(row: Project) -> Link:
    """Return the name with who builds it beneath."""
    note = " · ".join(part for part in (row.owner_name, row.industry) if part)
    if row.is_synthetic:
        note = str(_("%(note)s（示例）") % {"note": note} if note else _("示例"))
    return Link(row.name, row.get_absolute_url(), note)


def district(row: Project) -> Badge | None:
    """Return the district; a badge does not break within its name."""
    return Badge(row.district.short_name) if row.district else None


def light(row: Project) -> Light | None:
    """Return the light of the year's promise; without a plan there is none."""
    if not row.light_tone:
        return None
    return Light(row.light_tone, row.light_label, row.light_reason)


def completion(row: Project) -> Progress | None:
    """Return the share of the year's plan that is done."""
    if not row.plan_wan:
        return None
    return Progress(percent(row.dispatch_wan, row.plan_wan))


def started(row: Project) -> object:
    """Return the actual start, or the planned one."""
    gate = next((g for g in row.gates.all() if g.stage == Stage.STARTED), None)
    if gate is None:
        return None
    return gate.done_on or (
        str(_("计划 %(day)s") % {"day": gate.planned_on}) if gate.planned_on else None
    )


def _districts() -> list[tuple[int, str]]:
    rows = Organisation.objects.filter(kind=OrganisationKind.DISTRICT, is_active=True)
    return list(rows.values_list("pk", "short_name"))


def _with(rows: QuerySet[Project], values: object) -> QuerySet[Project]:
    conditions = {
        "package": Q(parts__isnull=False),
        "plan": Q(plan_wan__isnull=False),
        "blocked": Q(blockers__commitment__closed_at__isnull=True, blockers__isnull=False),
    }
    return rows.filter(conditions.get(values[0], Q())).distinct()  # type: ignore[index]


PROJECTS = Register(
    name="projects",
    title=_("重大项目"),
    columns=(
        Column("code", _("项目代码"), sort=("code",), is_shown=False, width=14),
        Column("name", _("项目名称"), name, sort=("name",), kind="long", width=36),
        Column("light", _("亮灯"), light, sort=("light_tone",), width=28),
        Column("stage", _("阶段"), lambda r: Badge(r.get_stage_display(), "blue"), sort=("stage",)),
        Column("line", _("级别"), lambda r: Badge(r.get_line_display()), sort=("line",)),
        Column("district", _("板块"), district, sort=("district__position",)),
        Column(
            "total_wan", _("总投资（万元）"), sort=("total_wan",), kind="number", digits=0, width=14
        ),
        Column(
            "plan_wan", _("年度计划（万元）"), sort=("plan_wan",), kind="number", digits=0, width=14
        ),
        Column(
            "dispatch_wan",
            _("累计完成（万元）"),
            sort=("dispatch_wan",),
            kind="number",
            digits=0,
            width=16,
        ),
        Column("done", _("完成率"), completion),
        Column(
            "statistics_wan",
            _("入库数（万元，统计数）"),
            sort=("statistics_wan",),
            kind="number",
            digits=0,
            is_shown=False,
            width=16,
        ),
        Column("started", _("开工"), started, kind="date"),
        Column("lead", _("责任部门"), "lead.short_name", is_shown=False),
        Column("owner_name", _("建设单位"), is_shown=False, width=24),
        Column("industry", _("行业"), is_shown=False),
        Column("scale", _("体量"), lambda r: r.get_size_display(), is_shown=False),
        Column("nature", _("性质"), lambda r: r.get_nature_display(), is_shown=False),
        Column("package", _("打包项目"), "parent.name", is_shown=False),
        Column("content", _("内容规模"), is_shown=False, kind="long", width=30),
        Column("image_progress", _("形象进度"), is_shown=False, kind="long", width=30),
        Column("source", _("来源"), is_shown=False, width=30),
        Column("confidence", _("可信度"), is_shown=False),
        Column("as_of", _("资料截止"), is_shown=False),
    ),
    filters=(
        Filter("stage", _("阶段"), "multi", choices=Stage.choices),
        Filter("line", _("级别"), "multi", choices=Line.choices),
        Filter("district", _("板块"), "multi", choices=_districts),
        Filter(
            "light",
            _("亮灯"),
            "multi",
            field="light_tone",
            choices=[("red", _("红")), ("amber", _("黄")), ("green", _("绿"))],
        ),
        Filter("scale", _("体量"), field="size", choices=Size.choices),
        Filter("nature", _("性质"), choices=Nature.choices),
        Filter(
            "with",
            _("只看"),
            choices=[
                ("plan", _("有年度计划")),
                ("blocked", _("有要素堵点")),
                ("package", _("打包项目")),
            ],
            apply=_with,
        ),
    ),
    search=("name", "code", "owner_name", "industry"),
    search_hint=_("搜索项目、建设单位、行业"),
    default_sort="code",
    empty_title=_("还没有项目"),
    empty_hint=_("导入项目清单，或新增一个线索。"),
)

"""Targets as a table: one row a target, the same columns out and in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from daliang.base.intake import Intake, Outcome
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.engine.rowtable import Field, SheetRow
from daliang.indicators import target_points
from daliang.indicators.actions import TargetDraft, set_target
from daliang.indicators.choices import Confidence, Curve, Line, Operator, Point
from daliang.indicators.models import Target
from daliang.indicators.planning import Names, names
from daliang.indicators.rules import plain
from daliang.ui.workbook import Sheet, SheetColumn


def _words(choices: type[Point | Line | Operator | Curve]) -> dict[str, str]:
    return {str(choice.label): choice.value for choice in choices}


FIELDS = (
    Field("indicator", "指标", is_required=True),
    Field("area", "地区", is_required=True),
    Field("year", "年度", "number", is_required=True),
    Field("point", "期限", "choice", is_required=True, choices=_words(Point)),
    Field("line", "目标线", "choice", is_required=True, choices=_words(Line)),
    Field("operator", "表述", "choice", is_required=True, choices=_words(Operator)),
    Field("value", "目标值", "number", is_required=True),
    Field("is_growth", "按增速", "flag", is_required=True),
    Field("curve", "进度曲线", "choice", is_required=True, choices=_words(Curve)),
    Field("points", "节点"),
    Field("text", "原文"),
    Field("source", "来源", is_required=True),
    Field(
        "confidence",
        "可信度",
        "choice",
        is_required=True,
        choices={choice.value: choice.value for choice in Confidence},
    ),
    Field("as_of", "下达日期", "date", is_required=True),
    Field("is_synthetic", "示例数据", "flag"),
)
_KEY = ("indicator_id", "area_id", "year", "point", "line")
_SAID = (
    *("operator", "value", "is_growth", "curve", "points", "text", "source", "confidence"),
    *("as_of", "is_synthetic"),
)
_LONGEST = {"text": 200, "source": 120}


def write(*, by: User, rows: Sequence[SheetRow]) -> list[Outcome]:
    """Set every row's target; a row that says what is in force changes nothing."""
    known = names()
    bodies = Organisation.objects.in_bulk(set(known.areas.values()))
    problems: list[Problem] = []
    drafts: list[tuple[SheetRow, TargetDraft]] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        found = _faults(row, known)
        problems += found
        if found:
            continue
        draft = _draft(row, known, bodies)
        first = seen.setdefault(_key(draft), row.row)
        if first != row.row:
            problems.append(row.fault("指标", f"同一目标第{first}行已有", "只留一行"))
        drafts.append((row, draft))
    if problems:
        raise BadInput(problems)
    held = {
        tuple(getattr(target, name) for name in _KEY): target
        for target in Target.objects.filter(replaced_at__isnull=True, area_id__in=bodies)
        .select_related("indicator")
        .prefetch_related("points")
    }
    return [_set(by, row, draft, held.get(_key(draft))) for row, draft in drafts]


def _key(draft: TargetDraft) -> tuple[object, ...]:
    return (draft.indicator.pk, draft.area.pk, draft.year, draft.point, draft.line)


def _set(by: User, row: SheetRow, draft: TargetDraft, old: Target | None) -> Outcome:
    name = f"{draft.indicator.name} {draft.year} {Point(draft.point).label}{Line(draft.line).label}"
    new = {key: getattr(draft, key) for key in _SAID}
    changes: tuple[tuple[str, str, str], ...] = ()
    if old is not None:
        before = {key: getattr(old, key) for key in _SAID if key != "points"}
        before["points"] = tuple((p.month, p.amount) for p in old.points.all())
        titles = {field.key: field.title for field in FIELDS}
        changes = tuple(
            (titles[key], _shown(before[key]), _shown(new[key]))
            for key in _SAID
            if before[key] != new[key]
        )
        if not changes:
            return Outcome(row.row, name, "same")
    set_target(by=by, draft=draft)
    return Outcome(row.row, name, "new" if old is None else "changed", changes)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return target_points.written(value)
    return plain(value) if isinstance(value, Decimal) else str(value)


def _faults(row: SheetRow, known: Names) -> list[Problem]:
    told, found = row.values, []
    if _spaceless(told["indicator"]) not in known.indicators:
        found.append(row.fault("指标", f"没有指标“{told['indicator']}”", "照指标总表的名称填"))
    if told["area"] not in known.areas:
        found.append(row.fault("地区", f"没有“{told['area']}”", "填全市或板块的名称"))
    if told["year"] != int(told["year"]) or not 2000 <= told["year"] <= 2100:
        found.append(row.fault("年度", f"“{told['year']}”不是年度", "写成 2024"))
    if abs(told["value"]) >= Decimal(10) ** 16 or told["value"] != round(told["value"], 4):
        found.append(row.fault("目标值", "数太大或小数多于四位", "核对单位，最多四位小数"))
    if not told["is_growth"] and told["value"] <= 0:
        found.append(row.fault("目标值", "目标总量不大于零", "没有下达目标就删去这一行"))
    return [*found, *_long(row), *_curve_faults(row)]


def _long(row: SheetRow) -> list[Problem]:
    titles = {field.key: field.title for field in FIELDS}
    return [
        row.fault(titles[key], f"超过{longest}字", "改短")
        for key, longest in _LONGEST.items()
        if len(str(row.values.get(key) or "")) > longest
    ]


def _curve_faults(row: SheetRow) -> list[Problem]:
    told = row.values
    try:
        points = target_points.parse(str(told.get("points") or ""))
    except ValueError as unread:
        return [row.fault("节点", f"读不出“{unread}”", "写成“3:25；6:50；12:100”")]
    wrong = target_points.fault(told["curve"], told["point"], points)
    return [row.fault("节点", wrong, "照“进度曲线”一列改节点")] if wrong else []


def _draft(row: SheetRow, known: Names, bodies: Mapping[int, Organisation]) -> TargetDraft:
    told = row.values
    return TargetDraft(
        indicator=known.indicators[_spaceless(told["indicator"])],
        area=bodies[known.areas[told["area"]]],
        year=int(told["year"]),
        value=told["value"],
        source=told["source"],
        as_of=told["as_of"],
        is_growth=told["is_growth"],
        point=told["point"],
        line=told["line"],
        operator=told["operator"],
        text=told.get("text") or "",
        confidence=told["confidence"],
        curve=told["curve"],
        points=target_points.parse(str(told.get("points") or "")),
        is_synthetic=bool(told.get("is_synthetic")),
    )


def _spaceless(text: object) -> str:
    return str(text).replace(" ", "")


def sheet_of(rows: QuerySet[Target]) -> Sheet:
    """Return targets as the import reads them."""
    found = list(rows.select_related("indicator", "area").prefetch_related("points"))
    columns = [SheetColumn(field.title, 14) for field in FIELDS]
    notes = [str(_("改后可再导入；同样的行不会重复，改动的行替换旧目标。"))]
    if any(row.is_synthetic for row in found):
        notes.append(str(_("含示例数据，不作工作依据。")))
    return Sheet(str(_("指标目标")), columns, list(_cells(found)), notes)


def _cells(rows: Iterable[Target]) -> Iterable[list[object]]:
    for row in rows:
        yield [
            *(row.indicator.name, row.area.name, row.year, str(row.get_point_display())),
            *(str(row.get_line_display()), str(row.get_operator_display()), row.value),
            *(_shown(row.is_growth), str(row.get_curve_display())),
            target_points.written((p.month, p.amount) for p in row.points.all()),
            *(row.text, row.source, row.confidence, row.as_of, _shown(row.is_synthetic)),
        ]


TARGETS = Intake(
    title=_("导入目标表"),
    fields=FIELDS,
    write=write,
    back="indicators:list",
    hint=_("用“导出目标表”给出的表改后再传。先看会改什么，确认后才写入；旧目标保留可查。"),
    permission=Permission.FIGURES,
)

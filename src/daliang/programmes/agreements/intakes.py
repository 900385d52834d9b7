"""The table of items in."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from daliang.base.intake import Intake, Outcome
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.engine.checks import BadInput, Problem
from daliang.engine.rowtable import Field, SheetRow
from daliang.programmes.agreements import actions
from daliang.programmes.agreements.models import Agreement, Item

FIELDS = (
    Field("agreement", "协议", is_required=True),
    Field("article", "条款", is_required=True),
    Field("title", "事项", is_required=True),
    Field("goal", "可考核结果", is_required=True),
    Field("unit", "我方牵头", is_required=True),
    Field("partner_lead", "对方牵头"),
    Field("due_on", "时限", "date", is_required=True),
)


def write_items(*, by: User, rows: Sequence[SheetRow]) -> list[Outcome]:
    """Make each row an item; one that is there under the same agreement is left alone."""
    problems: list[Problem] = []
    agreements = {a.title: a for a in Agreement.objects.all()}
    units = {body.short_name: body for body in Organisation.objects.filter(is_active=True)}
    outcomes = []
    for row in rows:
        values = dict(row.values)
        agreement = agreements.get(str(values.pop("agreement")))
        unit = units.get(str(values["unit"]))
        if agreement is None:
            problems.append(row.fault("协议", "没有这份协议", "先登记协议，或改成登记的名称"))
        if unit is None:
            problems.append(
                row.fault("我方牵头", f"没有单位“{values['unit']}”", "改成系统里的简称")
            )
        if agreement is None or unit is None:
            continue
        title = str(values["title"])
        there = Item.objects.filter(article__agreement=agreement, commitment__title=title)
        if there.exists():
            outcomes.append(Outcome(row.row, title, "same"))
            continue
        try:
            actions.add_item(by=by, agreement=agreement, **(values | {"unit": unit}))  # type: ignore[arg-type]
        except NotAllowed as refusal:
            problems.append(row.fault("可考核结果", str(refusal), "改正后再传"))
        outcomes.append(Outcome(row.row, title, "new"))
    if problems:
        raise BadInput(problems)
    return outcomes


ITEMS = Intake(
    title=_("导入协议事项"),
    fields=FIELDS,
    write=write_items,
    back=reverse_lazy("agreements:list"),
    hint=_("一行一个事项；已有的事项在任务台账里修改，这里不动。"),
)

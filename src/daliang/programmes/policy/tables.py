"""Facts of firms from Excel: one row a fact, so that any office hands in what it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy import facts_from_columns, required_kinds
from daliang.parties.models import Enterprise
from daliang.parties.naming import firms_by_name
from daliang.parties.table_in import Field, Planned, TableKind, TableRow
from daliang.programmes.policy import actions, matching
from daliang.programmes.policy.models import FirmFact

FIELDS = (
    Field("firm", ("企业名称", "企业"), is_required=True, longest=120),
    Field("field", ("事实", "指标"), is_required=True, longest=60),
    Field("value", ("值", "数值"), is_required=True, longest=80),
    Field("as_of", ("截止日期", "时间"), "date"),
    Field("source", ("来源", "数据来源"), longest=80),
)
Fact = tuple[TableRow, Enterprise, str]


def plan(user: User, rows: Sequence[TableRow]) -> list[Planned]:
    """Say what each row would note."""
    facts = _facts(user, rows)
    known = {
        (pk, field): value
        for pk, field, value in FirmFact.objects.filter(
            enterprise__in={firm for _row, firm, _field in facts}
        ).values_list("enterprise_id", "field", "value")
    }
    found = []
    for row, firm, field in facts:
        old = known.get((firm.pk, field))
        kind = "new" if old is None else "same" if old == row.text("value") else "changed"
        words = (
            f"{firm}：{row.text('field')} {'' if old is None else old + ' → '}{row.text('value')}"
        )
        found.append(Planned(row, kind, words))
    return found


@transaction.atomic
def apply(*, by: User, rows: Sequence[TableRow], name: str) -> Mapping[str, int]:
    """Note every fact."""
    kinds = [p.kind for p in plan(by, rows)]
    for row, firm, field in _facts(by, rows):
        day = row.values.get("as_of")
        actions.set_facts(
            by=by,
            facts=[(firm, field, row.text("value"))],
            as_of_on=day if isinstance(day, date) else clock.today(),
            source=row.text("source") or name[:80],
        )
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def _facts(user: User, rows: Sequence[TableRow]) -> list[Fact]:
    """Find firm and field of each row and check the value's kind; every problem is named."""
    firms = firms_by_name(user, [row.text("firm") for row in rows])
    fields = {word: field for field, word in matching.labels().items()}
    kinds = required_kinds(matching.policies_of(matching.versions_on(clock.today())))
    problems: list[Problem] = []
    found = []
    for row in rows:
        place = {"sheet": row.sheet, "row": row.number}
        field = fields.get(row.text("field"), row.text("field"))
        firm = firms.get(row.text("firm"))
        if firm is None:
            what = f"名册里没有“{row.text('firm')}”"
            problems.append(Problem(what, "写名册里的全称", column="企业名称", **place))
        if field not in kinds:
            what = f"没有政策用到“{row.text('field')}”"
            problems.append(Problem(what, "照待采集清单里的名称写", column="事实", **place))
        elif not _fits(row.text("value"), field, kinds):
            words = {"number": "填数字", "flag": "填“是”或“否”", "date": "写成2024-06-30"}
            mend = words.get(kinds[field], "填文字")
            problems.append(Problem(f"“{row.text('value')}”填得不对", mend, column="值", **place))
        if firm is not None:
            found.append((row, firm, field))
    if problems:
        raise BadInput(problems)
    return found


def _fits(value: str, field: str, kinds: Mapping[str, object]) -> bool:
    try:
        facts_from_columns({field: np.array([value], object)}, {field: kinds[field]})  # type: ignore[dict-item]
    except BadInput:
        return False
    return True


TABLE = TableKind(
    slug="firm-facts",
    title=_("企业事实"),
    fields=FIELDS,
    permission=Permission.FIGURES,
    plan=plan,
    apply=apply,
    done_url="policy:worklist",
    hint=_("一行一个事实；没有行表示不知道，不表示“否”。新的数覆盖旧的。"),
)

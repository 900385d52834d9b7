"""Offers from Excel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.parties.models import Enterprise
from daliang.parties.naming import firms_by_name
from daliang.parties.table_in import Field, Planned, TableKind, TableRow
from daliang.programmes.orders import actions
from daliang.programmes.orders.choices import Side
from daliang.programmes.orders.models import Offer

FIELDS = (
    Field("firm", ("企业名称", "企业"), is_required=True, longest=120),
    Field(
        "side",
        ("方向", "供需"),
        "choice",
        is_required=True,
        choices={str(label): value for value, label in Side.choices}
        | {"供": "sells", "需": "buys"},
    ),
    Field("product", ("产品", "产品名称"), is_required=True, longest=120),
    Field("industry_code", ("行业代码",), longest=4),
    Field("quantity", ("年产能或年需求", "数量"), "number"),
    Field("unit", ("单位",), longest=20),
    Field("certificates", ("资质认证", "资质"), longest=200),
    Field("note", ("说明", "备注"), longest=200),
)
_TEXTS = ("industry_code", "unit", "certificates", "note")


def plan(user: User, rows: Sequence[TableRow]) -> list[Planned]:
    """Say what each row would do."""
    firms = _firms(user, rows)
    known = {
        (o.enterprise_id, o.side, o.product): o
        for o in Offer.objects.filter(enterprise__in=list(firms.values()))
    }
    return [_planned(row, firms[row.text("firm")], known) for row in rows]


def _planned(row: TableRow, firm: Enterprise, known: Mapping[object, Offer]) -> Planned:
    old = known.get((firm.pk, row.text("side"), row.text("product")))
    values = _values(row)
    same = old is not None and all(getattr(old, name) == v for name, v in values.items())
    kind = "new" if old is None else "same" if same else "changed"
    return Planned(row, kind, f"{firm}：{row.text('product')}")


@transaction.atomic
def apply(*, by: User, rows: Sequence[TableRow], name: str) -> Mapping[str, int]:
    """Note every row that is new or changed."""
    firms = _firms(by, rows)
    counts: Counter[str] = Counter()
    for planned in plan(by, rows):
        row = planned.row
        counts[planned.kind] += 1
        if planned.kind != "same":
            actions.set_offer(
                by=by,
                enterprise=firms[row.text("firm")],
                side=row.text("side"),
                product=row.text("product"),
                values=_values(row),
            )
    return dict(counts)


def _values(row: TableRow) -> dict[str, object]:
    return {n: row.text(n) for n in _TEXTS} | {"quantity": row.values.get("quantity")}


def _firms(user: User, rows: Sequence[TableRow]) -> dict[str, Enterprise]:
    found = firms_by_name(user, [row.text("firm") for row in rows])
    problems = [
        Problem(
            f"名册里没有“{row.text('firm')}”",
            "写名册里的全称",
            sheet=row.sheet,
            row=row.number,
            column="企业名称",
        )
        for row in rows
        if row.text("firm") not in found
    ]
    if problems:
        raise BadInput(problems)
    return found


TABLE = TableKind(
    slug="offers",
    title=_("供需清单"),
    fields=FIELDS,
    permission=Permission.DRAFT,
    plan=plan,
    apply=apply,
    done_url="orders:list",
    hint=_("一行一个产品：谁能供、谁要买。"),
)

"""Demand lists from Excel: a ledger that an office already keeps comes in once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.parties.hearing import HeardDemand
from daliang.parties.models import Enterprise
from daliang.parties.naming import firms_by_name
from daliang.parties.table_in import Field, Planned, TableKind, TableRow
from daliang.programmes.demands.actions import take_in
from daliang.programmes.demands.choices import Channel, Kind
from daliang.programmes.demands.models import Demand

FIELDS = (
    Field("firm", ("企业名称", "企业", "单位名称"), is_required=True, longest=120),
    Field("title", ("诉求", "诉求事项", "问题"), is_required=True, longest=200),
    Field("content", ("内容", "具体情况", "诉求内容"), longest=4000),
    Field(
        "kind",
        ("类别", "诉求类别"),
        "choice",
        is_required=True,
        choices={str(label): value for value, label in Kind.choices},
    ),
    Field(
        "channel",
        ("来源",),
        "choice",
        choices={str(label): value for value, label in Channel.choices},
    ),
    Field("heard_on", ("提出时间", "时间", "日期"), "date"),
)


def plan(user: User, rows: Sequence[TableRow]) -> list[Planned]:
    """Say which rows are new; a firm that the register does not know is named."""
    firms = _firms(user, rows)
    keys = {row.number: _key(row, firms[row.text("firm")]) for row in rows}
    known = set(Demand.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return [
        Planned(
            row,
            "same" if keys[row.number] in known else "new",
            f"{row.text('firm')}：{row.text('title')}",
        )
        for row in rows
    ]


@transaction.atomic
def apply(*, by: User, rows: Sequence[TableRow], name: str) -> Mapping[str, int]:
    """Take in every row; the same row a second time changes nothing."""
    firms = _firms(by, rows)
    before = Demand.objects.count()
    for row in rows:
        firm = firms[row.text("firm")]
        heard = HeardDemand(
            enterprise=firm,
            title=row.text("title"),
            content=row.text("content"),
            kind=row.text("kind"),
            channel=row.text("channel") or Channel.HOTLINE,
            key=_key(row, firm),
        )
        take_in(by=by, heard=heard, at=_moment(row))
    made = Demand.objects.count() - before
    return {"new": made, "same": len(rows) - made}


def _moment(row: TableRow) -> datetime:
    day = row.values.get("heard_on")
    if not isinstance(day, date):
        return clock.now()
    return timezone.make_aware(datetime.combine(day, time(9)))


def _key(row: TableRow, firm: Enterprise) -> str:
    text = f"{firm.pk}|{row.text('title')}|{row.text('heard_on')}"
    return "table-" + hashlib.sha256(text.encode()).hexdigest()[:40]


def _firms(user: User, rows: Sequence[TableRow]) -> dict[str, Enterprise]:
    found = firms_by_name(user, [row.text("firm") for row in rows])
    problems = [
        Problem(
            f"名册里没有“{row.text('firm')}”",
            "先在企业名单里导入它，或写名册里的全称",
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
    slug="demands",
    title=_("诉求台账"),
    fields=FIELDS,
    permission=Permission.DRAFT,
    plan=plan,
    apply=apply,
    done_url="demands:list",
    hint=_("企业按名册里的全称、别名或信用代码认；同一行再导一次不会重复。"),
)

"""Asks from Excel: the office's own list of what it wants from above."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.ledger.models import Commitment
from daliang.parties.table_in import Field, Planned, TableKind, TableRow
from daliang.programmes.asks import actions
from daliang.programmes.asks.choices import Level

FIELDS = (
    Field("title", ("争取事项", "事项"), is_required=True),
    Field("lead", ("责任单位", "牵头单位"), is_required=True, longest=80),
    Field("document", ("上级文件", "文件"), is_required=True, longest=200),
    Field(
        "target",
        ("争取层级", "层级"),
        "choice",
        is_required=True,
        choices={str(label): value for value, label in Level.choices},
    ),
    Field("window_from", ("窗口期起",), "date"),
    Field("window_until", ("窗口期止", "窗口期"), "date", is_required=True),
    Field("counterpart", ("对口部委处室", "对口处室"), longest=120),
)


def plan(_user: User, rows: Sequence[TableRow]) -> list[Planned]:
    """Say which rows are new."""
    _units(rows)
    keys = [_key(row) for row in rows]
    known = set(Commitment.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
    return [
        Planned(row, "same" if key in known else "new", row.text("title"))
        for row, key in zip(rows, keys, strict=True)
    ]


@transaction.atomic
def apply(*, by: User, rows: Sequence[TableRow], name: str) -> Mapping[str, int]:
    """Register what is new; what is there already is worked on its own page."""
    units = _units(rows)
    counts: Counter[str] = Counter()
    for planned in plan(by, rows):
        row = planned.row
        counts[planned.kind] += 1
        if planned.kind == "new":
            names = ("document", "target", "counterpart")
            values = {n: row.text(n) for n in names} | {
                n: row.values.get(n) for n in ("window_from", "window_until")
            }
            actions.raise_ask(
                by=by,
                title=row.text("title"),
                lead=units[row.text("lead")],
                values=values,
                import_key=_key(row),
            )
    return dict(counts)


def _key(row: TableRow) -> str:
    text = f"{row.text('title')}|{row.text('document')}"
    return "ask-" + hashlib.sha256(text.encode()).hexdigest()[:40]


def _units(rows: Sequence[TableRow]) -> dict[str, Organisation]:
    known: dict[str, Organisation] = {}
    for unit in Organisation.objects.filter(is_active=True).prefetch_related("aliases"):
        names = [unit.name, unit.short_name, *(a.name for a in unit.aliases.all())]
        known.update(dict.fromkeys(names, unit))
    problems = [
        Problem(
            f"没有“{row.text('lead')}”这个单位",
            "写单位全称或简称",
            sheet=row.sheet,
            row=row.number,
            column="责任单位",
        )
        for row in rows
        if row.text("lead") not in known
    ]
    problems += [
        Problem(
            "窗口期止早于窗口期起", "核对日期", sheet=row.sheet, row=row.number, column="窗口期止"
        )
        for row in rows
        if row.values.get("window_from") and row.values["window_from"] > row.values["window_until"]  # type: ignore[operator]
    ]
    if problems:
        raise BadInput(problems)
    return known


TABLE = TableKind(
    slug="asks",
    title=_("向上争取清单"),
    fields=FIELDS,
    permission=Permission.DRAFT,
    plan=plan,
    apply=apply,
    done_url="asks:list",
    hint=_("一行一件事；同一事项同一文件再导一次不会重复。"),
)

"""Lists of firms by the command line, and their table kind for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.engine.identity import Decision
from daliang.parties import firm_actions, queries
from daliang.parties.firm_queries import link_rows
from daliang.parties.registers import ENTERPRISES
from daliang.parties.table_in import Field, Planned, TableKind, TableRow, read_path
from daliang.ui.workbook import register_sheet, workbook_bytes

FIELDS = (
    Field(
        "name", ("企业名称", "单位名称", "公司名称", "名称", "name"), is_required=True, longest=120
    ),
    Field("uscc", ("统一社会信用代码", "信用代码", "社会信用代码", "uscc"), longest=30),
    Field("district", ("板块", "区县", "属地", "所在区", "district"), longest=80),
    Field("address", ("地址", "注册地址", "住所", "address"), longest=160),
    Field("legal_person", ("法定代表人", "法人代表", "法人", "legal_person"), longest=60),
    Field("phone", ("电话", "联系电话", "手机", "phone"), longest=40),
)
_WORDS = {"linked": "对上", "new": "新登记", "review": "待核对", "same": "与上次相同"}


class _Rehearsed(Exception):
    """Ends a dry run."""


def plan(_user: User, rows: Sequence[TableRow]) -> list[Planned]:
    """Say which firm each row would be."""
    kinds = {Decision.LINK: "same", Decision.REVIEW: "review", Decision.NEW: "new"}
    words = {Decision.LINK: "对上", Decision.REVIEW: "待核对", Decision.NEW: "新登记"}
    return [
        Planned(
            row,
            kinds[link.decision],
            f"{row.text('name')}：{words[link.decision]}（{link.reason}）",
        )
        for row, link in zip(rows, link_rows(rows), strict=True)
    ]


FIRMS = TableKind(
    slug="firms",
    title=_("企业名单"),
    fields=FIELDS,
    permission=Permission.DRAFT,
    plan=plan,
    apply=firm_actions.take_list,
    done_url="parties:queue",
    hint=_("项目清单、纳税名单、走访名单都可以；有把握的直接对上，拿不准的进核对队列。"),
)


def import_file(path: Path, *, by: User, is_dry_run: bool) -> Iterator[str]:
    """Import a list of firms, or say what importing it would do."""
    require(by, Permission.DRAFT)
    rows = read_path(path, FIELDS)
    if not rows:
        raise BadInput(Problem("没有数据行", "表头下面写企业", file=path.name))
    try:
        with transaction.atomic():
            counts = firm_actions.take_list(by=by, rows=rows, name=path.name)
            if is_dry_run:
                raise _Rehearsed
    except _Rehearsed:
        yield "只看不写："
    yield "，".join(f"{_WORDS.get(key, key)}{n}家" for key, n in counts.items())
    if counts.get("review"):
        yield "待核对的在“企业 › 名单核对”里，由人确认后才对上。"


def export_file(path: Path, *, by: User) -> Iterator[str]:
    """Write the firms a user may see, whole or not at all."""
    require(by, Permission.EXPORT)
    rows = list(queries.with_relations(queries.enterprises_for(by)))
    notes = ["含示例数据，不作工作依据。"] if any(r.is_synthetic for r in rows) else []
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(workbook_bytes(register_sheet(ENTERPRISES, rows, notes)))
    partial.replace(path)
    yield f"导出{len(rows)}家：{path}"

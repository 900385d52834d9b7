"""`daliang import facts FILE`: a table of firm-months of one measure.

The column 指标 names the measure by code or title. A new measure also needs
its code and unit: 指标代码, 单位 (and, where known, 口径, 来源).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.parties.facts import folder, keep_register, register
from daliang.warehouse.catalogue import Catalogue, Measure, read_catalogue
from daliang.warehouse.loading import check_facts, keep_facts
from daliang.warehouse.tables import Table, read_table


@dataclass(frozen=True)
class _Names:
    """What the columns that describe the measure are called."""

    title: str = "指标"
    slug: str = "指标代码"
    unit: str = "单位"
    scope: str = "口径"
    source: str = "来源"


_COLUMNS = _Names()


def import_file(path: Path, *, by: User, is_dry_run: bool) -> Iterator[str]:
    """Check the file whole, then keep it as the newest vintage of its months."""
    require(by, Permission.FIGURES)
    table = read_table(path)
    measure = _measure(table, read_catalogue(folder()))
    facts = check_facts(table, register())
    yield (
        f"{measure.title}（{measure.unit}）：{len(facts.firm)}行，"
        f"{len(set(facts.firm.tolist()))}家企业，{'、'.join(map(str, facts.months))}"
    )
    if is_dry_run:
        yield "只看未写入。"
        return
    keep_register()
    parts = keep_facts(folder(), measure, facts, on=clock.today())
    detail = {"measure": measure.slug, "months": facts.months, "rows": len(facts.firm)}
    audit.record(by=by, verb="导入企业月度数据", detail=detail)
    for part in parts:
        yield f"  {part.period} 第{part.vintage}版，合计{part.total}{measure.unit}"


def _measure(table: Table, catalogue: Catalogue) -> Measure:
    table.require(_COLUMNS.title)
    names = sorted({n for n in table.texts(_COLUMNS.title).tolist() if n})
    if len(names) != 1:
        what = f"一个文件只放一个指标，现有{len(names)}个"
        raise BadInput(table.problem(what, "按指标分成几个文件", column=_COLUMNS.title))
    known = [m for m in catalogue.measures if names[0] in {m.slug, m.title}]
    if known:
        return known[0]
    table.require(_COLUMNS.slug, _COLUMNS.unit)
    return Measure(
        slug=_one(table, _COLUMNS.slug, ""),
        title=names[0],
        unit=_one(table, _COLUMNS.unit, ""),
        scope=_one(table, _COLUMNS.scope, "调度数"),
        source=_one(table, _COLUMNS.source, table.name),
    )


def _one(table: Table, column: str, otherwise: str) -> str:
    if column not in table.columns:
        return otherwise
    return next((t for t in table.texts(column).tolist() if t), otherwise)

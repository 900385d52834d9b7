"""穿透：把缺口拆到维度、层级和企业，找出少数几个原因，分项合计等于总缺口。

例：
  daliang drill 产值.csv --json
  daliang drill 产值.csv --dims 板块,街道,行业,企业 --hierarchy "板块>街道>企业" \\
      --base 上年同期 --actual 本期 --firms 企业 --history 前12期.parquet --floor 500 --json
  daliang drill 利润率.xlsx --measure ratio --json

FILE 每行一个最细单元：文字列是维度，base、actual 是基期和本期
（比率指标为 num_base、den_base、num_actual、den_actual）。
--history 是同一指标以前各期的 base、actual，另有一列 period，用来学习平常的波动。
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.drill import (
    Cause,
    ContributionTable,
    Dimension,
    Explanation,
    FirmChange,
    Leaves,
    Part,
    contribution_table,
    find_causes,
    firm_change,
    fold,
    growth_pct,
    scope_bridge,
    shift_share,
)
from daliang.warehouse.tables import Table, read_table

PERIOD = "period"
MEASURES = {
    "sum": ("base", "actual"),
    "ratio": ("num_base", "den_base", "num_actual", "den_actual"),
}
FIRM_NAMES = frozenset({"enterprise", "firm", "uscc", "企业", "企业名称", "统一社会信用代码"})
TIME_NAMES = frozenset({PERIOD, "year", "month", "年", "月", "年份", "月份", "期间"})
MAX_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("file", metavar="FILE", help="叶子表（.csv、.parquet 或 .xlsx）")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 写到标准输出")
    parser.add_argument("--dims", help="维度列，逗号分隔；不写则取全部文字列")
    parser.add_argument(
        "--hierarchy", action="append", default=[], help="由粗到细的层级，如 板块>街道>企业；可重复"
    )
    parser.add_argument("--measure", choices=tuple(MEASURES), default="sum", help="总量或比率")
    for name in ("base", "actual", "num-base", "den-base", "num-actual", "den-actual"):
        parser.add_argument(f"--{name}", help=f"{name.replace('-', '_')} 列的实际列名")
    parser.add_argument("--max-causes", type=int, default=12, help="最多列几个原因（默认12）")
    parser.add_argument("--floor", type=float, default=0.0, help="影响小于此数（指标单位）的不列")
    parser.add_argument("--history", metavar="FILE", help="以前各期的基期和本期，带 period 列")
    parser.add_argument("--firms", metavar="COLUMN", help="企业列：另列在库、新增、退出三组")
    parser.add_argument("--published-base", type=float, help="上年公布数：另列同口径调整")
    parser.add_argument("--published-actual", type=float, help="本期公布数：另列舍入差")
    parser.add_argument(
        "--benchmark", metavar="FILE", help="对照地区增速：列 维度名、growth_pct，合计行写“合计”"
    )
    parser.add_argument("--table-rows", type=int, default=1000, help="每张表最多列几行（默认1000）")


def run(args: argparse.Namespace) -> int:
    """Drill one file and print the report."""
    _check_numbers(args)
    table = read_table(args.file)
    measures = [_column(args, name) for name in MEASURES[args.measure]]
    table.require(*measures)
    hierarchies = [_names(text, ">") for text in args.hierarchy]
    dims = _dims(args, table, measures, hierarchies)
    _check_periods(table)
    _check_duplicates(args, table, dims)
    leaves = _leaves(table, dims, measures)
    history = _history(args, dims, measures)
    found = find_causes(
        leaves, max_causes=args.max_causes, floor=args.floor, history=tuple(history)
    )
    report = _report(args, table, leaves, found, hierarchies)
    print(json.dumps(report, ensure_ascii=False, allow_nan=False) if args.json else _text(report))
    return 0


def _check_numbers(args: argparse.Namespace) -> None:
    problems = []
    if args.max_causes < 0:
        problems.append(Problem("--max-causes 不能小于0", "写一个不小于0的整数"))
    if not (math.isfinite(args.floor) and args.floor >= 0):
        problems.append(Problem("--floor 应是不小于0的数", "写指标单位的数值，如 500"))
    if args.table_rows < 1:
        problems.append(Problem("--table-rows 不能小于1", "写一个正整数"))
    if problems:
        raise BadInput(problems)


def _column(args: argparse.Namespace, name: str) -> str:
    return str(getattr(args, name) or name)


def _names(text: str, separator: str) -> list[str]:
    return [name.strip() for name in text.split(separator) if name.strip()]


def _dims(
    args: argparse.Namespace,
    table: Table,
    measures: Sequence[str],
    hierarchies: Sequence[Sequence[str]],
) -> list[str]:
    if args.dims:
        dims = _names(args.dims, ",")
    else:
        skip = {*measures, *TIME_NAMES}
        dims = [name for name in table.columns if name not in skip and table.is_text(name)]
    dims += [name for names in hierarchies for name in names]
    if args.firms and not args.dims:
        dims.append(args.firms)
    dims = list(dict.fromkeys(dims))
    table.require(*dims, *([args.firms] if args.firms else []))
    clash = [name for name in dims if name in measures]
    if clash:
        raise BadInput(table.problem("同一列不能既是维度又是数值", "改 --dims", column=clash[0]))
    if not dims:
        raise BadInput(table.problem("没有文字列可作维度", "用 --dims 指定按哪些列穿透"))
    return dims


def _check_periods(table: Table) -> None:
    if PERIOD not in table.columns:
        return
    periods = list(dict.fromkeys(table.texts(PERIOD).tolist()))
    if len(periods) > 1:
        raise BadInput(
            table.problem(
                f"有{len(periods)}个期间，一次只穿透一期",
                "只留本期的行，以前各期另存一表由 --history 给出",
                column=PERIOD,
            )
        )


def _check_duplicates(args: argparse.Namespace, table: Table, dims: Sequence[str]) -> None:
    """Refuse a firm that stands twice in the same month with the same attributes."""
    firm = args.firms or next((name for name in dims if name.lower() in FIRM_NAMES), None)
    if firm is None:
        return
    keys = [
        name for name in table.columns if name in dims or name in TIME_NAMES or table.is_text(name)
    ]
    keys = list(dict.fromkeys([firm, *keys]))
    columns = [table.texts(name).tolist() for name in keys]
    first: dict[tuple[object, ...], int] = {}
    problems = []
    for index, key in enumerate(zip(*columns, strict=True)):
        earlier = first.setdefault(key, index)
        if earlier != index and key[0] is not None:
            what = f"“{key[0]}”与第{earlier + 2}行重复（同一企业同一期）"
            problems.append(
                table.problem(what, "合并成一行，或删去重复的", index=index, column=firm)
            )
    if len(problems) > MAX_SHOWN:
        rest = table.problem(f"共{len(problems)}处企业重复", "逐一合并", column=firm)
        problems = [*problems[:MAX_SHOWN], rest]
    if problems:
        raise BadInput(problems)


def _leaves(table: Table, dims: Sequence[str], measures: Sequence[str]) -> Leaves:
    problems: list[Problem] = []
    columns = []
    for name in measures:
        try:
            columns.append(table.numbers(name))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    coded = tuple(Dimension.of(name, table.texts(name)) for name in dims)
    try:
        if len(columns) == 2:
            return Leaves(coded, columns[0], columns[1])
        return Leaves(coded, columns[0], columns[2], columns[1], columns[3])
    except BadInput as error:
        raise BadInput([problem.within(table.name) for problem in error.problems]) from error


def _history(
    args: argparse.Namespace, dims: Sequence[str], measures: Sequence[str]
) -> list[Leaves]:
    if not args.history:
        return []
    table = read_table(args.history)
    table.require(PERIOD, *dims, *measures)
    periods = Dimension.of(PERIOD, table.texts(PERIOD))
    order = sorted(range(len(periods.labels)), key=lambda i: _in_time(str(periods.labels[i])))
    leaves: list[Leaves] = []
    problems: list[Problem] = []
    for code in order:
        rows = np.flatnonzero(periods.codes == code)
        part = Table(table.name, {name: x[rows] for name, x in table.columns.items()})
        try:
            leaves.append(_leaves(part, dims, measures))
        except BadInput as error:
            label = f"{periods.labels[code]}期："
            problems += [
                Problem(label + p.what, p.mend, p.file, column=p.column) for p in error.problems
            ]
    if problems:
        raise BadInput(problems)
    return leaves


def _in_time(label: str) -> tuple[float, str]:
    try:
        return float(label), label
    except ValueError:
        return math.inf, label


def _report(
    args: argparse.Namespace,
    table: Table,
    leaves: Leaves,
    found: Explanation,
    hierarchies: Sequence[Sequence[str]],
) -> dict[str, object]:
    base, actual, gap = leaves.total_base, leaves.total_actual, leaves.gap
    tables = [fold(t, args.table_rows) for t in _tables(leaves, hierarchies)]
    report: dict[str, object] = {
        "total": {
            "base": base,
            "actual": actual,
            "gap": gap,
            "growth_pct": growth_pct(base, actual),
        },
        "causes": [_cause(cause) for cause in found.causes],
        "rest": _rest(found, gap),
        "tables": {t.name: [_line(part) for part in t.parts] for t in tables},
        "breadth": {t.name: _breadth(t) for t in tables},
        "notes": _notes(leaves, found),
    }
    if args.firms:
        firm = Dimension.of(args.firms, table.texts(args.firms))
        report["firms"] = _firms(firm_change(leaves, firm), firm)
    if args.published_base is not None:
        report["bridge"] = asdict(
            scope_bridge(
                leaves,
                published_base=args.published_base,
                published_actual=args.published_actual,
            )
        )
    if args.benchmark:
        report["shift_share"] = _shift_share(args.benchmark, leaves)
    return report


def _tables(leaves: Leaves, hierarchies: Sequence[Sequence[str]]) -> list[ContributionTable]:
    parent = {fine: coarse for names in hierarchies for coarse, fine in itertools.pairwise(names)}
    tables = []
    for name in leaves.names:
        table = contribution_table(leaves, name, within=parent.get(name, ""))
        tables.append(table)
        if table.name != name:
            # A street name met in two districts: the plain table stays beside the split one.
            tables.append(contribution_table(leaves, name))
    return tables


def _cause(cause: Cause) -> dict[str, object]:
    return asdict(cause) | {"where": dict(cause.where)}


def _rest(found: Explanation, gap: float) -> dict[str, object]:
    parts = [{"name": "普遍变动", "impact": found.common}]
    if found.mix:
        parts.append({"name": "结构变动与进出", "impact": found.mix})
    parts.append({"name": "零散变动（未解释）", "impact": found.scattered})
    return {"impact": found.rest, "share": found.rest / gap if gap else None, "parts": parts}


def _line(part: Part) -> dict[str, object]:
    line = asdict(part)
    for name in ("rate_effect", "mix_effect"):
        if line[name] is None:
            del line[name]
    if not line["within"]:
        del line["within"]
    return line


def _breadth(table: ContributionTable) -> dict[str, object]:
    return {"growing": table.growing, "comparable": table.comparable, "pct": table.breadth_pct}


def _notes(leaves: Leaves, found: Explanation) -> list[str]:
    notes = []
    growth = growth_pct(leaves.total_base, leaves.total_actual)
    if growth is not None and abs(growth) < 0.05:
        notes.append("总量几乎没有变动，贡献率没有意义，不计算；请看拉动点")
    if growth is None:
        notes.append("基期合计为零，增速和拉动点不计算")
    if not found.causes:
        notes.append("没有发现明显异于普遍变动的部分")
    return notes


def _firms(change: FirmChange, firm: Dimension) -> dict[str, object]:
    return {
        "column": firm.name,
        "continuing": asdict(change.continuing) | {"growing": change.growing},
        "new": asdict(change.new),
        "gone": asdict(change.gone),
    }


def _shift_share(path: str, leaves: Leaves) -> list[dict[str, object]]:
    table = read_table(Path(path))
    shared = [name for name in leaves.names if name in table.columns]
    if not shared:
        there = "、".join(leaves.names)
        raise BadInput(table.problem("没有与维度同名的列", f"加一列，列名取自：{there}"))
    table.require("growth_pct")
    growth = dict(
        zip(table.texts(shared[0]).tolist(), table.numbers("growth_pct").tolist(), strict=True)
    )
    if "合计" not in growth:
        raise BadInput(table.problem("缺少“合计”一行", "补上对照地区的总增速", column=shared[0]))
    overall = growth.pop("合计")
    rows = shift_share(leaves, shared[0], reference_pct=growth, reference_total_pct=overall)
    return [asdict(row) for row in rows]


def _text(report: dict[str, object]) -> str:
    """Put the report into lines for a person; the JSON form is the contract."""
    total, rest = report["total"], report["rest"]
    assert isinstance(total, dict)
    assert isinstance(rest, dict)
    growth = "无基期" if total["growth_pct"] is None else f"{total['growth_pct']:+.2f}%"
    lines = [
        f"本期 {total['actual']:.6g}，基期 {total['base']:.6g}，差 {total['gap']:+.6g}（{growth}）"
    ]
    causes = report["causes"]
    assert isinstance(causes, list)
    for number, cause in enumerate(causes, 1):
        lines.append(f"{number}. {cause['evidence']}（{cause['impact']:+.6g}）")
    lines.append(f"其余 {rest['impact']:+.6g}")
    for part in rest["parts"]:
        lines.append(f"   其中 {part['name']} {part['impact']:+.6g}")
    notes = report["notes"]
    assert isinstance(notes, list)
    return "\n".join(lines + [f"说明：{note}" for note in notes])

"""研判：由年内累计数预测全年，给出中位数、80% 区间和达标概率。

例子：
  daliang forecast 指标.csv --year 2024 --month 6 --target 社零=4500 --json
  daliang forecast 指标.csv --year 2024 --month 6 --target 社零=6%

表的列：series(指标) year(年) month(月) ytd(累计)；可选 growth_pct(公布的累计同比，%)、
unit(单位)、target(全年目标值)、target_growth_pct(全年目标增速，%)。
1-2月合并公布的，月份填2或“1-2月”。给定年月之后的数据不看。
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.forecast import (
    Attainment,
    Checked,
    Forecast,
    LongRows,
    Target,
    forecast,
    month_number,
    panel_from_rows,
)
from daliang.warehouse.tables import Table, read_table

HEADERS = {
    "series": ("series", "指标", "指标名称"),
    "year": ("year", "年", "年份"),
    "month": ("month", "月", "月份"),
    "ytd": ("ytd", "累计", "累计值"),
    "growth_pct": ("growth_pct", "同比", "累计同比"),
    "unit": ("unit", "单位"),
    "target": ("target", "全年目标"),
    "target_growth_pct": ("target_growth_pct", "目标增速"),
}
REQUIRED = ("series", "year", "month", "ytd")
DIGITS = 6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help=".csv、.xlsx 或 .parquet 长表，一行一个累计数")
    parser.add_argument("--year", type=int, help="预测哪一年（默认：表中最后一年）")
    parser.add_argument("--month", type=int, help="数据到几月，2到12（默认：那一年的最后一月）")
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="指标=值",
        help="全年目标：水平值，或带%%的增速；可多次",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON（默认输出简表）")


def run(args: argparse.Namespace) -> int:
    rows = read_rows(read_table(args.file))
    year, month = _when(rows, args.year, args.month)
    checked = panel_from_rows(rows, year, month)
    targets = _with_arguments(checked, args.target)
    told = {made.series: made for made in forecast(checked.panel, year, month, targets)}
    for problems in checked.excluded.values():
        for problem in problems:
            print(f"未预测：{problem}", file=sys.stderr)
    if args.json:
        series = [_as_json(checked, told.get(name), name) for name in checked.order]
        print(json.dumps({"year": year, "month": month, "series": series}, ensure_ascii=False))
    else:
        _print_table(checked, told)
    return 0


def read_rows(table: Table) -> LongRows:
    """Return the long rows of a table; every unreadable column is told at once."""
    found = {
        field: next((name for name in names if name in table.columns), None)
        for field, names in HEADERS.items()
    }
    table.require(*(HEADERS[field][0] for field in REQUIRED if found[field] is None))
    problems: list[Problem] = []

    def numbers(field: str, allow_missing: bool = True) -> np.ndarray:
        name = found[field]
        if name is None:
            return np.full(len(table), np.nan)
        return _collected(
            problems, len(table), lambda: table.numbers(name, allow_missing=allow_missing)
        )

    def texts(field: str) -> list[str | None]:
        name = found[field]
        return [None] * len(table) if name is None else list(table.texts(name))

    rows = LongRows(
        file=table.name,
        series=texts("series"),
        year=numbers("year", allow_missing=False),
        month=texts("month"),
        ytd=numbers("ytd"),
        growth_pct=numbers("growth_pct"),
        unit=texts("unit"),
        target=numbers("target"),
        target_growth_pct=numbers("target_growth_pct"),
        columns={field: name for field, name in found.items() if name is not None},
    )
    if problems:
        raise BadInput(problems)
    return rows


def _collected(problems: list[Problem], length: int, read: Callable[[], np.ndarray]) -> np.ndarray:
    try:
        return read()
    except BadInput as error:
        problems += error.problems
        return np.full(length, np.nan)


def _when(rows: LongRows, year: int | None, month: int | None) -> tuple[int, int]:
    if not len(rows.year):
        raise BadInput(Problem("表里没有数据行", "表头下面写数据", file=rows.file))
    chosen = int(rows.year.max()) if year is None else year
    if month is not None:
        return chosen, month
    known = (rows.year == chosen) & ~np.isnan(rows.ytd)
    months = [month_number(text) or 0 for text, use in zip(rows.month, known, strict=True) if use]
    return chosen, max(months, default=12)


def _with_arguments(checked: Checked, given: list[str]) -> dict[str, list[Target]]:
    targets = {name: list(lines) for name, lines in checked.targets.items()}
    problems = []
    for text in given:
        name, _, value = text.rpartition("=")
        name = name.strip()
        number = _number(value.removesuffix("%").removesuffix("％"))
        if not name or number is None:
            problems.append(
                Problem(f"--target “{text}”没有目标值", "写成 指标=数值，如 社零=4500 或 社零=6%")
            )
        elif name not in checked.order:
            there = "、".join(checked.order[:10])
            problems.append(Problem(f"--target 的“{name}”不在表里", f"表里有：{there}"))
        else:
            is_growth = value.strip().endswith(("%", "％"))
            if number <= 0 and not is_growth:
                problems.append(Problem(f"--target “{text}”不大于零", "填全年目标值"))
            # An argument takes the place of the column: it was typed on purpose.
            targets[name] = [Target(number, is_growth=is_growth)]
    if problems:
        raise BadInput(problems)
    return targets


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _as_json(checked: Checked, made: Forecast | None, name: str) -> dict[str, object]:
    if made is None:
        reason = "；".join(str(problem) for problem in checked.excluded[name])
        blank = dict.fromkeys(_KEYS)
        return blank | {"series": name, "basis": f"未预测：{reason}", "because": [], "notes": []}
    line = made.attainments[0] if made.attainments else None
    level, growth = made.level, made.growth_pct
    return {
        "series": name,
        "median": _rounded(level.median if level else None),
        "p10": _rounded(level.p10 if level else None),
        "p90": _rounded(level.p90 if level else None),
        "probability": _rounded(line.probability if line else None),
        "growth_pct": None
        if growth is None
        else {key: _rounded(getattr(growth, key), 3) for key in ("median", "p10", "p90")},
        "needed_rest_growth_pct": _rounded(line.needed_rest_growth_pct if line else None, 3),
        "time_progress_pct": _rounded(made.time_progress_pct, 3),
        "same_period_progress_pct": _rounded(made.same_period_progress_pct, 3),
        "completed_pct": _rounded(line.completed_pct if line else None, 3),
        "target": _rounded(line.level if line else None),
        "gap": _rounded(line.gap if line else None),
        "needed_monthly": _rounded(line.needed_monthly if line else None),
        "needed_was_reached_in": line.needed_was_reached_in if line else None,
        "lights": _lights(made, line),
        "rest_growth_pct": _rounded(made.rest_growth_pct, 3),
        "link_gap_pp": _rounded(made.link_gap_pp, 3),
        "past_years": made.past_years,
        "basis": made.basis,
        "because": [list(pair) for pair in made.because],
        "notes": list(checked.notes[name]),
    }


_KEYS = (
    *("series", "median", "p10", "p90", "probability", "growth_pct", "needed_rest_growth_pct"),
    *("time_progress_pct", "same_period_progress_pct", "completed_pct", "target", "gap"),
    *("needed_monthly", "needed_was_reached_in", "lights", "rest_growth_pct", "link_gap_pp"),
    *("past_years", "basis", "because", "notes"),
)


def _lights(made: Forecast, line: Attainment | None) -> dict[str, object] | None:
    """Return the three judgements side by side; they need not agree."""
    if line is None:
        return None
    same = made.same_period_progress_pct
    return {
        "时间进度": "达到" if line.completed_pct >= made.time_progress_pct else "落后",
        "同期进度": None if same is None else ("达到" if line.completed_pct >= same else "落后"),
        "达标概率": _rounded(line.probability),
    }


def _rounded(value: float | None, digits: int = DIGITS) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    # Levels keep their significant digits whatever their unit.
    return float(f"{value:.10g}") if digits == DIGITS else round(value, digits)


def _print_table(checked: Checked, told: dict[str, Forecast]) -> None:
    print("指标\t全年中位数\t80%区间\t增速%\t达标概率\t后几月需增%\t依据")
    for name in checked.order:
        made = told.get(name)
        if made is None or made.level is None or made.growth_pct is None:
            print(f"{name}\t-\t-\t-\t-\t-\t{made.basis if made else '未预测，见上'}")
            continue
        line = made.attainments[0] if made.attainments else None
        chance = "-" if line is None or line.probability is None else f"{line.probability:.0%}"
        needed = line.needed_rest_growth_pct if line else None
        print(
            f"{name}\t{made.level.median:.6g}\t{made.level.p10:.6g}–{made.level.p90:.6g}\t"
            f"{made.growth_pct.median:.1f}\t{chance}\t"
            f"{'-' if needed is None else f'{needed:.1f}'}\t{made.basis}"
        )

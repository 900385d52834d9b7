"""Forecast of attainment on national series: rolling origin, nothing from the future.

    make bench-forecast
    python bench/forecast.py --data FILE.csv.gz --years 2018-2022

For each year, data to month 3, 6 and 9 tell the full year. Years the shipped
fits have seen are judged without them (the pool of the series themselves, up to
the year before); later years with them. Targets are constructed: mean of the
last three yearly growths -0.75, -0.25, +0.25, +0.75 standard deviations.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from daliang.engine.forecast import NATIONAL, Panel, Target, brier, calibration_error, forecast
from daliang.engine.forecast.features import Features, features_at
from daliang.engine.forecast.spread import QUANTILE_90, student_cdf
from daliang.engine.forecast.workings import work_out

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from fit_forecast import DATA, LAST_YEAR, read_panel  # noqa: E402

MONTHS = (3, 6, 9)
OFFSETS = (-0.75, -0.25, 0.25, 0.75)
GOALS = {3: (0.95, 0.155, 45), 6: (0.54, 0.100, 50), 9: (0.32, 0.060, 55)}
METHODS = ("本方法", "时间进度", "上年剩余", "上年占比")


@dataclass(frozen=True)
class Judged:
    """Scores of one year and month: errors in yearly changes, targets, band hits."""

    errors: dict[str, np.ndarray]
    said: np.ndarray
    linear: np.ndarray
    growth_rule: np.ndarray
    happened: np.ndarray
    level_hits: np.ndarray
    growth_hits: np.ndarray


def judge(panel: Panel, year: int, month: int) -> Judged:
    """Score one year told from one month."""
    prior = NATIONAL[month] if year > LAST_YEAR else None
    worked = work_out(panel.upto(year, month), month, prior)
    after = features_at(panel.upto(year, 12), month)
    full, log_full = after.full[:, -1], worked.log_full[:, -1]
    rest_base = after.base_full[:, -1] - after.base_so_far[:, -1]
    so_far = after.so_far[:, -1]
    points = {
        "本方法": np.exp(log_full),
        "时间进度": so_far * 12 / month,
        "上年剩余": so_far + rest_base,
        "上年占比": so_far + rest_base * np.exp(after.growth_so_far[:, -1]),
    }
    changes = np.abs(np.diff(panel.level[:, : year - panel.years[0], -1], axis=1))[:, -10:]
    enough = (~np.isnan(changes)).sum(1) >= 4
    yearly = np.full(len(full), np.nan)
    yearly[enough] = np.nanmean(changes[enough], axis=1)
    known = np.isfinite(log_full) & np.isfinite(full) & np.isfinite(yearly)
    error = np.abs(np.log(np.where(full > 0, full, np.nan)) - log_full)
    level_known = np.isfinite(error)
    said, linear, rule, happened, hits = _targets(after, worked, month)
    return Judged(
        errors={name: (np.abs(told - full) / yearly)[known] for name, told in points.items()},
        said=said,
        linear=linear,
        growth_rule=rule,
        happened=happened,
        level_hits=(error < QUANTILE_90 * worked.by_level.scale)[level_known],
        growth_hits=hits,
    )


def _targets(after: Features, worked, month: int) -> tuple[np.ndarray, ...]:
    came = after.same_basis_full_growth[:, -1]
    centre = worked.growth[:, -1]
    scale, usual = worked.by_growth.scale, after.usual[:, -1]
    volatility = after.volatility[:, -1]
    known = np.isfinite(centre + came + usual + scale) & (volatility < 0.5)
    said, linear, rule, happened = [], [], [], []
    for offset in OFFSETS:
        goal = (usual + offset * np.maximum(volatility, 0.01))[known]
        said.append(student_cdf((centre[known] - goal) / scale[known]).clip(0.01, 0.99))
        happened.append(came[known] >= goal)
        done = after.so_far[:, -1][known] / (after.base_full[:, -1][known] * np.exp(goal))
        linear.append(done >= month / 12)
        rule.append(after.growth_so_far[:, -1][known] >= goal)
    hits = (np.abs(came - centre) < QUANTILE_90 * scale)[known]
    return (*(np.concatenate(part).astype(float) for part in (said, linear, rule, happened)), hits)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--years", default="2013-2017")
    args = parser.parse_args()
    if not args.data.is_file():
        print(f"没有评测数据 {args.data}：这份公开数据不随仓库发布；有的话用 --data 指定")
        return 0
    first, last = (int(part) for part in args.years.split("-"))
    panel = read_panel(args.data, last)
    passed = True
    for month in MONTHS:
        judged = {year: judge(panel, year, month) for year in range(first, last + 1)}
        passed &= report(month, judged)
    speed(panel)
    return 0 if passed else 1


def report(month: int, judged: dict[int, Judged]) -> bool:
    """Print one month's scores; return whether the goals are met."""

    def together(name: str) -> np.ndarray:
        return np.concatenate([getattr(one, name) for one in judged.values()])

    said, happened = together("said"), together("happened")
    score, linear = brier(said, happened), brier(together("linear"), happened)
    rule = brier(together("growth_rule"), happened)
    errors = {n: np.concatenate([one.errors[n] for one in judged.values()]) for n in METHODS}
    mase_goal, brier_goal, gain_goal = GOALS[month]
    mase, gain = float(errors["本方法"].mean()), 100 * (1 - score / linear)
    passed = mase <= mase_goal and score <= brier_goal and gain >= gain_goal
    print(f"\n== 数据到{month}月，{len(errors['本方法'])}个序列年，{len(said)}个目标 ==")
    print("MASE  " + "  ".join(f"{n} {v.mean():.3f}" for n, v in errors.items()))
    print(
        f"Brier 本方法 {score:.4f}  时间进度 {linear:.4f}（低{gain:.0f}%）  "
        f"累计增速规则 {rule:.4f}  校准误差 {calibration_error(said, happened):.3f}"
    )
    print(
        f"80%区间覆盖 水平 {together('level_hits').mean():.3f}  增速 "
        f"{together('growth_hits').mean():.3f}"
    )
    for year, one in judged.items():
        print(
            f"  {year}  MASE {one.errors['本方法'].mean():.3f}  Brier "
            f"{brier(one.said, one.happened):.3f}（时间进度 {brier(one.linear, one.happened):.3f}）"
            f"  覆盖 {one.level_hits.mean():.2f}/{one.growth_hits.mean():.2f}"
        )
    print(
        f"目标 MASE≤{mase_goal} Brier≤{brier_goal} 低{gain_goal}%：{'达到' if passed else '未达到'}"
    )
    return passed


def speed(panel: Panel) -> None:
    """Print the time of 1,000 indicators of ten years, three target lines each."""
    copies = -(-1000 // len(panel.names))
    names = tuple(f"{n}#{c}" for c in range(copies) for n in panel.names)[:1000]
    level = np.concatenate([panel.level] * copies)[:1000, -10:]
    growth = np.concatenate([panel.growth] * copies)[:1000, -10:]
    many = Panel(names, panel.years[-10:], level, growth)
    lines = [Target(value, is_growth=True) for value in (4.0, 6.0, 8.0)]
    started, cpu = time.perf_counter(), time.process_time()
    forecast(many, many.years[-1], 6, dict.fromkeys(names, lines))
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    print(f"\n1000个指标、10年历史、3条目标线：{wall:.2f} 秒（处理器 {used:.2f} 秒）")


if __name__ == "__main__":
    raise SystemExit(main())

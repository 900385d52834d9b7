"""出访排程：几个团队、几天、哪些城市和约见，排出每队每天的行程、住地和路程。

例子：
    daliang trip 出访.json --out plan.json
    daliang trip 出访.json --quick                         先看一个快的
    daliang trip 出访.json --out plan.json --seconds 60    多算一会儿
    daliang trip 出访.json --check plan.json               手工改过的计划还行不行
    daliang trip 出访.json --out plan.json --ics 行程.ics --first-on 2024-05-28

文件是一个 JSON：
    {"days": 9, "teams": 2, "hours": [480, 1260], "home": "巴黎",
     "cities": [{"name": "巴黎", "lat": 48.86, "lon": 2.35}], "travel_minutes": null,
     "visits": [{"id": "甲公司", "city": "巴黎", "minutes": 60, "priority": 5,
                 "windows": [[0, 540, 1080]], "fixed": false}]}

时间都是当天的分钟；天从 0 数起（写 "first_day": 1 就从 1 数起）。口径见 docs/trips.md。
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime
from pathlib import Path

from daliang.cli.risk import read_json
from daliang.engine.checks import BadInput, Problem
from daliang.engine.trips import (
    Plan,
    Trip,
    check_plan,
    plan_trip,
    quick_plan,
    read_plan,
    read_trip,
    to_ics,
    write_plan,
)

EXIT_BROKEN_PLAN = 1
# Starting Python and the solvers is part of the time a user waits.
_STARTING_UP = 0.7


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", help="出访的 JSON 文件")
    parser.add_argument("--out", help="计划写到这个 JSON 文件；不写就打印")
    parser.add_argument("--seconds", type=float, help="计算时间；默认一天的 4 秒，多天的 15 秒")
    parser.add_argument("--quick", action="store_true", help="只要快的答案")
    parser.add_argument("--check", metavar="PLAN", help="检查一个（手工改过的）计划，不重排")
    parser.add_argument("--ics", help="另写日历文件 .ics（要有 --first-on）")
    parser.add_argument("--first-on", help="第一天的日期，如 2024-05-28")


def run(args: argparse.Namespace) -> int:
    """Read the trip, plan or check it, write the plan."""
    first_on = _first_on(args)
    trip = _read_trip(args.file)
    if args.check:
        return _check(trip, args.check)
    plan = quick_plan(trip) if args.quick else plan_trip(trip, _seconds(args))
    text = json.dumps(write_plan(trip, plan), ensure_ascii=False, indent=1)
    if args.ics and first_on:
        _write(args.ics, to_ics(plan, first_on, datetime.now(UTC)))
    if not args.out:
        print(text)
        return 0
    _write(args.out, text + "\n")
    print(_summary(trip, plan, args.out))
    return 0


def _read_trip(path: str) -> Trip:
    document = read_json(path)
    try:
        return read_trip(document)
    except BadInput as error:
        name = Path(path).name
        raise BadInput(problem.within(file=name) for problem in error.problems) from error


def _seconds(args: argparse.Namespace) -> float | None:
    if args.seconds is None:
        return None
    return max(args.seconds - _STARTING_UP, 0.5 * args.seconds)


def _first_on(args: argparse.Namespace) -> date | None:
    if args.seconds is not None and not 0 < args.seconds <= 3600:
        raise BadInput(Problem(f"--seconds {args.seconds} 不合适", "填1到3600之间的秒数"))
    if args.ics and not args.first_on:
        raise BadInput(Problem("写日历要知道第一天的日期", "加上 --first-on 2024-05-28"))
    try:
        return date.fromisoformat(args.first_on) if args.first_on else None
    except ValueError as error:
        raise BadInput(Problem(f"“{args.first_on}”不是日期", "写成 2024-05-28")) from error


def _check(trip: Trip, path: str) -> int:
    plan = read_plan(trip, read_json(path))
    problems = check_plan(trip, plan)
    for problem in problems:
        print(problem)
    if not problems:
        print(f"可行：{sum(len(d.stops) for d in plan.days)}次拜访，合计优先级{plan.score:g}")
    return EXIT_BROKEN_PLAN if problems else 0


def _summary(trip: Trip, plan: Plan, out: str) -> str:
    made = sum(len(day.stops) for day in plan.days)
    fixed = f"，已约定的{plan.fixed_kept}/{plan.fixed_wanted}" if plan.fixed_wanted else ""
    return f"排上{made}/{len(trip.visits)}次拜访{fixed}，未排上的原因见 {out}"


def _write(path: str, text: str) -> None:
    """Write a file whole or not at all."""
    partial = Path(path).with_name(Path(path).name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    except OSError as error:
        raise BadInput(Problem("写不了这个文件", "检查目录和权限", file=path)) from error

"""进度风险：每个节点按期完成的概率、可能日期、关键程度，每个项目的灯和理由。

例子：
    daliang risk 项目节点.json --json

文件是一个 JSON：
    {"today": "2024-06-07", "projects": [{"id": "码头", "milestones": [
        {"id": "开工", "done_on": "2024-05-20", "due_on": "2024-05-31"},
        {"id": "封顶", "after": ["开工"], "low": 20, "mode": 30, "high": 40,
         "due_on": "2024-07-10"}]}]}

low、mode、high 是最短、最可能、最长工期（天），从前置节点全部完成那天算起，最早从今天算起；
写了 started_on 的，从开工那天算起，并按“今天还没完”折算。口径见 docs/schedule.md。
"""

from __future__ import annotations

import argparse
import gc
import json
from pathlib import Path

from daliang.engine.checks import BadInput, Problem
from daliang.engine.schedule import Forecast, LightRules, forecast, read_document, write_document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", help="项目和节点的 JSON 文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON（默认输出文字表）")
    parser.add_argument("--red", type=float, default=0.5, help="概率低于它亮红灯，默认 0.5")
    parser.add_argument("--green", type=float, default=0.8, help="概率不低于它亮绿灯，默认 0.8")
    parser.add_argument("--shared", type=float, default=0.1, help="项目间共同因素的比重，默认 0.1")
    parser.add_argument("--points", type=int, help="抽样点数，2 的幂；默认按项目多少取 512 到 4096")


def run(args: argparse.Namespace) -> int:
    """Read the projects, forecast, print."""
    # Half a million small values, none in a circle: the collector would only cost time.
    gc.disable()
    name = Path(args.file).name
    _check_options(args)
    try:
        today, projects = read_document(read_json(args.file))
        rules = LightRules(args.red, args.green)
        seen = forecast(projects, today, rules=rules, correlation=args.shared, points=args.points)
    except BadInput as error:
        raise BadInput(problem.within(file=name) for problem in error.problems) from error
    if args.json:
        print(json.dumps(write_document(seen), ensure_ascii=False))
    else:
        print(as_text(seen))
    return 0


def read_json(path: str) -> object:
    """Parse a JSON file; a file that is absent, not UTF-8 or not JSON is bad input."""
    name = Path(path).name
    try:
        return json.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInput(Problem("读不到这个文件", "检查路径", file=str(path))) from error
    except UnicodeDecodeError as error:
        raise BadInput(Problem("不是 UTF-8 编码", "用 UTF-8 另存", file=name)) from error
    except (json.JSONDecodeError, RecursionError) as error:
        row = getattr(error, "lineno", None)
        what = f"不是 JSON（{getattr(error, 'msg', '层次太深')}）"
        raise BadInput(Problem(what, "检查逗号、引号和括号", file=name, row=row)) from error


def as_text(seen: Forecast) -> str:
    """Return the forecast as lines a person reads."""
    lamp = {"green": "绿", "yellow": "黄", "red": "红", "none": "—"}
    lines = []
    for project in seen.projects:
        lines.append(f"{lamp[project.light.colour]} {project.id}：{project.light.reason}")
        for node in project.milestones:
            chance = "—" if node.probability is None else f"{node.probability:.0%}"
            lines.append(
                f"    {node.id}  按期{chance}  五成{node.p50_on}  九成{node.p90_on}"
                f"  关键{node.criticality:.0%}"
            )
    spread = seen.on_time
    lines.append(f"合计：{spread.total:.0f}个有期限的项目，九成把握至少{spread.p10:.0f}个按期")
    return "\n".join(lines)


def _check_options(args: argparse.Namespace) -> None:
    problems = []
    if not 0 <= args.red <= args.green <= 1:
        problems.append(Problem("红灯、绿灯的界限不对", "应为 0 ≤ --red ≤ --green ≤ 1"))
    if args.points is not None and (
        not 16 <= args.points <= 4096 or args.points & (args.points - 1)
    ):
        problems.append(Problem(f"--points {args.points} 不合适", "用 16 到 4096 之间 2 的幂"))
    if problems:
        raise BadInput(problems)

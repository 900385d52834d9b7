"""看看这台机器缺什么、怎么补。缺了必需的，退出码为2。

例：
  daliang doctor
  daliang doctor --json
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from daliang.site.doctor import Finding, examine

EXIT_MISSING = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("--json", action="store_true", help="结果以JSON写到标准输出")


def run(args: argparse.Namespace) -> int:
    """Print every finding; 2 when something essential is missing."""
    findings = list(examine())
    if args.json:
        print(json.dumps([asdict(found) for found in findings], ensure_ascii=False))
    else:
        for found in findings:
            print(_line(found))
    lacks = [found for found in findings if not found.is_well and found.is_essential]
    if not args.json:
        print(f"缺{len(lacks)}项必需的，按上面的改法补齐" if lacks else "必需的都齐了")
    return EXIT_MISSING if lacks else 0


def _line(found: Finding) -> str:
    mark = "好" if found.is_well else ("缺" if found.is_essential else "提醒")
    mend = f"；改法：{found.mend}" if not found.is_well and found.mend else ""
    return f"[{mark}] {found.title}：{found.text}{mend}"

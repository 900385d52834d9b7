"""做一遍到期的定时工作：提醒、升级、当日亮灯、指标研判、清理。重复运行没有害处。

例（cron，每15分钟）：
  */15 * * * *  daliang tick
"""

from __future__ import annotations

import argparse
import sys

from daliang.base.calendar import today
from daliang.site import migrating
from daliang.site.periodic import run_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb: none."""


def run(args: argparse.Namespace) -> int:
    """Do the periodic work once; 1 when a part of it failed."""
    migrating.require_current()
    try:
        for title, sentence in run_all(today()):
            print(f"{title}：{sentence or '完成'}", flush=True)
    except ExceptionGroup as failed:
        for error in failed.exceptions:
            title = getattr(error, "__notes__", ["定时工作"])[0]
            mend = "看日志，修复后再运行daliang tick"
            print(f"{title}没有完成：{error}；改法：{mend}", file=sys.stderr)
        return 1
    return 0

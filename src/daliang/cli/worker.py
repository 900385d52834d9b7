"""常驻进程：每隔一段时间做一遍到期的定时工作，代替cron。按Ctrl+C停止。

例：
  daliang worker
  daliang worker --every 300
"""

from __future__ import annotations

import argparse
import signal
import threading

from django.db import close_old_connections

from daliang.cli import tick
from daliang.engine.checks import BadInput, Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("--every", type=int, default=60, help="间隔秒数（默认60）")


def run(args: argparse.Namespace) -> int:
    """Tick until told to stop; a failed tick is told and tried again next time."""
    if args.every < 1:
        raise BadInput(Problem("--every 不能小于1", "写秒数，例如60"))
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    print(f"定时工作已启动，每{args.every}秒一遍，按Ctrl+C停止", flush=True)
    while not stop.is_set():
        close_old_connections()  # one that the database ended overnight is opened anew
        tick.run(args)
        stop.wait(args.every)
    return 0

"""启动网站。第一次启动会建好数据库；已有的数据库自动升级。

例：
  daliang serve
  daliang serve --host 0.0.0.0 --port 80 --workers 4
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from daliang.base.models import User
from daliang.engine.checks import BadInput, Problem
from daliang.site import doctor, migrating

PATIENCE_SECONDS = 30  # a tick under way may finish


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只本机可访问）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认8000）")
    parser.add_argument("--workers", type=int, default=1, help="进程数（默认1）")
    parser.add_argument(
        "--no-periodic", action="store_true", help="不带定时工作（另由 daliang worker 或 cron 做）"
    )


def run(args: argparse.Namespace) -> int:
    """Migrate when needed, say the address and the next step, serve until stopped."""
    _check(args)
    migrating.migrate(_say)
    for finding in doctor.quick():
        _say(f"注意：{finding.text}；{finding.mend}")
    _say(f"网址：http://{_shown(args.host)}:{args.port}/    按Ctrl+C停止")
    if not User.objects.exists():
        _say("下一步：建第一个账号，例如")
        _say("  daliang user add clerk --role office_clerk --organisation 江川市督查室")
    connections.close_all()  # workers are forked: none may inherit an open connection
    periodic = None if args.no_periodic else _start_periodic()
    try:
        _serve(args)
    finally:
        if periodic is not None:
            periodic.terminate()
            periodic.wait(PATIENCE_SECONDS)
    return 0


def _start_periodic() -> subprocess.Popen[bytes]:
    """Run the periodic work beside the site: one command is enough for one office."""
    command = [sys.executable, "-m", "daliang", "worker"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _serve(args: argparse.Namespace) -> None:
    Granian(
        "daliang.site.wsgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=args.workers,
        blocking_threads=settings.SERVER_THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def _check(args: argparse.Namespace) -> None:
    problems = []
    if not 1 <= args.port <= 65535:
        problems.append(Problem(f"端口{args.port}不存在", "写1到65535的数"))
    elif _is_taken(args.host, args.port):
        problems.append(
            Problem(f"端口{args.port}已被占用", f"换一个端口，例如 --port {args.port + 1}")
        )
    if args.workers < 1:
        problems.append(Problem("--workers 不能小于1", "写一个正整数"))
    if problems:
        raise BadInput(problems)


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host


def _say(text: str) -> None:
    print(text, flush=True)

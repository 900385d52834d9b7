"""核对审计链：任何一条被改、被删、被调换，都能指出是哪一条。

例：
  daliang audit verify
  daliang audit verify --known 1234:9f86d0…    对照以前抄录的链头，可发现整链重写
"""

from __future__ import annotations

import argparse
import sys

from daliang.base import audit
from daliang.engine.checks import BadInput, Problem
from daliang.site import migrating

MAX_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("action", choices=["verify"], help="verify：核对整链")
    parser.add_argument("--known", metavar="条数:摘要", help="以前抄录的链头")


def run(args: argparse.Namespace) -> int:
    """Walk the chain; 0 when whole, 1 when broken."""
    migrating.require_current()
    breaks = list(audit.verify())
    if args.known and not audit.holds(*_known(args.known)):
        breaks.append(audit.Break(None, f"以前抄录的链头{args.known}不在现在的链上：整链被重写过"))
    for found in breaks[:MAX_SHOWN]:
        print(found, file=sys.stderr)
    if len(breaks) > MAX_SHOWN:
        print(f"……另有{len(breaks) - MAX_SHOWN}处", file=sys.stderr)
    if breaks:
        print("审计链不完整：请停用系统，用最近的备份核对以上各条", file=sys.stderr)
        return 1
    print(f"审计链完整。链头（可抄录留存）：{audit.state()}")
    return 0


def _known(text: str) -> tuple[int, str]:
    count, _colon, digest = text.partition(":")
    if not count.isdecimal() or len(digest) != len(audit.GENESIS):
        raise BadInput(Problem(f"看不懂链头“{text}”", "照抄以前印出的“条数:摘要”"))
    return int(count), digest

"""生成某月的通报：.docx正文和.xlsx附表，写进一个文件夹。

例：
  daliang brief --month 2024-06 --by clerk --out 通报/
"""

from __future__ import annotations

import argparse
import importlib
import re
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import PermissionDenied

from daliang.cli.transfers import acting_user
from daliang.engine.checks import BadInput, Problem
from daliang.site import migrating

# Its `write_bulletin(folder, *, by, month) -> Iterable[str]` yields the lines to print.
MODULE = "daliang.dispatch.bulletin_files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="哪个月")
    parser.add_argument("--by", required=True, help="以哪个账号的范围生成")
    parser.add_argument("--out", required=True, type=Path, help="写到哪个文件夹")


def run(args: argparse.Namespace) -> int:
    """Write the bulletin of a month."""
    month = _month(args.month)
    if find_spec(MODULE) is None:
        raise BadInput(Problem("这个版本还不能生成通报", "升级大梁后再试"))
    migrating.require_current()
    user = acting_user(args.by)
    try:
        for line in importlib.import_module(MODULE).write_bulletin(args.out, by=user, month=month):
            print(line)
    except PermissionDenied as refusal:
        raise BadInput(Problem(str(refusal), "换一个有权限的账号")) from None
    return 0


def _month(text: str) -> date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise BadInput(Problem(f"看不懂月份“{text}”", "写成2024-06的样子"))
    return date.fromisoformat(f"{text}-01")

"""导入文件。先用 --dry-run 看会新增、修改什么；正式导入要么全部成功，要么一行不动。

例：
  daliang import tasks 任务分解表.xlsx --by clerk --dry-run
  daliang import tasks 任务分解表.xlsx --by clerk
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.core.exceptions import PermissionDenied

from daliang.cli.transfers import IMPORTERS, acting_user, listing, module_for
from daliang.engine.checks import BadInput, Problem
from daliang.site import migrating


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("kind", choices=sorted(IMPORTERS), help=listing(IMPORTERS))
    parser.add_argument("file", metavar="FILE", type=Path, help="要导入的文件")
    parser.add_argument("--by", required=True, help="以哪个账号的权限导入")
    parser.add_argument("--dry-run", action="store_true", help="只看会改什么，不写入")


def run(args: argparse.Namespace) -> int:
    """Import one file in the name of a user."""
    if not args.file.is_file():
        raise BadInput(Problem("没有这个文件", "核对路径", file=str(args.file)))
    migrating.require_current()
    module, user = module_for(IMPORTERS, args.kind), acting_user(args.by)
    try:
        for line in module.import_file(args.file, by=user, is_dry_run=args.dry_run):
            print(line)
    except PermissionDenied as refusal:
        raise BadInput(Problem(str(refusal), "换一个有权限的账号")) from None
    return 0

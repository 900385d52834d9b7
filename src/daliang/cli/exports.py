"""导出文件，版式与导入的相同；导出后原样再导入，不会改动任何内容。

例：
  daliang export tasks 任务分解表.xlsx --by clerk
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.core.exceptions import PermissionDenied

from daliang.cli.transfers import EXPORTERS, acting_user, listing, module_for
from daliang.engine.checks import BadInput, Problem
from daliang.site import migrating


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("kind", choices=sorted(EXPORTERS), help=listing(EXPORTERS))
    parser.add_argument("file", metavar="FILE", type=Path, help="写到哪个文件")
    parser.add_argument("--by", required=True, help="以哪个账号的范围导出")


def run(args: argparse.Namespace) -> int:
    """Export what a user may see."""
    migrating.require_current()
    module, user = module_for(EXPORTERS, args.kind), acting_user(args.by)
    try:
        for line in module.export_file(args.file, by=user):
            print(line)
    except PermissionDenied as refusal:
        raise BadInput(Problem(str(refusal), "换一个有权限的账号")) from None
    return 0

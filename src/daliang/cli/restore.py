"""从备份恢复到一台空机器；恢复后重算的摘要须与备份的相同，否则报错。

例：
  daliang restore 备份-20240607.zip
  DALIANG_DATABASE=postgresql://daliang@127.0.0.1/daliang daliang restore 备份.zip
  daliang restore 备份.zip --replace        覆盖现有数据（不能撤销）

恢复期间请先停用网站和定时工作。
"""

from __future__ import annotations

import argparse
from pathlib import Path

from daliang.site import archive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("file", metavar="FILE", type=Path, help="备份文件")
    parser.add_argument("--replace", action="store_true", help="覆盖现有数据（不能撤销）")


def run(args: argparse.Namespace) -> int:
    """Restore and print the digest."""
    receipt = archive.restore(args.file, print, replace=args.replace)
    print(f"已恢复{receipt.rows}行、{receipt.files}个文件")
    print(f"摘要：{receipt.digest}（与备份相同）")
    return 0

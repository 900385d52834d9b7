"""备份正在运行的系统：全部数据和附件装进一个文件，印出摘要。

例：
  daliang backup 备份-20240607.zip

文件与数据库种类无关：SQLite上备份的，可恢复到PostgreSQL，反之亦然。
备份里有全部业务数据，请像保管数据库一样保管它。
"""

from __future__ import annotations

import argparse
from pathlib import Path

from daliang.site import archive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("file", metavar="FILE", type=Path, help="写到哪个文件")


def run(args: argparse.Namespace) -> int:
    """Back up and print the digest."""
    receipt = archive.backup(args.file, print)
    print(f"已备份{receipt.rows}行、{receipt.files}个文件到{args.file}")
    print(f"摘要：{receipt.digest}")
    return 0

"""把样例城市装入当前数据库（先建好或升级数据库）。再次运行不会重复。

例：
  daliang sample
"""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from unicodedata import east_asian_width

from django.conf import settings
from django.db import transaction

from daliang.base.models import User
from daliang.engine.checks import BadInput, Problem
from daliang.site import migrating

# Its `load(say=..., password=...)` fills an empty database and leaves a filled one as it is.
MODULE = "daliang.dispatch.sample"
SHOWN_SIGN_INS = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb: none."""


def run(args: argparse.Namespace) -> int:
    """Load the sample and print who can sign in."""
    migrating.migrate(_say)
    if find_spec(MODULE) is None:
        raise BadInput(Problem("这个版本不带样例城市", "安装带样例的版本"))
    password = _password(Path(settings.VAR) / "demo_password")
    with transaction.atomic():  # a load that is broken off leaves nothing behind
        importlib.import_module(MODULE).load(say=_say, password=password)
    _print_sign_ins(password)
    return 0


def _password(path: Path) -> str:
    """Return the demo's one password: from the environment, else made once and kept."""
    if word := os.environ.get("DALIANG_DEMO_PASSWORD"):
        return word
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"daliang-{secrets.token_hex(3)}")
    return path.read_text().strip()


def _print_sign_ins(password: str) -> None:
    users = User.objects.filter(is_active=True, grants__isnull=False).distinct()
    rows = [("用户名", "岗位", "角色")]
    for user in users.order_by("pk").prefetch_related("grants")[:SHOWN_SIGN_INS]:
        roles = "、".join(grant.get_role_display() for grant in user.grants.all())
        rows.append((user.username, str(user), roles))
    more = users.count() - SHOWN_SIGN_INS
    _say("")
    _say("示例账号（都是岗位名，不是真人）：")
    for row in _aligned(rows):
        _say(f"  {row}")
    if more > 0:
        _say(f"  ……另有{more}个，密码相同")
    _say(f"共用密码：{password}")
    _say("")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the rows with columns aligned; a Chinese character is two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_padded, row, widths)) for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _say(text: str) -> None:
    print(text, flush=True)

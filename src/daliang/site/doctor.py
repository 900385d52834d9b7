"""What a machine lacks, and how to mend it. Every finding is one check with its sentence."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection

from daliang.base import calendar
from daliang.engine.checks import BadInput
from daliang.site import migrating

PACKAGE = Path(__file__).resolve().parent.parent
VENDOR_FILES = ("vendor/tabler.min.css", "vendor/echarts.min.js")
LEAST_FREE_BYTES = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it well, is it essential, what to do if not."""

    title: str
    is_well: bool
    text: str
    mend: str = ""
    is_essential: bool = True


def quick() -> list[Finding]:
    """Return what is not well among the things that a page needs."""
    return [found for check in (_assets, _calendar) for found in check() if not found.is_well]


def examine() -> Iterator[Finding]:
    """Look at everything, in the order in which it is mended."""
    for check in CHECKS:
        yield from check()


def _place() -> Iterator[Finding]:
    var = Path(settings.VAR)
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / f".probe-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
        is_well = True
    except OSError:
        is_well = False
    yield Finding(
        "数据目录", is_well, f"{var} {'可写' if is_well else '不可写'}", "改权限，或设DALIANG_VAR"
    )
    if is_well:
        free = shutil.disk_usage(var).free
        text = f"剩余{free / 2**30:.1f}GB"
        yield Finding("磁盘空间", free > LEAST_FREE_BYTES, text, "清理或扩容，至少留0.5GB")


def _database() -> Iterator[Finding]:
    try:
        missing = migrating.pending()
    except BadInput as error:
        problem = error.problems[0]
        yield Finding("数据库", False, problem.what, problem.mend)
        return
    yield Finding("数据库", True, f"{connection.vendor} 可连接")
    text = f"还差{len(missing)}步升级" if missing else "结构是最新的"
    yield Finding("数据库结构", not missing, text, "运行 daliang serve，会自动升级")
    if not missing:
        yield from _calendar()


def _calendar() -> Iterator[Finding]:
    year = calendar.today().year
    for wanted in (year, year + 1):
        is_known = calendar.knows(wanted)
        text = f"{wanted}年节假日{'已知' if is_known else '未知，按周一至周五计算'}"
        mend = "升级chinesecalendar，或在“基础数据·工作日历”填写放假和调休日"
        # next year's days are published in November; this year's must be there
        if is_known or wanted == year:
            yield Finding("工作日历", is_known, text, mend, is_essential=False)


def _assets() -> Iterator[Finding]:
    missing = [name for name in VENDOR_FILES if not finders.find(name)]
    text = f"缺{'、'.join(missing)}" if missing else "齐全"
    yield Finding("页面样式与图表", not missing, text, "运行 make setup（联网）或安装发布包")


def _fonts() -> Iterator[Finding]:
    names = _chinese_fonts()
    text = f"{len(names)}种中文字体" if names else "没有中文字体，PDF和截图会出现方框"
    mend = "Debian：apt-get install fonts-noto-cjk"
    yield Finding("中文字体", bool(names), text, mend, is_essential=False)


def _chinese_fonts() -> list[str]:
    tool = shutil.which("fc-list")
    if tool:
        done = subprocess.run(
            [tool, ":lang=zh", "family"], capture_output=True, text=True, check=False
        )
        return sorted(set(done.stdout.split("\n")) - {""})
    places = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    found = (path for place in places for path in place.rglob("*") if "cjk" in path.name.lower())
    return sorted({path.name for path in found})


def _messages() -> Iterator[Finding]:
    is_well = (PACKAGE / "site/locale/en/LC_MESSAGES/django.mo").is_file()
    text = "已编译" if is_well else "未编译，切换英文后仍显示中文"
    yield Finding("英文界面", is_well, text, "运行 make setup", is_essential=False)


def _optional() -> Iterator[Finding]:
    has_node = shutil.which("node") is not None
    yield Finding(
        "Node.js",
        has_node,
        "有" if has_node else "没有，仅取页面样式文件时用到",
        "可不装：make setup 会改从PyPI取",
        is_essential=False,
    )
    for name, use in (("scipy", "排程与抽样"), ("pyvrp", "出访与线路排程")):
        has_it = _is_installed(name)
        text = "有" if has_it else f"没有，{use}不可用"
        mend = "pip install 'daliang[optimize]'"
        yield Finding(name, has_it, text, mend, is_essential=False)


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _safety() -> Iterator[Finding]:
    days = settings.CLOCK_SHIFT_DAYS
    yield Finding(
        "时钟",
        not days or settings.SYNTHETIC,
        f"比实际{'早' if days < 0 else '晚'}{abs(days)}天" if days else "与本机一致",
        "去掉DALIANG_CLOCK_SHIFT_DAYS，它只供演示",
    )
    yield Finding(
        "调试开关",
        not settings.DEBUG,
        "关" if not settings.DEBUG else "开着，出错页会露出内部信息",
        "去掉DALIANG_DEBUG",
        is_essential=False,
    )


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _place,
    _database,
    _assets,
    _fonts,
    _messages,
    _safety,
    _optional,
)

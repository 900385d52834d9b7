"""一条命令看样例城市：数据放在 var/demo，与正式数据分开；再次运行不会重复。

例：
  daliang demo
  daliang demo --port 8080
  daliang demo --reset        清空样例后重新装入
  daliang demo --no-serve     只装数据，不启动
"""

from __future__ import annotations

import argparse
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daliang.cli.main import main

CITY_TIME = ZoneInfo("Asia/Shanghai")
SAMPLE_DAY = date(2024, 6, 28)  # three weeks after the meeting; settings are not loaded yet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只本机可访问）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认8000）")
    parser.add_argument("--reset", action="store_true", help="清空样例后重新装入")
    parser.add_argument("--no-serve", action="store_true", help="只装数据，不启动")


def run(args: argparse.Namespace) -> int:
    """Point the settings at the demo's own place, load the sample, serve it."""
    var = Path(os.environ.get("DALIANG_VAR", "var"))
    demo = var / "demo"
    if args.reset and demo.exists():
        print(f"清空样例：{demo}", flush=True)
        shutil.rmtree(demo)
    os.environ.setdefault("DALIANG_VENDOR", str(var / "vendor"))
    os.environ["DALIANG_VAR"] = str(demo)
    # a demo never touches the office's own database
    os.environ["DALIANG_DATABASE"] = "sqlite:///"
    os.environ["DALIANG_SYNTHETIC"] = "1"
    os.environ.setdefault("DALIANG_PLACE", "样例：无锡市")
    os.environ.setdefault("DALIANG_CLOCK_SHIFT_DAYS", str(_clock_shift(demo)))
    code = main(["sample"])
    if code or args.no_serve:
        return code
    return main(["serve", "--host", args.host, "--port", str(args.port)])


def _clock_shift(demo: Path) -> int:
    """Return the days back to the sample's day, fixed at the first start; then time runs on."""
    path = demo / "clock_shift_days"
    if not path.exists():
        demo.mkdir(parents=True, exist_ok=True)
        path.write_text(str((SAMPLE_DAY - datetime.now(CITY_TIME).date()).days))
    return int(path.read_text())

"""The main job at size: import a 10,000-row task table, then open the registers.

    python bench/ledger.py [--rows 10000]

Runs on a fresh SQLite database in a temporary folder (or on DALIANG_DATABASE).
Prints seconds, peak memory, and for each page its queries and size.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from io import BytesIO

_FOLDER = tempfile.mkdtemp(prefix="daliang-bench-")
os.environ.setdefault("DALIANG_VAR", _FOLDER)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daliang.site.settings")

import django  # noqa: E402 the settings' place is set first

django.setup()

import openpyxl  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from daliang.base.tests.world import build_world  # noqa: E402
from daliang.dispatch import actions  # noqa: E402
from daliang.ledger.models import Commitment, Milestone  # noqa: E402

PAGES = ("ledger:list", "ledger:mine", "ledger:review", "ledger:scoreboard", "ledger:calendar")
STEPS = ("一季度", "二季度", "三季度", "四季度")


def main() -> None:
    """Run the bench and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    world = build_world()
    data = _table(rows)
    started, cpu = time.perf_counter(), time.process_time()
    job = actions.take_table(
        by=world.clerk,
        upload=SimpleUploadedFile("大表.xlsx", data),
        programme="tasks",
        plan_year=2024,
    )
    plan = actions.run_import(by=world.clerk, job=job, skip_faulty=True)
    _say(f"import {rows} rows", started, cpu, str(plan.counts))
    started, cpu = time.perf_counter(), time.process_time()
    again = actions.take_table(
        by=world.clerk,
        upload=SimpleUploadedFile("大表.xlsx", data),
        programme="tasks",
        plan_year=2024,
    )
    plan = actions.run_import(by=world.clerk, job=again, skip_faulty=True)
    _say("the same again", started, cpu, str(plan.counts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"peak memory {peak:.0f} MiB; {Commitment.objects.count()} commitments, "
        f"{Milestone.objects.count()} milestones"
    )
    _pages(world)


def _pages(world: object) -> None:
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(world.head)
    for name in (*PAGES, "dispatch:cockpit"):
        reset_queries()
        started, cpu = time.perf_counter(), time.process_time()
        page = client.get(reverse(name))
        _say(
            name,
            started,
            cpu,
            f"{len(connection.queries)} queries, {len(page.content) / 1024:.0f} KiB",
        )


def _table(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("任务分解表")
    sheet.append(["2024年重点任务分解表"])
    heads = [
        "序号",
        "目标任务",
        "牵头单位",
        "配合单位",
        "责任人",
        "完成时限",
        *STEPS,
        "备注",
        "类别",
    ]
    sheet.append(heads)
    leads = [
        "东港区",
        "西塘区",
        "临川区",
        "市发改委",
        "市工信局",
        "市商务局",
        "市住建局",
        "市应急局",
    ]
    for i in range(rows):
        due = "2月30日" if i % 1000 == 999 else ("9月底", "年内", "11月15日前")[i % 3]
        steps = [f"完成第{n}步" for n in range(1, 5)]
        sheet.append(
            [
                i + 1,
                f"推进事项{i + 1}号落实到位",
                leads[i % 8],
                f"{leads[(i + 3) % 8]}、{leads[(i + 5) % 8]}",
                "经办人",
                due,
                *steps,
                "",
                f"类别{i % 20}",
            ]
        )
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _say(title: str, started: float, cpu: float, more: str) -> None:
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    print(f"{title:<22} {wall:7.2f} s wall {used:7.2f} s CPU   {more}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

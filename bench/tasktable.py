"""Time and peak memory of a large task table: open, propose, apply, export, mark errors.

    python bench/tasktable.py --rows 10000

Builds an invented table of 15 columns (sections, merged categories, four quarters, several
owners in a cell, one faulty date in a hundred rows) and prints one line a step.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections.abc import Callable
from typing import Any

import openpyxl

from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import apply, propose, write_errors, write_table

HEADS = [
    "序号", "大类", "目标任务", "具体内容", "一季度", "二季度", "三季度", "四季度", "牵头市领导",
    "牵头单位", "配合单位", "责任人", "完成时限", "进展情况", "备注",
]  # fmt: skip
BODIES = [
    f"市{name}局" for name in ("住建", "交通", "水利", "商务", "教育", "民政", "城管", "财政")
]
DATES = ["年内", "9月底前", "二季度末", "11月15日", "长期坚持", "每月25日前", "2024年10月"]


def build(rows: int) -> bytes:
    """Return the invented table."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2024年重点任务分解表（示例数据）"])
    sheet.merge_cells("A1:O1")
    sheet.append(HEADS)
    for number in range(1, rows + 1):
        if number % 500 == 1:
            sheet.append([f"一、第{number // 500 + 1}板块"])
            sheet.merge_cells(
                start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=15
            )
        body = BODIES[number % 8]
        due = "2月30日" if number % 100 == 0 else DATES[number % 7]
        values: list[Any] = [
            number, f"类别{number // 10}", f"推进第{number}号工程建设并完成年度任务",
            f"内容{number}：新建{number % 9}处", "完成立项", "开工", f"完成{number % 80}%",
            "竣工", "副市长甲", body,
            f"{BODIES[(number + 1) % 8]}、{BODIES[(number + 3) % 8]}\n各区政府", "科长甲", due,
            "按计划推进", None,
        ]  # fmt: skip
        sheet.append(values)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def step(label: str, work: Callable[[], Any]) -> Any:
    """Run a step and print its seconds and the peak memory so far."""
    started = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{label:14} {wall:6.2f} s  cpu {cpu:6.2f} s  peak {peak} MiB", flush=True)
    return result


def main() -> None:
    """Run all steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    register = {name: name for name in BODIES}
    data = step("build", lambda: build(rows))
    book = step("open_workbook", lambda: open_workbook(data, "大表.xlsx"))
    proposal = step("propose", lambda: propose(book))
    draft = step("apply", lambda: apply(proposal, plan_year=2024, bodies=register))
    print(f"{len(draft.rows)} rows, {len(draft.problems)} problems, {len(draft.notices)} notices")
    step("write_errors", lambda: write_errors(data, draft.problems, name="大表.xlsx"))
    out = step("write_table", lambda: write_table(proposal.tables[0], draft.rows))
    again = apply(propose(open_workbook(out, "导出.xlsx")), plan_year=2024, bodies=register)
    same = [row.digest for row in draft.rows] == [row.digest for row in again.rows]
    print("re-import unchanged:", same)


if __name__ == "__main__":
    main()

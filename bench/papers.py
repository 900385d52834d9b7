"""Measure a long paper: 60 pages with 10 charts, as .docx, .pdf and its workbook of figures.

    python bench/papers.py               # prints seconds, pages, sizes
    python bench/papers.py --keep DIR    # keeps the files to look at

The tasks are invented. LibreOffice opens the .docx when it is installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daliang.site.settings")

import django
import pdfplumber

django.setup()

from daliang.dispatch.papers.figures import Figures, Row  # noqa: E402
from daliang.dispatch.papers.pictures import blocks_of  # noqa: E402
from daliang.ui import charts  # noqa: E402
from daliang.ui.papers import (  # noqa: E402
    Block,
    Heading,
    Paper,
    Paragraph,
    SignOff,
    Table,
    TableColumn,
    Title,
    to_docx,
    to_pdf,
    to_xlsx,
)

CHARTS, ROWS = 10, 620
MONTHS = [f"{m}月" for m in range(1, 13)]


def build() -> tuple[Paper, Figures]:
    """Return the paper: ten chapters, each with words, a chart and a hundred rows."""
    figures = Figures("示例台账")
    blocks: list[Block] = [Title("示例：年度重点任务推进情况专报")]
    columns = [
        TableColumn("序号", 3, "center"),
        TableColumn("任务", 18),
        TableColumn("单位", 6),
        TableColumn("进度%", 4, "right"),
        TableColumn("原因", 14),
    ]
    for chapter in range(1, CHARTS + 1):
        rows = [Row(f"{chapter}-{n:04d}", f"示例任务{n}", "50%") for n in range(ROWS // CHARTS)]
        said = figures.count(rows, f"第{chapter}章任务")
        blocks.append(Heading(f"第{chapter}章 示例专项"))
        blocks += [Paragraph(f"本章共{said}。" + "按节点推进，逐项核对，据实报送。" * 12)] * 6
        line = charts.Line("实际", [10 * chapter + month for month in range(12)])
        source = "示例数 · 示例台账 · 截至2024-06-30"
        chart = charts.line_chart(f"第{chapter}章进度", MONTHS, [line], unit="%", source=source)
        blocks += blocks_of(chart)
        table = [
            (
                n,
                f"{row.title}：建成投用并完成验收资料归档",
                "示例单位",
                50,
                "用地手续待批，已排补救节点",
            )
            for n, row in enumerate(rows, 1)
        ]
        blocks.append(Table(columns, table, caption=f"第{chapter}章任务清单", note=source))
    blocks += [SignOff("示例督查室", date(2024, 6, 30)), figures.table()]
    made = datetime(2024, 6, 30, tzinfo=UTC)
    return Paper(blocks, "示例专报", "示例督查室", made, is_synthetic=True), figures


def main() -> None:
    """Build, write, count pages, open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder for the files")
    folder = parser.parse_args().keep or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    paper, figures = build()
    drawn = time.perf_counter()
    (folder / "paper.docx").write_bytes(to_docx(paper))
    worded = time.perf_counter()
    (folder / "paper.pdf").write_bytes(to_pdf(paper))
    set_at = time.perf_counter()
    (folder / "paper.xlsx").write_bytes(to_xlsx(figures.annex(paper)))
    done = time.perf_counter()
    with pdfplumber.open(folder / "paper.pdf") as made:
        pages = len(made.pages)
    print(f"pages {pages}, charts {CHARTS}, rows {ROWS}")
    print(f"charts {drawn - begun:.1f} s, docx {worded - drawn:.1f} s, pdf {set_at - worded:.1f} s")
    print(f"xlsx {done - set_at:.1f} s, all {done - begun:.1f} s")
    for name in ("docx", "pdf", "xlsx"):
        print(f"{name} {(folder / f'paper.{name}').stat().st_size // 1024} KB")
    _open(folder)


def _open(folder: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not installed: the .docx was not opened")
        return
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf:writer_pdf_Export"]
    target = folder / "opened"
    command += ["--outdir", str(target), str(folder / "paper.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pdfplumber.open(target / "paper.pdf") as made:
        print(f"LibreOffice opened the .docx: {len(made.pages)} pages")


if __name__ == "__main__":
    main()

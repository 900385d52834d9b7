"""`daliang link` from files to a file."""

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest

from daliang.cli.main import main

REGISTER = """企业名称,统一社会信用代码,法定代表人,联系电话
无锡市恒鑫机械制造有限公司,91320205MA218EPM26,甲某,13800000001
无锡华天电子科技有限公司,,丙某,13800000003
"""
RECORDS = """单位,代码号,电话
恒鑫机械,91320205MA218EPM26,
华天电子科技,,13800000003
某某某,12345,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "l.csv").write_text(RECORDS, encoding="utf-8")
    return tmp_path


def link(folder: Path, *more: str, records: str = "l.csv", out: str = "links.parquet") -> int:
    files = ["--register", str(folder / "r.csv"), "--records", str(folder / records)]
    return main(["link", *files, "--out", str(folder / out), *more])


@pytest.mark.slow
def test_each_record_gets_one_row_with_its_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert link(folder, "--column", "uscc=代码号", "--json") == 0

    query = f"select record, register, review, reason from '{folder}/links.parquet'"
    rows = duckdb.connect().execute(query).fetchall()
    assert [row[:2] for row in rows] == [(0, 0), (1, 1), (2, None)]
    assert "信用代码一致" in rows[0][3]
    assert json.loads(capsys.readouterr().out)["codes"]["malformed"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "more", "word"),
    [
        ("甲,乙\n1,2\n", (), "企业名称"),  # no column of names
        (RECORDS, ("--column", "uscc=没有"), "没有"),  # a header that is in neither file
        (RECORDS, ("--column", "税号=代码号"), "税号"),  # an unknown attribute
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str, more: tuple[str, ...], word: str
) -> None:
    (folder / "l.csv").write_text(text, encoding="utf-8")

    assert link(folder, *more) == 2

    assert word in capsys.readouterr().err
    assert not (folder / "links.parquet").exists()


@pytest.mark.slow
def test_a_target_of_another_kind_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert link(folder, out="links.docx") == 2
    assert "links.docx" in capsys.readouterr().err


@pytest.mark.slow
def test_a_code_kept_as_a_number_in_a_workbook_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "统一社会信用代码"])
    book.active.append(["甲", 913202050000000012])  # Excel keeps fifteen digits of it
    book.save(folder / "l.xlsx")

    assert link(folder, records="l.xlsx") == 2
    assert "文本" in capsys.readouterr().err


@pytest.mark.slow
def test_a_code_of_digits_only_in_a_csv_keeps_every_digit(folder: Path) -> None:
    text = "企业名称,统一社会信用代码\n甲,913202050000000012\n"
    (folder / "l.csv").write_text(text, encoding="utf-8")

    assert link(folder) == 0

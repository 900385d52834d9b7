"""Tables from files: codes stay codes, faults are named by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.warehouse.tables import read_table, write_parquet


def written(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_numbers_are_numbers_and_gaps_are_told(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "区县,数\n甲,1.5\n乙,\n"))

    assert table.columns["数"].dtype == np.float64
    with pytest.raises(BadInput, match="第3行 列“数”：空着"):
        table.numbers("数")
    assert np.isnan(table.numbers("数", allow_missing=True)[1])


@pytest.mark.parametrize(
    "code",
    [
        "00123",  # leading zeros
        "913202001234567890",  # all digits, longer than a float is exact
    ],
)
def test_a_code_keeps_its_digits(tmp_path: Path, code: str) -> None:
    table = read_table(written(tmp_path, f"code,v\n{code},1\n"))

    assert list(table.texts("code")) == [code]


def test_a_ragged_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="第3行：这一行有2格，表头有3列"):
        read_table(written(tmp_path, "a,b,c\n1,2,3\n4,5\n"))


def test_another_encoding_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不是 UTF-8"):
        read_table(written(tmp_path, "区县,数\n甲,1\n", encoding="gb18030"))


def test_text_in_a_number_column_is_named_with_its_row(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a\n1\n见说明\n"))

    with pytest.raises(BadInput, match="第3行 列“a”：“见说明”不是数字"):
        table.numbers("a")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("t.xls", "不认识这种文件"),  # an old format
        ("t.xlsx", "内容不是 .xlsx"),  # renamed
        ("t.parquet", "不是可读的 Parquet"),  # renamed
    ],
)
def test_other_kinds_of_file_are_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_table(written(tmp_path, "a\n1\n", name))


def test_parquet_gives_back_what_was_written(tmp_path: Path) -> None:
    columns = {"名": np.array(["甲", None], dtype=object), "数": np.array([1.0, np.nan])}
    write_parquet(tmp_path / "t.parquet", columns)

    table = read_table(tmp_path / "t.parquet")

    assert list(table.columns["名"]) == ["甲", None]
    assert np.isnan(table.columns["数"][1])

"""Firm-months in: whom a row belongs to, and every fault named with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.warehouse.loading import check_facts, read_facts
from daliang.warehouse.tables import Table
from daliang.warehouse.tests.world import register, table


def test_a_former_name_finds_the_firm(tmp_path: Path) -> None:
    facts = check_facts(table([("东港机械厂", "2024年1月", 3.0)]), register())

    assert facts.firm.tolist() == [11]
    assert facts.months == [202401]


def test_a_csv_file_is_read_like_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "产值.csv"
    path.write_text("企业名称,月份,本期\n西塘纺织有限公司,2024-02,12.5\n", encoding="utf-8")

    facts = read_facts(path, register())

    assert (facts.firm.tolist(), facts.value.tolist()) == ([13], [12.5])


BAD = [
    ([("东港轴承有限公司", "2024-01", "见附件")], "“见附件”不是数字"),  # text in the measure
    ([("东港轴承有限公司", "2024-13", 1.0)], "不是月份"),  # no such month
    ([("江南某某有限公司", "2024-01", 1.0)], "不在企业名册里"),  # unknown firm
    ([("东港轴承有限公司", "2024-01", 1.0)] * 2, "与第2行重复"),  # a firm-month twice
    ([("东港轴承有限公司", "2024-01", None)], "空着"),  # no value
]


@pytest.mark.parametrize(("rows", "said"), BAD)
def test_a_bad_row_is_named_with_its_place(rows: list[tuple[object, ...]], said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        check_facts(table(rows), register())

    assert caught.value.problems[0].row == len(rows) + 1
    assert caught.value.problems[0].file == "产值.csv"


def test_all_faults_are_told_at_once() -> None:
    rows = [("没有这家", "2024-01", "十"), ("东港轴承有限公司", "去年", "1")]

    with pytest.raises(BadInput) as caught:
        check_facts(table(rows), register())

    assert len(caught.value.problems) == 3


def test_a_table_without_the_value_column_says_which_headers_it_may_have() -> None:
    bare = Table("a.csv", {"企业名称": np.array(["甲"], object)})

    with pytest.raises(BadInput) as caught:
        check_facts(bare, register())

    assert {p.column for p in caught.value.problems} == {"period", "value"}

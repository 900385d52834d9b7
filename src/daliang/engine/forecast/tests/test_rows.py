"""A long table is checked row by row; every fault is told with its place and mend."""

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.forecast import LongRows, panel_from_rows


def table(names=("社零",), years=range(2020, 2025), last_month=6, **changes):
    """Return rows of synthetic indicators (示例数据); `changes` replaces cells by row position."""
    rows = [
        [name, year, str(month), 10.0 * month, np.nan, "亿元", np.nan, np.nan]
        for name in names
        for year in years
        for month in range(2, 13 if year < 2024 else last_month + 1)
    ]
    drop = changes.pop("drop", ())
    for (position, column), value in changes.pop("cells", {}).items():
        rows[position][column] = value
    rows = [row for position, row in enumerate(rows) if position not in drop]
    rows += changes.pop("more", [])
    columns = list(zip(*rows, strict=True))
    numbers = [np.array(columns[index], dtype=float) for index in (1, 3, 4, 6, 7)]
    return LongRows(
        "指标.csv",
        columns[0],
        numbers[0],
        columns[2],
        numbers[1],
        numbers[2],
        columns[5],
        numbers[3],
        numbers[4],
    )


THIS_YEAR = 44  # row position of 2024's first period
YEAR, MONTH, YTD, GROWTH, UNIT, TARGET = 1, 2, 3, 4, 5, 6


@pytest.mark.parametrize(
    ("changes", "row", "column", "words"),
    [
        ({"drop": {THIS_YEAR + 2}}, 47, "ytd", "缺4月"),  # a month of this year has no row
        ({"cells": {(THIS_YEAR + 2, YTD): np.nan}}, 48, "ytd", "缺4月"),  # its cell is empty
        ({"cells": {(THIS_YEAR + 4, YTD): np.nan}}, 50, "ytd", "缺6月"),  # the month asked for
        ({"cells": {(5, YTD): -3.0}}, 7, "ytd", "负数"),  # a negative stock
        (
            {"more": [["社零", 2024, "1-2月", 21.0, *[np.nan], "亿元", *[np.nan] * 2]]},
            51,
            "month",
            "1-2月给了两次",
        ),  # January-February twice
        ({"cells": {(20, UNIT): "万元"}}, 22, "unit", "万元"),  # two units
        ({"cells": {(20, UNIT): None}}, 22, "unit", "空"),  # unit forgotten in one row
        ({"cells": {(9, MONTH): "上半年"}}, 11, "month", "上半年"),  # text for a month
        ({"cells": {(9, MONTH): "13"}}, 11, "month", "13"),  # no such month
        ({"cells": {(9, YEAR): 24.0}}, 11, "year", "24"),  # two-digit year
        ({"cells": {(9, 0): " "}}, 11, "series", "没有序列名"),  # no name
        ({"cells": {(THIS_YEAR, TARGET): 0.0}}, 46, "target", "不大于零"),  # target of zero
        (
            {"cells": {(THIS_YEAR, TARGET): 9.0, (THIS_YEAR + 1, TARGET): 8.0}},
            47,
            "target",
            "两个目标",
        ),  # two targets for one year
    ],
)
def test_a_fault_is_told_with_row_column_and_mend(changes, row, column, words):
    with pytest.raises(BadInput) as told:
        panel_from_rows(table(**changes), 2024, 6)

    problem = told.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("指标.csv", row, column)
    assert words in problem.what
    assert problem.mend


def test_every_fault_is_told_at_once():
    rows = table(
        cells={(20, UNIT): "万元"}, more=[["社零", 2024, "2", 21.0, np.nan, "亿元", *[np.nan] * 2]]
    )

    with pytest.raises(BadInput) as told:
        panel_from_rows(rows, 2024, 6)

    assert len(told.value.problems) == 2


def test_a_gap_in_an_earlier_year_is_noted_and_not_filled():
    checked = panel_from_rows(table(drop={3}), 2024, 6)

    assert "2020年缺5月" in checked.notes["社零"][0]
    assert np.isnan(checked.panel.level[0, 0, 4])


def test_what_comes_after_the_month_is_not_looked_at():
    checked = panel_from_rows(table(cells={(THIS_YEAR + 4, YTD): -1.0}), 2024, 5)

    assert checked.panel.names == ("社零",)


def test_one_bad_series_of_many_is_left_out_and_named():
    names = tuple(f"指标{index}" for index in range(40))
    checked = panel_from_rows(table(names, drop={THIS_YEAR + 2}), 2024, 6)

    assert list(checked.excluded) == ["指标0"]
    assert len(checked.panel.names) == 39
    assert checked.order == names


def test_a_series_that_has_ended_is_left_out_and_named():
    rows = table(("社零", "外贸"), drop=set(range(49 + 44, 98)))

    checked = panel_from_rows(rows, 2024, 6)

    assert "没有数据" in checked.excluded["外贸"][0].what


def test_a_target_belongs_to_the_year_of_its_row():
    cells = {(3, TARGET): 100.0, (THIS_YEAR, TARGET): 120.0}

    targets = panel_from_rows(table(cells=cells), 2024, 6).targets

    assert [target.value for target in targets["社零"]] == [120.0]

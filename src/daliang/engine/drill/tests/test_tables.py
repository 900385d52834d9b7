"""Tables and bridges of the drill close to the last fen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.checks import BadInput
from daliang.engine.drill import (
    Leaves,
    contribution_table,
    find_causes,
    firm_change,
    fold,
    ratio_effects,
    scope_bridge,
    shift_share,
)

FEN = 0.01


def city() -> Leaves:
    return Leaves.of(
        {
            "板块": ["江阴", "江阴", "宜兴", "滨湖", "滨湖"],
            "街道": ["澄江", "华士", "宜城", "中山路", "蠡湖"],
            "企业": ["甲", "乙", "丙", "丁", "戊"],
        },
        base=[100.10, 50.0, 30.0, 0.0, 20.0],
        actual=[120.30, 45.0, 0.0, 12.05, 20.0],
    )


money = st.integers(-10_000_000_00, 10_000_000_00).map(lambda fen: fen / 100)
row = st.tuples(
    st.sampled_from("东西南北"), st.sampled_from("甲乙丙丁戊"), money | st.just(0.0), money
)
tables = st.lists(row, min_size=1, max_size=60).filter(lambda rows: any(r[2] for r in rows))


def leaves_of(rows: list[tuple[str, str, float, float]]) -> Leaves:
    return Leaves.of(
        {"板块": [r[0] for r in rows], "企业": [r[1] for r in rows]},
        base=[r[2] for r in rows],
        actual=[r[3] for r in rows],
    )


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(tables)
def test_every_table_sums_to_the_gap_to_the_last_fen(rows: list) -> None:
    leaves = leaves_of(rows)
    gap = sum(round(100 * r[3]) - round(100 * r[2]) for r in rows)

    for name in leaves.names:
        parts = contribution_table(leaves, name).parts

        assert sum(round(100 * part.impact) for part in parts) == gap
        assert sum(round(100 * (part.actual - part.base)) for part in parts) == gap


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(tables)
def test_continuing_new_and_gone_firms_sum_to_the_gap(rows: list) -> None:
    leaves = leaves_of(rows)
    gap = sum(round(100 * r[3]) - round(100 * r[2]) for r in rows)

    change = firm_change(leaves, leaves.dimension("企业"))

    groups = (change.continuing, change.new, change.gone)
    assert sum(round(100 * group.impact) for group in groups) == gap


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(tables)
def test_causes_and_rest_sum_to_the_gap(rows: list) -> None:
    leaves = leaves_of(rows)

    found = find_causes(leaves)

    assert sum(c.impact for c in found.causes) + found.rest == pytest.approx(
        leaves.gap, abs=FEN / 2
    )
    assert found.common + found.mix + found.scattered == pytest.approx(found.rest, abs=FEN / 2)


amount = st.integers(-(10**8), 10**8).map(lambda fen: fen / 100)
volume = st.integers(0, 10**8).map(lambda fen: fen / 100)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(amount, volume, amount, volume), min_size=1, max_size=20),
    st.tuples(amount, volume.map(lambda v: v + 1), amount, volume.map(lambda v: v + 1)),
)
def test_rate_mix_entry_and_exit_sum_to_the_change_of_the_ratio(rows: list, one: tuple) -> None:
    num_base, den_base, num_actual, den_actual = (
        np.array(column) for column in zip(one, *rows, strict=True)
    )

    effects = ratio_effects(num_base, den_base, num_actual, den_actual)

    change = num_actual.sum() / den_actual.sum() - num_base.sum() / den_base.sum()
    scale = np.abs(effects.rate).sum() + np.abs(effects.mix).sum() + abs(change) + 1
    parts = np.abs(np.concatenate([effects.entry, effects.exit])).sum()
    assert effects.impact.sum() == pytest.approx(change, abs=1e-9 * (scale + parts))


def test_a_part_pulls_by_its_change_over_the_total_base() -> None:
    parts = {part.value: part for part in contribution_table(city(), "板块").parts}

    assert parts["江阴"].pull_pp == pytest.approx(100 * 15.20 / 200.10)
    assert parts["江阴"].contribution_pct == pytest.approx(100 * 15.20 / -2.75)
    assert parts["滨湖"].growth_pct == pytest.approx(60.25)


def test_a_part_without_a_base_has_no_growth_but_a_pull() -> None:
    parts = {part.value: part for part in contribution_table(city(), "企业").parts}

    assert parts["丁"].growth_pct is None
    assert parts["丁"].pull_pp > 0


def test_breadth_counts_the_parts_that_grew() -> None:
    table = contribution_table(city(), "企业")

    assert (table.growing, table.comparable) == (1, 4)


def test_a_contribution_rate_is_not_given_when_the_total_hardly_moves() -> None:
    leaves = Leaves.of({"板块": ["东", "西"]}, base=[100, 100], actual=[110, 90.01])

    assert all(p.contribution_pct is None for p in contribution_table(leaves, "板块").parts)


def test_a_proper_child_names_its_parent() -> None:
    table = contribution_table(city(), "街道", within="板块")

    assert table.name == "街道"
    assert {part.value: part.within for part in table.parts}["宜城"] == "宜兴"


def test_a_street_name_met_in_two_districts_is_split() -> None:
    leaves = Leaves.of(
        {"板块": ["东", "西"], "街道": ["中山路", "中山路"]}, base=[10, 10], actual=[12, 9]
    )

    table = contribution_table(leaves, "街道", within="板块")

    assert table.name == "板块>街道"
    assert {part.value for part in table.parts} == {"东>中山路", "西>中山路"}


def test_a_folded_table_still_closes() -> None:
    table = fold(contribution_table(city(), "企业"), 2)

    assert len(table.parts) == 3
    assert sum(part.impact for part in table.parts) == pytest.approx(city().gap)


def test_a_changed_scope_is_a_line_of_its_own() -> None:
    bridge = scope_bridge(city(), published_base=210.0, published_actual=197.36)

    assert bridge.scope == pytest.approx(-9.9)
    assert bridge.rounding == pytest.approx(-0.01)
    change = bridge.published_actual - bridge.published_base
    assert change == pytest.approx(city().gap + bridge.scope - bridge.rounding)


def test_shift_share_names_what_the_reference_lacks() -> None:
    with pytest.raises(BadInput, match="滨湖"):
        shift_share(city(), "板块", reference_pct={"江阴": 5, "宜兴": 3}, reference_total_pct=4)


def test_shift_share_sums_to_the_gap() -> None:
    rows = shift_share(
        city(), "板块", reference_pct={"江阴": 5, "宜兴": 3, "滨湖": 1}, reference_total_pct=4
    )

    parts = sum(r.reference + r.industry_mix + r.own_edge for r in rows)
    assert parts == pytest.approx(city().gap)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        # nothing to compare with
        ({"base": [0, 0], "actual": [1, 2]}, "基期全为零"),
        # a gap in the figures
        ({"base": [1, float("nan")], "actual": [1, 2]}, "有限"),
        # a ratio without denominators
        ({"base": [1, 1], "actual": [1, 2], "base_den": [0, 0], "actual_den": [1, 1]}, "基期分母"),
        # a negative denominator
        ({"base": [1, 1], "actual": [1, 2], "base_den": [1, 1], "actual_den": [1, -1]}, "负数"),
        # no rows
        ({"base": [], "actual": []}, "没有数据行"),
    ],
)
def test_a_table_that_cannot_be_compared_is_refused(columns: dict, message: str) -> None:
    places = ["东", "西"][: len(columns["base"])]

    with pytest.raises(BadInput, match=message):
        Leaves.of({"板块": places}, **columns)

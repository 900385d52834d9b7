"""The search finds what was put in, and is silent when nothing was."""

from __future__ import annotations

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.drill import Dimension, Leaves, find_causes

DISTRICTS = ["江阴", "宜兴", "锡山", "惠山", "滨湖", "新吴"]
INDUSTRIES = [f"行业{i:02d}" for i in range(15)]


class City:
    """Firms of six districts and fifteen industries (示例数据), with mild noise."""

    def __init__(self, seed: int = 1, firms: int = 1500, noise: float = 0.08) -> None:
        self.rng = np.random.default_rng(seed)
        self.district = self.rng.integers(0, 6, firms)
        self.industry = self.rng.integers(0, 15, firms)
        self.base = np.exp(self.rng.normal(4, 1.2, firms)).round(2)
        self.actual = (self.base * np.exp(self.rng.normal(0, noise, firms))).round(2)

    def cell(self, district: str | None = None, industry: str | None = None) -> np.ndarray:
        mask = np.ones(len(self.base), bool)
        if district:
            mask &= self.district == DISTRICTS.index(district)
        if industry:
            mask &= self.industry == INDUSTRIES.index(industry)
        return mask

    def leaves(self, base: np.ndarray | None = None, actual: np.ndarray | None = None) -> Leaves:
        return Leaves(
            (
                Dimension.of("板块", [DISTRICTS[i] for i in self.district]),
                Dimension.of("行业", [INDUSTRIES[i] for i in self.industry]),
                Dimension.of("企业", [f"企业{i:04d}" for i in range(len(self.base))]),
            ),
            self.base if base is None else base,
            self.actual if actual is None else actual,
        )


def wheres(leaves: Leaves, **options: object) -> list[dict[str, str]]:
    return [dict(cause.where) for cause in find_causes(leaves, **options).causes]  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_noise_alone_has_no_cause(seed: int) -> None:
    assert wheres(City(seed).leaves()) == []


def test_a_fallen_industry_of_one_district_is_named_as_that() -> None:
    city = City()
    city.actual[city.cell("宜兴", "行业03")] *= 0.6

    (cause,) = find_causes(city.leaves()).causes

    assert dict(cause.where) == {"板块": "宜兴", "行业": "行业03"}
    assert cause.kind == "rate"
    assert cause.effect == pytest.approx(-0.4, abs=0.05)
    assert "宜兴" in cause.evidence


def test_offsetting_causes_are_both_named() -> None:
    city = City()
    city.actual[city.cell(industry="行业01")] *= 1.5
    city.actual[city.cell("江阴", "行业07")] *= 0.4

    found = wheres(city.leaves())

    assert {"行业": "行业01"} in found
    assert {"板块": "江阴", "行业": "行业07"} in found
    assert len(found) == 2


def test_a_single_key_firm_is_named_by_itself() -> None:
    city = City()
    biggest = int(np.argmax(city.base))
    city.actual[biggest] *= 0.2

    assert wheres(city.leaves()) == [{"企业": f"企业{biggest:04d}"}]


def test_a_mass_exit_is_told_from_a_fall() -> None:
    city = City()
    cell = np.flatnonzero(city.cell("新吴", "行业05"))
    city.actual[cell[::2]] = 0.0
    city.actual[cell[: len(cell) * 2 // 3]] = 0.0

    (cause,) = find_causes(city.leaves()).causes

    assert dict(cause.where) == {"板块": "新吴", "行业": "行业05"}
    assert cause.kind == "exit"
    assert "归零" in cause.evidence


def test_a_mass_entry_is_told_from_a_rise() -> None:
    city = City()
    city.base[city.cell("滨湖", "行业09")] = 0.0

    (cause,) = find_causes(city.leaves()).causes

    assert cause.kind == "entry"


def test_a_cause_under_the_floor_is_not_named() -> None:
    city = City()
    city.actual[city.cell("宜兴", "行业03")] *= 0.6
    impact = abs(find_causes(city.leaves()).causes[0].impact)

    assert wheres(city.leaves(), floor=1.1 * impact) == []


def test_no_more_causes_than_asked_for() -> None:
    city = City()
    city.actual[city.cell(industry="行业01")] *= 1.5
    city.actual[city.cell(industry="行业07")] *= 0.4

    assert len(wheres(city.leaves(), max_causes=1)) == 1
    assert wheres(city.leaves(), max_causes=0) == []


@pytest.mark.slow
def test_a_drifting_industry_is_no_cause_once_its_past_is_known() -> None:
    city = City(noise=0.05)
    drift = np.random.default_rng(3)

    def month() -> np.ndarray:
        moves = drift.normal(0, 0.15, 15)
        noise = drift.normal(0, 0.05, len(city.base))
        return (city.base * np.exp(moves[city.industry] + noise)).round(2)

    history = [city.leaves(actual=month()) for _ in range(12)]
    now = month()
    quiet = wheres(city.leaves(actual=now), history=history, floor=100.0)
    now[city.cell("锡山", "行业11")] *= 0.4
    loud = wheres(city.leaves(actual=now), history=history, floor=100.0)

    assert quiet == []
    assert loud == [{"板块": "锡山", "行业": "行业11"}]


def test_history_of_other_dimensions_is_refused() -> None:
    other = Leaves.of({"板块": ["江阴"]}, base=[1], actual=[1])

    with pytest.raises(BadInput, match="历史表"):
        find_causes(City().leaves(), history=[other])


def test_a_change_of_mix_is_not_a_cause_of_a_rate() -> None:
    city = City()
    rate = np.array([0.05, 0.2, 0.1, 0.3, 0.15, 0.12])[city.district]
    den = city.base.copy()
    den[city.cell("惠山")] *= 3
    noise = np.random.default_rng(2).normal(0, 0.03, len(den))
    num = den * rate * np.exp(noise)
    num[city.cell("江阴", "行业02")] *= 0.5
    leaves = Leaves(city.leaves().dimensions, city.base * rate, num, city.base, den)

    found = find_causes(leaves)

    assert [dict(cause.where) for cause in found.causes] == [{"板块": "江阴", "行业": "行业02"}]
    total = sum(cause.impact for cause in found.causes) + found.rest
    assert total == pytest.approx(leaves.gap, rel=1e-9)


@pytest.mark.parametrize(
    ("base", "actual"),
    [
        # one row only
        ([5.0], [3.0]),
        # nothing moved
        ([5.0, 6.0, 7.0], [5.0, 6.0, 7.0]),
        # everything gone
        ([5.0, 6.0, 7.0], [0.0, 0.0, 0.0]),
        # losses that widen
        ([-5.0, -6.0, 7.0], [-9.0, -6.0, 0.0]),
    ],
)
def test_tiny_tables_are_answered_without_fuss(base: list[float], actual: list[float]) -> None:
    leaves = Leaves.of({"企业": [f"企业{i}" for i in range(len(base))]}, base=base, actual=actual)

    found = find_causes(leaves)

    assert sum(c.impact for c in found.causes) + found.rest == pytest.approx(leaves.gap)

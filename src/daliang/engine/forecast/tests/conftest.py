"""A small city of synthetic indicators (示例数据), made of a rule and a seed."""

import numpy as np
import pytest

from daliang.engine.forecast import Panel

SEASON = np.array([0.0, 0.14, 0.10, 0.08, 0.08, 0.10, 0.07, 0.07, 0.09, 0.08, 0.09, 0.10])


@pytest.fixture(scope="session")
def city() -> Panel:
    """Thirty indicators over twelve years: steady growth of their own, noisy months, no January."""
    random = np.random.default_rng(7)
    series, years = 30, 12
    growth = random.normal(0.06, 0.03, (series, 1)) + random.normal(0, 0.03, (series, years))
    total = 100 * np.exp(np.cumsum(growth, axis=1))
    noise = np.exp(random.normal(0, 0.05, (series, years, 12)))
    flows = total[:, :, None] * SEASON * noise
    level = np.cumsum(flows, axis=2)
    level[:, :, 0] = np.nan
    names = tuple(f"指标{index:02d}" for index in range(series))
    return Panel(names, tuple(range(2012, 2024)), level, np.full(level.shape, np.nan))

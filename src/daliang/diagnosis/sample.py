"""Invented firm-months with three planted causes, so that the drill has something to find.

Every figure is an example: the measures are flagged synthetic wherever they show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

import numpy as np
from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.diagnosis import actions
from daliang.diagnosis.comparison import Comparison
from daliang.diagnosis.drilling import drill
from daliang.diagnosis.periodic import tell
from daliang.parties.facts import folder, keep_register
from daliang.parties.models import Enterprise
from daliang.warehouse.catalogue import Measure, read_catalogue
from daliang.warehouse.loading import Facts, keep_facts
from daliang.warehouse.spans import Span

SEED = 1
FIRST, LAST = 202301, 202405
SOURCE = "示例企业月报"
OUTPUT = Measure(
    *("output", "规上工业总产值", "万元", "调度数", SOURCE),
    indicator="output",
    lead="市工信局",
    floor=15_000,
    is_synthetic=True,
)
INVESTMENT = Measure(
    *("investment", "工业投资完成额", "万元", "调度数", SOURCE),
    indicator="fai-industry",
    lead="市工信局",
    floor=5_000,
    is_synthetic=True,
)
RETAIL = Measure(
    *("retail", "限上社会消费品零售额", "万元", "调度数", SOURCE),
    indicator="retail",
    lead="市商务局",
    floor=5_000,
    is_synthetic=True,
)
# The planted causes.
FALLING = ("惠山区", "34", 0.58)  # a district's industry, and what is left of it from February
STOPPED = ("新吴区", "39", 202403)  # the largest firm there, and since when
CLOSED = ("锡山区", "17", 0.6, 202404)  # part of the firms that stopped, and since when
DRIED_UP = ("江阴市", "38")  # hardly any investment since January
_TRADE = frozenset({"51", "52", "61", "62", "64", "65", "81"})


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Write seventeen months of three measures, and run the watch for April and May."""
    if read_catalogue(folder()).measures:
        return
    say("装入示例企业月度数据（2023年1月至2024年5月）并穿透……")
    fields = ("pk", "district__short_name", "industry__code", "size")
    firms = list(Enterprise.objects.filter(is_synthetic=True).order_by("pk").values_list(*fields))
    if not firms:
        return
    keep_register()
    draw = np.random.default_rng(SEED)
    industrial = [f for f in firms if f[2] not in _TRADE]
    trade = [f for f in firms if f[2] in _TRADE]
    on = date(2024, 6, 14)
    keep_facts(folder(), OUTPUT, _output(draw, industrial), on=on)
    keep_facts(folder(), INVESTMENT, _investment(draw, industrial), on=on)
    keep_facts(folder(), RETAIL, _retail(draw, trade), on=on)
    for month, day in ((202404, date(2024, 5, 16)), (202405, date(2024, 6, 17))):
        with clock.pretend(timezone.make_aware(datetime.combine(day, time(7)))):
            _watch(month)


def _watch(month: int) -> None:
    for measure in (OUTPUT, INVESTMENT, RETAIL):
        actual = Span.of_year(month)
        answer = drill(Comparison(measure.slug, actual.year_before(), actual))
        run = actions.keep_run(by=None, answer=answer)
        tell(actions.follow_findings(run=run, answer=answer))


Firm = tuple[int, str, str, str]
_BY_SIZE = {"large": 9.0, "medium": 2.8, "small": 1.0, "micro": 0.35}
_MONTHS = np.array(Span(FIRST, LAST).months)


def _output(draw: np.random.Generator, firms: list[Firm]) -> Facts:
    size = draw.lognormal(7.3, 0.6, len(firms)) * _scale(firms)
    path = _path(draw, firms, size, trend=-0.005, noise=0.05)
    district, code = (np.array([f[i] for f in firms]) for i in (1, 2))
    since = (_MONTHS >= 202402)[None, :]
    falling = (district == FALLING[0]) & (code == FALLING[1])
    path[falling] = np.where(since, path[falling] * FALLING[2], path[falling])
    inside = np.flatnonzero((district == STOPPED[0]) & (code == STOPPED[1]))
    if len(inside):
        key = inside[np.argmax(size[inside])]
        path[key] *= 60_000 / float(path[key].mean())
        path[key, STOPPED[2] <= _MONTHS] = 0.0
    inside = np.flatnonzero((district == CLOSED[0]) & (code == CLOSED[1]))
    shut = draw.choice(inside, int(CLOSED[2] * len(inside)), replace=False)
    path[np.ix_(shut, CLOSED[3] <= _MONTHS)] = 0.0
    spared = np.concatenate([np.flatnonzero(falling), inside])
    return _facts(draw, firms, path, spared, origin="示例产值.parquet")


def _investment(draw: np.random.Generator, firms: list[Firm]) -> Facts:
    building = draw.random(len(firms)) < 0.5
    chosen = [f for f, is_building in zip(firms, building.tolist(), strict=True) if is_building]
    size = draw.lognormal(5.6, 0.5, len(chosen)) * _scale(chosen)
    path = _path(draw, chosen, size, trend=-0.015, noise=0.06)
    inside = np.array([(f[1], f[2]) == DRIED_UP for f in chosen])
    path[inside] = np.where((_MONTHS >= 202401)[None, :], path[inside] * 0.2, path[inside])
    return _facts(draw, chosen, path, np.flatnonzero(inside), origin="示例投资.parquet")


def _retail(draw: np.random.Generator, firms: list[Firm]) -> Facts:
    size = draw.lognormal(6.6, 0.6, len(firms)) * _scale(firms)
    path = _path(draw, firms, size, trend=0.04, noise=0.05)
    return _facts(draw, firms, path, np.zeros(0, int), origin="示例零售.parquet")


def _scale(firms: list[Firm]) -> np.ndarray:
    return np.array([_BY_SIZE.get(f[3], 1.0) for f in firms])


def _path(
    draw: np.random.Generator, firms: list[Firm], size: np.ndarray, *, trend: float, noise: float
) -> np.ndarray:
    """Return firms x months: own size, season, drift of the industry, growth, noise."""
    months = len(_MONTHS)
    season = np.array([0.9, 0.78, *[1.02] * 9, 1.12])[_MONTHS % 100 - 1]
    codes = sorted({f[2] for f in firms})
    drift = dict(zip(codes, draw.normal(trend, 0.02, len(codes)).tolist(), strict=True))
    growth = np.array([drift[f[2]] for f in firms]) + draw.normal(0, noise, len(firms))
    years = (_MONTHS // 100 - 2023)[None, :]
    path = size[:, None] * season[None, :] * (1 + growth)[:, None] ** years
    return path * np.exp(draw.normal(0, noise, (len(firms), months)))


def _facts(
    draw: np.random.Generator,
    firms: list[Firm],
    path: np.ndarray,
    spared: np.ndarray,
    *,
    origin: str,
) -> Facts:
    """Lay the months under each other; some small firms leave the list, some enter and restate."""
    count = len(firms)
    free = np.setdiff1d(np.argsort(path.mean(axis=1))[: count // 2], spared)
    moved = draw.choice(free, min(40, len(free) // 4), replace=False)
    left, entered = moved[::2], moved[1::2]
    listed = np.ones(path.shape, np.bool_)
    listed[np.ix_(left, _MONTHS >= 202401)] = False
    listed[np.ix_(entered, _MONTHS < 202401)] = False
    restated = np.full(path.shape, np.nan)
    this_year = np.flatnonzero(_MONTHS >= 202401)
    for month in this_year.tolist():
        before = int(np.flatnonzero(_MONTHS[month] - 100 == _MONTHS)[0])
        restated[:, month] = np.round(path[:, before], 1)
    rows, months = np.nonzero(listed)
    keys = np.array([f[0] for f in firms], np.int64)
    value = np.round(path[rows, months], 1)
    return Facts(keys[rows], _MONTHS[months], value, restated[rows, months], origin)

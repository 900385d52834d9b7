"""Loads the sample's figures: published facts with source and confidence, paths labelled made-up.

Only what June 2024 could know is here; later figures come by import.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, Post, User
from daliang.indicators.actions import TargetDraft, record_figures, set_target
from daliang.indicators.choices import Confidence, Kind, Status
from daliang.indicators.models import Indicator, PeerMember, PeerSet, Responsibility
from daliang.indicators.periodic import forecast_all
from daliang.indicators.sample.paths import LAST, SOURCE, Step, path, whole
from daliang.indicators.values import NewFigure

_HERE = Path(__file__).parent
_CITY = "无锡市"
_PARTS_OF_GDP = ("gdp1", "gdp2", "gdp3")
_FORECAST_DAY = 25
_PEERS = (
    *("南京市", "无锡市", "徐州市", "常州市", "苏州市", "南通市", "连云港市"),
    *("淮安市", "盐城市", "扬州市", "镇江市", "泰州市", "宿迁市"),
)
Row = dict[str, str]


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the indicators; a filled table stays as it is."""
    if Indicator.objects.exists():
        say("指标已在，不再装入。")
        return
    say("装入指标和公布数……")
    keeper = people["analyst"]
    posts = {post.title: post for post in Post.objects.all()}
    peers = _load_peers(bodies[_CITY])
    indicators = _load_indicators(bodies, posts, peers)
    published = [_figure(row, indicators, bodies) for row in _read("published.csv")]
    others = [_figure(row, indicators, {}) for row in _read("peers.csv")]
    made_up = list(_made_up(indicators, bodies[_CITY], published))
    districts = list(_district_figures(indicators, bodies))
    record_figures(by=keeper, figures=[*published, *others, *made_up, *districts])
    _load_targets(keeper, indicators, bodies)
    _load_responsibilities(bodies, posts)
    say("按月重演预测……")
    _replay_forecasts()


def _read(name: str) -> list[Row]:
    with (_HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _load_peers(city: Organisation) -> PeerSet:
    peers = PeerSet.objects.create(name="江苏省设区市", whole="江苏省")
    PeerMember.objects.bulk_create(
        PeerMember(
            peer_set=peers,
            name=name,
            organisation=city if name == city.name else None,
            position=position,
        )
        for position, name in enumerate(_PEERS, start=1)
    )
    return peers


def _load_indicators(
    bodies: Mapping[str, Organisation], posts: Mapping[str, Post], peers: PeerSet
) -> dict[str, Indicator]:
    by_name: dict[str, Indicator] = {}
    by_code: dict[str, Indicator] = {}
    for position, row in enumerate(_read("indicators.csv"), start=1):
        indicator = Indicator.objects.create(
            code=row["code"],
            name=row["name"],
            aliases=row["aliases"],
            parent=by_code.get(row["parent"]),
            is_part=row["is_part"] == "1",
            unit=row["unit"],
            kind=row["kind"],
            growth_unit="百分点" if row["kind"] == Kind.RATE else "%",
            frequency=row["frequency"],
            direction=row["direction"],
            is_cumulative=row["is_cumulative"] == "1",
            digits=int(row["digits"]),
            department=bodies.get(row["department"]),
            post=posts.get(row["post"]),
            is_headline=row["is_headline"] == "1",
            peer_set=peers if row["code"] == "gdp" else None,
            position=position * 10,
        )
        by_name[indicator.name] = by_code[indicator.code] = indicator
    return by_name


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _figure(
    row: Row, indicators: Mapping[str, Indicator], bodies: Mapping[str, Organisation]
) -> NewFigure:
    area = bodies.get(row["area"])
    return NewFigure(
        indicator_id=indicators[row["indicator"]].pk,
        area_id=area.pk if area else None,
        area_name="" if area else row["area"],
        year=int(row["year"]),
        first_month=1,
        last_month=int(row["last_month"]),
        value=_number(row["value"]),
        growth_pct=_number(row["growth_pct"]),
        unit=row["unit"],
        growth_basis=row["growth_basis"],
        source=row["source"],
        confidence=row["confidence"],
        as_of=date.fromisoformat(row["as_of"]),
        status=row["status"],
    )


def _made_up(
    indicators: Mapping[str, Indicator], city: Organisation, published: list[NewFigure]
) -> Iterator[NewFigure]:
    anchors: dict[int, dict[tuple[int, int], Decimal]] = defaultdict(dict)
    # The better source first, so that of two anchors it is the one the path meets.
    for figure in sorted(published, key=lambda f: f.confidence, reverse=True):
        if figure.area_id == city.pk and figure.value is not None:
            anchors[figure.indicator_id][figure.year, figure.last_month] = figure.value
    by_code = {indicator.code: indicator for indicator in indicators.values()}
    parts: list[tuple[str, Step]] = []
    for row in _read("paths.csv"):
        indicator = by_code[row["code"]]
        steps = list(path(row, anchors[indicator.pk], indicator.digits))
        parts += [(row["code"], step) for step in steps if row["code"] in _PARTS_OF_GDP]
        for step in steps:
            yield _synthetic(indicator, city, step.year, step.month, step.as_of, step)
    gdp = by_code["gdp"]
    for step in whole([step for _code, step in parts], anchors[gdp.pk]):
        yield _synthetic(gdp, city, step.year, step.month, step.as_of, step)
    yield from _made_up_growth(by_code["iva"], city, published)


def _made_up_growth(
    indicator: Indicator, city: Organisation, published: list[NewFigure]
) -> Iterator[NewFigure]:
    """Growth-only months between the published points."""
    told = {(f.year, f.last_month) for f in published if f.indicator_id == indicator.pk}
    levels = {2023: (5.6, 0.2), 2024: (8.6, -0.22)}
    for year, (start, slope) in levels.items():
        for month in range(2, 13):
            if (year, month) > LAST or (year, month) in told:
                continue
            growth = Decimal(f"{start + slope * (month - 2):.1f}")
            on = date(year + month // 12, month % 12 + 1, 20)
            yield _synthetic(indicator, city, year, month, on, None, growth)


def _synthetic(
    indicator: Indicator,
    city: Organisation,
    year: int,
    month: int,
    as_of: date,
    step: Step | None,
    growth: Decimal | None = None,
) -> NewFigure:
    return NewFigure(
        indicator_id=indicator.pk,
        area_id=city.pk,
        area_name="",
        year=year,
        first_month=1,
        last_month=month,
        value=step.value if step else None,
        growth_pct=step.growth_pct if step else growth,
        unit=indicator.unit,
        source=SOURCE,
        confidence=Confidence.UNVERIFIED,
        as_of=as_of,
        status=Status.INTERNAL,
        is_synthetic=True,
    )


def _district_figures(
    indicators: Mapping[str, Indicator], bodies: Mapping[str, Organisation]
) -> Iterator[NewFigure]:
    """Figures of the eight districts for one month; all made up."""
    for row in _read("districts.csv"):
        yield NewFigure(
            indicator_id=indicators[row["indicator"]].pk,
            area_id=bodies[row["area"]].pk,
            area_name="",
            year=LAST[0],
            first_month=1,
            last_month=LAST[1],
            value=_number(row["value"]),
            growth_pct=_number(row["growth_pct"]),
            unit="亿元",
            source="示例数据：板块月报",
            confidence=Confidence.UNVERIFIED,
            as_of=date(2024, 6, 20),
            status=Status.INTERNAL,
            is_synthetic=True,
        )


def _load_targets(
    keeper: User, indicators: Mapping[str, Indicator], bodies: Mapping[str, Organisation]
) -> None:
    for row in _read("targets.csv"):
        draft = TargetDraft(
            indicator=indicators[row["indicator"]],
            area=bodies[row["area"]],
            year=int(row["year"]),
            value=Decimal(row["value"]),
            is_growth=row["is_growth"] == "1",
            point=row["point"],
            line=row["line"],
            operator=row["operator"],
            text=row["text"],
            source=row["source"],
            confidence=row["confidence"],
            as_of=date.fromisoformat(row["as_of"]),
            curve=row["curve"],
            is_synthetic=row["is_synthetic"] == "1",
        )
        set_target(by=keeper, draft=draft)
    for row in filter(lambda row: row["target_growth"], _read("districts.csv")):
        draft = TargetDraft(
            indicator=indicators[row["indicator"]],
            area=bodies[row["area"]],
            year=LAST[0],
            value=Decimal(row["target_growth"]),
            is_growth=True,
            source="示例数据",
            confidence=Confidence.UNVERIFIED,
            as_of=date(2024, 1, 20),
            is_synthetic=True,
        )
        set_target(by=keeper, draft=draft)


def _load_responsibilities(bodies: Mapping[str, Organisation], posts: Mapping[str, Post]) -> None:
    Responsibility.objects.bulk_create(
        Responsibility(
            subject=row["subject"],
            name=row["name"],
            area=bodies.get(row["area"]),
            year=2024,
            target_yi=_number(row["target_yi"]),
            done_yi=_number(row["done_yi"]),
            done_as_of=date(2024, 5, 31) if row["done_yi"] else None,
            owner=bodies.get(row["owner"]),
            post=posts.get(row["post"]),
            person=row["person"],
            source="示例数据",
            is_synthetic=True,
            position=position,
        )
        for position, row in enumerate(_read("responsibility.csv"), start=1)
    )


def _replay_forecasts() -> None:
    """Make the forecasts of 2023 and of 2024 so far as each month would have made them."""
    for number in range(15):
        year, month = 2023 + (3 + number) // 12, (3 + number) % 12 + 1
        day = date(year, month, _FORECAST_DAY)
        with clock.pretend(timezone.make_aware(datetime.combine(day, time(8)))):
            forecast_all(day)

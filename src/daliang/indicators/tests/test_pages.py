"""The pages: happy path, no right, wrong data, and a fixed number of queries."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.tests.world import World
from daliang.indicators.actions import record_figures
from daliang.indicators.headline import headline
from daliang.indicators.models import (
    ForecastLog,
    ForecastOdds,
    Indicator,
    Observation,
    PeerMember,
    PeerSet,
    Responsibility,
)
from daliang.indicators.periodic import forecast_all
from daliang.indicators.tests.city import figure, retail, told_until_may
from daliang.indicators.values import NewFigure

JUNE = date(2024, 6, 28)
PAGES = ("list", "responsibility", "scoring", "score", "pack")


@pytest.fixture(autouse=True)
def _june() -> object:
    with clock.pretend(datetime(2024, 6, 28, 2, tzinfo=UTC)):
        yield


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(user: object, address: str) -> str:
    page = signed_in(user).get(address)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_page_says_what_to_do(world: World, name: str) -> None:
    assert "empty-state" in text_of(world.analyst, reverse(f"indicators:{name}"))


@pytest.mark.parametrize("name", [*PAGES, "import"])
def test_whoever_has_no_role_is_refused(world: World, name: str) -> None:
    assert signed_in(world.stranger).get(reverse(f"indicators:{name}")).status_code == 403


def test_the_table_shows_pace_probability_and_light(world: World) -> None:
    told_until_may(world)
    forecast_all(JUNE)

    text = text_of(world.leader, reverse("indicators:list"))

    assert "社会消费品零售总额" in text
    assert "达成确保线概率" in text
    assert "后几月需增" in text


def test_what_july_publishes_is_not_on_the_page_in_june(world: World) -> None:
    indicator = told_until_may(world)
    july = figure(indicator, world.city, 2024, 6, value=Decimal("987654"))
    record_figures(by=None, figures=[july])

    assert "987,654" not in text_of(world.leader, indicator.get_absolute_url())


def test_an_indicator_page_shows_conflicts_and_vintages(world: World) -> None:
    indicator = told_until_may(world)
    forecast_all(JUNE)
    other = figure(indicator, world.city, 2023, 6, value=Decimal(1), source="另一来源")
    record_figures(by=None, figures=[other])

    text = text_of(world.analyst, indicator.get_absolute_url())

    assert "来源不一致" in text
    assert "另一来源" in text
    assert "八成把握" in text
    assert "没有指定参照组" in text


def test_a_foreign_indicator_does_not_exist_for_a_unit(world: World) -> None:
    indicator = told_until_may(world)

    client = signed_in(world.west_liaison)
    assert client.get(indicator.get_absolute_url()).status_code == 404
    assert client.get(reverse("indicators:list") + "?area=9999").status_code == 404


def test_trap_a_share_is_of_the_declared_whole_not_of_the_peers_sum(world: World) -> None:
    peers = PeerSet.objects.create(name="全省三市", whole="甲省")
    for name, body in (("江川市", world.city), ("河口市", None), ("山前市", None)):
        PeerMember.objects.create(peer_set=peers, name=name, organisation=body)
    indicator = retail(world, peer_set=peers)
    own = figure(indicator, world.city, 2023, 12, value=Decimal(100))
    others = [
        NewFigure(
            indicator_id=indicator.pk,
            area_id=None,
            area_name=name,
            year=2023,
            first_month=1,
            last_month=12,
            value=Decimal(value),
            growth_pct=None,
            unit="亿元",
            source="公报汇编（示例）",
            as_of=date(2024, 3, 1),
        )
        for name, value in (("河口市", 110), ("山前市", 90), ("甲省", 290))
    ]
    record_figures(by=None, figures=[own, *others])

    text = text_of(world.leader, indicator.get_absolute_url())

    assert "第 2 位 / 3" in text
    assert "河口市" in text
    assert "34.48%" in text  # of the declared whole, not of the three's sum
    assert "−10.00" in text  # the three sum to more than the province


def test_the_table_is_a_workbook_too(world: World) -> None:
    told_until_may(world)

    page = signed_in(world.leader).get(reverse("indicators:list") + "?export=xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(page.content)).active
    assert any("社会消费品零售总额" in str(cell.value) for row in sheet for cell in row)


def test_the_public_pack_holds_published_statistics_alone(world: World) -> None:
    indicator = told_until_may(world)
    record_figures(
        by=None,
        figures=[
            figure(indicator, world.city, 2024, 4, source="内部", status="internal"),
            figure(indicator, world.city, 2024, 3, source="示例", is_synthetic=True),
        ],
    )
    client = signed_in(world.leader)

    text = client.get(reverse("indicators:pack")).content.decode()
    docx = client.get(reverse("indicators:pack-file", args=["docx"]))
    xlsx = client.get(reverse("indicators:pack-file", args=["xlsx"]))

    assert "共 2 个不在内" in text
    assert docx.content.startswith(b"PK")
    assert xlsx.content.startswith(b"PK")


def test_an_unowned_industry_is_red_until_somebody_answers(world: World) -> None:
    row = Responsibility.objects.create(
        subject="industry", name="新材料", year=2024, target_yi=Decimal(140), source="示例"
    )
    client = signed_in(world.analyst)
    address = reverse("indicators:responsibility")
    assert "没有责任单位" in client.get(address).content.decode()

    client.post(
        reverse("indicators:assign", args=[row.pk]),
        {"owner": world.industry.pk, "post": world.vice_mayor.pk, "person": "材料处负责人"},
    )

    assert "没有责任单位" not in client.get(address).content.decode()


def test_only_a_keeper_of_figures_says_who_answers(world: World) -> None:
    row = Responsibility.objects.create(subject="industry", name="新材料", year=2024, source="示例")
    address = reverse("indicators:assign", args=[row.pk])
    assert signed_in(world.clerk).get(address).status_code == 403


def test_districts_are_scored_and_the_method_is_printed(world: World) -> None:
    indicator = retail(world)
    rows = [
        figure(indicator, area, 2024, 5, growth_pct=Decimal(growth))
        for area, growth in ((world.east, 8), (world.west, 6), (world.river, 5))
    ]
    record_figures(by=None, figures=rows)

    text = text_of(world.leader, reverse("indicators:scoring"))

    assert "73.33" in text
    assert "功效系数法" in text


def test_the_record_scores_what_came(world: World) -> None:
    indicator = told_until_may(world)
    forecast_all(JUNE)
    full = figure(indicator, world.city, 2024, 12, value=Decimal(1540), growth_pct=Decimal("5.5"))
    record_figures(by=None, figures=[full])
    with clock.pretend(datetime(2025, 2, 1, tzinfo=UTC)):
        forecast_all(date(2025, 2, 1))
        text = text_of(world.leader, reverse("indicators:score"))

    assert "布赖尔分" in text
    assert "达成" in text


def test_a_table_goes_from_upload_to_record_on_screen(world: World) -> None:
    retail(world)
    client = signed_in(world.analyst)
    data = "指标,时期,累计,单位,累计增速\n社零,2024年1-5月,1560.65,亿元,4.7\n".encode()
    values = {
        "file": SimpleUploadedFile("月报.csv", data),
        "source": "市统计局月报",
        "as_of": "2024-06-18",
        "scope": "stat",
        "status": "published",
    }

    mapping = client.post(reverse("indicators:import"), values)
    page = client.get(mapping["Location"])
    chosen = {f"c{n}": f for n, f in enumerate(("indicator", "period", "ytd", "unit", "growth"), 1)}
    preview = client.post(mapping["Location"], chosen)
    shown = client.get(preview["Location"]).content.decode()
    client.post(preview["Location"].replace("/preview/", "/confirm/"))

    assert "累计增速" in page.content.decode()
    assert "1560.65" in shown
    assert Observation.objects.get().value == Decimal("1560.65")


def test_the_first_screen_has_the_headline_indicators(world: World) -> None:
    indicator = told_until_may(world)
    assert headline(world.leader, JUNE) == []

    Indicator.objects.filter(pk=indicator.pk).update(is_headline=True)

    titles = [tile.title for tile in headline(world.leader, JUNE)]
    assert titles == [f"{indicator.name} 2024年1-5月"]
    assert headline(world.west_liaison, JUNE) == []


def _many(world: World, count: int, years: range) -> None:
    """Indicators with every month of some years, and a logged forecast each."""
    made = Indicator.objects.bulk_create(
        Indicator(code=f"i{n}", name=f"指标{n}", unit="亿元", department=world.commerce)
        for n in range(count)
    )
    Observation.objects.bulk_create(
        (
            Observation(
                indicator=indicator,
                area=world.city,
                year=year,
                last_month=month,
                value=Decimal(100 * month),
                growth_pct=Decimal(5),
                source="示例",
                as_of=date(2024, 1, 1),
                recorded_at=clock.now(),
            )
            for indicator in made
            for year in years
            for month in range(2, 13)
            if (year, month) <= (2024, 5)
        ),
        batch_size=2000,
    )
    logs = ForecastLog.objects.bulk_create(
        ForecastLog(
            indicator=indicator,
            area=world.city,
            year=2024,
            month=5,
            made_on=JUNE,
            made_at=clock.now(),
            basis="示例",
        )
        for indicator in made
    )
    ForecastOdds.objects.bulk_create(
        ForecastOdds(forecast=log, line="must", value=5, probability=0.5) for log in logs
    )


@pytest.mark.slow
@pytest.mark.parametrize(("count", "years"), [(3, range(2022, 2025)), (300, range(2015, 2025))])
def test_the_table_of_many_indicators_takes_a_fixed_number_of_queries(
    world: World, count: int, years: range, django_assert_max_num_queries: object
) -> None:
    _many(world, count, years)
    client = signed_in(world.leader)

    with django_assert_max_num_queries(22):
        page = client.get(reverse("indicators:list"))

    assert page.status_code == 200
    assert len(page.content) < 100 * 1024


@pytest.mark.slow
def test_an_indicator_page_of_ten_years_takes_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    _many(world, 1, range(2015, 2025))
    client = signed_in(world.leader)

    with django_assert_max_num_queries(26):
        page = client.get(reverse("indicators:item", args=["i0"]))

    assert len(page.content) < 100 * 1024

"""Figures are added, never changed; conflicts stay; nothing crosses a base."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from daliang.base.access import NotAllowed
from daliang.base.models import AuditEntry
from daliang.base.tests.world import World
from daliang.indicators.actions import TargetDraft, record_figures, set_target
from daliang.indicators.models import ForecastLog, Observation, Target
from daliang.indicators.periodic import forecast_all
from daliang.indicators.queries import indicators_for, known, observations_for
from daliang.indicators.series import comparable_from, disagreeing, series_of
from daliang.indicators.tests.city import figure, retail, told_until_may, years_of

JUNE = date(2024, 6, 28)


def test_the_same_figure_counts_once(world: World) -> None:
    row = figure(retail(world), world.city, 2024, 5)

    first = record_figures(by=world.analyst, figures=[row])
    second = record_figures(by=world.analyst, figures=[row])

    assert (first.new, second.new, second.same) == (1, 0, 1)
    assert AuditEntry.objects.filter(verb="指标数据入库").count() == 2


def test_another_value_of_the_same_source_is_refused_unless_it_is_a_correction(
    world: World,
) -> None:
    indicator = retail(world)
    record_figures(by=world.analyst, figures=[figure(indicator, world.city, 2024, 5)])
    other = figure(indicator, world.city, 2024, 5, value=Decimal(101))

    with pytest.raises(NotAllowed, match="按更正入库"):
        record_figures(by=world.analyst, figures=[other])
    record_figures(by=world.analyst, figures=[other], accept_corrections=True)

    kept = Observation.objects.order_by("revision").values_list("revision", "value")
    assert list(kept) == [(0, Decimal(100)), (1, Decimal(101))]
    series = series_of(known(Observation.objects.all()))[indicator.pk, world.city.pk]
    assert series.at(2024, 5).value == 101


def test_only_a_keeper_of_figures_records_them(world: World) -> None:
    with pytest.raises(NotAllowed):
        record_figures(by=world.clerk, figures=[figure(retail(world), world.city, 2024, 5)])


def test_trap_two_growths_for_one_value_are_both_kept_and_shown(world: World) -> None:
    indicator = retail(world)
    half = [
        figure(indicator, world.city, 2023, 6, growth_pct=Decimal("34.05"), source="甲"),
        figure(indicator, world.city, 2023, 6, growth_pct=Decimal("5.1"), source="乙"),
    ]
    record_figures(by=world.analyst, figures=half)

    found = disagreeing(known(Observation.objects.all()))

    assert [(c.levels_differ, c.growths_differ, len(rows)) for c, rows in found] == [
        (False, True, 2)
    ]


def test_trap_a_new_base_without_a_published_growth_ends_the_series(world: World) -> None:
    indicator = retail(world)
    rows = years_of(indicator, world.city, range(2021, 2024))
    census = figure(indicator, world.city, 2024, 5, vintage="五经普", value=Decimal(900))
    record_figures(by=world.analyst, figures=[*rows, census])

    series = series_of(known(Observation.objects.all()))[indicator.pk, world.city.pk]

    assert comparable_from(series, 2024) == 2024
    assert comparable_from(series, 2023) == 2021


def test_trap_a_published_growth_links_two_bases(world: World) -> None:
    indicator = retail(world)
    rows = years_of(indicator, world.city, range(2021, 2024))
    census = figure(indicator, world.city, 2024, 5, vintage="五经普", growth_pct=Decimal("4.7"))
    record_figures(by=world.analyst, figures=[*rows, census])

    series = series_of(known(Observation.objects.all()))[indicator.pk, world.city.pk]

    assert comparable_from(series, 2024) == 2021


def test_what_is_published_later_is_not_known_yet(world: World) -> None:
    indicator = retail(world)
    july = figure(indicator, world.city, 2024, 6)
    record_figures(by=world.analyst, figures=[figure(indicator, world.city, 2024, 5), july])

    assert observations_for(world.leader, JUNE).count() == 1
    assert observations_for(world.leader, date(2024, 7, 18)).count() == 2


def test_a_unit_sees_its_own_indicators_and_its_own_area(world: World) -> None:
    indicator = retail(world)
    own = figure(indicator, world.east, 2024, 5)
    record_figures(by=world.analyst, figures=[figure(indicator, world.city, 2024, 5), own])

    assert list(indicators_for(world.east_liaison)) == [indicator]
    assert list(indicators_for(world.west_liaison)) == []
    assert list(indicators_for(world.stranger)) == []
    assert [o.area for o in observations_for(world.east_liaison, JUNE)] == [world.east]


def test_a_changed_target_replaces_the_old_one(world: World) -> None:
    indicator = told_until_may(world)
    old = Target.objects.get()
    draft = TargetDraft(
        indicator, world.city, 2024, Decimal(6), "年中调整（示例）", JUNE, is_growth=True
    )

    new = set_target(by=world.analyst, draft=draft)

    old.refresh_from_db()
    assert old.replaced_by == new
    assert Target.objects.filter(replaced_at__isnull=True).get() == new


def test_a_level_target_of_zero_is_refused(world: World) -> None:
    draft = TargetDraft(retail(world), world.city, 2024, Decimal(0), "示例", JUNE)

    with pytest.raises(NotAllowed, match="大于零"):
        set_target(by=world.analyst, draft=draft)


def test_a_forecast_is_logged_once_for_each_data_month(world: World) -> None:
    told_until_may(world)

    forecast_all(JUNE)
    forecast_all(JUNE)

    log = ForecastLog.objects.get()
    assert (log.year, log.month) == (2024, 5)
    assert 1480 < log.median < 1560
    odds = log.odds.get()
    assert 0.2 < odds.probability < 0.8
    assert log.points.count() == 7


def test_a_missing_month_stops_the_forecast(world: World) -> None:
    indicator = retail(world)
    rows = years_of(indicator, world.city, range(2019, 2025), until=5)
    record_figures(by=None, figures=[r for r in rows if (r.year, r.last_month) != (2024, 4)])

    forecast_all(JUNE)

    assert not ForecastLog.objects.exists()


def test_a_forecast_is_scored_when_the_full_year_arrives(world: World) -> None:
    indicator = told_until_may(world)
    forecast_all(JUNE)
    full = figure(indicator, world.city, 2024, 12, value=Decimal(1540), growth_pct=Decimal("5.5"))
    record_figures(by=None, figures=[full])

    forecast_all(date(2025, 1, 20))

    log = ForecastLog.objects.get()
    assert log.came == 1540
    assert log.odds.get().happened is True

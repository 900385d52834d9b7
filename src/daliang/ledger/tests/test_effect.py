"""A closed promise's figure is held against the forecast made before, never called its cause."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from daliang.base import clock
from daliang.base.access import NotAllowed
from daliang.base.tests.world import World
from daliang.engine.effect import NO_PROOF
from daliang.indicators.actions import record_figures
from daliang.indicators.periodic import forecast_all
from daliang.indicators.tests.city import figure, told_until_may
from daliang.ledger import actions
from daliang.ledger.effect_work import measure_effects
from daliang.ledger.effects import links_for, measured
from daliang.ledger.models import EffectRecord, IndicatorLink
from daliang.ledger.tests import chain


def _at(year: int, month: int, day: int) -> object:
    return clock.pretend(datetime(year, month, day, 2, tzinfo=UTC))


def _closed_in_july(world: World) -> IndicatorLink:
    indicator = told_until_may(world)
    with _at(2024, 6, 25):
        forecast_all(date(2024, 6, 25))
        row = chain.reported_done(world)
        link = actions.link_indicator(
            by=world.clerk, commitment=row, indicator=indicator, expected=Decimal(12)
        )
    with _at(2024, 7, 5):
        actions.take_review(by=world.clerk, commitment=row)
        actions.close(by=world.clerk, commitment=row)
    return link


def test_the_later_path_is_held_against_the_forecast_made_before(world: World) -> None:
    link = _closed_in_july(world)
    july = figure(link.indicator, world.city, 2024, 7, value=Decimal(1100))
    record_figures(by=None, figures=[july])

    with _at(2024, 8, 28):
        assert measure_effects(date(2024, 8, 28)) == "记录成效 1 条"
        assert measure_effects(date(2024, 8, 28)) == ""

    record = EffectRecord.objects.get()
    assert (record.verdict, record.to_month) == ("above", 7)
    assert record.forecast.month == 5
    assert record.warning == NO_PROOF


def test_nothing_is_recorded_before_a_later_figure_is_known(world: World) -> None:
    _closed_in_july(world)

    with _at(2024, 7, 10):
        assert measure_effects(date(2024, 7, 10)) == ""


def test_open_work_has_no_effect_to_measure(world: World) -> None:
    indicator = told_until_may(world)
    row = chain.issued(world)
    link = actions.link_indicator(by=world.clerk, commitment=row, indicator=indicator)

    assert measured([link], world.city, date(2024, 8, 1)) == []


def test_linking_again_changes_what_is_expected(world: World) -> None:
    indicator = told_until_may(world)
    row = chain.issued(world)
    for expected in (5, 7):
        actions.link_indicator(
            by=world.clerk, commitment=row, indicator=indicator, expected=Decimal(expected)
        )

    assert IndicatorLink.objects.get().expected == 7


def test_a_unit_does_not_link_and_sees_only_its_own_links(world: World) -> None:
    indicator = told_until_may(world)
    row = chain.issued(world)
    with pytest.raises(NotAllowed):
        actions.link_indicator(by=world.east_liaison, commitment=row, indicator=indicator)
    actions.link_indicator(by=world.clerk, commitment=row, indicator=indicator)

    assert links_for(world.east_liaison).count() == 1
    assert links_for(world.west_liaison).count() == 0

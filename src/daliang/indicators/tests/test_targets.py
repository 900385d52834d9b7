"""Targets are set after a look at their curve, replaced but kept, and go out and in as a table."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.intake import run
from daliang.base.tests.world import World
from daliang.engine.checks import BadInput
from daliang.indicators import target_points
from daliang.indicators.actions import TargetDraft, record_figures, set_target
from daliang.indicators.detail import detail
from daliang.indicators.models import Indicator, Target
from daliang.indicators.periodic import forecast_all
from daliang.indicators.queries import targets_for
from daliang.indicators.rules import by_progress
from daliang.indicators.target_table import TARGETS, sheet_of
from daliang.indicators.tests.city import figure, told_until_may
from daliang.ui.workbook import workbook_bytes

JUNE = date(2024, 6, 28)
FORM = {
    "year": "2024",
    "point": "full",
    "line": "must",
    "operator": ">=",
    "value": "6",
    "is_growth": "on",
    "curve": "steps",
    "points": "3:20；6:50；12:100",
    "source": "年中调整（示例）",
    "confidence": "C",
    "as_of": "2024-06-20",
}


@pytest.fixture(autouse=True)
def _june() -> object:
    with clock.pretend(datetime(2024, 6, 28, 2, tzinfo=UTC)):
        yield


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def half(indicator: Indicator, world: World, **values: object) -> Target:
    given = {"value": Decimal(5), "is_growth": True, "point": "half"} | values
    draft = TargetDraft(
        indicator=indicator, area=world.city, year=2024, source="示例", as_of=JUNE, **given
    )
    return set_target(by=world.analyst, draft=draft)


def test_a_target_is_looked_at_first_and_the_old_one_stays_visible(world: World) -> None:
    indicator = told_until_may(world)
    client = signed_in(world.analyst)
    address = reverse("indicators:targets", args=[indicator.code])

    seen = client.post(address, FORM).content.decode()
    assert "将替换现有目标" in seen
    assert Target.objects.count() == 1

    client.post(address, FORM | {"confirm": "1"})
    assert Target.objects.get(replaced_at__isnull=True).points.count() == 3
    assert "已被替换的目标" in client.get(indicator.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["targets", "targets-import"])
def test_only_a_keeper_of_figures_sets_targets(world: World, name: str) -> None:
    indicator = told_until_may(world)
    address = reverse(f"indicators:{name}", args=[indicator.code] if name == "targets" else [])

    assert signed_in(world.clerk).get(address).status_code == 403
    assert signed_in(world.clerk).post(address, FORM | {"confirm": "1"}).status_code == 403
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("curve", "point", "text"),
    [
        ("steps", "full", ""),  # no points
        ("steps", "full", "3:50；6:20；12:100"),  # falling
        ("steps", "full", "6:50"),  # never all of it
        ("steps", "half", "9:100"),  # after the half year
        ("all_by", "full", "6；9"),  # two ends
        ("plan", "full", "3:0"),  # nothing planned
        ("linear", "full", "6:50"),  # a curve without points
    ],
)
def test_points_that_make_no_curve_are_told(curve: str, point: str, text: str) -> None:
    assert target_points.fault(curve, point, target_points.parse(text))


def test_a_half_year_target_says_gap_pace_and_growth_to_june(world: World) -> None:
    indicator = told_until_may(world)
    half(indicator, world)

    line = detail(world.analyst, indicator, world.city, JUNE).lines[0]

    # even months, 5 % up on last year: one month of six is left, and it needs 5 %
    assert line.view.target.point == "half"
    assert line.pace.needed_monthly == pytest.approx(line.pace.gap)
    assert line.pace.completed_pct == pytest.approx(100 * 5 / 6, abs=0.01)
    assert line.needed_growth_pct == pytest.approx(5, abs=0.05)
    assert line.half.probability is None


def test_a_ceiling_used_up_too_fast_is_not_green() -> None:
    assert by_progress(60, 50, is_lower_better=True).tone == "red"
    assert by_progress(40, 50, is_lower_better=True).tone == "green"


def test_targets_go_out_and_come_in_unchanged(world: World) -> None:
    half(told_until_may(world), world)
    data = workbook_bytes(sheet_of(targets_for(world.analyst, JUNE)))

    found = run(TARGETS, by=world.analyst, data=data, name="目标.xlsx", is_dry_run=False)

    assert [outcome.kind for outcome in found] == ["same", "same"]


def _changed(world: World, column: str, value: object) -> bytes:
    """The exported table with one cell changed."""
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes(sheet_of(targets_for(world.analyst, JUNE))))
    )
    sheet = book.active
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == column)
    sheet.cell(cell.row + 1, cell.column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_changed_row_replaces_the_target(world: World) -> None:
    told_until_may(world)

    found = run(
        TARGETS,
        by=world.analyst,
        data=_changed(world, "目标值", 6),
        name="目标.xlsx",
        is_dry_run=False,
    )

    assert [(o.kind, o.changes) for o in found] == [("changed", (("目标值", "5", "6"),))]
    assert Target.objects.filter(replaced_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("指标", "没有的指标"),  # unknown indicator
        ("地区", "没有的地方"),  # unknown area
        ("年度", 24),  # no year
        ("目标值", "见说明"),  # text in a number cell
        ("节点", "六月一半"),  # points not readable
    ],
)
def test_a_bad_target_row_is_told_and_nothing_is_set(
    world: World, column: str, value: object
) -> None:
    told_until_may(world)

    with pytest.raises(BadInput, match=column):
        run(
            TARGETS,
            by=world.analyst,
            data=_changed(world, column, value),
            name="目标.xlsx",
            is_dry_run=False,
        )
    assert Target.objects.count() == 1


def test_trap_national_accuracy_is_never_quoted_for_a_city(world: World) -> None:
    indicator = told_until_may(world)
    forecast_all(JUNE)

    text = signed_in(world.leader).get(indicator.get_absolute_url()).content.decode()

    assert "全国序列上测得的精度不能当作本市的精度" in text


def test_trap_published_growth_is_not_the_ratio_of_two_levels(world: World) -> None:
    indicator = told_until_may(world)
    revised = figure(indicator, world.city, 2024, 5, growth_pct=Decimal(3), value=Decimal("638.14"))
    record_figures(by=None, figures=[revised], accept_corrections=True)

    told = detail(world.analyst, indicator, world.city, JUNE)

    assert told.figure.growth_pct == 3
    assert abs(told.comparison.residual_pp) > 1

"""Findings from month to month: new, still there, smaller, gone, put aside; the watch tells."""

from __future__ import annotations

from datetime import date

import pytest

from daliang.base.models import Notification
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.diagnosis import actions, queries
from daliang.diagnosis.choices import FindingState
from daliang.diagnosis.models import DrillRun, Finding
from daliang.diagnosis.periodic import watch
from daliang.diagnosis.rules import next_state
from daliang.diagnosis.tests import city
from daliang.parties.models import Enterprise

TODAY = date(2024, 4, 16)
CASES = [
    (-1.0, -1.1, FindingState.STILL),
    (-1.0, -0.7, FindingState.SMALLER),
    (-1.0, None, FindingState.GONE),  # no longer found
    (-1.0, 0.3, FindingState.GONE),  # turned round
]


@pytest.mark.parametrize(("before", "now", "state"), CASES)
def test_a_finding_is_judged_by_its_pull(
    before: float, now: float | None, state: FindingState
) -> None:
    assert next_state(before_pp=before, now_pp=now) is state


@pytest.mark.django_db
@pytest.mark.slow
def test_the_watch_finds_tells_the_analysts_and_does_nothing_twice(
    world: World, firms: list[Enterprise]
) -> None:
    said = watch(TODAY)
    again = watch(TODAY)

    assert said.startswith("穿透1个指标")
    assert again == ""
    east = Finding.objects.get(place="东港区机械")
    assert (east.state, east.district, east.first_seen) == (FindingState.NEW, world.east, 202403)
    told = Notification.objects.filter(key=f"finding-{east.pk}-202403")
    assert {n.user for n in told} == {world.analyst, world.head}


@pytest.mark.django_db
@pytest.mark.slow
def test_a_finding_that_shrinks_is_smaller_and_then_gone(
    world: World, firms: list[Enterprise]
) -> None:
    watch(TODAY)
    for month in (202301, 202302, 202303):
        city.write(firms, month, machinery=0.8)
    watch(TODAY)  # the same month on corrected data
    east = Finding.objects.get(place="东港区机械")
    assert east.state == FindingState.SMALLER
    for month in (202301, 202302, 202303):
        city.write(firms, month, machinery=1.0)

    watch(TODAY)

    east.refresh_from_db()
    assert east.state == FindingState.GONE
    assert [s.state for s in east.sightings.order_by("pk")] == ["new", "smaller", "gone"]
    assert east not in queries.new_findings(world.head)
    assert DrillRun.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.slow
def test_putting_aside_needs_a_reason_and_the_right(world: World, firms: list[Enterprise]) -> None:
    watch(TODAY)
    east = Finding.objects.get(place="东港区机械")

    with pytest.raises(NotAllowed):
        actions.dismiss(by=world.head, finding=east, reason=" ")
    with pytest.raises(NotAllowed):
        actions.dismiss(by=world.clerk, finding=east, reason="已知检修")
    actions.dismiss(by=world.head, finding=east, reason="已知检修")

    assert east not in queries.new_findings(world.head)
    actions.take_up(by=world.head, finding=east)
    assert east in queries.new_findings(world.head)


@pytest.mark.django_db
@pytest.mark.slow
def test_a_district_sees_the_findings_of_its_own_alone(
    world: World, firms: list[Enterprise]
) -> None:
    watch(TODAY)

    assert {f.place for f in queries.new_findings(world.east_liaison)} == {"东港区机械"}
    assert not queries.new_findings(world.industry_liaison).exists()
    assert not queries.new_findings(world.stranger).exists()
    assert queries.latest_runs(world.east_liaison) == []
    assert len(queries.latest_runs(world.leader)) == 1

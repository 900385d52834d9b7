"""Comparison of dates, reminders and escalation, standing of units."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Notification
from daliang.base.tests.world import World
from daliang.ledger import actions, reminders
from daliang.ledger.comparison import Change, differences
from daliang.ledger.scoreboard import scores
from daliang.ledger.tests import chain

pytestmark = pytest.mark.django_db


def snapshots(row: object) -> tuple[dict, dict]:
    revisions = list(row.revisions.order_by("id"))
    return {1: revisions[-2].snapshot}, {1: revisions[-1].snapshot}


def test_a_moved_deadline_and_a_new_wording_are_both_differences(world: World) -> None:
    row = chain.in_progress(world)
    row = actions.edit(
        by=world.clerk,
        commitment=row,
        version=row.version,
        reason="纪要",
        changes={"due_on": chain.days(200), "title": "新开工项目15个"},
    )

    found = {d.change: d for d in differences(*snapshots(row))}

    assert found[Change.MOVED].after.startswith(chain.days(200).isoformat())
    assert found[Change.REWORDED].before == "新开工项目12个"


def test_a_dropped_item_is_listed_first(world: World) -> None:
    row = actions.drop(by=world.head, commitment=chain.in_progress(world), reason="合并")

    assert differences(*snapshots(row))[0].change is Change.GONE


def test_a_unit_is_reminded_three_days_ahead_and_once(world: World) -> None:
    row = chain.in_progress(world, due_on=chain.days(3))

    reminders.remind(chain.days(0))
    reminders.remind(chain.days(0))

    lines = Notification.objects.filter(user=world.east_liaison, key__startswith="due-")
    assert [line.text for line in lines] == [f"还有3天到期：{row.title}"]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, {"east_liaison", "east_head"}),  # the unit itself
        (6, {"east_liaison", "east_head", "clerk", "head"}),  # and the office
    ],
)
def test_overdue_work_climbs_level_by_level(world: World, days: int, told: set[str]) -> None:
    chain.in_progress(world, due_on=chain.days(-days))

    reminders.remind(chain.days(0))

    late = Notification.objects.filter(key__startswith="late-")
    assert set(late.values_list("user__username", flat=True)) == told


def test_a_unit_that_moved_its_deadline_is_on_time_but_not_by_the_first_date(world: World) -> None:
    row = chain.in_progress(world, due_on=chain.days(1))
    asked = actions.ask_extension(
        by=world.east_liaison, commitment=row, new_due_on=chain.days(9), reason="等批复"
    )
    actions.decide_extension(by=world.head, extension=asked, is_granted=True)
    later = timezone.make_aware(datetime.combine(chain.days(5), datetime.min.time())) + timedelta(
        hours=9
    )
    with clock.pretend(later):
        chain.report(
            world.east_liaison,
            row,
            percent=100,
            is_final=True,
            proofs=(chain.proof(world.east_liaison),),
        )
        actions.close(by=world.clerk, commitment=row)

    score = scores(world.head, chain.days(5))[0]

    assert (score.on_time_rate, score.first_time_rate, score.moves) == (100, 0, 1)

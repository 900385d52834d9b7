"""The campaign's verbs and refusals: the gate cannot be walked around."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from daliang.base import clock
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger import actions as ledger
from daliang.ledger.choices import State
from daliang.ledger.tests import chain
from daliang.programmes.safety import actions, queries
from daliang.programmes.safety.choices import Level, Listing
from daliang.programmes.safety.models import Hazard, Inspection, PlannedInspection, Recheck
from daliang.programmes.safety.tests import place

pytestmark = pytest.mark.django_db


def look(world: World, row: Hazard, *, by: object = None, is_passed: bool = True) -> Recheck:
    return actions.recheck(
        by=by or world.clerk,
        hazard=row,
        is_passed=is_passed,
        text="现场已更换",
        rechecked_on=clock.today(),
    )


@pytest.mark.slow
def test_a_hazard_with_all_five_and_a_second_look_is_closed(world: World) -> None:
    row = place.mended(world, place.hazard(world))
    look(world, row, by=place.bureau_officer(world))

    closed = ledger.close(by=world.head, commitment=row.commitment)

    assert closed.state == State.CLOSED


@pytest.mark.parametrize(
    ("name", "empty", "word"),
    [
        ("measure", "", "措施"),
        ("amount_wan", None, "资金"),
        ("person", "", "责任人"),
        ("emergency_plan", "", "应急预案"),
    ],
)
@pytest.mark.slow
def test_a_hazard_lacking_one_of_the_five_stays_open(
    world: World, name: str, empty: object, word: str
) -> None:
    row = place.mended(world, place.hazard(world))
    look(world, row)
    Hazard.objects.filter(pk=row.pk).update(**{name: empty})

    with pytest.raises(NotAllowed, match=word):
        ledger.close(by=world.head, commitment=row.commitment)


def test_a_hazard_without_a_second_look_stays_open(world: World) -> None:
    row = place.mended(world, place.hazard(world))

    with pytest.raises(NotAllowed, match="第二人复查"):
        ledger.close(by=world.head, commitment=row.commitment)


def test_a_failed_second_look_keeps_it_open(world: World) -> None:
    row = place.mended(world, place.hazard(world))
    look(world, row, is_passed=False)

    with pytest.raises(NotAllowed, match="不通过"):
        ledger.close(by=world.head, commitment=row.commitment)


def test_a_look_before_the_last_report_does_not_count(world: World) -> None:
    row = place.mended(world, place.hazard(world))
    look(world, row)
    item = ledger.rework(by=world.head, commitment=row.commitment, reason="照片不清")
    with clock.pretend(timezone.now() + timedelta(minutes=5)):
        chain.report(
            world.east_head,
            item,
            key="again",
            percent=100,
            is_final=True,
            proofs=(chain.proof(world.east_head, 9),),
        )

    with pytest.raises(NotAllowed, match="重新复查"):
        ledger.close(by=world.head, commitment=item)


def test_neither_finder_nor_reporter_nor_the_own_unit_looks_a_second_time(world: World) -> None:
    row = place.mended(world, place.hazard(world))

    for person in (world.east_liaison, world.east_head, world.town_liaison, world.leader):
        with pytest.raises(NotAllowed):
            look(world, row, by=person)
    assert not Recheck.objects.exists()


def test_the_database_refuses_the_finder_as_second_person(world: World) -> None:
    row = place.mended(world, place.hazard(world))

    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.create(
            hazard=row,
            is_passed=True,
            text="x",
            rechecked_on=clock.today(),
            rechecked_at=clock.now(),
            rechecked_by=row.found_by,
            finder_pk=row.found_by_id,
        )


def test_the_same_record_sent_twice_counts_once(world: World) -> None:
    site = place.works(world)
    note = actions.InspectionNote("k1", site, clock.today())

    first = actions.record_inspection(by=world.east_liaison, note=note)
    second = actions.record_inspection(by=world.east_liaison, note=note)

    assert first == second
    assert Inspection.objects.count() == 1
    with pytest.raises(NotAllowed):  # somebody else's key gives nothing away
        actions.record_inspection(by=world.clerk, note=note)


def test_a_record_for_a_foreign_site_or_a_day_ahead_is_refused(world: World) -> None:
    site = place.works(world)
    tomorrow = clock.today() + timedelta(days=1)

    with pytest.raises(NotAllowed, match="不归"):
        actions.record_inspection(
            by=world.west_liaison, note=actions.InspectionNote("a", site, clock.today())
        )
    with pytest.raises(NotAllowed, match="晚于"):
        actions.record_inspection(
            by=world.east_liaison, note=actions.InspectionNote("b", site, tomorrow)
        )


def test_an_older_record_that_arrives_late_does_not_move_the_last_visit_back(world: World) -> None:
    site, today = place.works(world), clock.today()
    for key, day in (("new", today), ("old", today - timedelta(days=9))):
        note = actions.InspectionNote(key, site, day)
        actions.record_inspection(by=world.east_liaison, note=note)

    site.refresh_from_db()

    assert site.last_inspected_on == today


def test_a_major_hazard_is_listed_and_comes_off_only_after_a_passed_look(world: World) -> None:
    row = place.mended(world, place.hazard(world))
    day = clock.today()
    actions.put_on_list(by=world.clerk, hazard=row, listing=Listing.CITY, listed_on=day)

    with pytest.raises(NotAllowed, match="复查"):
        actions.take_off_list(by=world.clerk, hazard=row, delisted_on=day)
    look(world, row)
    with pytest.raises(NotAllowed, match="摘牌"):
        ledger.close(by=world.head, commitment=row.commitment)
    actions.take_off_list(by=world.clerk, hazard=row, delisted_on=day)

    assert ledger.close(by=world.head, commitment=row.commitment).state == State.CLOSED


def test_a_general_hazard_is_not_listed(world: World) -> None:
    row = place.hazard(world, level=Level.GENERAL)

    with pytest.raises(NotAllowed, match="重大"):
        actions.put_on_list(
            by=world.clerk, hazard=row, listing=Listing.CITY, listed_on=clock.today()
        )


def test_a_hazard_is_ordered_once(world: World) -> None:
    row = place.hazard(world)
    actions.order(by=world.clerk, hazard=row, due_on=clock.today())

    with pytest.raises(NotAllowed, match="已经立单"):
        actions.order(by=world.clerk, hazard=row, due_on=clock.today())
    with pytest.raises(NotAllowed):
        actions.order(by=world.east_liaison, hazard=row, due_on=clock.today())


def test_drawing_twice_adds_nothing(world: World) -> None:
    place.works(world)
    place.works(world, "东港加油站")
    month = date(2024, 6, 1)

    first = actions.draw_plan(by=world.clerk, month_on=month, count=5)
    second = actions.draw_plan(by=world.clerk, month_on=month, count=5)

    assert (len(first), len(second)) == (2, 0)
    assert PlannedInspection.objects.count() == 2
    with pytest.raises(NotAllowed):
        actions.draw_plan(by=world.east_liaison, month_on=month, count=5)


def test_the_light_says_which_of_the_five_is_missing_and_that_nobody_looked(world: World) -> None:
    row = place.hazard(world)
    item = actions.order(by=world.clerk, hazard=row, due_on=date.today() + timedelta(days=20))
    for verb, by in ((ledger.submit, world.clerk), (ledger.approve, world.head)):
        verb(by=by, commitment=item)
    item = ledger.issue(by=world.clerk, commitment=item)
    assert "措施" in item.light_reason

    later = timezone.make_aware(
        datetime.combine(item.due_on + timedelta(days=12), datetime.min.time())
    )
    actions.describe(by=world.east_liaison, hazard=row, plan=place.PLAN)
    with clock.pretend(later):
        item = ledger.sign_for(by=world.east_liaison, commitment=item)

    assert (item.light_tone, item.light_reason) == ("red", "到期后10日内未复查，已超2天")


def test_a_unit_sees_its_own_sites_and_a_bureau_its_trade(world: World) -> None:
    row = place.hazard(world)
    officer = place.bureau_officer(world)

    assert list(queries.hazards_for(world.east_liaison)) == [row]
    assert list(queries.hazards_for(officer)) == [row]
    assert list(queries.hazards_for(world.leader)) == [row]
    for stranger in (world.west_liaison, world.system_officer, world.stranger):
        assert not queries.hazards_for(stranger)
        assert not queries.sites_for(stranger)

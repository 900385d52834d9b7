"""Every verb of `base`: what it changes, what it refuses, what it leaves in the trail."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from daliang.base import actions, audit, calendar, queries
from daliang.base.access import NotAllowed
from daliang.base.models import (
    AuditEntry,
    Notification,
    Organisation,
    OrganisationAlias,
    RoleGrant,
    SavedView,
)
from daliang.base.tests.world import World

pytestmark = pytest.mark.django_db


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("id")


def test_a_new_body_hangs_below_its_parent(world: World) -> None:
    body = actions.create_organisation(
        by=world.system_officer, name="白马街道", kind="town", parent=world.west
    )

    assert body.path == f"{world.west.path}{body.pk}/"
    assert last_entry().verb == "新建单位"
    assert last_entry().by_id == world.system_officer.pk


def test_a_renamed_body_keeps_its_old_names(world: World) -> None:
    actions.rename_organisation(
        by=world.system_officer, organisation=world.industry, name="江川市工业局"
    )

    assert OrganisationAlias.objects.get(name="市工信局").organisation == world.industry
    assert OrganisationAlias.objects.filter(name="江川市工业和信息化局").exists()


def test_moving_a_body_takes_everything_below_along(world: World) -> None:
    village = actions.create_organisation(by=None, name="石桥村", kind="town", parent=world.town)

    actions.move_organisation(by=world.system_officer, organisation=world.town, parent=world.river)

    village.refresh_from_db()
    town = Organisation.objects.get(pk=world.town.pk)
    assert town.path == f"{world.river.path}{town.pk}/"
    assert village.path == f"{town.path}{village.pk}/"
    assert town.parent == world.river


def test_a_body_cannot_hang_below_itself(world: World) -> None:
    with pytest.raises(NotAllowed, match="下级"):
        actions.move_organisation(
            by=world.system_officer, organisation=world.east, parent=world.town
        )


def test_an_alias_of_another_body_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed, match="市工信局"):
        actions.add_alias(by=world.clerk, organisation=world.east, name="工信局")


def test_an_alias_said_twice_counts_once(world: World) -> None:
    for _time in range(2):
        actions.add_alias(by=world.clerk, organisation=world.east, name="东港")

    assert AuditEntry.objects.filter(verb="添加单位别名").count() == 1


@pytest.mark.parametrize(
    "password",
    [
        "short1",  # fewer than 8 signs
        "1234567890123",  # digits only
        "password123",  # in every list of guessed words
    ],
)
def test_a_weak_password_is_refused(world: World, password: str) -> None:
    with pytest.raises(ValidationError):
        actions.create_user(by=world.security_officer, username="new", password=password)


def test_nobody_gives_himself_a_role(world: World) -> None:
    with pytest.raises(NotAllowed, match="自己"):
        actions.grant_role(
            by=world.security_officer,
            user=world.security_officer,
            role="office_head",
            organisation=world.office,
        )


def test_the_three_officers_stay_three_persons(world: World) -> None:
    with pytest.raises(NotAllowed, match="三个人"):
        actions.grant_role(
            by=world.security_officer,
            user=world.system_officer,
            role="auditor",
            organisation=world.city,
        )


def test_a_role_given_twice_counts_once(world: World) -> None:
    for _time in range(2):
        actions.grant_role(
            by=world.security_officer,
            user=world.stranger,
            role="liaison",
            organisation=world.west,
        )

    assert RoleGrant.objects.filter(user=world.stranger).count() == 1


def test_an_unknown_role_is_refused(world: World) -> None:
    with pytest.raises(NotAllowed, match="king"):
        actions.grant_role(by=None, user=world.stranger, role="king", organisation=world.city)


def test_the_offices_own_calendar_comes_first(world: World) -> None:
    new_year = date(2024, 1, 1)

    actions.set_calendar_day(by=world.system_officer, day=new_year, is_workday=True, note="加班")

    assert calendar.is_workday(new_year)


def test_a_notification_is_sent_once(world: World) -> None:
    users = [world.clerk, world.head, world.clerk]

    first = actions.notify(users=users, key="due:7", text="事项7后天到期", url="/ledger/7/")
    second = actions.notify(users=users, key="due:7", text="事项7后天到期", url="/ledger/7/")

    assert (first, second) == (2, 0)
    assert Notification.objects.count() == 2


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/",  # another site
        "//elsewhere.example/",  # another site, scheme left out
        "/\\elsewhere.example",  # browsers read the backslash as a slash
        "javascript:alert(1)",  # a script
    ],
)
def test_a_notification_leads_nowhere_else(world: World, url: str) -> None:
    with pytest.raises(NotAllowed):
        actions.notify(users=[world.clerk], key="x", text="看这里", url=url)


def test_reading_marks_only_ones_own_lines(world: World) -> None:
    actions.notify(users=[world.clerk, world.head], key="a", text="甲")
    foreign = Notification.objects.get(user=world.head)

    actions.mark_read(by=world.clerk, notifications=[foreign.pk])
    actions.mark_read(by=world.clerk)

    assert queries.unread_count(world.head) == 1
    assert queries.unread_count(world.clerk) == 0


def test_a_view_saved_again_is_replaced(world: World) -> None:
    for query in ("?state=red", "state=green"):
        actions.save_view(by=world.clerk, register="items", name="红灯", query=query)

    assert [view.query for view in SavedView.objects.all()] == ["state=green"]


def test_a_foreign_view_cannot_be_deleted(world: World) -> None:
    view = actions.save_view(by=world.clerk, register="items", name="红灯", query="state=red")

    with pytest.raises(NotAllowed):
        actions.delete_view(by=world.head, view=view)


def test_a_refused_action_leaves_nothing(world: World) -> None:
    before = audit.state()

    with pytest.raises(NotAllowed):
        actions.rename_organisation(by=world.east_liaison, organisation=world.west, name="东港")

    assert audit.state() == before
    assert Organisation.objects.get(pk=world.west.pk).name == "西塘区"

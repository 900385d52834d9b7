"""Who may do what, and whose rows he sees."""

from __future__ import annotations

import pytest

from daliang.base import actions
from daliang.base.access import NotAllowed, may, organisations_for, own_organisations, scope_of
from daliang.base.models import User
from daliang.base.roles import ROLES, Permission, Reach
from daliang.base.tests.world import World

pytestmark = pytest.mark.django_db


def test_the_office_sees_the_whole_city(world: World) -> None:
    assert scope_of(world.clerk).is_city
    assert world.river in organisations_for(world.clerk)


def test_a_district_sees_itself_and_its_towns_and_nobody_else(world: World) -> None:
    seen = set(organisations_for(world.east_liaison))

    assert seen == {world.east, world.town}


def test_a_town_does_not_see_its_district(world: World) -> None:
    assert set(organisations_for(world.town_liaison)) == {world.town}


@pytest.mark.parametrize("name", ["system_officer", "security_officer", "stranger"])
def test_officers_of_the_system_see_no_business_rows(world: World, name: str) -> None:
    user = getattr(world, name)

    assert scope_of(user).is_empty
    assert not may(user, Permission.READ)
    assert not organisations_for(user)


def test_an_auditor_reads_everything_and_writes_nothing(world: World) -> None:
    scope = scope_of(world.auditor)

    assert scope.is_city
    assert scope.permissions == {Permission.READ, Permission.READ_AUDIT}


def test_a_locked_account_sees_nothing(world: World) -> None:
    actions.set_user_active(by=world.security_officer, user=world.clerk, is_active=False)

    assert scope_of(User.objects.get(pk=world.clerk.pk)).is_empty


def test_a_role_taken_back_is_gone_at_once(world: World) -> None:
    grant = world.east_liaison.grants.get()

    actions.revoke_role(by=world.security_officer, grant=grant)

    assert scope_of(User.objects.get(pk=world.east_liaison.pk)).is_empty


def test_moving_a_town_moves_the_sight_of_its_districts(world: World) -> None:
    actions.move_organisation(by=world.system_officer, organisation=world.town, parent=world.west)

    assert world.town in organisations_for(world.west_liaison)
    assert world.town not in organisations_for(world.east_liaison)


def test_a_user_acts_for_the_bodies_of_his_grants_only(world: World) -> None:
    assert list(own_organisations(world.east_liaison)) == [world.east]


def test_a_path_that_only_begins_with_the_same_digits_is_foreign(world: World) -> None:
    near = actions.create_organisation(by=None, name="近邻", kind="district")
    type(near).objects.filter(pk=near.pk).update(path=world.east.path.rstrip("/") + "0/")

    assert near not in organisations_for(world.east_liaison)


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.slug)
def test_only_city_wide_roles_approve_issue_review_or_grant(role: object) -> None:
    deciding = {Permission.APPROVE, Permission.ISSUE, Permission.REVIEW, Permission.GRANT}

    assert not (deciding & role.permissions) or role.reach is Reach.CITY


def test_a_refusal_is_a_sentence(world: World) -> None:
    with pytest.raises(NotAllowed, match="联系管理员"):
        actions.create_user(by=world.clerk, username="new", password="long-enough-1")

"""The admin of reference nouns: opened by roles, saved through actions, always audited."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from daliang.base.admin import ReferenceAdmin
from daliang.base.models import AuditEntry, Organisation, RoleGrant, User
from daliang.base.tests.world import World

pytestmark = pytest.mark.django_db

NO_ALIASES = {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}


@pytest.fixture
def system(client: Client, world: World) -> Client:
    client.force_login(world.system_officer)
    return client


@pytest.fixture
def security(client: Client, world: World) -> Client:
    client.force_login(world.security_officer)
    return client


def test_a_stranger_is_sent_to_our_sign_in(client: Client) -> None:
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("base:sign-in"))


def test_business_roles_do_not_open_the_admin(client: Client, world: World) -> None:
    for user in (world.clerk, world.leader, world.east_liaison, world.stranger):
        client.force_login(user)

        assert client.get(reverse("admin:index"), follow=True).status_code == 403, user


def test_every_page_of_ours_stands_on_the_one_base_class() -> None:
    ours = [
        page
        for model, page in admin.site._registry.items()
        if model.__module__.startswith("daliang.")
    ]

    assert ours
    assert all(isinstance(page, ReferenceAdmin) for page in ours)


@pytest.mark.parametrize("name", ["organisation", "post", "calendarday"])
def test_the_system_officer_keeps_reference_nouns(system: Client, name: str) -> None:
    assert system.get(reverse(f"admin:base_{name}_changelist")).status_code == 200
    assert system.get(reverse(f"admin:base_{name}_add")).status_code == 200


@pytest.mark.parametrize("name", ["user", "rolegrant"])
def test_accounts_belong_to_the_security_officer_alone(
    client: Client, world: World, name: str
) -> None:
    address = reverse(f"admin:base_{name}_add")
    for user, status in ((world.security_officer, 200), (world.system_officer, 403)):
        client.force_login(user)

        assert client.get(address).status_code == status, user


def test_the_auditor_looks_and_changes_nothing(client: Client, world: World) -> None:
    client.force_login(world.auditor)

    assert client.get(reverse("admin:base_auditentry_changelist")).status_code == 200
    assert client.get(reverse("admin:base_user_changelist")).status_code == 200
    assert client.get(reverse("admin:base_user_add")).status_code == 403
    assert client.get(reverse("admin:base_auditentry_add")).status_code == 403


def test_a_body_added_in_the_admin_gets_its_place_in_the_tree(system: Client, world: World) -> None:
    form = {
        "name": "白马街道",
        "short_name": "白马",
        "kind": "town",
        "parent": world.west.pk,
        "position": "5",
        "duties": "",
        "is_active": "on",
        **NO_ALIASES,
    }

    response = system.post(reverse("admin:base_organisation_add"), form)

    assert response.status_code == 302, response.context["errors"]
    body = Organisation.objects.get(name="白马街道")
    assert body.path == f"{world.west.path}{body.pk}/"
    assert AuditEntry.objects.latest("id").verb == "新建单位"


def test_a_body_moved_below_itself_in_the_admin_is_refused(system: Client, world: World) -> None:
    form = {
        "name": world.east.name,
        "short_name": world.east.short_name,
        "kind": "district",
        "parent": world.town.pk,
        "position": "5",
        "duties": "",
        "is_active": "on",
        **NO_ALIASES,
    }

    address = reverse("admin:base_organisation_change", args=[world.east.pk])
    response = system.post(address, form, follow=True)

    assert "不能把单位移到" in response.text
    assert Organisation.objects.get(pk=world.east.pk).parent == world.city


def test_an_account_is_opened_with_a_checked_password(security: Client) -> None:
    form = {"username": "new", "display_name": "新人", "phone": "", "is_active": "on"}
    address = reverse("admin:base_user_add")

    weak = security.post(address, {**form, "new_password": "12345678"})
    good = security.post(address, {**form, "new_password": "river-stone-9"})

    assert weak.status_code == 200
    assert good.status_code == 302
    assert User.objects.get(username="new").check_password("river-stone-9")


def test_a_role_is_given_and_taken_back(security: Client, world: World) -> None:
    form = {"user": world.stranger.pk, "role": "liaison", "organisation": world.river.pk}

    security.post(reverse("admin:base_rolegrant_add"), form)
    grant = RoleGrant.objects.get(user=world.stranger)
    security.post(reverse("admin:base_rolegrant_delete", args=[grant.pk]), {"post": "yes"})

    assert not RoleGrant.objects.filter(user=world.stranger).exists()
    verbs = AuditEntry.objects.order_by("-id").values_list("verb", flat=True)[:2]
    assert list(verbs) == ["收回角色", "授予角色"]


def test_giving_oneself_a_role_in_the_admin_is_refused(security: Client, world: World) -> None:
    form = {
        "user": world.security_officer.pk,
        "role": "office_head",
        "organisation": world.office.pk,
    }

    response = security.post(reverse("admin:base_rolegrant_add"), form, follow=True)

    assert "不能给自己授权" in response.text
    assert RoleGrant.objects.filter(user=world.security_officer).count() == 1


def test_the_admin_changes_no_password_of_its_own_way(system: Client) -> None:
    assert system.get(reverse("admin:password_change")).url == reverse("base:password")


def test_signing_out_of_the_admin_needs_a_post(system: Client) -> None:
    assert system.get(reverse("admin:logout")).status_code == 405
    assert system.post(reverse("admin:logout")).url == reverse("base:sign-in")

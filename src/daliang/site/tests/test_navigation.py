"""The menu and the front door: each role sees what it may open, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from daliang.base.models import User
from daliang.base.tests.world import World
from daliang.site import navigation

pytestmark = pytest.mark.django_db


def links(user: User) -> list[str]:
    return [link.url for group in navigation.menu_for(user, "/") for link in group.items]


def test_every_link_of_every_role_opens(client: Client, world: World) -> None:
    for user in world.users:
        client.force_login(user)
        for url in links(user):
            assert client.get(url).status_code == 200, (user, url)


def test_a_role_sees_only_its_entries(world: World) -> None:
    assert reverse("base:audit") in links(world.auditor)
    assert reverse("base:audit") not in links(world.clerk)
    assert reverse("admin:index") in links(world.system_officer)
    assert reverse("admin:index") not in links(world.leader)


def test_the_longest_fitting_address_is_the_current_one(world: World) -> None:
    groups = navigation.menu_for(world.clerk, reverse("base:inbox"))

    active = [link.url for group in groups for link in group.items if link.is_active]
    assert active == [reverse("base:inbox")]


def test_an_entry_without_address_is_left_out() -> None:
    assert navigation.address_of("no-such-app:page") is None


def test_everybody_has_a_first_page(client: Client, world: World) -> None:
    for user in world.users:
        client.force_login(user)

        assert client.get("/", follow=True).status_code == 200, user


def test_a_page_shows_the_unread_count(client: Client, world: World) -> None:
    client.force_login(world.clerk)

    response = client.get(reverse("base:profile"))

    assert response.context["notifications_count"] == 0
    assert "督查室经办" in str(response.context["user_note"])


def test_the_sample_is_labelled_on_every_page(
    client: Client, world: World, settings: object
) -> None:
    settings.SYNTHETIC = True
    client.force_login(world.clerk)

    assert "示例数据" in client.get(reverse("base:profile")).text

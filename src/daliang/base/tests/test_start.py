"""The site starts: sign-in page, sign-in, sign-out, first page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from daliang.base.tests.world import PASSWORD, World


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_sign_in_page(client: Client) -> None:
    response = client.get("/", follow=True)

    assert response.status_code == 200
    assert "用户名" in response.text


def test_the_right_password_opens_the_first_page(client: Client, world: World) -> None:
    form = {"username": "clerk", "password": PASSWORD}

    response = client.post(reverse("base:sign-in"), form, follow=True)

    assert response.status_code == 200
    assert response.context["user"] == world.clerk


def test_signing_out_needs_a_post(client: Client, world: World) -> None:
    client.force_login(world.clerk)

    assert client.get(reverse("base:sign-out")).status_code == 405
    assert client.post(reverse("base:sign-out")).status_code == 302

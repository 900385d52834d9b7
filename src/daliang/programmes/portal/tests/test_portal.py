"""A firm's user tries every address: nothing of another firm, nothing of the office."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from daliang.base.actions import create_user, grant_role
from daliang.base.models import User
from daliang.base.tests.world import PASSWORD, World
from daliang.ledger.models import Commitment
from daliang.ledger.tests import chain
from daliang.parties.firm_actions import open_account
from daliang.parties.hearing import HeardDemand, hand_in
from daliang.parties.models import Enterprise

pytestmark = pytest.mark.django_db
SECRET = "西塘某企业机密"
CODE, PHONE = "91320205MA218EPM26", "13800000000"
SKIPPED = ("admin/", "language/", "sign-out/", "static/")


def firm(world: World, name: str, **values: object) -> Enterprise:
    return Enterprise.objects.create(name=name, district=world.east, **values)


def firm_user(world: World, enterprise: Enterprise, name: str) -> User:
    user = create_user(by=None, username=name, password=PASSWORD)
    grant_role(by=None, user=user, role="firm", organisation=world.city)
    open_account(by=None, user=user, enterprise=enterprise, phone=PHONE)
    return user


def addresses() -> Iterator[tuple[str, tuple[tuple[str, object], ...]]]:
    yield from _walk(get_resolver().url_patterns, "", ())


def _walk(patterns: list, prefix: str, given: tuple) -> Iterator[tuple[str, tuple]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        own = given + tuple(pattern.pattern.converters.items())
        if route.startswith(SKIPPED):
            continue
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route, own)
        elif isinstance(pattern, URLPattern):
            yield route, own


def filled(route: str, parameters: tuple, keys: list[str], number: str) -> list[str]:
    words = ["1", "demands", "answer", "rate", "firms", number]
    kinds = {"IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug"}
    choices = [
        [(name, kinds.get(type(c).__name__, "path"), value) for value in pool]
        for name, c in parameters
        for pool in [keys if type(c).__name__ == "IntConverter" else words]
    ]
    made = []
    for combination in list(product(*choices))[:12]:
        address = "/" + route
        for name, kind, value in combination:
            address = address.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
        made.append(address)
    return made


def hear(world: World, enterprise: Enterprise, key: str, title: str) -> object:
    return hand_in(
        by=world.clerk,
        heard=HeardDemand(
            enterprise=enterprise, title=title, content=title, kind="land", channel="visit", key=key
        ),
    )


@pytest.mark.slow
def test_a_firms_user_tries_every_address_and_finds_nothing_of_others(world: World) -> None:
    own = firm(world, "江川明远软件有限公司")
    other = firm(world, SECRET, uscc=CODE)
    user = firm_user(world, own, "own")
    firm_user(world, other, "other")
    secret = hear(world, other, "s", f"{SECRET}缺地")
    mine = hear(world, own, "m", "本企业缺地")
    row = chain.issued(world, title=f"{SECRET}任务")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    keys = sorted({str(pk) for pk in (1, 2, own.pk, other.pk, secret.pk, mine.pk)})
    before = Commitment.objects.get(pk=row.pk).version
    leaks, broken = [], []

    for route, parameters in addresses():
        for address in filled(route, parameters, keys, row.number):
            for query in ("", f"?q={SECRET[:2]}", "?export=xlsx", f"?firm={other.pk}"):
                answer = client.get(address + query)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if answer.status_code >= 500:
                    broken.append(address + query)
                elif SECRET.encode() in content:
                    leaks.append(address + query)
            posted = client.post(
                address, {"reason": "x", "verdict": "satisfied", "title": "x", "pk": secret.pk}
            )
            if posted.status_code >= 500:
                broken.append(f"POST {address}")

    assert (leaks, broken) == ([], [])
    secret.refresh_from_db()
    assert not secret.ratings.exists()
    assert Commitment.objects.get(pk=row.pk).version == before
    assert "本企业缺地" in client.get(reverse("portal:home")).content.decode()


def test_a_firm_signs_in_with_code_phone_and_password(world: World) -> None:
    own = firm(world, "江川明远软件有限公司", uscc=CODE)
    firm_user(world, own, "own")
    client = Client()
    given = {"code": CODE.lower(), "phone": PHONE, "password": PASSWORD}

    page = client.post(reverse("portal:sign-in"), given, follow=True)

    assert page.redirect_chain[-1][0] == reverse("portal:home")
    assert own.name in page.content.decode()


WRONG = [
    {"password": "wrong"},
    {"phone": "13900000000"},  # another telephone
    {"code": "91320200MA1MYWH04E"},  # no such firm
]


@pytest.mark.parametrize("change", WRONG)
def test_every_wrong_sign_in_gets_the_same_sentence(world: World, change: dict) -> None:
    firm_user(world, firm(world, "江川明远软件有限公司", uscc=CODE), "own")
    given = {"code": CODE, "phone": PHONE, "password": PASSWORD} | change

    page = Client().post(reverse("portal:sign-in"), given)

    assert page.status_code == 422
    assert "信用代码、手机或密码不对" in page.content.decode()


def test_guessing_is_held_up(world: World) -> None:
    firm_user(world, firm(world, "江川明远软件有限公司", uscc=CODE), "own")
    client = Client()
    for _n in range(6):
        client.post(reverse("portal:sign-in"), {"code": CODE, "phone": PHONE, "password": "wrong"})

    page = client.post(
        reverse("portal:sign-in"), {"code": CODE, "phone": PHONE, "password": PASSWORD}
    )

    assert page.status_code != 302


def test_a_locked_account_and_a_taken_role_end_the_sight(world: World) -> None:
    own = firm(world, "江川明远软件有限公司", uscc=CODE)
    user = firm_user(world, own, "own")
    client = Client()
    client.force_login(user)
    user.grants.all().delete()

    assert client.get(reverse("portal:home")).status_code == 403


def test_an_official_has_no_firm_and_a_visitor_is_asked_to_sign_in(world: World) -> None:
    client = Client()
    assert client.get(reverse("portal:home")).status_code == 302
    client.force_login(world.clerk)
    assert client.get(reverse("portal:home")).status_code == 403

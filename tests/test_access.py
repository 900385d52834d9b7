"""Every address with every role: nothing of another unit is shown, changed, or told by an error.

The addresses are read from the site itself, so a page added tomorrow is tried
without being named here. A row of the western district carries a secret word;
whoever does not act for the west and has no city-wide role must never read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission
from daliang.base.tests.world import World
from daliang.ledger import actions
from daliang.ledger.models import Commitment
from daliang.ledger.tests import chain

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRET = "西塘未公开事项"
# Framework pages with rules of their own: staff only, or no page at all.
SKIPPED = ("admin/", "language/", "sign-out/", "static/")
WORDS = ("sign_for", "issue", "approve", "submit", "close", "suqian", "items", "tasks", "1")
MOST_COMBINATIONS = 12


def addresses() -> Iterator[tuple[str, tuple[tuple[str, object], ...]]]:
    """Yield every route of the site with its parameters."""
    yield from _walk(get_resolver().url_patterns, "", ())


def _walk(
    patterns: list[object], prefix: str, parameters: tuple[tuple[str, object], ...]
) -> Iterator[tuple[str, tuple[tuple[str, object], ...]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        own = parameters + tuple(pattern.pattern.converters.items())
        if route.startswith(SKIPPED):
            continue
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route, own)
        elif isinstance(pattern, URLPattern):
            yield route, own


def filled(route: str, parameters: tuple[tuple[str, object], ...], row: Commitment) -> list[str]:
    """Return addresses with the secret row's number, low keys, and the verbs' names filled in."""
    choices = []
    for name, converter in parameters:
        kind = type(converter).__name__
        if kind == "IntConverter":
            choices.append([(name, str(key)) for key in dict.fromkeys((row.pk, 1))])
        elif name == "number":
            choices.append([(name, row.number)])
        else:
            choices.append([(name, word) for word in WORDS])
    made = []
    for combination in list(product(*choices))[:MOST_COMBINATIONS]:
        address = "/" + route
        for (name, value), (_name, converter) in zip(combination, parameters, strict=True):
            kind = {"IntConverter": "int", "StringConverter": "str", "SlugConverter": "slug"}.get(
                type(converter).__name__, "path"
            )
            address = address.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
        made.append(address)
    return made


@pytest.fixture
def secret(world: World) -> Commitment:
    """A red item of the west with report, evidence, extension and a frozen month."""
    row = chain.draft(world, title=SECRET, lead=world.west, due_on=chain.days(2), content=SECRET)
    actions.submit(by=world.clerk, commitment=row)
    actions.approve(by=world.head, commitment=row)
    actions.issue(by=world.clerk, commitment=row)
    actions.sign_for(by=world.west_liaison, commitment=row)
    actions.report(
        by=world.west_liaison,
        commitment=row,
        progress=actions.Progress(
            key="s", percent=10, text=SECRET, proofs=(chain.proof(world.west_liaison),)
        ),
    )
    actions.ask_extension(
        by=world.west_liaison, commitment=row, new_due_on=chain.days(30), reason=SECRET
    )
    month = chain.days(0).replace(day=1)
    actions.freeze_month(by=world.clerk, month_on=month, day=chain.days(0))
    chain.in_progress(world)  # the east has an item of its own
    row.refresh_from_db()
    return row


def outsiders(world: World) -> list[User]:
    """Who neither acts for the west nor reads the whole city: one person for each set of roles."""
    found: dict[frozenset[str], User] = {}
    for user in world.users:
        scope = scope_of(user)
        reads_all = scope.is_city and Permission.READ in scope.permissions
        if not scope.acts_for(world.west) and not reads_all:
            found.setdefault(frozenset(grant.role for grant in user.grants.all()), user)
    return list(found.values())


def test_no_page_shows_an_outsider_another_units_row(world: World, secret: Commitment) -> None:
    leaks, broken = [], []
    for user in outsiders(world):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for route, parameters in addresses():
            for address in filled(route, parameters, secret):
                for query in ("", f"?q={SECRET[:2]}", "?export=xlsx"):
                    answer = client.get(address + query)
                    if answer.status_code in {403, 404, 405}:
                        break  # no page for this person, whatever the query
                    if answer.status_code >= 500:
                        broken.append(f"{user.username} {address}{query}")
                    elif SECRET.encode() in _body(answer):
                        leaks.append(f"{user.username} {address}{query}")
    assert (leaks, broken) == ([], [])


def test_no_post_of_an_outsider_changes_another_units_row(world: World, secret: Commitment) -> None:
    before = _state(secret)
    for user in outsiders(world):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for route, parameters in addresses():
            for address in filled(route, parameters, secret):
                answer = client.post(address, {"reason": "x", "pk": secret.pk, "all": "1"})
                assert answer.status_code < 500, f"{user.username} {address}"
    assert _state(secret) == before


def test_a_visitor_without_an_account_sees_only_the_sign_in_page(
    world: World, secret: Commitment
) -> None:
    client = Client(raise_request_exception=False)
    for route, parameters in addresses():
        for address in filled(route, parameters, secret):
            answer = client.get(address)
            assert answer.status_code in {200, 302, 401, 403, 404, 405}, address
            assert SECRET.encode() not in _body(answer), address


def _body(answer: object) -> bytes:
    if answer.streaming:
        content = b"".join(answer.streaming_content)
        answer.close()
        return content
    return answer.content


def _state(row: Commitment) -> tuple[object, ...]:
    fresh = Commitment.objects.get(pk=row.pk)
    return fresh.version, fresh.state, fresh.title, fresh.due_on, fresh.reports.count()

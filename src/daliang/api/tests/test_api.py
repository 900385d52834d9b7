"""A key does what its user may and no more, sees what his pages show, and leaves its trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from daliang.api import keys
from daliang.api.models import ApiKey
from daliang.base.clock import today
from daliang.base.models import AuditEntry, User
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger.models import Commitment, Report
from daliang.ledger.tests import chain

pytestmark = pytest.mark.django_db
ALL = ("read", "draft", "report")


class Program:
    """A caller with a key."""

    def __init__(self, world: World, user: User, permissions: tuple[str, ...] = ALL, **how: object):
        given = {"name": "对接系统", "expires_on": today() + timedelta(days=30)} | how
        self.key, self.secret = keys.create_key(
            by=world.security_officer, user=user, permissions=permissions, **given
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **query: object) -> object:
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: object, **headers: str) -> object:
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )

    def patch(self, path: str, body: object) -> object:
        return self.client.patch(f"/api/v1/{path}", body, content_type="application/json")


def test_the_office_reads_writes_and_repeats_without_doubling(world: World) -> None:
    program = Program(world, world.clerk)
    body = {"title": "新开工项目", "programme": "tasks", "lead": world.east.pk}
    body |= {"due_on": "2030-06-30", "milestones": [{"title": "选址", "due_on": "2030-01-31"}]}

    first, second = (
        program.post("commitments", body, **{"Idempotency-Key": "call-number-1"}) for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert Commitment.objects.count() == 1
    read = program.get(f"commitments/{first.json()['number']}").json()
    assert read["milestones"][0]["title"] == "选址"


def test_a_unit_reads_its_own_rows_and_a_foreign_one_is_absent(world: World) -> None:
    own = chain.issued(world)
    foreign = chain.issued(world, title="别人的事", lead=world.west)
    program = Program(world, world.east_liaison, ("read", "report"))

    assert [row["number"] for row in program.get("commitments").json()] == [own.number]
    assert program.get(f"commitments/{foreign.number}").status_code == 404
    assert "别人的事" not in program.get("changes").content.decode()
    assert "西塘" not in program.get("organisations").content.decode()


def test_a_key_narrowed_to_a_unit_sees_less_than_its_user(world: World) -> None:
    chain.issued(world, title="东港的事")
    chain.issued(world, title="西塘的事", lead=world.west)

    rows = Program(world, world.clerk, organisation=world.west).get("commitments").json()

    assert [row["title"] for row in rows] == ["西塘的事"]


def test_a_right_the_key_lacks_is_refused_though_the_user_has_it(world: World) -> None:
    answer = Program(world, world.clerk, ("read",)).post(
        "commitments", {"title": "x", "programme": "tasks"}
    )

    assert answer.status_code == 403
    assert not Commitment.objects.exists()


def test_a_right_the_user_lost_is_lost_to_the_key(world: World) -> None:
    program = Program(world, world.clerk)
    chain.issued(world)
    world.clerk.grants.all().delete()

    assert program.get("commitments").json() == []


@pytest.mark.parametrize("fault", ["none", "wrong", "revoked", "expired", "user locked"])
def test_a_dead_key_opens_nothing(world: World, fault: str) -> None:
    program = Program(world, world.clerk)
    if fault == "none":
        program.client = Client()
    elif fault == "wrong":
        program.client = Client(headers={"Authorization": "Bearer dlk_guess"})
    elif fault == "revoked":
        keys.revoke_key(by=world.security_officer, key=program.key)
    elif fault == "expired":
        ApiKey.objects.update(expires_on=today() - timedelta(days=1))
    else:
        User.objects.filter(pk=world.clerk.pk).update(is_active=False)

    assert program.get("commitments").status_code == 401


def test_a_browser_session_is_no_key(world: World) -> None:
    client = Client()
    client.force_login(world.clerk)

    assert client.get("/api/v1/commitments").status_code == 401


def test_a_change_against_an_old_version_is_refused(world: World) -> None:
    row = chain.draft(world)
    program = Program(world, world.clerk)

    first = program.patch(f"commitments/{row.number}", {"version": row.version, "title": "一"})
    late = program.patch(f"commitments/{row.number}", {"version": row.version, "title": "二"})

    assert (first.status_code, late.status_code) == (200, 409)
    assert Commitment.objects.get().title == "一"


def test_a_report_sent_twice_counts_once(world: World) -> None:
    row = chain.in_progress(world)
    program = Program(world, world.east_liaison, ("read", "report"))
    body = {"key": "from-the-phone-1", "percent": 40, "text": "已开工5个"}

    answers = [program.post(f"commitments/{row.number}/reports", body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Report.objects.count() == 1


def test_the_change_feed_continues_from_its_cursor(world: World) -> None:
    chain.issued(world)
    program = Program(world, world.clerk)

    first = program.get("changes", limit=2).json()
    rest = program.get("changes", after=first[-1]["cursor"]).json()

    assert [row["verb"] for row in first + rest] == ["create", "submit", "approve", "issue"]


def test_every_use_stands_in_the_audit_trail_and_the_secret_nowhere(world: World) -> None:
    program = Program(world, world.clerk)
    program.get("commitments")

    entry = AuditEntry.objects.filter(verb="接口调用").get()
    assert entry.detail["call"] == "GET /api/v1/commitments"
    assert program.secret not in str(ApiKey.objects.values())


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"expires_on": today() + timedelta(days=400)}, "有效期"),  # longer than a year
        ({"expires_on": today()}, "有效期"),  # ended already
        ({"permissions": ["manage_people"]}, "权限"),  # never for a program
        ({"permissions": []}, "权限"),  # for nothing
    ],
)
def test_a_key_for_too_much_is_refused(world: World, changed: dict[str, object], word: str) -> None:
    given = {"name": "对接", "user": world.clerk, "permissions": ["read"]}
    given |= {"expires_on": today() + timedelta(days=30)} | changed

    with pytest.raises(NotAllowed, match=word):
        keys.create_key(by=world.security_officer, **given)


def test_only_the_security_officer_makes_keys_and_sees_the_secret_once(world: World) -> None:
    client = Client()
    client.force_login(world.security_officer)
    values = {"name": "一表通", "user": world.clerk.pk, "permissions": ["read"]}
    values["expires_on"] = (today() + timedelta(days=30)).isoformat()

    made = client.post(reverse("api:keys"), values).content.decode()
    later = client.get(reverse("api:keys")).content.decode()

    assert "dlk_" in made
    assert "dlk_" not in later
    client.force_login(world.clerk)
    assert client.get(reverse("api:keys")).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},  # nothing
        {"title": "", "programme": "tasks"},  # no title
        {"title": "x" * 301, "programme": "tasks"},  # too long for the column
        {"title": "a\x00b", "programme": "tasks"},  # PostgreSQL keeps no NUL
        {"title": "x", "programme": "任务"},  # no slug
        {"title": "x", "programme": "tasks", "lead": 10**30},  # no number of the database
        {"title": "x", "programme": "tasks", "due_on": "2023-02-29"},  # no such day
        {"title": "x", "programme": "tasks", "lead": 99999},  # no such unit
    ],
)
def test_bad_input_is_answered_in_words(world: World, body: dict[str, object]) -> None:
    assert Program(world, world.clerk).post("commitments", body).status_code == 422


def test_the_description_and_the_reference_page_are_there(world: World) -> None:
    program = Program(world, world.clerk)
    assert program.get("openapi.json").json()["openapi"].startswith("3.1")

    client = Client()
    client.force_login(world.clerk)
    assert "/api/v1/commitments" in client.get(reverse("api:reference")).content.decode()

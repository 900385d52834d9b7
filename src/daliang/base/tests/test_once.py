"""A request sent twice counts once; a corrected one counts as another."""

from __future__ import annotations

import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from daliang.base.models import AuditEntry, OnceKey
from daliang.base.once import forget_old
from daliang.base.tests.world import World
from daliang.ledger.models import Commitment

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(world: World, **values: object) -> dict[str, object]:
    given = {"title": "新开工项目12个", "programme": "tasks", "lead": world.east.pk}
    return given | {"due_kind": "date", "due_on": "2030-01-31", "priority": "1_normal"} | values


def test_every_form_carries_its_own_key(world: World) -> None:
    page = signed_in(world.clerk).get(reverse("ledger:new")).content.decode()

    keys = re.findall(r'name="once" value="([0-9a-f]{24})"', page)

    assert len(keys) == len(set(keys)) == page.count('name="csrfmiddlewaretoken"') > 0


def test_a_double_click_makes_one_commitment_and_leads_to_it_twice(world: World) -> None:
    client = signed_in(world.clerk)
    values = fields(world, once="a-key-of-the-form")

    first = client.post(reverse("ledger:new"), values)
    second = client.post(reverse("ledger:new"), values)

    assert Commitment.objects.count() == 1
    assert second.status_code == first.status_code == 302
    assert second["Location"] == first["Location"]
    assert AuditEntry.objects.filter(verb="建立").count() <= 1


def test_a_form_corrected_after_going_back_is_another_write(world: World) -> None:
    client = signed_in(world.clerk)

    client.post(reverse("ledger:new"), fields(world, once="a-key-of-the-form"))
    client.post(reverse("ledger:new"), fields(world, once="a-key-of-the-form", title="另一件事"))

    assert Commitment.objects.count() == 2


def test_a_form_with_a_fault_is_not_remembered(world: World) -> None:
    client = signed_in(world.clerk)
    values = fields(world, once="a-key-of-the-form")

    faulty = client.post(reverse("ledger:new"), values | {"title": ""})
    mended = client.post(reverse("ledger:new"), values)

    assert (faulty.status_code, mended.status_code) == (200, 302)
    assert OnceKey.objects.count() == 1


def test_keys_belong_to_their_user(world: World) -> None:
    values = fields(world, once="a-key-of-the-form")

    signed_in(world.clerk).post(reverse("ledger:new"), values)
    signed_in(world.head).post(reverse("ledger:new"), values)

    assert Commitment.objects.count() == 2


def test_the_same_upload_under_one_key_is_taken_once(world: World) -> None:
    client = signed_in(world.clerk)

    def send(content: bytes) -> object:
        upload = SimpleUploadedFile("表.xlsx", content)
        values = {"file": upload, "programme": "tasks", "plan_year": 2024, "once": "upload-key-1"}
        return client.post(reverse("dispatch:import"), values)

    answers = {send(b"not a workbook").status_code for _ in range(2)}

    assert answers == {200}  # refused both times: nothing to remember
    assert OnceKey.objects.count() == 0


def test_a_header_does_what_the_field_does(world: World) -> None:
    client = signed_in(world.clerk)
    header = {"Idempotency-Key": "a-key-of-a-program"}

    for _ in range(2):
        client.post(reverse("ledger:new"), fields(world), headers=header)
    other = client.post(reverse("ledger:new"), fields(world, title="别的"), headers=header)

    assert Commitment.objects.count() == 1
    assert other.status_code == 422


@pytest.mark.parametrize(
    "key",
    [
        "",  # none
        "short",  # too easily met by chance
        "x" * 81,  # longer than the column
        "含中文的键含中文的键",  # not what a header may carry
        "with spaces inside",  # not a token
        "nul\x00nul\x00nul",  # PostgreSQL would refuse it
    ],
)
def test_a_key_that_makes_no_sense_is_no_key(world: World, key: str) -> None:
    answer = signed_in(world.clerk).post(reverse("ledger:new"), fields(world, once=key))

    assert answer.status_code == 302
    assert OnceKey.objects.count() == 0


def test_old_keys_are_forgotten(world: World) -> None:
    signed_in(world.clerk).post(reverse("ledger:new"), fields(world, once="a-key-of-the-form"))
    OnceKey.objects.update(at="2020-01-01T00:00:00Z")

    forget_old(None)

    assert not OnceKey.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_the_same_moment_make_one(world: World) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory locks its tables between threads")
    clients = [signed_in(world.clerk) for _ in range(8)]
    values = fields(world, once="a-key-of-the-form")
    answers: list[object] = []

    def send(client: Client) -> None:
        try:
            answers.append(client.post(reverse("ledger:new"), values))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Commitment.objects.count() == 1
    assert len({answer["Location"] for answer in answers}) == 1

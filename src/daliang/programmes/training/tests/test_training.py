"""The plan becomes promises once, and a course closes when it was held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger import actions as ledger
from daliang.programmes.training import actions
from daliang.programmes.training.models import Course

pytestmark = pytest.mark.django_db


def course(world: World, title: str = "人工智能专题班", **values: object) -> Course:
    given = {
        "topic": "创新",
        "organisation": world.industry,
        "due_on": clock.today() + timedelta(days=60),
        "hours": 16,
        "planned_people": 60,
    } | values
    return Course.objects.create(title=title, **given)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_course_is_promised_once_and_closes_when_held(world: World) -> None:
    row = course(world)

    made = actions.promise(by=world.clerk)

    assert actions.promise(by=world.clerk) == []
    assert (made[0].lead, made[0].goal) == (world.industry, "60人，16学时")
    assert ledger.closing_hindrances(made[0]) == ["还没有登记举办日期和实到人数"]
    Course.objects.filter(pk=row.pk).update(held_on=clock.today(), attended_people=58)
    assert ledger.closing_hindrances(made[0]) == []
    with pytest.raises(NotAllowed):
        actions.promise(by=world.industry_liaison)


def test_the_page_promises_exports_and_takes_back_what_it_gave_out(
    world: World, django_assert_max_num_queries: object
) -> None:
    course(world)
    client = signed_in(world.clerk)
    client.post(reverse("training:promise"))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("training:courses"))
    data = client.get(reverse("training:courses") + "?export=xlsx").content
    answer = client.post(reverse("training:import"), {"file": SimpleUploadedFile("a.xlsx", data)})

    assert "人工智能专题班" in page.content.decode()
    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 1}
    assert "人工智能" not in signed_in(world.east_liaison).get(reverse("training:courses")).text

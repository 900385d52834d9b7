"""Only published statistics and closed items leave the office."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.tests.world import World
from daliang.indicators.models import Indicator, Observation
from daliang.ledger import actions as ledger
from daliang.ledger.tests import chain

pytestmark = pytest.mark.django_db


def figure(world: World, source: str, **values: object) -> Observation:
    indicator, _is_new = Indicator.objects.get_or_create(
        code="gdp",
        defaults={"name": "地区生产总值", "unit": "亿元", "department": world.development},
    )
    given = {
        "area": world.city,
        "year": 2024,
        "last_month": 6,
        "value": Decimal("7437.39"),
        "as_of": clock.today(),
        "recorded_at": clock.now(),
    } | values
    return Observation.objects.create(indicator=indicator, source=source, **given)


def page(user: object, query: str = "") -> object:
    client = Client()
    client.force_login(user)
    return client.get(reverse("publicity:pack") + query)


def test_only_published_statistics_are_in_the_pack(world: World) -> None:
    figure(world, "市统计局公报")
    figure(world, "调度表", scope="dispatch", area=world.east)
    figure(world, "内部快报", status="internal", area=world.west)
    figure(world, "某网站", confidence="B", area=world.river)

    text = page(world.clerk).content.decode()

    assert "市统计局公报" in text
    for hidden in ("调度表", "内部快报", "某网站"):
        assert hidden not in text


@pytest.mark.slow
def test_a_closed_item_has_its_line_without_a_person(world: World) -> None:
    source = ledger.make_source(
        by=world.clerk, kind="plan", title="年度计划", dated_on=clock.today(), plan_year=2024
    )
    row = chain.reported_done(world, person="张科长", source=source)
    ledger.close(by=world.head, commitment=row)

    answer = page(world.clerk, "?as=docx")
    paper = docx.Document(BytesIO(answer.content))
    text = "".join(p.text for p in paper.paragraphs)

    assert "东港区：新开工项目12个" in text
    assert "张科长" not in text


@pytest.mark.slow
def test_what_a_firm_asked_for_is_no_press_line(world: World) -> None:
    source = ledger.make_source(
        by=world.clerk, kind="demand", title="企业诉求", dated_on=clock.today(), plan_year=2024
    )
    row = chain.reported_done(world, title="某公司续贷", source=source)
    ledger.close(by=world.head, commitment=row)

    assert "某公司续贷" not in page(world.clerk).content.decode()


def test_who_may_not_read_gets_nothing(world: World) -> None:
    assert page(world.stranger).status_code == 403
    assert page(world.auditor, "?as=docx").status_code == 403
    assert page(world.clerk, "?since=nonsense").status_code == 200

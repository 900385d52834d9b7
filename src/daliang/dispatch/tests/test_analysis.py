"""The work behind an indicator, and the month's analysis as a paper."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from daliang.base import clock
from daliang.base.tests.world import World
from daliang.indicators.periodic import forecast_all
from daliang.indicators.tests.city import told_until_may
from daliang.ledger import actions
from daliang.ledger.models import IndicatorLink
from daliang.ledger.tests import chain


@pytest.fixture(autouse=True)
def _june() -> object:
    with clock.pretend(datetime(2024, 6, 28, 2, tzinfo=UTC)):
        yield


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_of_an_indicators_work_shows_links_and_takes_one(world: World) -> None:
    indicator = told_until_may(world)
    row = chain.issued(world)
    client = signed_in(world.clerk)
    address = reverse("dispatch:indicator-work", args=[indicator.code])

    client.post(address, {"number": row.number, "expected": "12.5", "basis": "示例"})
    text = client.get(address).content.decode()

    assert IndicatorLink.objects.get().expected == Decimal("12.5")
    assert row.title in text
    assert "12.50亿元" in text


def test_an_unknown_number_is_told(world: World) -> None:
    indicator = told_until_may(world)
    address = reverse("dispatch:indicator-work", args=[indicator.code])

    page = signed_in(world.clerk).post(address, {"number": "X"})

    assert "没有这个编号的任务" in page.content.decode()


def test_a_foreign_indicators_work_does_not_exist_for_a_unit(world: World) -> None:
    indicator = told_until_may(world)
    address = reverse("dispatch:indicator-work", args=[indicator.code])

    assert signed_in(world.west_liaison).get(address).status_code == 404
    assert signed_in(world.stranger).get(address).status_code == 403


def test_the_months_analysis_names_what_is_at_risk_and_its_work(world: World) -> None:
    indicator = told_until_may(world)
    forecast_all(date(2024, 6, 28))
    actions.link_indicator(by=world.clerk, commitment=chain.issued(world), indicator=indicator)

    page = signed_in(world.leader).get(reverse("dispatch:analysis"))

    text = "\n".join(p.text for p in Document(BytesIO(page.content)).paragraphs)
    assert "主要经济指标分析" in text
    assert "后几月需增" in text
    assert "挂接在办任务1项" in text

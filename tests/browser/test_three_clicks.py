"""From the cockpit's red figure to the firm and to a drafted attack plan, by clicking."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from daliang.base.tests.world import World
from daliang.diagnosis.periodic import watch
from daliang.diagnosis.tests import city as firms
from daliang.ledger.models import Commitment
from tests.browser.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_three_clicks_from_the_red_figure_to_the_drafted_plan(
    city: World, visitors: Visitors, tmp_path: Path, settings: object
) -> None:
    settings.VAR = tmp_path
    firms.fill(city)
    watch(date(2024, 4, 16))
    head = visitors.sign_in("head")

    head.goto("/dispatch/")
    head.click("a[href*='/diagnosis/output/'] >> nth=0")  # one: the red figure
    head.click("a[href*='/parties/'] >> nth=0")  # two: the firm behind it
    assert head.locator("h1").inner_text()
    head.go_back()
    head.click("form[action*='plan'] button >> nth=0")  # three: the plan

    head.wait_for_selector("text=攻坚方案")
    assert Commitment.objects.filter(source__kind="finding", parent=None).count() == 1

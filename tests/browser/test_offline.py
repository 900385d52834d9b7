"""Records made without network arrive once and in order, whatever happens to the line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from daliang.programmes.safety.models import Inspection
from daliang.programmes.safety.tests import place
from tests.browser.conftest import PHONE, Visitors
from tests.browser.unsteady import Unsteady

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COUNT = 50


@pytest.fixture
def line(live_server: object) -> Iterator[Unsteady]:
    """A line to the server that can be cut."""
    proxy = Unsteady(live_server.url)
    yield proxy
    proxy.close()


@pytest.fixture
def phone(browser: object, line: Unsteady, city: object) -> Iterator[Page]:
    """An inspector's phone with the page opened once; a cut line is no script error."""
    site = place.works(city)
    people = Visitors(browser, line.address)
    page = people.sign_in("east_liaison", width=PHONE)
    page.goto("/safety/field/")
    expect(page.locator("html")).to_have_attribute("data-offline-ready", "kept", timeout=20_000)
    assert site.pk
    yield page
    people.close()
    assert [e for e in people.errors if "net::ERR" not in e and "status of" not in e] == []


def write(page: Page, first: int, last: int) -> None:
    """Fill in and save one record after the other."""
    for n in range(first, last + 1):
        page.select_option("select[name=site]", index=1)
        page.fill("textarea[name=text]", f"第{n}条")
        page.click("form[data-offline] button.btn-primary")


def waiting(page: Page, count: int) -> None:
    """Wait until the page says how many records are not yet sent."""
    state = page.locator("[data-offline-state]")
    expect(state).to_have_attribute("data-waiting", str(count), timeout=60_000)


def arrived() -> list[str]:
    """What the server has, in the order of arrival."""
    return list(Inspection.objects.order_by("pk").values_list("text", flat=True))


def left_when_cut(line: Unsteady, page: Page) -> int:
    """Wait until the line broke and the page noticed; return how many records it still holds.

    How many is not fixed: what the page before the reload had under way is sent again.
    """
    for _turn in range(600):
        if not line.is_up:
            break
        page.wait_for_timeout(100)
    state = page.locator("[data-offline-state]")
    expect(state).to_contain_text("有网络时自动上传", timeout=30_000)
    return int(state.get_attribute("data-waiting") or 0)


def until_arrived(page: Page, count: int) -> None:
    """Wait until the server has exactly so many records."""
    for _turn in range(100):
        if len(arrived()) >= count:
            break
        page.wait_for_timeout(100)
    assert len(arrived()) == count


def test_fifty_records_made_offline_arrive_once_and_in_order(line: Unsteady, phone: Page) -> None:
    line.is_up = False
    write(phone, 1, 30)
    phone.reload()
    waiting(phone, 30)
    write(phone, 31, COUNT)
    waiting(phone, COUNT)
    assert arrived() == []

    line.is_up = True
    phone.reload()
    waiting(phone, 0)

    assert arrived() == [f"第{n}条" for n in range(1, COUNT + 1)]


def test_a_line_that_breaks_half_way_loses_and_doubles_nothing(line: Unsteady, phone: Page) -> None:
    line.is_up = False
    write(phone, 1, COUNT)
    line.lose_answer_of, line.is_up = 25, True
    phone.reload()
    left = left_when_cut(line, phone)
    assert 0 < left < COUNT
    # The server has one more than the phone knows; the break may be seen before it is written.
    until_arrived(phone, COUNT - left + 1)

    phone.reload()  # still without network
    waiting(phone, left)
    line.is_up = True
    waiting(phone, 0)  # by itself, without anybody touching the phone

    assert arrived() == [f"第{n}条" for n in range(1, COUNT + 1)]


def test_a_refused_record_stands_aside_with_its_reason(line: Unsteady, phone: Page) -> None:
    line.is_up = False
    phone.fill("input[name=inspected_on]", "2099-01-01")
    write(phone, 1, 1)
    write(phone, 2, 2)
    line.is_up = True
    phone.reload()
    waiting(phone, 1)

    assert arrived() == ["第2条"]
    expect(phone.locator("[data-offline-list]")).to_contain_text("不能晚于今天")

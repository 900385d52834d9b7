"""A newspaper page becomes a confirmed list by keyboard and click."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import daliang.dispatch.documents as documents
from daliang.dispatch.documents.models import Document
from daliang.ledger.models import Commitment
from tests.browser.conftest import PHONE, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OWN = Path(documents.__file__).parent / "tests" / "page.txt"
SEED = Path(__file__).resolve().parents[3] / "shared" / "samples" / "seed.txt"
FOLDS = "一二三四五"


@pytest.fixture(params=[OWN, SEED], ids=["own", "seed"])
def page_file(request: pytest.FixtureRequest) -> Path:
    """The page in our own words; the original when it lies beside the checkout."""
    if not request.param.exists():
        pytest.skip("原版面不在本机，只用自写版面试")
    return request.param


def take(page: Page, path: Path) -> Document:
    """Hand the page in; plan year and date are asked once."""
    page.goto("/")
    page.click("nav >> text=读文立项")
    page.set_input_files("input[type=file]", path)
    page.fill("input[name=title]", "6月7日版面")
    page.fill("input[name=dated_on]", "2024-06-07")
    page.fill("input[name=plan_year]", "2024")
    page.click("button:has-text('收文并读取')")
    page.wait_for_selector(".desk")
    return Document.objects.get()


def test_the_page_becomes_a_confirmed_list(visitors: Visitors, page_file: Path) -> None:
    clerk = visitors.sign_in("clerk")
    document = take(clerk, page_file)

    # the first waiting line is chosen; a decision by key leads on to the next
    first = clerk.locator(".card-line.is-here")
    line = first.get_attribute("data-line")
    assert clerk.locator(f".desk-text a.is-here[data-line='{line}']").count() >= 1
    clerk.keyboard.press("s")
    expect(clerk.locator(f"#l{line}")).to_have_class(of_kind("exhortation"))
    clerk.keyboard.press("a")
    expect(clerk.locator(".card-line.s-accepted")).to_have_count(1)
    clerk.click(f"#l{line} .card-title")
    clerk.keyboard.press("t")
    expect(clerk.locator(f"#l{line}")).to_have_class(of_kind("task"))
    # a mark in the text leads to its line
    mark = clerk.locator(".desk-text a.k-deal[data-line]").first
    mark.click()
    chosen = clerk.locator(".card-line.is-here")
    assert chosen.get_attribute("data-line") == mark.get_attribute("data-line")
    check = clerk.locator(".notice", has_text="34 个")
    expect(check.first).to_contain_text("12.37亿美元")
    clerk.click("button:has-text('其余全部采用')")
    clerk.wait_for_selector("text=已采用")
    clerk.click("button:has-text('确认入台账')")
    clerk.wait_for_selector("text=已入台账：新增")

    rows = Commitment.objects.filter(source__title="6月7日版面")
    folds = {row.category[0] for row in rows if row.category[1:2] in {"要", "是"}}
    assert folds == set(FOLDS)
    trip = rows.get(programme="delegations")
    assert trip.parts.count() >= 6
    assert trip.extra["文中签约总数"] == "34个"
    assert trip.extra["文中总金额"] == "12.37亿美元"
    assert trip.extra["点名项目"].startswith(f"{trip.parts.count()}个")
    assert all(row.extra["原文"] in document.text for row in rows)
    assert not document.lines.filter(state="pending", kind__in=["task", "deal", "trip"]).exists()


def test_a_line_is_corrected_on_a_phone(visitors: Visitors) -> None:
    phone = visitors.sign_in("clerk", width=PHONE)
    phone.goto("/dispatch/documents/")
    phone.set_input_files("input[type=file]", OWN)
    phone.fill("input[name=dated_on]", "2024-06-07")
    phone.fill("input[name=plan_year]", "2024")
    phone.click("button:has-text('收文并读取')")
    phone.wait_for_selector(".desk")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE

    card = phone.locator(".card-line", has_text="招引一批")
    card.locator("a:has-text('修改')").click()
    phone.fill("input[name=lead]", "市商务局")
    phone.fill("input[name=due_on]", "2024-12-31")
    phone.click("button:has-text('保存并采用')")
    phone.wait_for_selector(".card-line.s-accepted")

    row = Document.objects.get().lines.get(title__contains="招引一批")
    assert (str(row.lead), str(row.due_on)) == ("市商务局", "2024-12-31")


def of_kind(kind: str) -> object:
    """Return a pattern for a card of a kind."""
    return re.compile(rf"k-{kind}")

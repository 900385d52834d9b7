"""A real browser against a real server; Debian's Chromium, no download."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from daliang.base.tests.world import PASSWORD, World

# Playwright runs a loop of its own in this thread; Django need not mind.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE, PHONE = 1440, 390


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def city(transactional_db: object) -> World:
    """The small world, committed, so that the server's thread sees it."""
    from daliang.base.tests.world import build_world

    return build_world()


class Visitors:
    """People at their own screens, each with an own session."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[object] = []
        self.errors: list[str] = []

    def sign_in(self, username: str, *, width: int = WIDE) -> Page:
        """Sign a person in; scripts that fail and refused contents are kept as errors."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, base_url=self.address, accept_downloads=True
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda line: self.errors.append(line.text) if line.type == "error" else None,
        )
        page.goto("/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button, form button.btn-primary")
        page.wait_for_load_state()
        return page

    def close(self) -> None:
        """Close every session."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitors(browser: Browser, live_server: object, city: World) -> Iterator[Visitors]:
    """People who can sign in; at the end no page may have had a script error."""
    people = Visitors(browser, live_server.url)
    yield people
    people.close()
    # a refused form answers 422, and the browser writes that down as an error too
    assert [e for e in people.errors if "status of 4" not in e] == []

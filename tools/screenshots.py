"""Take pictures of the pages for the README: at a desk (1440 wide) and on a phone (390).

Loads the sample city into a temporary place, serves it on a free port, signs in
with Chromium, and writes docs/screenshots/NAME-WIDTH.png. Needs Debian's
chromium and a Chinese font (fonts-noto-cjk).

    python tools/screenshots.py               # all pages
    python tools/screenshots.py cockpit mine  # some
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
WIDTHS = {1440: 900, 390: 844}
PASSWORD = "daliang-screenshots"
SECONDS_TO_START = 120


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to photograph: its name, its address, who looks at it."""

    name: str
    path: str
    user: str = "clerk"


SHOTS = (
    Shot("sign-in", "/sign-in/", user=""),
    Shot("cockpit", "/dispatch/", user="leader"),
    Shot("items", "/ledger/"),
    Shot("mine", "/ledger/mine/", user="shigongxinju"),
    Shot("review", "/ledger/review/"),
    Shot("calendar", "/ledger/calendar/"),
    Shot("scoreboard", "/ledger/scoreboard/"),
    Shot("lights", "/ledger/lights/"),
    Shot("audit", "/audit/", user="auditor"),
    Shot("organisations", "/organisations/"),
)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Serve the sample city from a temporary place; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DALIANG_VAR": str(folder),
        "DALIANG_VENDOR": os.environ.get("DALIANG_VENDOR", str(ROOT / "var" / "vendor")),
        "DALIANG_DEMO_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "daliang", "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/sign-in/", process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"screenshots: the demo ended with code {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit("screenshots: the demo did not start")


def signed_in(browser: Browser, address: str, user: str, width: int) -> Page:
    """Open a page of one width in the name of a user ('' for nobody)."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, locale="zh-CN", device_scale_factor=1
    )
    page = context.new_page()
    if user:
        page.goto(f"{address}/sign-in/")
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button.btn-primary")
        page.wait_for_load_state("networkidle")
    return page


def photograph(browser: Browser, address: str, shot: Shot, width: int) -> str:
    """Take one picture; return what is wrong with the page, or nothing."""
    page = signed_in(browser, address, shot.user, width)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"script: {error}"))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    response = page.goto(address + shot.path, wait_until="networkidle")
    if response is None or response.status != 200:
        errors.append(f"status {response.status if response else 'none'}")
    else:
        page.screenshot(path=TARGET / f"{shot.name}-{width}.png")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            errors.append(f"scrolls sideways: {wide} wide")
    page.context.close()
    return "; ".join(errors)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help=", ".join(shot.name for shot in SHOTS))
    args = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("screenshots: no Chromium here; Debian: apt-get install chromium", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not args.names or shot.name in args.names]
    faults = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for shot in shots:
            for width in WIDTHS:
                fault = photograph(browser, address, shot, width)
                faults += bool(fault)
                print(f"screenshots: {shot.name} {width} {fault or 'ok'}", flush=True)
        browser.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

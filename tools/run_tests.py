"""Run every test: on SQLite, then on a real PostgreSQL, then in a browser.

What cannot run here is skipped and said loudly; with DALIANG_REQUIRE_ALL=1 it
is a failure instead. DALIANG_TEST_DATABASE names a PostgreSQL to use instead
of a temporary one; DALIANG_TEST_WORKERS sets how many tests run at a time.

    python tools/run_tests.py
    python tools/run_tests.py --only sqlite src/daliang/base
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import postgres  # beside this file

ROOT = Path(__file__).resolve().parent.parent
NOTHING_COLLECTED = 5  # pytest's exit code
# Nothing in these touches the application's database.
PURE = ("src/daliang/engine", "src/daliang/warehouse")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one part went: green, red, or not run and why."""

    part: str
    is_green: bool
    skipped: str = ""
    seconds: float = 0.0


def workers() -> str:
    """Return how many tests run at a time."""
    return os.environ.get("DALIANG_TEST_WORKERS", str(min(4, os.cpu_count() or 1)))


def must_run_all() -> bool:
    """Tell whether a part that does not run is a failure."""
    return os.environ.get("DALIANG_REQUIRE_ALL") == "1"


def pytest(*arguments: str, before: Iterable[str] = (), **environment: str) -> bool:
    """Run pytest once; no test at all in a part is no failure."""
    command = [*before, sys.executable, "-m", "pytest", *arguments]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment}
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    # a part without any test is well when a person chose the paths, not in a full run
    return code == 0 or (code == NOTHING_COLLECTED and not must_run_all())


def on_sqlite(paths: list[str]) -> bool:
    """Run everything but the browser tests on SQLite."""
    return pytest("-n", workers(), "-m", "not browser", *paths, DALIANG_DATABASE="sqlite:///")


def on_postgres(paths: list[str]) -> bool:
    """Run what touches the database once more, on PostgreSQL."""
    ignored = [f"--ignore={path}" for path in PURE]
    arguments = ["-n", workers(), "-m", "not browser", *ignored, *paths]
    if address := os.environ.get("DALIANG_TEST_DATABASE"):
        return pytest(*arguments, DALIANG_DATABASE=address)
    script = str(ROOT / "tools" / "postgres.py")
    return pytest(*arguments, before=[sys.executable, script, "--"])


def in_browser(paths: list[str]) -> bool:
    """Run the browser tests, one at a time."""
    return pytest("-m", "browser", *paths, DALIANG_DATABASE="sqlite:///")


def lacks_postgres() -> str:
    """Return why PostgreSQL cannot run here; nothing when it can."""
    if os.environ.get("DALIANG_TEST_DATABASE") or postgres.programs():
        return ""
    return "no PostgreSQL here (Debian: apt-get install postgresql)"


def lacks_browser() -> str:
    """Return why no browser can run here; nothing when it can."""
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return ""
    return "no Chromium here (Debian: apt-get install chromium)"


def _nothing() -> str:
    return ""


PARTS: dict[str, tuple[Callable[[list[str]], bool], Callable[[], str]]] = {
    "sqlite": (on_sqlite, _nothing),
    "postgres": (on_postgres, lacks_postgres),
    "browser": (in_browser, lacks_browser),
}


def run(part: str, paths: list[str]) -> Outcome:
    """Run one part, unless the machine lacks what it needs."""
    work, lacks = PARTS[part]
    if reason := lacks():
        return Outcome(part, not must_run_all(), reason)
    print(f"\n=== tests: {part} ===", flush=True)
    start = time.monotonic()
    return Outcome(part, work(paths), seconds=time.monotonic() - start)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=tuple(PARTS), help="one part")
    parser.add_argument("paths", nargs="*", help="what to test (default: everything)")
    args = parser.parse_args()
    outcomes = [run(part, args.paths) for part in ([args.only] if args.only else PARTS)]
    print("\n=== tests: summary ===")
    for outcome in outcomes:
        if outcome.skipped:
            print(f"  {outcome.part:<10} NOT RUN: {outcome.skipped}")
        else:
            word = "passed" if outcome.is_green else "FAILED"
            print(f"  {outcome.part:<10} {word} in {outcome.seconds:.0f} s")
    return 0 if all(outcome.is_green for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())

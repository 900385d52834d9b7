"""Run every check that needs no test: format, lint, types, floors, migrations, messages.

All are run, whatever the first ones say; what failed is shown at once and named
again at the end.

    python tools/check.py            # all
    python tools/check.py types      # some, by name
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Check:
    """A command that is green when it exits with 0."""

    name: str
    command: list[str]
    mend: str = ""
    environment: dict[str, str] = field(default_factory=dict)


def rules() -> list[str]:
    """Return every rules.py: they decide on plain values and are held as strictly as the engine."""
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("src/daliang/**/rules.py"))


def checks() -> list[Check]:
    """Return the closed list of checks."""
    python = sys.executable
    strict = ["--config-file=", "--strict", "--ignore-missing-imports", "--follow-imports=silent"]
    return [
        Check(
            "format",
            [str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."],
            "make format",
        ),
        Check("lint", [str(BIN / "ruff"), "check", "--output-format=concise", "."], "make format"),
        Check("types", [python, "-m", "mypy"]),
        Check("types of rules", [python, "-m", "mypy", *strict, *rules()], "", {"MYPYPATH": "src"}),
        Check("floors", [str(BIN / "lint-imports"), "--no-cache"]),
        Check(
            "migrations",
            [python, "-m", "django", "makemigrations", "--check", "--dry-run"],
            "python -m django makemigrations APP -n WHAT_IT_DOES",
            {"DJANGO_SETTINGS_MODULE": "daliang.site.settings"},
        ),
        Check("messages", [python, "tools/messages.py", "--check"], "python tools/messages.py"),
    ]


def run(check: Check) -> bool:
    """Run one check; show what it said when it is red, or when it warns."""
    print(f"check: {check.name} … ", end="", flush=True)
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    print("ok" if done.returncode == 0 else "FAILED", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr)
        if check.mend:
            print(f"       mend: {check.mend}")
    elif done.stderr.strip():
        print(f"       {done.stderr.strip()}")
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help=", ".join(check.name for check in checks()))
    args = parser.parse_args()
    chosen = [check for check in checks() if not args.names or check.name in args.names]
    red = [check.name for check in chosen if not run(check)]
    print(f"check: FAILED: {', '.join(red)}" if red else "check: all well. Next: make test")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())

"""Check the types of every rules.py as strictly as the engine, in one mypy run.

Rules decide on plain values, so they are held to the engine's strictness;
what they import from Django is taken as it is.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    files = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("src/daliang/**/rules.py"))
    if not files:
        return 0
    options = ["--strict", "--ignore-missing-imports", "--follow-imports=silent"]
    # `packages` of pyproject.toml would be checked as well
    command = [sys.executable, "-m", "mypy", "--config-file=", *options, *files]
    return subprocess.run(
        command, cwd=ROOT, env={"MYPYPATH": "src", "PATH": "/usr/bin"}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())

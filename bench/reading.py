"""Measure the document reader: F1 by class, and time for a long text.

    python bench/reading.py            # the invented documents of the repository
    python bench/reading.py --bench DIR  # annotated documents elsewhere, with their score.py

Without --bench the directory ../shared/bench/reading beside the checkout is used when present.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from daliang.engine.reading import draft_as_json, read_text

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "src/daliang/engine/reading/tests/documents"
SHARED = ROOT.parent / "shared/bench/reading"
LONG = 43_000


def predict(folder: Path, out: Path) -> int:
    """Write the draft of every text of a folder; return how many characters were read."""
    size = 0
    for path in sorted(folder.glob("*.txt")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        day = date.fromisoformat(gold["doc_date"])
        text = path.read_text(encoding="utf-8")
        form = draft_as_json(read_text(text, day), day, path.name)
        (out / f"{path.stem}.json").write_text(
            json.dumps(form, ensure_ascii=False), encoding="utf-8"
        )
        size += len(text)
    return size


def score(scorer: Path, folder: Path) -> None:
    """Print the scorer's table for a folder."""
    with tempfile.TemporaryDirectory() as out:
        predict(folder, Path(out))
        print(f"== {folder}")
        sys.stdout.flush()
        subprocess.run([sys.executable, str(scorer), str(folder), out, "--per-doc"], check=True)


def speed(folder: Path) -> None:
    """Print the time for a text of 43,000 characters made of the documents of a folder."""
    pieces = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    text = "\n\n".join(pieces)
    text = (text * (LONG // len(text) + 1))[:LONG]
    start = time.perf_counter()
    read_text(text, date(2025, 1, 1))
    print(f"{len(text)} characters in {time.perf_counter() - start:.2f} s")


def main() -> int:
    """Score the documents that are there and say kindly which are not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, default=SHARED, help="folder with score.py and dev/")
    bench = parser.parse_args().bench
    scorer = bench / "score.py"
    if not scorer.exists():
        print(
            f"{bench} is not here; only the time is measured. The suite scores the own documents."
        )
    else:
        score(scorer, OWN)
        if (bench / "dev").is_dir():
            score(scorer, bench / "dev")
    speed(OWN)
    return 0


if __name__ == "__main__":
    sys.exit(main())

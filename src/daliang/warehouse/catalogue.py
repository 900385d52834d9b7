"""What facts there are: measures, and the files that hold each month in each vintage.

A month that is loaded again becomes a new vintage; the old file stays. One JSON
file, replaced whole, under a lock: a reader sees the old or the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from daliang.engine.checks import BadInput, Problem
from daliang.warehouse.spans import Span

CATALOGUE = "catalogue.json"


@dataclass(frozen=True)
class Measure:
    """What is measured of every firm every month.

    Parameters
    ----------
    slug : str
        Its name in addresses and file names: small letters, digits, underscores.
    title, unit, scope, source : str
        As shown beside every figure.
    indicator : str
        Code of the published indicator that it explains, if any.
    lead : str
        Short name of the body that answers for it.
    floor : float
        Materiality: a cause of a smaller impact, in the unit, is not named.
    is_synthetic : bool
        Sample data; labelled wherever it is shown.
    """

    slug: str
    title: str
    unit: str
    scope: str
    source: str
    indicator: str = ""
    lead: str = ""
    floor: float = 0.0
    is_synthetic: bool = False


@dataclass(frozen=True)
class Part:
    """One month of a measure in one vintage: the file, and what stands in it.

    Parameters
    ----------
    period : int
        The month as 202405.
    vintage : int
        1 for the first load, 2 for the first correction, ...
    total : str
        Sum of the values, in decimal digits.
    digest : str
        SHA-256 of the file.
    loaded_on : str
        ISO date from which it was known here.
    origin : str
        Name of the file that it came in.
    """

    measure: str
    period: int
    vintage: int
    rows: int
    total: str
    digest: str
    path: str
    loaded_on: str
    origin: str


@dataclass(frozen=True)
class Catalogue:
    """All measures and parts."""

    measures: tuple[Measure, ...] = ()
    parts: tuple[Part, ...] = ()
    firms: str = ""  # digest of the firms' attributes

    def measure(self, slug: str) -> Measure:
        """Return a measure, or say which there are."""
        found = next((m for m in self.measures if m.slug == slug), None)
        if found is None:
            there = "、".join(m.slug for m in self.measures) or "（无）"
            raise BadInput(Problem(f"没有“{slug}”这个企业指标", f"可选：{there}"))
        return found

    def has(self, slug: str) -> bool:
        """Tell whether a measure is known."""
        return any(m.slug == slug for m in self.measures)

    def current(self, slug: str) -> dict[int, Part]:
        """Return the newest vintage of each month, months in order."""
        newest: dict[int, Part] = {}
        for part in self.parts:
            known = newest.get(part.period)
            if part.measure == slug and (known is None or part.vintage > known.vintage):
                newest[part.period] = part
        return dict(sorted(newest.items()))

    def parts_of(self, slug: str, span: Span) -> list[Part]:
        """Return the newest parts of a span; every missing month is named."""
        current = self.current(slug)
        missing = [m for m in span.months if m not in current]
        if missing:
            what = f"“{self.measure(slug).title}”缺{'、'.join(map(str, missing))}的数据"
            raise BadInput(Problem(what, "补导这些月份的企业月度数据，或换一个时期"))
        return [current[m] for m in span.months]

    def version(self, slug: str, spans: Iterable[Span]) -> str:
        """Return a digest of all data that a question about some spans rests on."""
        months = sorted({m for span in spans for m in span.months})
        current = self.current(slug)
        names = [f"{m}:{current[m].digest}" for m in months if m in current]
        return hashlib.sha256("\n".join([*names, self.firms]).encode()).hexdigest()

    def with_measure(self, measure: Measure) -> Catalogue:
        """Return the catalogue with a measure added or replaced."""
        others = tuple(m for m in self.measures if m.slug != measure.slug)
        return replace(self, measures=(*others, measure))

    def with_part(self, part: Part) -> Catalogue:
        """Return the catalogue with one part more."""
        return replace(self, parts=(*self.parts, part))


def read_catalogue(folder: Path) -> Catalogue:
    """Read a folder's catalogue; an empty one where there is none."""
    path = folder / CATALOGUE
    if not path.exists():
        return Catalogue()
    content = json.loads(path.read_text(encoding="utf-8"))
    return Catalogue(
        tuple(Measure(**m) for m in content["measures"]),
        tuple(Part(**p) for p in content["parts"]),
        content["firms"],
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one writer at a time change a folder's catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{CATALOGUE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_catalogue(folder: Path, catalogue: Catalogue) -> None:
    """Replace a folder's catalogue whole."""
    partial = folder / f"{CATALOGUE}.partial"
    text = json.dumps(asdict(catalogue), ensure_ascii=False, indent=1)
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / CATALOGUE)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

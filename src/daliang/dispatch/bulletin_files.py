"""The bulletin of a month by the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from daliang.base.models import User
from daliang.dispatch import bulletin
from daliang.dispatch.issuing import heads_of, issue_bulletin, lines_of
from daliang.engine.checks import BadInput, Problem
from daliang.ledger.queries import freezes_for
from daliang.ui.papers import to_docx


def write_bulletin(folder: Path, *, by: User, month: date) -> Iterator[str]:
    """Make a frozen month's bulletin and write it with its annex and letters into a folder."""
    freeze = freezes_for(by).filter(month_on=month).first()
    if freeze is None:
        raise BadInput(Problem(f"{month:%Y-%m}还没有封存", "先在“月度封存”页封存这个月"))
    made = issue_bulletin(by=by, freeze=freeze)
    folder.mkdir(parents=True, exist_ok=True)
    for kept in (made.paper, made.annex):
        with kept.file.open("rb") as stored:
            (folder / kept.name).write_bytes(stored.read())
        yield str(folder / kept.name)
    for unit, paper in bulletin.letters(lines_of(freeze), month, heads_of(freeze)):
        path = folder / f"督办函-{unit}.docx"
        path.write_bytes(to_docx(paper))
        yield str(path)

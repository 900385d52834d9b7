"""A unit's own items as one sheet: filled in Excel, handed in whole, counted once.

The sheet carries the system's number of each item. What a unit changed in
进展情况, 进度%, 存在问题 or 下步措施 becomes a report; the rest is not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.access import require
from daliang.base.models import StoredFile, User
from daliang.base.roles import Permission
from daliang.dispatch.rows import row_of
from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import (
    ColumnUse,
    Field,
    Proposal,
    TableLayout,
    TaskRow,
    apply,
    city_layout,
    propose,
    write_table,
)
from daliang.ledger import actions
from daliang.ledger.choices import State
from daliang.ledger.models import Commitment
from daliang.ledger.queries import my_items

PERCENT = "进度%"


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of the sheet says anew of one item."""

    item: Commitment
    percent: int
    text: str
    problem: str
    next_step: str


def sheet_of(user: User) -> bytes:
    """Return the user's items in hand as a sheet with what is already known filled in."""
    rows = [
        replace(row_of(item), status=str(item.progress))
        for item in my_items(user).filter(state=State.IN_PROGRESS)
    ]
    note = _("只需改“进展情况、进度%、存在问题、下步措施”几列；没有变化的行不用动。")
    return write_table(_layout(), rows, note=note)


def _layout() -> TableLayout:
    """The city's own layout with a column for the percent."""
    layout = city_layout(_("我的事项进展表"))
    percent = ColumnUse(len(layout.columns) + 1, (PERCENT,), Field.STATUS)
    return replace(layout, columns=(*layout.columns, percent))


def _proposal(data: bytes, name: str) -> Proposal:
    """Read the sheet; the percent's column is ours, whatever it would be guessed to be."""
    proposal = propose(open_workbook(data, name))
    for table in proposal.tables:
        for use in table.columns:
            if use.levels and use.levels[-1] == PERCENT:
                table = table.with_column(use.column, Field.STATUS)
        proposal = proposal.with_table(table)
    return proposal


def changes_in(user: User, data: bytes, name: str) -> list[Change]:
    """Return what a filled sheet changes.

    Raises
    ------
    BadInput
        With every fault: an item that is not the user's, a percent that is none, a
        changed percent without a word.
    """
    draft = apply(_proposal(data, name), plan_year=clock.today().year)
    own = {item.number: item for item in my_items(user).filter(state=State.IN_PROGRESS)}
    changes: list[Change] = []
    problems: list[Problem] = []
    for row in draft.rows:
        item = own.get(row.key)
        if item is None:
            problems.append(
                _fault(row, name, "不是您单位在办的事项", "删去这一行，或重新下载报送表")
            )
            continue
        percent = _percent(row, item)
        if percent is None:
            problems.append(_fault(row, name, "进度应是0到100的整数", "只填数字，例如45"))
            continue
        change = Change(item, percent, row.progress.strip(), row.difficulty.strip(), row.next_step)
        if not _is_new(change):
            continue
        if not change.text:
            problems.append(_fault(row, name, "改了进度，没有写进展情况", "在“进展情况”里写明"))
            continue
        changes.append(change)
    if problems:
        raise BadInput(problems)
    return changes


@transaction.atomic
def hand_in(*, by: User, file: StoredFile) -> int:
    """Report every change of a kept sheet; the same sheet again reports nothing new."""
    require(by, Permission.REPORT)
    with file.file.open("rb") as stored:
        data = stored.read()
    changes = changes_in(by, data, file.name)
    for change in changes:
        actions.report(by=by, commitment=change.item, progress=_progress(change, file.sha256))
    return len(changes)


def _progress(change: Change, sha256: str) -> actions.Progress:
    key = hashlib.sha256(f"{sha256}/{change.item.number}".encode()).hexdigest()
    return actions.Progress(
        key=key,
        percent=change.percent,
        text=change.text,
        problem=change.problem,
        next_step=change.next_step,
    )


def _is_new(change: Change) -> bool:
    item = change.item
    now = (item.progress, _tight(item.latest), _tight(item.problem))
    return (change.percent, _tight(change.text), _tight(change.problem)) != now


def _percent(row: TaskRow, item: Commitment) -> int | None:
    text = row.status.strip().rstrip("%％")
    if not text:
        return item.progress
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() and 0 <= value <= 100 else None


def _fault(row: TaskRow, name: str, what: str, mend: str) -> Problem:
    return Problem(what, mend, file=name, sheet=row.sheet, row=row.row)


def _tight(text: str) -> str:
    return " ".join(text.split())


def read_lines(changes: list[Change]) -> Iterator[tuple[Commitment, str, str]]:
    """Yield each change as before and after in words, for the preview."""
    for change in changes:
        before = f"{change.item.progress}% {change.item.latest}".strip()
        yield change.item, before, f"{change.percent}% {change.text}"

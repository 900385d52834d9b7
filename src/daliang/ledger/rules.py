"""What may follow what, decided on plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger.choices import Rhythm, State


class Verb(StrEnum):
    """Everything that moves a commitment."""

    CREATE = "create"
    EDIT = "edit"
    SUBMIT = "submit"
    REJECT = "reject"
    APPROVE = "approve"
    ISSUE = "issue"
    SIGN_FOR = "sign_for"
    SEND_BACK = "send_back"
    REPORT = "report"
    REPORT_DONE = "report_done"
    TAKE_REVIEW = "take_review"
    REWORK = "rework"
    CLOSE = "close"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    DROP = "drop"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    EXEMPT = "exempt"
    NOTE = "note"


# As people say it; stored in the audit trail as it stands, translated on screen.
VERB_TITLES: Mapping[Verb, str] = {
    Verb.CREATE: gettext_noop("建立"),
    Verb.EDIT: gettext_noop("修改"),
    Verb.SUBMIT: gettext_noop("提交审批"),
    Verb.REJECT: gettext_noop("审批退回"),
    Verb.APPROVE: gettext_noop("审批通过"),
    Verb.ISSUE: gettext_noop("交办"),
    Verb.SIGN_FOR: gettext_noop("签收"),
    Verb.SEND_BACK: gettext_noop("退回"),
    Verb.REPORT: gettext_noop("报送进展"),
    Verb.REPORT_DONE: gettext_noop("申请办结"),
    Verb.TAKE_REVIEW: gettext_noop("开始审核"),
    Verb.REWORK: gettext_noop("退回重办"),
    Verb.CLOSE: gettext_noop("销号"),
    Verb.REOPEN: gettext_noop("重新办理"),
    Verb.SUSPEND: gettext_noop("中止"),
    Verb.RESUME: gettext_noop("恢复办理"),
    Verb.DROP: gettext_noop("撤销"),
    Verb.ASK_EXTENSION: gettext_noop("申请延期"),
    Verb.GRANT_EXTENSION: gettext_noop("同意延期"),
    Verb.REFUSE_EXTENSION: gettext_noop("不同意延期"),
    Verb.EXEMPT: gettext_noop("豁免亮灯"),
    Verb.NOTE: gettext_noop("批示"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """A verb: from which states, to which (None stays), by which permission."""

    sources: frozenset[State]
    target: State | None
    permission: Permission
    needs_reason: bool = False


def _move(
    sources: set[State], target: State | None, permission: Permission, needs_reason: bool = False
) -> Move:
    return Move(frozenset(sources), target, permission, needs_reason)


_WORKING = {State.ISSUED, State.IN_PROGRESS, State.REPORTED_DONE, State.IN_REVIEW}

# The chain of 督办, one line a verb.
MOVES: Mapping[Verb, Move] = {
    Verb.EDIT: _move(set(State) - {State.CLOSED, State.DROPPED}, None, Permission.DRAFT),
    Verb.SUBMIT: _move({State.DRAFTED}, State.SUBMITTED, Permission.DRAFT),
    Verb.REJECT: _move({State.SUBMITTED}, State.DRAFTED, Permission.APPROVE, True),
    Verb.APPROVE: _move({State.SUBMITTED}, State.APPROVED, Permission.APPROVE),
    Verb.ISSUE: _move({State.APPROVED, State.RETURNED}, State.ISSUED, Permission.ISSUE),
    Verb.SIGN_FOR: _move({State.ISSUED, State.IN_PROGRESS}, State.IN_PROGRESS, Permission.REPORT),
    Verb.SEND_BACK: _move({State.ISSUED}, State.RETURNED, Permission.REPORT, True),
    Verb.REPORT: _move({State.IN_PROGRESS}, None, Permission.REPORT),
    Verb.REPORT_DONE: _move({State.IN_PROGRESS}, State.REPORTED_DONE, Permission.REPORT),
    Verb.TAKE_REVIEW: _move({State.REPORTED_DONE}, State.IN_REVIEW, Permission.REVIEW),
    Verb.REWORK: _move(
        {State.REPORTED_DONE, State.IN_REVIEW}, State.IN_PROGRESS, Permission.REVIEW, True
    ),
    Verb.CLOSE: _move({State.REPORTED_DONE, State.IN_REVIEW}, State.CLOSED, Permission.REVIEW),
    Verb.REOPEN: _move({State.CLOSED}, State.IN_PROGRESS, Permission.REVIEW, True),
    Verb.SUSPEND: _move(_WORKING, State.SUSPENDED, Permission.GRANT, True),
    Verb.RESUME: _move({State.SUSPENDED}, State.IN_PROGRESS, Permission.GRANT),
    Verb.DROP: _move(
        set(State) - {State.CLOSED, State.DROPPED}, State.DROPPED, Permission.GRANT, True
    ),
    Verb.ASK_EXTENSION: _move({State.IN_PROGRESS}, None, Permission.REPORT, True),
    Verb.GRANT_EXTENSION: _move({State.IN_PROGRESS}, None, Permission.GRANT),
    Verb.REFUSE_EXTENSION: _move({State.IN_PROGRESS}, None, Permission.GRANT),
    Verb.EXEMPT: _move(_WORKING, None, Permission.GRANT, True),
    Verb.NOTE: _move(set(State), None, Permission.NOTE, True),
}


def next_state(state: str, verb: Verb, reason: str = "") -> State:
    """Return the state after a verb, or refuse with a sentence."""
    move = MOVES[verb]
    if State(state) not in move.sources:
        raise NotAllowed(
            _("现在的状态是“%(state)s”，不能做这一步。请刷新页面看最新状态。")
            % {"state": State(state).label}
        )
    if move.needs_reason and not reason.strip():
        raise NotAllowed(_("请写明原因。"))
    return move.target or State(state)


def verbs_from(state: str, permissions: frozenset[Permission]) -> tuple[Verb, ...]:
    """Return the verbs open in a state to somebody with these permissions."""
    return tuple(
        verb
        for verb, move in MOVES.items()
        if State(state) in move.sources and move.permission in permissions
    )


def require_second_pair_of_eyes(actor_id: int, earlier_id: int | None) -> None:
    """Refuse when somebody would decide on his own work."""
    if earlier_id is not None and actor_id == earlier_id:
        raise NotAllowed(_("不能审核自己提交的内容，请换一位同事办理。"))


def require_ready_to_submit(*, title: str, has_lead: bool, due_kind: str) -> None:
    """Refuse a draft that is not yet a promise: no task, no owner or no date."""
    gaps = []
    if not title.strip():
        gaps.append(_("任务内容"))
    if not has_lead:
        gaps.append(_("牵头单位"))
    if due_kind == "missing":
        gaps.append(_("完成时限"))
    if gaps:
        raise NotAllowed(_("还缺：%(gaps)s。补齐后再提交。") % {"gaps": "、".join(gaps)})


def require_extension_in_time(*, today: date, old: date | None, new: date) -> None:
    """Refuse an extension asked after the date has passed, or one that goes backwards."""
    if old is None:
        raise NotAllowed(_("这项任务没有限期，不需要延期。"))
    if today > old:
        raise NotAllowed(_("时限 %(due)s 已过，延期须在到期前申请。") % {"due": old})
    if new <= old:
        raise NotAllowed(_("新的时限应晚于原时限 %(due)s。") % {"due": old})


def report_due_on(rhythm: str, last: date) -> date | None:
    """Return the day by which the next report is due after the last one (None: by milestone)."""
    if rhythm == Rhythm.WEEKLY:
        return last + timedelta(days=7 + (4 - last.weekday()) % 7 if last.weekday() > 4 else 7)
    if rhythm == Rhythm.MONTHLY:
        return _fifth_after(last, 1)
    if rhythm == Rhythm.QUARTERLY:
        return _fifth_after(last, 3 - (last.month - 1) % 3)
    return None


def _fifth_after(day: date, months: int) -> date:
    """The fifth of the month `months` after a day's month: offices collect by the fifth."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 5)


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as plain values."""

    title: str
    due_on: date | None
    done_on: date | None
    weight: int = 1


def required_pace(
    *, today: date, start: date | None, due: date | None, steps: Sequence[Step]
) -> float | None:
    """Return the percent that should be done by today; None when nothing says.

    With two or more dated milestones the share of weight already due counts
    (a step curve, as cities write it); otherwise a straight line from start to due date.
    """
    dated = [(step.due_on, step.weight) for step in steps if step.due_on]
    if len(dated) >= 2:
        total = sum(weight for _day, weight in dated)
        return 100.0 * sum(weight for day, weight in dated if day <= today) / total
    return even_pace(today=today, start=start, due=due)


def even_pace(*, today: date, start: date | None, due: date | None) -> float | None:
    """Return the percent of the time from start to due date that has passed (时间进度)."""
    if start is None or due is None or due <= start:
        return None
    return 100.0 * min(max((today - start).days / (due - start).days, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A commitment's values at a moment, as a register shows them and lights judge them."""

    state: str
    due_kind: str
    due_on: date | None
    starts_on: date | None
    progress: int
    reported_on: date | None
    issued_on: date | None
    closed_on: date | None
    moves: int
    returns: int
    rhythm: str
    exempt_until: date | None
    exempt_reason: str
    steps: tuple[Step, ...]


def light_facts(snapshot: Snapshot, today: date) -> dict[str, object]:
    """Return the facts that light rules speak of; None means not known, never zero.

    Days are calendar days; percents run from 0 to 100.
    """
    start = snapshot.starts_on or snapshot.issued_on
    pace = required_pace(today=today, start=start, due=snapshot.due_on, steps=snapshot.steps)
    even = even_pace(today=today, start=start, due=snapshot.due_on)
    undone = sorted((s.due_on, s.title) for s in snapshot.steps if s.due_on and not s.done_on)
    late = [step for step in undone if step[0] < today]
    coming = [step for step in undone if step[0] >= today]
    report_due = None
    if last := snapshot.reported_on or snapshot.issued_on:
        report_due = report_due_on(snapshot.rhythm, last)
    due = snapshot.due_on
    return {
        "state": snapshot.state,
        "is_open": snapshot.state not in {State.CLOSED, State.DROPPED, State.SUSPENDED},
        "due_on": due,
        "days_to_due": (due - today).days if due else None,
        "days_overdue": max((today - due).days, 0) if due else None,
        "progress": snapshot.progress,
        "pace": None if pace is None else round(pace, 1),
        "pace_gap": None if pace is None else round(snapshot.progress - pace, 1),
        "even_pace": None if even is None else round(even, 1),
        "even_pace_gap": None if even is None else round(snapshot.progress - even, 1),
        "late_steps": len(late),
        "late_step": late[0][1] if late else None,
        "late_step_days": (today - late[0][0]).days if late else 0,
        "next_step": coming[0][1] if coming else None,
        "days_to_next_step": (coming[0][0] - today).days if coming else None,
        "report_days_late": max((today - report_due).days, 0) if report_due else 0,
        "months_to_start_late": _months_late(start, today, snapshot.progress),
        "awaits_review": snapshot.state in {State.REPORTED_DONE, State.IN_REVIEW},
        "reported_in_time": _reported_in_time(snapshot),
        "reported_on": snapshot.reported_on,
        "moves": snapshot.moves,
        "returns": snapshot.returns,
    }


def _reported_in_time(snapshot: Snapshot) -> bool:
    """Whether the last report came in time: the office's queue is not the unit's delay."""
    if snapshot.reported_on is None:
        return False
    return snapshot.due_on is None or snapshot.reported_on <= snapshot.due_on


def _months_late(start: date | None, today: date, progress: int) -> int | None:
    """Whole months since the planned start while nothing is done; 0 once work shows."""
    if start is None:
        return None
    if progress > 0 or today <= start:
        return 0
    months = (today.year - start.year) * 12 + today.month - start.month
    return months - (today.day < start.day)

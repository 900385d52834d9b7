"""A commitment's life as people read it: transitions with their reports and files."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base.calendar import today
from daliang.ledger.models import Commitment, Report, Transition
from daliang.ledger.rules import VERB_TITLES, Verb
from daliang.ui.parts import Event, Link

_TONES = {
    Verb.CLOSE: "green",
    Verb.REWORK: "red",
    Verb.SEND_BACK: "red",
    Verb.REJECT: "red",
    Verb.NOTE: "amber",
    Verb.GRANT_EXTENSION: "amber",
    Verb.EXEMPT: "amber",
    Verb.REPORT: "blue",
    Verb.REPORT_DONE: "blue",
}


def events_of(commitment: Commitment) -> list[Event]:
    """Return what lies ahead (open milestones, due date), then what happened, newest first."""
    past = commitment.transitions.select_related("by", "report").prefetch_related(
        "report__evidence__file"
    )
    return [*_ahead(commitment), *(_event(step) for step in past)]


def _ahead(commitment: Commitment) -> list[Event]:
    days = [(m.due_on, m.title) for m in commitment.milestones.all() if m.due_on and not m.done_on]
    if commitment.due_on and not commitment.closed_at:
        days.append((commitment.due_on, _("完成时限")))
    ordered = sorted(days, key=lambda pair: pair[0], reverse=True)
    return [
        Event(day, title, tone="red" if day < today() else "grey", is_ahead=True)
        for day, title in ordered
    ]


def _event(step: Transition) -> Event:
    verb = Verb(step.verb)
    return Event(
        at=step.at,
        title=_(VERB_TITLES[verb]),
        by=str(step.by),
        text=_text(step),
        tone=_TONES.get(verb, "grey"),
        files=_files(step.report),
    )


def _text(step: Transition) -> str:
    report = step.report
    if report is None:
        return step.text
    lines = [f"{report.progress}% · {report.text}"]
    if report.problem:
        lines.append(_("问题：") + report.problem)
    if report.next_step:
        lines.append(_("下步：") + report.next_step)
    return "\n".join(lines)


def _files(report: Report | None) -> list[Link]:
    if report is None:
        return []
    return [
        Link(
            e.caption or e.file.name,
            reverse("base:download", args=[e.file_id]),
            "；".join(e.doubts),
        )
        for e in report.evidence.all()
    ]

"""The verbs of the desk's buttons, by name; each takes `line` or `line:value`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed
from daliang.dispatch.documents import actions, suggestions
from daliang.dispatch.documents.choices import LineKind, LineState, Twin
from daliang.dispatch.documents.models import Document, DraftLine
from daliang.dispatch.rows import register

Act = Callable[[HttpRequest, Document, list[str]], str]


def line_of(document: Document, pk: str) -> DraftLine:
    """Return a line of the document, or 404."""
    if not pk.isdigit():
        raise Http404
    rows = document.lines.select_related("document", "lead", "leader", "trip")
    row = rows.filter(pk=int(pk)).first()
    if row is None:
        raise Http404
    return row


def _decide(state: str) -> Act:
    def act(request: HttpRequest, document: Document, arguments: list[str]) -> str:
        row = line_of(document, arguments[0])
        actions.decide(by=request.user, document=document, lines=[row.pk], state=state)
        return ""

    return act


def _become(kind: str) -> Act:
    def act(request: HttpRequest, document: Document, arguments: list[str]) -> str:
        actions.set_kind(by=request.user, line=line_of(document, arguments[0]), kind=kind)
        return ""

    return act


def _twin(decision: str) -> Act:
    def act(request: HttpRequest, document: Document, arguments: list[str]) -> str:
        line = line_of(document, arguments[0])
        actions.decide_twin(by=request.user, line=line, decision=decision)
        return ""

    return act


def _join(request: HttpRequest, document: Document, arguments: list[str]) -> str:
    actions.join(by=request.user, line=line_of(document, arguments[0]))
    return _("已与上一条合并。")


def _cut(request: HttpRequest, document: Document, arguments: list[str]) -> str:
    actions.split(by=request.user, line=line_of(document, arguments[0]), at=_number(arguments[-1]))
    return _("已分成两条。")


def _add(request: HttpRequest, document: Document, arguments: list[str]) -> str:
    start, end = _number(arguments[0]), _number(arguments[-1])
    actions.add(by=request.user, document=document, start=start, end=end, kind=LineKind.TASK)
    return _("已补为任务草稿。")


def _put_by(request: HttpRequest, document: Document, arguments: list[str]) -> str:
    start, end = _number(arguments[0]), _number(arguments[-1])
    kind = LineKind.BACKGROUND
    actions.add(by=request.user, document=document, start=start, end=end, kind=kind)
    return ""


def _lead(request: HttpRequest, document: Document, arguments: list[str]) -> str:
    line, wanted = line_of(document, arguments[0]), arguments[-1]
    offered = suggestions.leads_for(line, suggestions.known_for(request.user), document)
    taken = next((s for s in offered if s.value == wanted), None)
    unit = next((u for u in register().bodies.values() if str(u.pk) == wanted), None)
    if taken is None or unit is None:
        raise NotAllowed(_("建议已变化，请刷新后再选。"))
    actions.take_lead(by=request.user, line=line, unit=unit, reason=taken.reason)
    return ""


def _due(request: HttpRequest, document: Document, arguments: list[str]) -> str:
    line, wanted = line_of(document, arguments[0]), arguments[-1]
    offered = suggestions.dues_for(line, suggestions.known_for(request.user), document)
    taken = next((s for s in offered if s.value == wanted), None)
    if taken is None:
        raise NotAllowed(_("建议已变化，请刷新后再选。"))
    day = date.fromisoformat(wanted)
    actions.take_due(by=request.user, line=line, due_on=day, reason=taken.reason)
    return ""


def _rest(only_complete: bool) -> Act:
    def act(request: HttpRequest, document: Document, arguments: list[str]) -> str:
        count = actions.accept_rest(by=request.user, document=document, only_complete=only_complete)
        return _("已采用 %(n)s 条。") % {"n": count}

    return act


def _number(text: str) -> int:
    if not text.isdigit():
        raise Http404
    return int(text)


VERBS: dict[str, Act] = {
    "accept": _decide(LineState.ACCEPTED),
    "aside": _decide(LineState.SET_ASIDE),
    "pending": _decide(LineState.PENDING),
    "heading": _become(LineKind.HEADING),
    "exhortation": _become(LineKind.EXHORTATION),
    "task": _become(LineKind.TASK),
    "revision": _twin(Twin.REVISION),
    "another": _twin(Twin.ANOTHER),
    "join": _join,
    "cut": _cut,
    "add": _add,
    "background": _put_by,
    "lead": _lead,
    "due": _due,
    "rest": _rest(False),
    "complete": _rest(True),
}
AWAY = frozenset({"add", "background", "join"})  # the line they speak of is not there afterwards
_TWO = frozenset({"cut", "add", "background", "lead", "due"})


def parse(said: str) -> tuple[str, list[str]]:
    """Return the verb and its arguments, or 404 for what no button says."""
    verb, *arguments = said.split(":")
    wanted = 2 if verb in _TWO else 0 if verb in {"rest", "complete"} else 1
    if verb not in VERBS or len(arguments) != wanted or not all(arguments):
        raise Http404
    return verb, arguments

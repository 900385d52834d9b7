"""The buttons of an item page: which verb a user may press, with which form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.ledger import actions
from daliang.ledger.choices import Decision
from daliang.ledger.forms import ExemptionForm, ExtensionForm, ReasonForm, RemarkForm
from daliang.ledger.models import Commitment
from daliang.ledger.rules import MOVES, VERB_TITLES, Verb


@dataclass(frozen=True, slots=True)
class Handling:
    """How a page handles a verb: its form, the action, whether only a unit may press it."""

    action: Callable[..., object]
    form: type[forms.Form] | None = None
    argument: str = ""  # the action's name for the form's reason
    is_main: bool = False
    is_danger: bool = False
    by_unit: bool = False


def _grant(by: User, commitment: Commitment, remark: str = "") -> object:
    asked = commitment.extensions.get(decision=Decision.ASKED)
    return actions.decide_extension(by=by, extension=asked, is_granted=True, remark=remark)


def _refuse(by: User, commitment: Commitment, remark: str = "") -> object:
    asked = commitment.extensions.get(decision=Decision.ASKED)
    return actions.decide_extension(by=by, extension=asked, is_granted=False, remark=remark)


HANDLINGS: dict[Verb, Handling] = {
    Verb.SUBMIT: Handling(actions.submit, is_main=True),
    Verb.APPROVE: Handling(actions.approve, is_main=True),
    Verb.REJECT: Handling(actions.reject, ReasonForm, "reason", is_danger=True),
    Verb.ISSUE: Handling(actions.issue, is_main=True),
    Verb.SIGN_FOR: Handling(actions.sign_for, is_main=True, by_unit=True),
    Verb.SEND_BACK: Handling(actions.send_back, ReasonForm, "reason", is_danger=True, by_unit=True),
    Verb.TAKE_REVIEW: Handling(actions.take_review, is_main=True),
    Verb.CLOSE: Handling(actions.close, RemarkForm, "remark", is_main=True),
    Verb.REWORK: Handling(actions.rework, ReasonForm, "reason", is_danger=True),
    Verb.REOPEN: Handling(actions.reopen, ReasonForm, "reason", is_danger=True),
    Verb.GRANT_EXTENSION: Handling(_grant, RemarkForm, "remark", is_main=True),
    Verb.REFUSE_EXTENSION: Handling(_refuse, RemarkForm, "remark", is_danger=True),
    Verb.ASK_EXTENSION: Handling(actions.ask_extension, ExtensionForm, "reason", by_unit=True),
    Verb.EXEMPT: Handling(actions.exempt, ExemptionForm, "reason"),
    Verb.NOTE: Handling(actions.note, ReasonForm, "text"),
    Verb.RESUME: Handling(actions.resume, is_main=True),
    Verb.SUSPEND: Handling(actions.suspend, ReasonForm, "reason", is_danger=True),
    Verb.DROP: Handling(actions.drop, ReasonForm, "reason", is_danger=True),
}
_CONFIRM = {
    Verb.ISSUE: gettext_lazy("交办后牵头和配合单位会收到通知。"),
    Verb.CLOSE: gettext_lazy("请核对：事实是否清楚，问题是否解决，任务是否落实。"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A verb as the page shows it."""

    verb: str
    title: str
    url: str
    form: forms.Form | None
    hint: str
    is_main: bool
    is_danger: bool


def buttons(user: User, row: Commitment, verbs: Iterable[Verb]) -> list[Button]:
    """Return the verbs that make sense for this user on this row, the main ones first."""
    scope = scope_of(user)
    own = [a for a in row.assignments.all() if scope.acts_for(a.organisation)]
    asked = any(e.decision == Decision.ASKED for e in row.extensions.all())
    shown = [
        _button(verb, HANDLINGS[verb], row)
        for verb in verbs
        if verb in HANDLINGS and _makes_sense(verb, own, asked)
    ]
    return sorted(shown, key=lambda button: (not button.is_main, button.is_danger))


def _makes_sense(verb: Verb, own: list[object], asked: bool) -> bool:
    if verb in {Verb.GRANT_EXTENSION, Verb.REFUSE_EXTENSION}:
        return asked
    if not HANDLINGS[verb].by_unit:
        return True
    if verb is Verb.SIGN_FOR:
        return any(a.signed_at is None for a in own)
    if verb is Verb.ASK_EXTENSION and asked:
        return False
    return any(a.part == "lead" for a in own)


def _button(verb: Verb, handling: Handling, row: Commitment) -> Button:
    return Button(
        verb=verb,
        title=_(VERB_TITLES[verb]),
        url=reverse("ledger:verb", args=[row.number, verb]),
        form=handling.form(auto_id=f"{verb}_%s") if handling.form else None,
        hint=str(_CONFIRM.get(verb, "")),
        is_main=handling.is_main,
        is_danger=handling.is_danger,
    )


def perform(user: User, row: Commitment, verb: Verb, values: dict[str, object]) -> object:
    """Call the action behind a verb with the checked values of its form."""
    handling = HANDLINGS[verb]
    given = dict(values)
    if "reason" in given:
        given[handling.argument] = given.pop("reason")
    return handling.action(by=user, commitment=row, **given)


assert set(HANDLINGS) <= set(MOVES)  # a verb without a rule would be open to everybody

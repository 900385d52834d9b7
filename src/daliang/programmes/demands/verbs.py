"""The buttons of a demand: which verb a user may press now, with which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.roles import Permission as P
from daliang.programmes.demands import actions, queries
from daliang.programmes.demands import forms as f
from daliang.programmes.demands.choices import Stage
from daliang.programmes.demands.models import Demand
from daliang.programmes.demands.packs import packs
from daliang.programmes.demands.registers import clock_of


@dataclass(frozen=True, slots=True)
class Handling:
    """A verb: its title, when it makes sense, who may, its form and its action."""

    title: object
    stages: frozenset[Stage]
    permission: P
    form: type[forms.Form] | None
    action: Callable[..., object]
    by_unit: bool = False
    is_main: bool = False
    is_danger: bool = False


def _answer(*, by: User, demand: Demand, text: str, outcome: str, file: object) -> object:
    return actions.answer(
        by=by, demand=demand, text=text, outcome=outcome, uploads=[file] if file else []
    )


_OPEN = frozenset({Stage.ISSUED, Stage.WORKING})
HANDLINGS: Mapping[str, Handling] = {
    "route": Handling(
        _("分办"), frozenset({Stage.POOLED}), P.DRAFT, f.RouteForm, actions.route, is_main=True
    ),
    "issue": Handling(
        _("批准并交办"), frozenset({Stage.ROUTED}), P.APPROVE, None, actions.issue, is_main=True
    ),
    "reroute": Handling(
        _("改派"), frozenset({Stage.RETURNED}), P.ISSUE, f.RerouteForm, actions.reroute,
        is_main=True,
    ),
    "answer": Handling(
        _("答复企业"), _OPEN, P.REPORT, f.AnswerForm, _answer, by_unit=True, is_main=True
    ),
    "respond": Handling(
        _("已联系企业"), _OPEN | {Stage.POOLED, Stage.ROUTED}, P.READ, f.ResponseForm,
        actions.respond,
    ),
    "extend": Handling(
        _("申请延期"), _OPEN, P.REPORT, f.ExtensionForm, actions.ask_extension, by_unit=True
    ),
    "object": Handling(
        _("提出异议"), frozenset({Stage.ISSUED}), P.REPORT, f.ReasonForm, actions.object_to,
        by_unit=True, is_danger=True,
    ),
    "pause": Handling(_("暂停计时"), _OPEN, P.GRANT, f.PauseForm, actions.pause),
    "resume": Handling(
        _("恢复计时"), frozenset({Stage.PAUSED}), P.GRANT, None, actions.resume, is_main=True
    ),
    "rate": Handling(
        _("回访登记"), frozenset({Stage.ANSWERED, Stage.CLOSED}), P.REVIEW, f.RatingForm,
        actions.rate,
    ),
    "close": Handling(
        _("办结"), frozenset({Stage.ANSWERED}), P.REVIEW, None, actions.close, is_main=True
    ),
    "reopen": Handling(
        _("重办并提级"), frozenset({Stage.UNHAPPY}), P.REVIEW, f.ReasonForm, actions.reopen,
        is_main=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    """A verb as the page shows it."""

    title: object
    url: str
    form: forms.Form | None
    has_file: bool
    is_main: bool
    is_danger: bool


def buttons(user: User, row: Demand) -> list[Button]:
    """Return the verbs open to a user now, the main ones first."""
    stage = clock_of(row).stage
    shown = [
        _button(name, h, row)
        for name, h in HANDLINGS.items()
        if stage in h.stages and _may(user, row, h, name)
    ]
    return sorted(shown, key=lambda b: (not b.is_main, b.is_danger))


def _may(user: User, row: Demand, handling: Handling, name: str) -> bool:
    scope = scope_of(user)
    if handling.permission not in scope.permissions:
        return False
    is_own = bool(row.commitment) and any(
        scope.acts_for(a.organisation)
        for a in row.commitment.assignments.select_related("organisation")
    )
    if handling.by_unit:
        return is_own
    if name == "respond":
        return row.responded_at is None and (is_own or P.DRAFT in scope.permissions)
    return True


def _button(name: str, handling: Handling, row: Demand) -> Button:
    form = _form(name, handling, row, None, None)
    return Button(
        title=handling.title,
        url=reverse("demands:verb", args=[row.pk, name]),
        form=form,
        has_file=bool(form) and form.is_multipart(),
        is_main=handling.is_main,
        is_danger=handling.is_danger,
    )


def _form(
    name: str, handling: Handling, row: Demand, data: object, files: object
) -> forms.Form | None:
    if handling.form is None:
        return None
    extra: dict[str, object] = {"auto_id": f"{name}_%s"}
    if handling.form is f.PauseForm:
        extra["pack"] = packs()[row.pack]
    if handling.form is f.RouteForm and data is None:
        lead, supports, _why = queries.proposed_lead(row)
        extra["initial"] = {"lead": lead, "supports": supports, "kind": row.kind}
    return handling.form(data, files, **extra)


def verb_form(name: str, row: Demand, data: object, files: object) -> forms.Form | None:
    """Return the filled form of a verb; None when there is no such verb."""
    handling = HANDLINGS.get(name)
    if handling is None:
        return None
    return _form(name, handling, row, data, files) or forms.Form(data)


def perform(user: User, row: Demand, name: str, values: Mapping[str, object]) -> object:
    """Call the action behind a verb."""
    return HANDLINGS[name].action(by=user, demand=row, **values)

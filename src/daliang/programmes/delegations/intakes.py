"""The table of outcomes in: deals with the event where they were signed."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from daliang.base.intake import Intake, Outcome
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.engine.checks import BadInput, Problem
from daliang.engine.rowtable import Field, SheetRow
from daliang.programmes.delegations import actions
from daliang.programmes.delegations.choices import Currency, DealKind, Form
from daliang.programmes.delegations.models import Deal, Event


def _words(choices: type) -> dict[str, str]:
    return {str(label): value for value, label in choices.choices}


FIELDS = (
    Field("code", "编号", is_required=True),
    Field("name", "项目", is_required=True),
    Field("kind", "类型", "choice", is_required=True, choices=_words(DealKind)),
    Field("partner", "外方"),
    Field("local_party", "本地主体"),
    Field("district", "落户板块"),
    Field("next_step", "下一步"),
    Field("project_code", "项目代码"),
    Field("event", "签约活动"),
    Field("signed_on", "签约日期", "date"),
    Field("form", "形式", "choice", choices=_words(Form)),
    Field("amount_wan", "金额（万）", "number"),
    Field("currency", "币种", "choice", choices=_words(Currency)),
    Field("is_increase", "增资", "flag"),
)
_SIGNING = ("event", "signed_on", "form", "amount_wan", "currency", "is_increase")


def write_deals(*, by: User, rows: Sequence[SheetRow]) -> list[Outcome]:
    """Enter or change outcomes by their number; a signature already there is left alone."""
    problems: list[Problem] = []
    districts = {body.short_name: body for body in Organisation.objects.all()}
    events = {event.name: event for event in Event.objects.all()}
    outcomes = []
    for row in rows:
        values = {k: v for k, v in row.values.items() if k not in (*_SIGNING, "code")}
        if "district" in values:
            name = str(values["district"] or "")
            if name and name not in districts:
                problems.append(row.fault("落户板块", f"没有单位“{name}”", "改成系统里的简称"))
            values["district"] = districts.get(name)
        event = str(row.values.get("event") or "")
        if event and event not in events:
            problems.append(row.fault("签约活动", f"没有活动“{event}”", "先登记活动，或改名"))
            continue
        try:
            outcomes.append(_write(by, row, values, events.get(event)))
        except NotAllowed as refusal:
            problems.append(row.fault("签约活动", str(refusal), "改正后再传"))
    if problems:
        raise BadInput(problems)
    return outcomes


def _write(by: User, row: SheetRow, values: dict[str, object], event: Event | None) -> Outcome:
    code = str(row.values["code"])
    deal = Deal.objects.filter(code=code).first()
    if deal is None:
        deal, kind, changes = actions.add_deal(by=by, code=code, **values), "new", ()
    else:
        changes = actions.change_deal(by=by, deal=deal, values=values)
        kind = "changed" if changes else "same"
    if event is not None and not deal.signings.filter(event=event).exists():
        given = {k: row.values[k] for k in _SIGNING[1:] if row.values.get(k) is not None}
        given.setdefault("form", Form.INTENT)
        given.setdefault("signed_on", event.ends_on)
        actions.sign(by=by, deal=deal, event=event, **given)
        changes = (*changes, ("签约活动", "", event.name))
        kind = "new" if kind == "new" else "changed"
    return Outcome(row.row, deal.name, kind, changes if kind == "changed" else ())


DEALS = Intake(
    title=_("导入出访成果"),
    fields=FIELDS,
    write=write_deals,
    back=reverse_lazy("delegations:deals"),
    hint=_("同一编号在两个活动各登记一行，只计首次一次；升级计升级，增资计增量。"),
)

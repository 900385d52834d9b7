"""Writes of state assets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import may, require, scope_of
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.choices import ENDED
from daliang.programmes.assets import rules
from daliang.programmes.assets.choices import Use, Way
from daliang.programmes.assets.models import Asset, CountLine, Revival, RolloutCell, RolloutStep

PROGRAMME = "assets"


@dataclass(frozen=True, slots=True)
class CountNote:
    """A look at one asset, or at something the books do not have; `key` counts once."""

    key: str
    organisation: Organisation
    asset: Asset | None = None
    is_found: bool = True
    is_as_described: bool = True
    found_name: str = ""
    found_address: str = ""
    note: str = ""
    is_synthetic: bool = False


@transaction.atomic
def count(*, by: User, note: CountNote) -> CountLine:
    """Keep what was seen on the spot and say what it means against the books."""
    if earlier := CountLine.objects.filter(key=note.key).first():
        if earlier.counted_by_id != by.pk:
            raise NotAllowed(_("这条记录的编号已被别人用过，请重新填写。"))
        return earlier
    unit = note.asset.organisation if note.asset else note.organisation
    _require_unit(by, unit)
    if note.asset is None and not note.found_name.strip():
        raise NotAllowed(_("账上没有的资产要写现场名称。"))
    seen = rules.Seen(note.asset is not None, note.is_found, note.is_as_described)
    made = CountLine.objects.create(
        year=clock.today().year,
        asset=note.asset,
        organisation=unit,
        found_name=note.found_name.strip(),
        found_address=note.found_address.strip(),
        outcome=rules.outcome(seen),
        note=note.note.strip(),
        counted_at=clock.now(),
        counted_by=by,
        key=note.key,
        is_synthetic=note.is_synthetic,
    )
    audit.record(by=by, verb="盘点", on=made, detail={"outcome": made.outcome})
    return made


@transaction.atomic
def plan_revival(
    *, by: User, asset: Asset, way: str, due_on: date, content: str, person: str = ""
) -> Revival:
    """Promise how and by when an idle asset comes back into use."""
    require(by, Permission.DRAFT)
    row = Asset.objects.select_for_update().get(pk=asset.pk)
    if row.use != Use.IDLE:
        raise NotAllowed(_("只有闲置资产才立盘活方案。"))
    if Revival.objects.filter(asset=row).exclude(commitment__state__in=ENDED).exists():
        raise NotAllowed(_("这项资产已有盘活方案在办。"))
    today = clock.today()
    if due_on <= today:
        raise NotAllowed(_("盘活时限应晚于今天。"))
    step = (due_on - today) / 3
    made = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=f"盘活闲置资产：{row.name}（{Way(way).label}）"[:300],
            programme=PROGRAMME,
            category="闲置盘活",
            content=content,
            lead=row.organisation,
            person=person,
            due_on=due_on,
            milestones=(
                ledger.MilestoneDraft("方案报批", today + timedelta(days=step.days)),
                ledger.MilestoneDraft("挂牌或公开招租", today + timedelta(days=2 * step.days)),
                ledger.MilestoneDraft("签约或处置完成", due_on),
            ),
            is_synthetic=row.is_synthetic,
        ),
    )
    revival = Revival.objects.create(commitment=made, asset=row, way=way)
    audit.record(by=by, verb="闲置立方案", on=row, detail={"number": made.number, "way": way})
    return revival


@transaction.atomic
def settle_revival(
    *, by: User, revival: Revival, use: str, income_wan: Decimal | None, result: str
) -> Revival:
    """Record what became of an idle asset; the asset's use changes with it."""
    row = (
        Revival.objects.select_for_update(of=("self",))
        .select_related("asset", "commitment")
        .get(pk=revival.pk)
    )
    _require_unit(by, row.asset.organisation)
    if row.commitment.state in ENDED:
        raise NotAllowed(_("方案已销号或撤销，不能再改。"))
    if not result.strip() or use == Use.IDLE:
        raise NotAllowed(_("写明盘活结果，并选盘活后的使用状况。"))
    row.income_wan, row.result = income_wan, result.strip()
    row.save(update_fields=["income_wan", "result"])
    Asset.objects.filter(pk=row.asset_id).update(use=use, idle_since_on=None, idle_reason="")
    audit.record(by=by, verb="登记盘活结果", on=row.asset, detail={"use": use})
    return row


@transaction.atomic
def mark_step(
    *, by: User, step: RolloutStep, organisation: Organisation, done_on: date | None, note: str = ""
) -> RolloutCell:
    """Say that a district took a step of the roll-out, or take that back."""
    _require_unit(by, organisation)
    if done_on and done_on > clock.today():
        raise NotAllowed(_("完成日期不能晚于今天。"))
    cell, _is_new = RolloutCell.objects.update_or_create(
        step=step, organisation=organisation, defaults={"done_on": done_on, "note": note.strip()}
    )
    detail = {"done_on": done_on.isoformat() if done_on else None}
    audit.record(by=by, verb="试点推广进度", on=cell, detail=detail)
    return cell


def _require_unit(by: User, organisation: Organisation) -> None:
    if may(by, Permission.DRAFT):
        return
    require(by, Permission.REPORT)
    if not scope_of(by).acts_for(organisation):
        raise NotAllowed(_("这项资产不归您的单位。"))

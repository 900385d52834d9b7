"""Targets and who answers for investment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import Organisation, Post, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.indicators import target_points
from daliang.indicators.choices import Confidence, Curve, Line, Operator, Point
from daliang.indicators.models import Indicator, Responsibility, Target, TargetPoint


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A target to be set; `points` are (month, amount) of a steps or plan curve."""

    indicator: Indicator
    area: Organisation
    year: int
    value: Decimal
    source: str
    as_of: date
    is_growth: bool = False
    point: str = Point.FULL
    line: str = Line.MUST
    operator: str = Operator.AT_LEAST
    text: str = ""
    confidence: str = Confidence.OFFICIAL
    curve: str = Curve.LAST_YEAR
    points: tuple[tuple[int, Decimal], ...] = ()
    is_synthetic: bool = False


@transaction.atomic
def set_target(*, by: User | None, draft: TargetDraft) -> Target:
    """Set a target line; the one in force is kept and marked as replaced."""
    if by is not None:
        require(by, Permission.FIGURES)
    if not draft.is_growth and draft.value <= 0:
        raise NotAllowed(_("目标总量应大于零；没有下达目标就不要填写。"))
    if wrong := target_points.fault(draft.curve, draft.point, draft.points):
        raise NotAllowed(wrong)
    if not draft.source.strip():
        raise NotAllowed(_("请写明目标的来源。"))
    values = {
        name: getattr(draft, name) for name in TargetDraft.__slots__ if name not in {"points"}
    }
    # The old line leaves the field first: only one may be in force.
    old = Target.objects.filter(
        indicator=draft.indicator,
        area=draft.area,
        year=draft.year,
        point=draft.point,
        line=draft.line,
        replaced_at__isnull=True,
    ).first()
    moment = clock.now()
    if old is not None:
        old.replaced_at = moment
        old.save(update_fields=["replaced_at"])
    target = Target.objects.create(**values, set_at=moment, set_by=by)
    if old is not None:
        old.replaced_by = target
        old.save(update_fields=["replaced_by"])
    TargetPoint.objects.bulk_create(
        TargetPoint(target=target, month=month, amount=amount) for month, amount in draft.points
    )
    audit.record(
        by=by,
        verb="设定目标",
        on=target,
        detail={"value": str(draft.value), "before": str(old.value) if old else ""},
    )
    return target


@transaction.atomic
def assign_responsibility(
    *,
    by: User | None,
    responsibility: Responsibility,
    owner: Organisation | None,
    post: Post | None = None,
    person: str = "",
) -> Responsibility:
    """Say who answers for an industry, district or company."""
    if by is not None:
        require(by, Permission.FIGURES)
    responsibility.owner, responsibility.post, responsibility.person = owner, post, person
    responsibility.save(update_fields=["owner", "post", "person"])
    audit.record(
        by=by,
        verb="落实投资责任",
        on=responsibility,
        detail={"owner": owner.pk if owner else None, "post": post.pk if post else None},
    )
    return responsibility

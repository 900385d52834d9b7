"""What the office arranges: limits in force, the duty table, common issues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.programmes.demands import rules
from daliang.programmes.demands.choices import Kind
from daliang.programmes.demands.models import CommonIssue, Demand, Duty, SlaSetting
from daliang.programmes.demands.packs import packs


@transaction.atomic
def propose_policy(
    *, by: User, demands: Sequence[Demand], title: str, lead: Organisation, due_on: date
) -> CommonIssue:
    """Turn the same demand of several firms into one policy item on the ledger."""
    require(by, Permission.DRAFT)
    if len({d.enterprise_id for d in demands}) < rules.FIRMS_OF_A_COMMON_ISSUE:
        raise NotAllowed(_("共性问题至少来自%(n)s家企业。") % {"n": rules.FIRMS_OF_A_COMMON_ISSUE})
    if any(d.common_issue_id for d in demands):
        raise NotAllowed(_("其中有诉求已经列入共性问题。"))
    firms = "、".join(dict.fromkeys(d.enterprise.name for d in demands))
    row = ledger.commit(
        by=by,
        draft=ledger.Draft(
            title=title[:300],
            programme="policy",
            category=_("共性诉求"),
            content=_("来自%(n)s家企业：%(f)s") % {"n": len(demands), "f": firms},
            lead=lead,
            due_on=due_on,
            is_synthetic=any(d.is_synthetic for d in demands),
        ),
    )
    made = CommonIssue.objects.create(
        title=title[:200],
        kind=demands[0].kind,
        commitment=row,
        proposed_at=clock.now(),
        proposed_by=by,
    )
    Demand.objects.filter(pk__in=[d.pk for d in demands]).update(common_issue=made)
    audit.record(by=by, verb="提出共性问题", on=made, detail={"demands": [d.pk for d in demands]})
    return made


@transaction.atomic
def set_pack(*, by: User, slug: str) -> SlaSetting:
    """Put another city's limits in force for demands heard from now on."""
    require(by, Permission.GRANT)
    if slug not in packs():
        raise NotAllowed(_("没有这套时限规则。"))
    made = SlaSetting.objects.create(pack=slug, set_at=clock.now(), set_by=by)
    audit.record(by=by, verb="设定诉求时限规则", detail={"pack": slug})
    return made


@transaction.atomic
def set_duty(
    *,
    by: User,
    kind: str,
    word: str,
    organisation: Organisation | None,
    supports: Sequence[Organisation] = (),
) -> Duty:
    """Write one row of the duty table; the same kind and word is replaced."""
    require(by, Permission.ISSUE)
    row, _is_new = Duty.objects.update_or_create(
        kind=Kind(kind), word=word.strip(), defaults={"organisation": organisation}
    )
    row.supports.set(supports)
    audit.record(by=by, verb="设定诉求职责", on=row)
    return row

"""Writes of policies: versions, facts, runs, payouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from time import perf_counter

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.policy import (
    Policy,
    eligible_pairs,
    missing_facts,
    near_misses,
    parse_policies,
    policies_json,
    readiness,
    required_kinds,
    step_words,
)
from daliang.parties.models import Enterprise
from daliang.programmes.policy import matching
from daliang.programmes.policy.choices import Outcome, PayoutState, Reading, Way
from daliang.programmes.policy.models import (
    FirmFact,
    MatchRow,
    MatchRun,
    Payout,
    PolicyCount,
    PolicyText,
    PolicyVersion,
)

_CHUNK = 2000
_MOST_ROWS = 200_000


@transaction.atomic
def publish(*, by: User, code: str, values: Mapping[str, object]) -> PolicyText:
    """Write a policy's text; the same code is replaced."""
    require(by, Permission.DRAFT)
    row, is_new = PolicyText.objects.update_or_create(code=code, defaults=dict(values))
    audit.record(by=by, verb="登记政策" if is_new else "修改政策", on=row)
    return row


@transaction.atomic
def make_version(
    *,
    by: User,
    text: PolicyText,
    policy: Policy,
    reading: str = Reading.OFFICE,
    note: str = "",
) -> PolicyVersion:
    """Put rules in force; the version before stays. The same rules again make no version."""
    require(by, Permission.DRAFT)
    tree = policies_json([policy])[0] | {"id": text.code, "title": text.title}
    parse_policies([tree])
    last = text.versions.order_by("-number").first()
    first, until = (date.fromisoformat(d) if d else None for d in policy.effective)
    if last and last.tree == tree and last.reading == reading:
        return last
    # Rules that cannot be read together with the others would stop every run.
    others = [v for v in matching.versions_on(clock.today()) if v.text_id != text.pk]
    required_kinds([*matching.policies_of(others), *parse_policies([tree])])
    made = PolicyVersion.objects.create(
        text=text,
        number=(last.number if last else 0) + 1,
        from_on=first,
        until_on=until,
        tree=tree,
        reading=reading,
        note=note[:300],
        made_at=clock.now(),
        made_by=by,
    )
    audit.record(by=by, verb="政策新版本", on=made, detail={"number": made.number})
    return made


@transaction.atomic
def take_sheets(*, by: User, policies: Sequence[Policy]) -> Mapping[str, int]:
    """Take policies from the authoring workbook: new texts, and a version where rules changed."""
    require(by, Permission.DRAFT)
    counts = {"new": 0, "changed": 0, "same": 0}
    for policy in policies:
        text = PolicyText.objects.filter(code=policy.id).first()
        if text is None:
            values = {"title": policy.title or policy.id, "way": Way.APPLICATION}
            text = publish(by=by, code=policy.id, values=values)
            kind = "new"
        else:
            kind = "changed"
        before = text.versions.count()
        make_version(by=by, text=text, policy=policy)
        counts[kind if text.versions.count() > before else "same"] += 1
    return {key: n for key, n in counts.items() if n}


@transaction.atomic
def set_facts(
    *,
    by: User,
    facts: Sequence[tuple[Enterprise, str, str]],
    as_of_on: date,
    source: str,
    is_synthetic: bool = False,
) -> int:
    """Note what is known of firms; a newer statement replaces an older one of the same fact."""
    require(by, Permission.FIGURES)
    rows = [
        FirmFact(
            enterprise=firm,
            field=field,
            value=value,
            as_of_on=as_of_on,
            source=source,
            is_synthetic=is_synthetic,
        )
        for firm, field, value in facts
    ]
    FirmFact.objects.bulk_create(
        rows,
        batch_size=_CHUNK,
        update_conflicts=True,
        unique_fields=["enterprise", "field"],
        update_fields=["value", "as_of_on", "source", "is_synthetic"],
    )
    audit.record(by=by, verb="登记企业事实", detail={"count": len(rows), "source": source})
    return len(rows)


@transaction.atomic
def run_matching(*, by: User, day: date | None = None) -> MatchRun:
    """Evaluate every policy in force over every firm and keep what follows."""
    require(by, Permission.DRAFT)
    on = day or clock.today()
    versions = matching.versions_on(on)
    if not versions:
        raise NotAllowed(_("这一天没有有效的政策，先登记政策和条件。"))
    firms = list(
        Enterprise.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    )
    if not firms:
        raise NotAllowed(_("名册里还没有企业。"))
    begun = perf_counter()
    field = matching.evaluate(versions, firms)
    seconds = perf_counter() - begun
    run = MatchRun.objects.create(
        day=on, firms=len(firms), seconds=round(seconds, 4), made_at=clock.now(), made_by=by
    )
    rows, amounts = _rows(run, field)
    if len(rows) > _MOST_ROWS:
        raise NotAllowed(_("结果超过%(n)s行，请分批设定政策。") % {"n": _MOST_ROWS})
    MatchRow.objects.bulk_create(rows, batch_size=_CHUNK)
    _keep_counts(run, field, amounts)
    audit.record(by=by, verb="政策匹配", on=run, detail={"firms": len(firms), "rows": len(rows)})
    return run


def _rows(run: MatchRun, field: matching.Field) -> tuple[list[MatchRow], dict[int, list[float]]]:
    compiled, outcomes = field.compiled, field.outcomes
    found: dict[tuple[int, int], MatchRow] = {}
    amounts: dict[int, list[float]] = {}

    def row(firm: int, policy: int, outcome: str, reason: str = "") -> MatchRow:
        return MatchRow(
            run=run,
            version=field.versions[policy],
            enterprise_id=field.firms[firm],
            outcome=outcome,
            reason=matching.in_words(reason)[:300],
        )

    pairs = eligible_pairs(compiled, outcomes)
    for firm, policy, amount in zip(
        pairs.firm.tolist(), pairs.policy.tolist(), pairs.amount.tolist(), strict=True
    ):
        made = found[firm, policy] = row(firm, policy, Outcome.ELIGIBLE)
        is_known = amount == amount
        made.amount_wan = Decimal(str(round(amount, 2))) if is_known else None
        amounts.setdefault(policy, []).append(amount)
    near = near_misses(compiled, outcomes)
    for n in range(len(near)):
        firm, policy = int(near.firm[n]), int(near.policy[n])
        words = step_words(compiled, near, n, matching.labels())
        found[firm, policy] = row(firm, policy, Outcome.SHORT, words)
    missing = missing_facts(compiled, outcomes)
    waits: dict[tuple[int, int], list[str]] = {}
    for firm, policy, name in zip(
        missing.firm.tolist(), missing.policy.tolist(), missing.field.tolist(), strict=True
    ):
        waits.setdefault((firm, policy), []).append(missing.fields[name])
    for (firm, policy), names in waits.items():
        words = "缺：" + "、".join(matching.labels().get(n, n) for n in names)
        # A firm of which a policy knows nothing at all is no finding of its own.
        if len(names) < _fact_count(field, policy):
            found[firm, policy] = row(firm, policy, Outcome.UNDECIDED, words)
    return list(found.values()), amounts


def _fact_count(field: matching.Field, policy: int) -> int:
    kinds = required_kinds([field.compiled.policies[policy]])
    return max(len(kinds), 2)


def _keep_counts(run: MatchRun, field: matching.Field, amounts: Mapping[int, list[float]]) -> None:
    ready = readiness(field.compiled, field.outcomes)
    counts = []
    for j, version in enumerate(field.versions):
        eligible = len(field.outcomes.firms_eligible(j))
        short = len(field.outcomes.firms_near(j))
        undecided = len(field.outcomes.firms_undecided(j))
        money = [a for a in amounts.get(j, []) if a == a]
        counts.append(
            PolicyCount(
                run=run,
                version=version,
                eligible=eligible,
                short=short,
                undecided=undecided,
                excluded=len(field.firms) - eligible - short - undecided,
                amount_wan=Decimal(str(round(sum(money), 2))),
                amounts_unknown=eligible - len(money),
                readiness=round(ready[j].score, 4),
                way=ready[j].way,
            )
        )
    PolicyCount.objects.bulk_create(counts)


@transaction.atomic
def list_payouts(*, by: User, run: MatchRun, text: PolicyText) -> int:
    """Put every firm that qualifies on the list of the year, with the trace of why; once."""
    require(by, Permission.ISSUE)
    rows = list(
        run.rows.filter(
            version__text=text, outcome=Outcome.ELIGIBLE, amount_wan__gt=0
        ).select_related("version", "enterprise")
    )
    year, today = run.day.year, clock.today()
    known = set(
        Payout.objects.filter(version__text=text, year=year).values_list("enterprise_id", flat=True)
    )
    made = [
        Payout(
            version=row.version,
            enterprise=row.enterprise,
            year=year,
            amount_wan=row.amount_wan,
            trace="\n".join(_trace(row, run.day)),
            listed_on=today,
        )
        for row in rows
        if row.enterprise_id not in known
    ]
    Payout.objects.bulk_create(made, batch_size=_CHUNK)
    audit.record(by=by, verb="列入兑付名单", on=text, detail={"count": len(made), "year": year})
    return len(made)


def _trace(row: MatchRow, day: date) -> tuple[str, ...]:
    found = matching.answers_for(row.enterprise, day)
    return next((a.lines for a in found if a.version.pk == row.version_id), ())


@transaction.atomic
def settle_payout(*, by: User, payout: Payout, state: str, on: date | None = None) -> Payout:
    """Move a payout on: confirmed, paid on a day, or refused."""
    require(by, Permission.ISSUE)
    payout = Payout.objects.select_for_update().get(pk=payout.pk)
    if payout.state in {PayoutState.PAID, PayoutState.REFUSED}:
        raise NotAllowed(_("这一笔已经办结。"))
    payout.state = PayoutState(state)
    if payout.state == PayoutState.PAID:
        payout.paid_on = on or clock.today()
        if not payout.listed_on <= payout.paid_on <= clock.today():
            raise NotAllowed(_("兑付日期应在列入之后、今天之前。"))
    payout.save(update_fields=["state", "paid_on"])
    audit.record(by=by, verb="兑付", on=payout, detail={"state": state})
    return payout

"""Reads about who is which firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.identity import Decision, FirmTable, link_firms
from daliang.parties.choices import AliasKind
from daliang.parties.firm_choices import Settlement
from daliang.parties.firm_models import FirmAccount, FirmList, ListedFirm, Merge
from daliang.parties.models import Alias, Enterprise
from daliang.parties.queries import enterprises_for
from daliang.parties.table_in import TableRow


@dataclass(frozen=True, slots=True)
class Link:
    """What the machine says of one row."""

    decision: Decision
    candidate: int | None
    score: float
    reason: str


def link_rows(rows: Sequence[TableRow]) -> list[Link]:
    """Find each row's firm in the register; aliases and former names count."""
    firms = list(
        Enterprise.objects.filter(merged_into_open()).select_related("district", "profile")
    )
    names: dict[int, list[str]] = {}
    for key, name in Alias.objects.exclude(kind=AliasKind.SHORT).values_list(
        "enterprise_id", "name"
    ):
        names.setdefault(key, []).append(name)
    register = FirmTable(
        [f.name for f in firms],
        uscc=[f.uscc or "" for f in firms],
        address=[_known(f, "address") for f in firms],
        legal_person=[_known(f, "legal_person") for f in firms],
        phone=[_known(f, "phone") for f in firms],
        district=[f.district.short_name if f.district else "" for f in firms],
        former_names=[tuple(names.get(f.pk, ())) for f in firms],
    )
    columns = ("uscc", "address", "legal_person", "phone", "district")
    records = FirmTable(
        [row.text("name") for row in rows],
        **{c: [row.text(c) for row in rows] for c in columns},
    )
    links = link_firms(register, records)
    return [
        Link(
            Decision(str(links.decision[i])),
            firms[int(links.candidate[i])].pk if links.candidate[i] >= 0 else None,
            float(links.score[i]),
            str(links.reason[i]),
        )
        for i in range(len(rows))
    ]


def merged_into_open() -> Q:
    """Return the filter that leaves out entries given up by a merge."""
    return ~Q(pk__in=Merge.objects.filter(undone_at=None).values("gone"))


def queue_for(user: User) -> QuerySet[ListedFirm]:
    """Return the rows that wait for a person; for who keeps the register."""
    if Permission.DRAFT not in scope_of(user).permissions:
        return ListedFirm.objects.none()
    rows = ListedFirm.objects.filter(settlement=Settlement.REVIEW)
    return rows.select_related("firm_list", "candidate__district").order_by("-score", "pk")


def lists_for(user: User) -> QuerySet[FirmList]:
    """Return the lists handed in; for who keeps the register."""
    if Permission.DRAFT not in scope_of(user).permissions:
        return FirmList.objects.none()
    return FirmList.objects.all()


def merges_of(user: User, enterprise: Enterprise) -> QuerySet[Merge]:
    """Return the merges of a firm that the user may see."""
    if not enterprises_for(user).filter(pk=enterprise.pk).exists():
        return Merge.objects.none()
    return Merge.objects.filter(kept=enterprise).select_related("gone", "merged_by", "undone_by")


def firm_of(user: User) -> Enterprise:
    """Return the one firm a firm's user speaks for, or refuse."""
    account = (
        FirmAccount.objects.select_related("enterprise__district", "enterprise__industry")
        .filter(user_id=user.pk, user__is_active=True, user__grants__role="firm")
        .first()
    )
    if account is None:
        raise NotAllowed("这是企业服务的页面，请用企业账号登录。")
    return account.enterprise


def _known(firm: Enterprise, name: str) -> str:
    return getattr(firm.profile, name) if hasattr(firm, "profile") else ""

"""Writes of the parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from daliang.base import audit
from daliang.base.access import require
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.parties.models import Chain, Enterprise, Industry

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class EnterpriseDraft:
    """The values of an enterprise to be; names as in the model."""

    name: str
    uscc: str | None = None
    district: Organisation | None = None
    street: str = ""
    industry: Industry | None = None
    chain: Chain | None = None
    size: str = ""
    is_synthetic: bool = False


@transaction.atomic
def register_enterprises(*, by: User | None, drafts: Sequence[EnterpriseDraft]) -> list[Enterprise]:
    """Add many enterprises at once; `by=None` is the system itself."""
    if by is not None:
        require(by, Permission.FIGURES)
    rows = [
        Enterprise(
            name=d.name,
            uscc=d.uscc or None,
            district=d.district,
            street=d.street,
            industry=d.industry,
            chain=d.chain,
            size=d.size,
            is_synthetic=d.is_synthetic,
        )
        for d in drafts
    ]
    made = Enterprise.objects.bulk_create(rows, batch_size=_CHUNK)
    audit.record(by=by, verb="登记企业", detail={"count": len(made)})
    return made

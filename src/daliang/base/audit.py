"""The audit trail: append, and verify the chain.

Each entry's digest covers its content and the digest before it. `AuditHead`
holds the last digest and the count, so that a removed tail is seen as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models, transaction

from daliang.base import clock
from daliang.base.models import AuditEntry, AuditHead, User

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    entry_id: int | None
    what: str

    def __str__(self) -> str:
        where = f"第{self.entry_id}号记录：" if self.entry_id else ""
        return f"{where}{self.what}"


def digest_of(entry: AuditEntry) -> str:
    """Return the digest of an entry's content chained to the digest before it."""
    content = {
        "at": entry.at.astimezone(UTC).isoformat(),
        "by": [entry.by_id, entry.by_name],
        "verb": entry.verb,
        "object": [entry.object_type, entry.object_id, entry.object_text],
        "detail": entry.detail,
        "previous": entry.previous_digest,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _storable(detail: dict) -> dict:
    """Return the detail exactly as every database will give it back.

    What is hashed must be what is read: PostgreSQL's jsonb writes 1e20 as an
    integer and refuses NaN and NUL, so fractions become text and NUL is dropped.
    """
    text = json.dumps(detail, ensure_ascii=False, default=str).replace("\\u0000", "")
    return json.loads(text, parse_float=str, parse_constant=str)


@transaction.atomic
def record(
    *,
    by: User | None,
    verb: str,
    on: models.Model | None = None,
    detail: dict | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Append one entry. Runs inside the caller's transaction: no change without its trace."""
    head, _ = AuditHead.objects.select_for_update().get_or_create(
        pk=1, defaults={"digest": GENESIS}
    )
    entry = AuditEntry(
        at=at or clock.now(),
        by_id=by.pk if by else None,
        by_name=str(by) if by else "系统",
        verb=verb,
        object_type=on._meta.label_lower if on else "",
        object_id=str(on.pk) if on else "",
        object_text=str(on)[:200] if on else "",
        detail=_storable(detail or {}),
        previous_digest=head.digest,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    head.digest, head.count = entry.digest, head.count + 1
    head.save(update_fields=["digest", "count"])
    return entry


def verify() -> Iterator[Break]:
    """Yield every place where the chain is broken; nothing when it is whole.

    Others may write meanwhile: the head is read before and after, and what stands
    between the two is newer, not missing.
    """
    before, previous, count = _head(), GENESIS, 0
    at_head = GENESIS if before[0] == 0 else ""
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        count += 1
        if entry.previous_digest != previous:
            yield Break(entry.pk, "与前一条接不上：此处有记录被删除、插入或调换")
        if digest_of(entry) != entry.digest:
            yield Break(entry.pk, "内容被改动")
        previous = entry.digest
        if count == before[0]:
            at_head = previous
    after = _head()
    is_still = after == before
    fits = count == after[0] if is_still else before[0] <= count <= after[0]
    if not fits or at_head != before[1] or (count == after[0] and previous != after[1]):
        yield Break(None, f"链头登记{after[0]}条，实有{count}条，末尾有记录被删除或改动")


def _head() -> tuple[int, str]:
    """Return what the head notes: how many entries, and the last digest."""
    head = AuditHead.objects.filter(pk=1).first()
    return (head.count, head.digest) if head else (0, GENESIS)


def state() -> str:
    """Return count and digest of the chain's end; noted on paper, it proves a lost tail later."""
    head = AuditHead.objects.filter(pk=1).first()
    return f"{head.count}:{head.digest}" if head else f"0:{GENESIS}"


def holds(count: int, digest: str) -> bool:
    """Tell whether the chain's entry number `count` bears a digest noted earlier."""
    if not count:
        return digest == GENESIS
    kept = AuditEntry.objects.order_by("id").values_list("digest", flat=True)[count - 1 : count]
    return list(kept) == [digest]

"""Writes about who is which firm: lists settled, merges and their undoing, renames, accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import Organisation, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.engine.identity import CodeStatus, Decision, code_status, tidy_code
from daliang.parties.choices import AliasKind
from daliang.parties.firm_choices import Settlement
from daliang.parties.firm_models import FirmAccount, FirmList, ListedFirm, Merge, Profile
from daliang.parties.firm_queries import link_rows
from daliang.parties.models import Alias, Enterprise
from daliang.parties.table_in import TableRow

_CHUNK = 1000


@transaction.atomic
def take_list(
    *, by: User, rows: Sequence[TableRow], name: str, is_synthetic: bool = False
) -> Mapping[str, int]:
    """Settle each row of a list: linked when sure, new when surely new, else into the queue.

    The same list a second time changes nothing.
    """
    require(by, Permission.DRAFT)
    digest = _digest(rows)
    if FirmList.objects.filter(digest=digest).exists():
        return {"same": len(rows)}
    made = FirmList.objects.create(title=name, digest=digest, made_at=clock.now(), made_by=by)
    links = link_rows(rows)
    districts = _districts()
    listed = []
    counts = dict.fromkeys(Settlement.values, 0)
    fresh: dict[str, Enterprise] = {}
    for row, link in zip(rows, links, strict=True):
        item = ListedFirm(
            firm_list=made,
            number=row.number,
            name=row.text("name"),
            uscc=tidy_code(row.text("uscc"))[:30],
            district=row.text("district")[:80],
            address=row.text("address")[:160],
            legal_person=row.text("legal_person")[:60],
            phone=row.text("phone")[:40],
            score=link.score,
            reason=link.reason[:300],
            candidate_id=link.candidate,
        )
        if link.decision is Decision.LINK:
            item.settlement, item.enterprise_id = Settlement.LINKED, link.candidate
        elif link.decision is Decision.REVIEW:
            item.settlement = Settlement.REVIEW
        else:
            item.settlement = Settlement.NEW
            item.enterprise = _fresh(item, districts, fresh, is_synthetic)
        counts[item.settlement] += 1
        listed.append(item)
    ListedFirm.objects.bulk_create(listed, batch_size=_CHUNK)
    _fill_profiles(listed)
    audit.record(by=by, verb="导入企业名单", on=made, detail=counts)
    return {key: n for key, n in counts.items() if n}


@transaction.atomic
def settle(
    *, by: User, row: ListedFirm, enterprise: Enterprise | None, is_skipped: bool = False
) -> ListedFirm:
    """Decide an open row: it is this firm, it is a new one, or it is none. Learned as an alias."""
    require(by, Permission.DRAFT)
    row = ListedFirm.objects.select_for_update().get(pk=row.pk)
    if row.settlement != Settlement.REVIEW:
        raise NotAllowed(_("这一行已经核对过。"))
    if enterprise is not None:
        row.settlement, row.enterprise = Settlement.CHOSEN, enterprise
        if row.name != enterprise.name:
            Alias.objects.get_or_create(
                enterprise=enterprise, name=row.name, defaults={"kind": AliasKind.OTHER}
            )
    elif is_skipped:
        row.settlement = Settlement.SKIPPED
    else:
        row.settlement = Settlement.NEW
        row.enterprise = _fresh(row, _districts(), {}, False)
    row.settled_at, row.settled_by = clock.now(), by
    row.save()
    _fill_profiles([row])
    detail = {"enterprise": row.enterprise_id, "result": row.settlement}
    audit.record(by=by, verb="核对企业", on=row, detail=detail)
    return row


@transaction.atomic
def merge(*, by: User, kept: Enterprise, gone: Enterprise, reason: str) -> Merge:
    """Make two entries one: all that hangs on `gone` moves to `kept`, and is noted for undoing.

    What would stand twice (the same alias, a second profile) stays where it is.
    """
    require(by, Permission.DRAFT)
    if kept.pk == gone.pk:
        raise NotAllowed(_("这是同一条，不需要合并。"))
    if not reason.strip():
        raise NotAllowed(_("请写明为什么是同一家企业。"))
    locked = {
        e.pk: e for e in Enterprise.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    if Merge.objects.filter(gone__in=[kept, gone], undone_at=None).exists():
        raise NotAllowed(_("其中一家已经并入别的企业，请先撤销那次合并。"))
    if kept.uscc and gone.uscc and kept.uscc != gone.uscc:
        raise NotAllowed(_("两家的统一社会信用代码不同，是两家企业，不能合并。"))
    moved: dict[str, object] = {"rows": _move_rows(kept, gone), "gone_active": gone.is_active}
    alias, is_new = Alias.objects.get_or_create(
        enterprise=kept, name=gone.name, defaults={"kind": AliasKind.OTHER}
    )
    moved["alias"] = alias.pk if is_new else None
    moved["uscc"] = ""
    if gone.uscc and not kept.uscc:
        moved["uscc"] = gone.uscc
        kept.uscc, gone.uscc = gone.uscc, None
    gone.is_active = False
    gone.save(update_fields=["uscc", "is_active"])
    kept.save(update_fields=["uscc"])
    made = Merge.objects.create(
        kept=kept,
        gone=gone,
        reason=reason.strip(),
        moved=moved,
        merged_at=clock.now(),
        merged_by=by,
    )
    audit.record(by=by, verb="合并企业", on=kept, detail={"gone": gone.pk, "reason": reason})
    return made


@transaction.atomic
def undo_merge(*, by: User, made: Merge) -> Merge:
    """Take a merge back: exactly what it moved returns; what came later stays with the kept one."""
    require(by, Permission.DRAFT)
    made = Merge.objects.select_for_update().get(pk=made.pk)
    if made.undone_at:
        raise NotAllowed(_("这次合并已经撤销。"))
    kept, gone, moved = made.kept, made.gone, made.moved
    relations = {_key(r): r for r in _relations()}
    for key, pks in moved["rows"].items():
        relation = relations.get(key)
        if relation is not None:
            field = relation.field.name
            relation.related_model.objects.filter(pk__in=pks, **{field: kept}).update(
                **{field: gone}
            )
    if moved["alias"]:
        Alias.objects.filter(pk=moved["alias"]).delete()
    if moved["uscc"]:
        Enterprise.objects.filter(pk=kept.pk).update(uscc=None)
        Enterprise.objects.filter(pk=gone.pk).update(uscc=moved["uscc"])
    Enterprise.objects.filter(pk=gone.pk).update(is_active=moved["gone_active"])
    made.undone_at, made.undone_by = clock.now(), by
    made.save(update_fields=["undone_at", "undone_by"])
    audit.record(by=by, verb="撤销合并", on=kept, detail={"gone": gone.pk})
    return made


@transaction.atomic
def rename(*, by: User, enterprise: Enterprise, name: str, on: date) -> Enterprise:
    """Give a firm its new name; the old one is kept as former, with the day it ended."""
    require(by, Permission.DRAFT)
    name = name.strip()
    if not name or name == enterprise.name:
        raise NotAllowed(_("请写新的企业名称。"))
    Alias.objects.update_or_create(
        enterprise=enterprise,
        name=enterprise.name,
        defaults={"kind": AliasKind.FORMER, "used_until": on},
    )
    old, enterprise.name = enterprise.name, name
    enterprise.save(update_fields=["name"])
    audit.record(by=by, verb="企业更名", on=enterprise, detail={"from": old, "to": name, "on": on})
    return enterprise


@transaction.atomic
def open_account(*, by: User | None, user: User, enterprise: Enterprise, phone: str) -> FirmAccount:
    """Let a user speak for one firm; whoever holds another role cannot."""
    if by is not None:
        require(by, Permission.MANAGE_PEOPLE)
    if user.grants.exclude(role="firm").exists():
        raise NotAllowed(_("机关账号不能同时作企业账号。"))
    made = FirmAccount.objects.create(
        user=user, enterprise=enterprise, phone=phone, opened_at=clock.now()
    )
    audit.record(by=by, verb="开通企业账号", on=enterprise, detail={"user": user.pk})
    return made


def _relations() -> Iterable[object]:
    """Every relation that points at an enterprise, of whatever pack; not the merges themselves."""
    return [
        relation
        for relation in Enterprise._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
        and relation.related_model is not Merge
    ]


def _key(relation: object) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def _move_rows(kept: Enterprise, gone: Enterprise) -> dict[str, list[int]]:
    moved = {}
    for relation in _relations():
        model, field = relation.related_model, relation.field.name
        pks = []
        for pk in model.objects.filter(**{field: gone}).values_list("pk", flat=True):
            row = model.objects.get(pk=pk)
            setattr(row, field, kept)
            if _stands_twice(row):
                continue
            model.objects.filter(pk=pk).update(**{field: kept})
            pks.append(pk)
        if pks:
            moved[_key(relation)] = pks
    return moved


def _stands_twice(row: object) -> bool:
    """Tell whether a row would break a uniqueness once it belongs to the kept firm."""
    model = type(row)
    sets = [tuple(f) for f in model._meta.unique_together]
    sets += [tuple(c.fields) for c in model._meta.total_unique_constraints if c.fields]
    sets += [(f.name,) for f in model._meta.fields if f.unique and not f.primary_key]
    return any(
        model.objects.exclude(pk=row.pk).filter(**{n: getattr(row, n) for n in names}).exists()
        for names in sets
        if all(getattr(row, n) is not None for n in names)
    )


def _fresh(
    row: ListedFirm,
    districts: Mapping[str, Organisation],
    made: dict[str, Enterprise],
    is_synthetic: bool,
) -> Enterprise:
    """Register a new firm; a faulty code is kept in the list only, never in the register."""
    is_valid = code_status([row.uscc])[0] == CodeStatus.VALID if row.uscc else False
    key = row.uscc if is_valid else row.name
    if key in made:
        return made[key]
    made[key] = Enterprise.objects.create(
        name=row.name,
        uscc=row.uscc if is_valid else None,
        district=districts.get(row.district),
        is_synthetic=is_synthetic,
    )
    return made[key]


def _fill_profiles(rows: Iterable[ListedFirm]) -> None:
    """Add what a list knows and the register does not; nothing is overwritten."""
    known = {
        p.enterprise_id: p
        for p in Profile.objects.filter(
            enterprise__in=[r.enterprise_id for r in rows if r.enterprise_id]
        )
    }
    changed = {}
    for row in rows:
        if not row.enterprise_id:
            continue
        profile = known.setdefault(row.enterprise_id, Profile(enterprise_id=row.enterprise_id))
        for name in ("address", "legal_person", "phone"):
            if not getattr(profile, name) and getattr(row, name):
                setattr(profile, name, getattr(row, name))
                changed[row.enterprise_id] = profile
    for profile in changed.values():
        profile.save()


def _districts() -> dict[str, Organisation]:
    rows = Organisation.objects.filter(is_active=True).prefetch_related("aliases")
    found: dict[str, Organisation] = {}
    for row in rows:
        names = [row.name, row.short_name, *(a.name for a in row.aliases.all())]
        found.update(dict.fromkeys(names, row))
    return found


def _digest(rows: Sequence[TableRow]) -> str:
    text = "\n".join("\t".join(f"{k}={v}" for k, v in sorted(row.values.items())) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()

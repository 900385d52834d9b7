"""Rows of a table into rows of one model: found by a key, set, and each change told.

The write side of `base.intake` for nouns without any verb of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models, transaction

from daliang.base import audit
from daliang.base.access import require
from daliang.base.intake import Outcome, changes_of
from daliang.base.models import Organisation, OrganisationAlias, User
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput, Problem
from daliang.engine.rowtable import SheetRow

Check = Callable[[SheetRow, Mapping[str, object]], Sequence[Problem]]


@dataclass(frozen=True)
class FlatRows:
    """How a table's rows stand in a model.

    Parameters
    ----------
    model : Model class
    key : tuple of str
        Field names that find a row again; the second import of a table changes nothing.
    units : frozenset of str
        Columns that name a body of the city, by name, short name or alias.
    links : mapping of str to function
        Columns that name another row: the function gives it by its words, None when unknown.
    defaults : function, optional
        Values of a new row that the table does not carry.
    check : function, optional
        Problems of one row with its values.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    units: frozenset[str] = frozenset()
    links: Mapping[str, Callable[[str], models.Model | None]] = field(default_factory=dict)
    defaults: Callable[[User], Mapping[str, object]] | None = None
    check: Check | None = None
    permission: Permission = Permission.DRAFT

    @transaction.atomic
    def write(self, *, by: User, rows: Sequence[SheetRow], **fixed: object) -> list[Outcome]:
        """Write every row or none; raise BadInput with every problem."""
        require(by, self.permission)
        bodies = known_bodies() if self.units else {}
        problems: list[Problem] = []
        found = []
        for row in rows:
            values, faults = self._values(row, bodies)
            problems += faults or (self.check(row, values) if self.check else ())
            if not faults and not problems:
                found.append(self._keep(by, row, values | fixed))
        if problems:
            raise BadInput(problems)
        kinds = [outcome.kind for outcome in found]
        detail = {kind: kinds.count(kind) for kind in ("new", "changed", "same")}
        audit.record(by=by, verb=f"导入{self.model._meta.verbose_name}", detail=detail)
        return found

    def _values(
        self, row: SheetRow, bodies: Mapping[str, Organisation]
    ) -> tuple[dict[str, object], list[Problem]]:
        values: dict[str, object] = {}
        faults = []
        for name, value in row.values.items():
            target = self.model._meta.get_field(name)
            if name in self.units or name in self.links:
                words = str(value or "").strip()
                look_up = bodies.get if name in self.units else self.links[name]
                linked = look_up(words) if words else None
                if words and linked is None:
                    title = str(target.verbose_name)
                    mend = (
                        "写系统里的名称或简称" if name in self.units else "先登记，或改成已有的名称"
                    )
                    faults.append(row.fault(title, f"没有“{words}”", mend))
                value = linked
            if value is None and not target.null:
                continue  # an empty cell says nothing about a value that must be there
            values[name] = value
        return values, faults

    def _keep(self, by: User, row: SheetRow, values: dict[str, object]) -> Outcome:
        keys = {name: values.get(name) for name in self.key}
        item = self.model._default_manager.filter(**keys).first()
        if item is None:
            made = dict(self.defaults(by)) if self.defaults else {}
            item = self.model._default_manager.create(**(made | values))
            return Outcome(row.row, str(item), "new")
        changes = changes_of(item, values)
        if changes:
            item.save()
        return Outcome(row.row, str(item), "changed" if changes else "same", changes)


def words_of(choices: type[models.TextChoices]) -> dict[str, str]:
    """Return the words of a closed list and their values, for a column of a table."""
    return {str(choice.label): str(choice.value) for choice in choices}


def known_bodies() -> dict[str, Organisation]:
    """Return every active body by name, short name and alias."""
    rows = list(Organisation.objects.filter(is_active=True))
    bodies = {row.name: row for row in rows} | {row.short_name: row for row in rows}
    for alias in OrganisationAlias.objects.select_related("organisation"):
        bodies.setdefault(alias.name, alias.organisation)
    return bodies

"""Firms by what a table calls them: name, code, alias or former name; never a guess."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from daliang.base.models import User
from daliang.parties.models import Enterprise
from daliang.parties.queries import enterprises_for


def firms_by_name(user: User, names: Iterable[str]) -> dict[str, Enterprise]:
    """Return the one firm behind each name, of those the user may see.

    A name that fits two firms, or none, is left out. A firm's present name goes before an alias.
    """
    wanted = {name.strip() for name in names if name.strip()}
    rows = (
        enterprises_for(user)
        .filter(Q(name__in=wanted) | Q(uscc__in=wanted) | Q(aliases__name__in=wanted))
        .select_related("district")
        .prefetch_related("aliases")
        .distinct()
    )
    own: dict[str, set[Enterprise]] = {}
    other: dict[str, set[Enterprise]] = {}
    for row in rows:
        for name in {row.name, row.uscc} & wanted:
            own.setdefault(name, set()).add(row)
        for alias in row.aliases.all():
            other.setdefault(alias.name, set()).add(row)
    found = {}
    for name in wanted:
        fits = own.get(name) or other.get(name) or set()
        if len(fits) == 1:
            found[name] = next(iter(fits))
    return found

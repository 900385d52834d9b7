"""What a register's query string says, read once, and written back unchanged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

RESERVED = frozenset({"q", "sort", "page", "size", "cols", "export", "pk", "all", "query"})
PAGE_SIZES = (20, 50, 100, 200)
MAX_WORDS = 200
EMPTY = "-"  # the choice “nothing filled in”


@dataclass(frozen=True)
class Filter:
    """One way to narrow a register.

    Parameters
    ----------
    key : str
        Its name in the query string; a date range adds `_from` and `_to`.
    title : str
        What the user reads.
    kind : {"choice", "multi", "dates", "text"}
    field : str
        ORM path; `key` when omitted.
    choices : sequence of (value, label), or callable giving it
        For choice and multi. The value "-" means: not filled in.
    apply : callable, optional
        `function(queryset, values) -> queryset` where an ORM path is not enough.
    """

    key: str
    title: str
    kind: Literal["choice", "multi", "dates", "text"] = "choice"
    field: str = ""
    choices: Sequence[tuple[object, object]] | Callable[[], Sequence[tuple[object, object]]] = ()
    apply: Callable[[QuerySet, Sequence[str]], QuerySet] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names it has in the query string."""
        return (f"{self.key}_from", f"{self.key}_to") if self.kind == "dates" else (self.key,)

    @property
    def options(self) -> list[tuple[str, str]]:
        """Its choices as strings."""
        given = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in given]

    def narrow(self, queryset: QuerySet, values: Sequence[str]) -> QuerySet:
        """Return the queryset narrowed to the values."""
        if self.apply:
            return self.apply(queryset, values)
        path = self.field or self.key
        if self.kind == "dates":
            first, last = values
            bounds: dict[str, Any] = {f"{path}__gte": first, f"{path}__lte": last}
            return queryset.filter(**{name: value for name, value in bounds.items() if value})
        if self.kind == "text":
            return queryset.filter(**{f"{path}__icontains": values[0]})
        if EMPTY in values:
            return queryset.filter(**{f"{path}__isnull": True})
        return queryset.filter(**{f"{path}__in": values})


@dataclass(frozen=True)
class BoundFilter:
    """A filter with the values now in force, for the template."""

    filter: Filter
    values: tuple[str, ...]
    options: Sequence[tuple[str, str, bool]]

    @property
    def words(self) -> str:
        """The values in words; empty when the filter is off."""
        if not any(self.values):
            return ""
        if self.filter.kind == "dates":
            first, last = self.values
            return _("%(first)s 至 %(last)s") % {"first": first or "…", "last": last or "…"}
        if self.filter.kind == "text":
            return self.values[0]
        return "、".join(label for _value, label, is_on in self.options if is_on)


@dataclass(frozen=True)
class State:
    """One reading of a query string; `query()` writes it back."""

    q: str = ""
    sort: str = ""
    page: int = 1
    size: int = 50
    cols: tuple[str, ...] = ()
    default_cols: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    default_sort: str = ""
    default_size: int = 50

    def of(self, each: Filter) -> tuple[str, ...]:
        """Return the filter's values, or () when it is off."""
        values = tuple(
            v
            for name in each.names
            for v in self.values.get(name, ("",) if each.kind == "dates" else ())
        )
        return values if any(values) else ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The keys of the columns shown."""
        return self.cols or self.default_cols

    def without(self, names: Sequence[str]) -> State:
        """Return the state with some filters taken off."""
        return replace(self, values={k: v for k, v in self.values.items() if k not in names})

    def query(self, **changes: Any) -> str:
        """Write the query string; what equals the default is left out."""
        now = replace(
            self, **{k: (1 if k == "page" and v is None else v) for k, v in changes.items()}
        )
        pairs: list[tuple[str, object]] = [("q", now.q)] if now.q else []
        pairs += [(name, value) for name, values in now.values.items() for value in values]
        pairs += [("cols", key) for key in now.cols]
        pairs += [("sort", now.sort)] if now.sort != now.default_sort else []
        pairs += [("size", now.size)] if now.size != now.default_size else []
        pairs += [("page", now.page)] if now.page > 1 else []
        return urlencode(pairs)


def read_state(
    params: QueryDict,
    *,
    filters: Sequence[Filter],
    columns: Mapping[str, bool],
    sortable: Sequence[str],
    default_sort: str,
    default_size: int,
) -> tuple[State, list[str]]:
    """Read a query string against what a register declares; say what was ignored."""
    notes: list[str] = []
    values: dict[str, tuple[str, ...]] = {}
    options = {each.key: each.options for each in filters}
    for each in filters:
        for name in each.names:
            given = [v.strip() for v in params.getlist(name) if v.strip()]
            kept = [v for v in given if _is_sensible(each, options[each.key], v)]
            notes += [
                _("“%(title)s”不认识“%(value)s”，已忽略") % {"title": each.title, "value": v[:40]}
                for v in given
                if v not in kept
            ]
            if kept:
                values[name] = tuple(dict.fromkeys(kept if each.kind == "multi" else kept[-1:]))
    sort = params.get("sort", "")
    size = _whole(params.get("size", ""), default_size)
    default_cols = tuple(key for key, is_shown in columns.items() if is_shown)
    cols = tuple(key for key in columns if key in params.getlist("cols"))
    state = State(
        q=params.get("q", "").strip()[:MAX_WORDS].replace("\x00", ""),
        sort=sort if sort.removeprefix("-") in sortable else default_sort,
        page=max(1, _whole(params.get("page", ""), 1)),
        size=size if size in PAGE_SIZES else default_size,
        cols=() if cols == default_cols else cols,
        default_cols=default_cols,
        values=values,
        options=options,
        default_sort=default_sort,
        default_size=default_size,
    )
    return state, notes


def bind(each: Filter, state: State) -> BoundFilter:
    """Return a filter with its values and options marked."""
    values = tuple(next(iter(state.values.get(name, ("",))), "") for name in each.names)
    if each.kind == "multi":
        values = state.values.get(each.key, ())
    options = state.options.get(each.key, ())
    return BoundFilter(each, values, [(v, label, v in values) for v, label in options])


def _is_sensible(each: Filter, options: Sequence[tuple[str, str]], value: str) -> bool:
    if "\x00" in value or len(value) > MAX_WORDS:
        return False
    if each.kind == "dates":
        return _is_date(value)
    return each.kind == "text" or value in {option for option, _label in options}


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _whole(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default

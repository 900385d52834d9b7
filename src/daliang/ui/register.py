"""Registers: a list declared as data becomes a page with search, filters, sorting and paging.

A view calls `build_page(REGISTER, queryset, request.GET)` and `respond(...)`.
The queryset comes scoped from queries.py; two queries are made here, one to
count (never beyond COUNT_CAP rows) and one for the rows of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from daliang.ui.register_column import Column, Row, cell_html
from daliang.ui.register_state import RESERVED, BoundFilter, Filter, State, bind, read_state

COUNT_CAP = 10_000

__all__ = [
    "BulkAction",
    "Column",
    "Filter",
    "Register",
    "RegisterPage",
    "SavedView",
    "build_page",
    "chosen",
    "matching",
    "respond",
]


@dataclass(frozen=True)
class BulkAction:
    """A verb on several chosen rows: posts `pk` (or `all`) and `query` to `url`."""

    title: str
    url: str
    is_danger: bool = False


@dataclass(frozen=True)
class SavedView:
    """A query string somebody named; storing it is the caller's."""

    title: str
    query: str
    delete_url: str = ""


@dataclass(frozen=True)
class Register:
    """A list declared as data.

    Parameters
    ----------
    name : str
        Short and unique on a page; becomes the element's id.
    title : str
        What the list is called.
    columns, filters : sequence
        Declared columns and filters; only these can be sorted and filtered by.
    search : tuple of str, or callable
        ORM paths searched with icontains, or `function(queryset, words)`.
    default_sort : str
        Column key, with "-" for descending.
    row_url : callable, optional
        Where the first column of a row leads.
    empty_title, empty_hint : str
        Said when there is nothing at all.
    bulk : sequence of BulkAction
        Verbs for chosen rows.
    """

    name: str
    title: str
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: tuple[str, ...] | Callable[[QuerySet, str], QuerySet] = ()
    search_hint: str = ""
    default_sort: str = ""
    page_size: int = 50
    row_url: Callable[[Row], str] | None = None
    row_key: Callable[[Row], object] = lambda row: row.pk
    empty_title: str = ""
    empty_hint: str = ""
    bulk: Sequence[BulkAction] = ()

    def __post_init__(self) -> None:
        keys = [c.key for c in self.columns] + [n for f in self.filters for n in f.names]
        clash = {key for key in keys if key in RESERVED}
        twice = {c.key for c in self.columns if [d.key for d in self.columns].count(c.key) > 1}
        if clash or twice or not self.columns:
            raise ValueError(f"register {self.name}: reserved or repeated keys {clash | twice}")
        if self.default_sort.lstrip("-") not in {"", *(c.key for c in self.columns if c.sort)}:
            raise ValueError(f"register {self.name}: cannot sort by {self.default_sort!r}")


@dataclass(frozen=True)
class HeadCell:
    """A header with the link that sorts by it."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class BodyRow:
    """A row ready to print: its key, where it leads, its cells as HTML."""

    key: str
    cells: SafeString


@dataclass(frozen=True)
class RegisterPage:
    """Everything the template needs to draw one page of a register."""

    register: Register
    state: State
    filters: Sequence[BoundFilter]
    head: Sequence[HeadCell]
    rows: Sequence[BodyRow]
    columns: Sequence[tuple[Column, bool]]
    total: int
    is_capped: bool
    number: int
    page_count: int
    has_next: bool
    notes: Sequence[str]
    saved_views: Sequence[SavedView] = ()
    save_url: str = ""
    has_export: bool = False

    @property
    def element_id(self) -> str:
        return f"register-{self.register.name}"

    @property
    def is_filtered(self) -> bool:
        return bool(self.state.q or self.state.values)

    @property
    def query(self) -> str:
        """The canonical query string without the page number: what a saved view stores."""
        return self.state.query(page=None)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.state.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def export_url(self) -> str:
        """Same rows, all pages, as a workbook; the view answers `export=xlsx`."""
        return f"?{self.query}&export=xlsx" if self.query else "?export=xlsx"

    @property
    def previous_url(self) -> str:
        return f"?{self.state.query(page=self.number - 1)}" if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return f"?{self.state.query(page=self.number + 1)}" if self.has_next else ""

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter in force, in words, with the address that takes it off."""
        chips = []
        if self.state.q:
            chips.append(
                (
                    _("搜索：%(words)s") % {"words": self.state.q},
                    f"?{self.state.query(page=None, q='')}",
                )
            )
        for bound in self.filters:
            if bound.words:
                off = self.state.without(bound.filter.names)
                chips.append((f"{bound.filter.title}：{bound.words}", f"?{off.query(page=None)}"))
        return chips

    @property
    def pages(self) -> list[tuple[int, str]]:
        """Page numbers worth a link: first, last, and those around; 0 marks a hole."""
        near = {1, self.page_count, *range(self.number - 2, self.number + 3)}
        shown: list[tuple[int, str]] = []
        for page in sorted(p for p in near if 1 <= p <= self.page_count):
            if shown and page - shown[-1][0] > 1:
                shown.append((0, ""))
            shown.append((page, f"?{self.state.query(page=page)}"))
        return shown


def build_page(
    register: Register,
    queryset: QuerySet,
    params: QueryDict,
    *,
    saved_views: Sequence[SavedView] = (),
    save_url: str = "",
    has_export: bool = False,
) -> RegisterPage:
    """Filter, sort and page a scoped queryset as the query string asks.

    Parameters
    ----------
    register : Register
        The declaration.
    queryset : QuerySet
        Already scoped to the user, with select_related and prefetches set.
    params : QueryDict
        `request.GET`. Values that make no sense are ignored and said in `notes`.
    saved_views, save_url
        Shown in the toolbar when given; `save_url` receives `title` and `query`.
    has_export : bool
        Offer the link that adds `export=xlsx` to the query string.

    Returns
    -------
    RegisterPage
    """
    state, notes = _read(register, params)
    found = _apply(register, queryset, state)
    counted = found.order_by()[: COUNT_CAP + 1].count()
    is_capped = counted > COUNT_CAP
    total = min(counted, COUNT_CAP)
    page_count = max(1, -(-total // state.size))
    page = state.page if is_capped else min(state.page, page_count)
    start = (page - 1) * state.size
    objects = list(_sorted(register, found, state)[start : start + state.size + 1])
    shown = [column for column in register.columns if column.key in state.shown]
    return RegisterPage(
        register=register,
        state=state,
        filters=[bind(f, state) for f in register.filters],
        head=[_head(column, state) for column in shown],
        rows=[_body_row(register, shown, row) for row in objects[: state.size]],
        columns=[(column, column in shown) for column in register.columns],
        total=total,
        is_capped=is_capped,
        number=page,
        page_count=page_count,
        has_next=len(objects) > state.size,
        notes=notes,
        saved_views=saved_views,
        save_url=save_url,
        has_export=has_export,
    )


def matching(register: Register, queryset: QuerySet, params: QueryDict) -> QuerySet:
    """Return every row the query string asks for, sorted, on all pages: for export and bulk."""
    state, _notes = _read(register, params)
    return _sorted(register, _apply(register, queryset, state), state)


def chosen(register: Register, queryset: QuerySet, post: QueryDict) -> QuerySet:
    """Return the rows a bulk form names: the ticked ones, or all that match its query."""
    if post.get("all"):
        return matching(register, queryset, QueryDict(post.get("query", "")))
    keys = [key for key in post.getlist("pk") if key.isdigit()]
    return queryset.filter(pk__in=keys)


def respond(
    request: HttpRequest,
    template: str,
    page: RegisterPage,
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Render the whole page, or only the table when htmx asks for it."""
    wants_part = (
        request.headers.get("HX-Target") == page.element_id
        and request.headers.get("HX-History-Restore-Request") != "true"
    )
    name = "ui/register_table.html" if wants_part else template
    response = render(request, name, {**(context or {}), "page": page})
    if wants_part:  # the address bar gets the short form, without the form's empty fields
        query = page.state.query()
        response.headers["HX-Push-Url"] = f"{request.path}?{query}" if query else request.path
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _read(register: Register, params: QueryDict) -> tuple[State, list[str]]:
    return read_state(
        params,
        filters=register.filters,
        columns={c.key: c.is_shown for c in register.columns},
        sortable=[c.key for c in register.columns if c.sort],
        default_sort=register.default_sort,
        default_size=register.page_size,
    )


def _apply(register: Register, queryset: QuerySet, state: State) -> QuerySet:
    for each in register.filters:
        if values := state.of(each):
            queryset = each.narrow(queryset, values)
    if not state.q or not register.search:
        return queryset
    if callable(register.search):
        return register.search(queryset, state.q)
    for word in state.q.split():
        somewhere = (Q(**{f"{path}__icontains": word}) for path in register.search)
        queryset = queryset.filter(reduce(or_, somewhere))
    return queryset


def _sorted(register: Register, queryset: QuerySet, state: State) -> QuerySet:
    column = next((c for c in register.columns if c.key == state.sort.lstrip("-") and c.sort), None)
    if column is None:
        return queryset if queryset.ordered else queryset.order_by("pk")
    down = state.sort.startswith("-")
    # Gaps stand last in both directions, alike on every database.
    order = [F(p).desc(nulls_last=True) if down else F(p).asc(nulls_last=True) for p in column.sort]
    return queryset.order_by(*order, "pk")


def _head(column: Column, state: State) -> HeadCell:
    if not column.sort:
        return HeadCell(column)
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(state.sort, "")
    following = f"-{column.key}" if direction == "ascending" else column.key
    return HeadCell(column, f"?{state.query(page=None, sort=following)}", direction)


def _body_row(register: Register, shown: Sequence[Column], row: Row) -> BodyRow:
    cells = []
    url = register.row_url(row) if register.row_url else ""
    for place, column in enumerate(shown):
        inner = cell_html(column, column.read(row))
        if place == 0 and url and "<a " not in inner:
            inner = format_html('<a class="row-link" href="{}">{}</a>', url, inner)
        classes = " ".join(["lead"] * (place == 0) + [column.kind] * (column.kind != "text"))
        kind = f' class="{classes}"' if classes else ""
        cells.append(f'<td{kind} data-l="{escape(column.title)}">{inner}</td>')
    return BodyRow(
        str(register.row_key(row)), mark_safe("".join(cells))
    )  # every part is escaped above

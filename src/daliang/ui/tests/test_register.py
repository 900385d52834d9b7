"""A register over thirty sections and what its query string may ask."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from daliang.ui import register as kit
from daliang.ui.parts import Light
from daliang.ui.register import (
    BulkAction,
    Column,
    Filter,
    Register,
    SavedView,
    build_page,
    chosen,
    matching,
    respond,
)

SECTIONS = Register(
    name="sections",
    title="科室",
    columns=[
        Column("name", "名称", sort=("name",)),
        Column("number", "编号", "pk", sort=("pk",), kind="number"),
        Column("light", "亮灯", lambda row: Light("red", "逾期", "超过时限<b>")),
        Column("note", "备注", lambda row: None, is_shown=False),
    ],
    filters=[
        Filter(
            "kind",
            "类别",
            field="name",
            choices=[("综合1", "综合一"), ("综合2", "综合二"), ("-", "未填")],
        ),
        Filter("some", "几个", "multi", field="name", choices=[("综合1", "一"), ("业务3", "三")]),
        Filter("part", "名称含", "text", field="name"),
        Filter("day", "日期", "dates", apply=lambda rows, values: rows.exclude(name=str(values))),
    ],
    search=("name",),
    default_sort="name",
    page_size=20,
    row_url=lambda row: f"/sections/{row.pk}/",
    bulk=[BulkAction("改名", "/rename/")],
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _thirty_sections(db: None) -> None:
    Group.objects.bulk_create(
        [Group(name=f"综合{n}") for n in range(1, 11)]
        + [Group(name=f"业务{n}") for n in range(1, 21)]
    )


def _page(query: str = "", **settings: object) -> kit.RegisterPage:
    return build_page(SECTIONS, Group.objects.all(), QueryDict(query), **settings)  # type: ignore[arg-type]


def _names(page: kit.RegisterPage) -> list[str]:
    keys = [int(row.key) for row in page.rows]
    return [Group.objects.get(pk=key).name for key in keys]


def _html(page: kit.RegisterPage) -> str:
    return render_to_string("ui/register.html", {"page": page}, request=RequestFactory().get("/x/"))


def test_a_page_takes_two_queries_however_many_rows() -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        _html(_page("q=综合1"))
    with CaptureQueriesContext(connection) as many:
        _html(_page("size=50"))

    assert len(few) == len(many) == 2


def test_choices_that_need_a_query_are_asked_once() -> None:
    asked: list[int] = []

    def choices() -> list[tuple[str, str]]:
        asked.append(1)
        return [("综合1", "一")]

    register = Register(
        "x", "x", [Column("name", "名")], [Filter("a", "甲", "multi", "name", choices)]
    )
    page = build_page(register, Group.objects.all(), QueryDict("a=综合1&a=没有"))
    _html(page)

    assert len(asked) == 1


def test_pages_follow_one_another_without_gap_or_repeat() -> None:
    first, second = _page("sort=-number"), _page("sort=-number&page=2")

    names = _names(first) + _names(second)
    assert len(names) == len(set(names)) == 30
    assert (first.first, first.last, second.first, second.last) == (1, 20, 21, 30)
    assert first.next_url == "?sort=-number&page=2"
    assert second.next_url == ""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=综合", 10),
        ("q=综合 1", 2),  # both words must be there: 综合1, 综合10
        ("kind=综合2", 1),
        ("kind=-", 0),  # nothing filled in
        ("some=综合1&some=业务3", 2),
        ("part=业务2", 2),
        ("day_from=2024-06-01", 30),
        ("day_from=2024-06-01&day_to=2024-06-30&q=综合1", 2),
    ],
)
def test_search_and_filters_narrow_the_rows(query: str, found: int) -> None:
    assert _page(query).total == found


@pytest.mark.parametrize(
    "query",
    [
        "kind=没有这一类",  # not among the choices
        "day_from=2024-02-30",  # no such day
        "day_from=20240601",  # another way to write a date
        "day_to=昨天",  # words
        "part=%00",  # a character that databases refuse
    ],
)
def test_a_value_that_makes_no_sense_is_ignored_and_said(query: str) -> None:
    page = _page(query)

    assert page.total == 30
    assert "已忽略" in page.notes[0]
    assert page.query == ""


@pytest.mark.parametrize("query", ["sort=password", "sort=note", "sort=--name", "sort=name__x"])
def test_only_declared_columns_sort(query: str) -> None:
    assert _page(query).state.sort == "name"


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=²", "page=1e3", "size=7"])
def test_a_page_number_that_makes_no_sense_gives_the_first_page(query: str) -> None:
    assert _page(query).number == 1


def test_a_page_beyond_the_end_gives_the_last() -> None:
    assert _page("page=99").number == 2


def test_the_query_string_survives_reading_and_writing() -> None:
    query = "q=%E7%BB%BC&some=%E7%BB%BC%E5%90%881&cols=name&cols=note&sort=-number&size=50"

    assert _page(query).query == query
    assert _page(_page(query).query).query == query


def test_choosing_the_default_columns_leaves_the_query_clean() -> None:
    assert _page("cols=name&cols=number&cols=light").query == ""
    assert [c.key for c, is_on in _page("cols=note").columns if is_on] == ["note"]


def test_counting_stops_at_the_cap_and_paging_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "COUNT_CAP", 15)

    page = _page("page=2")

    assert (page.is_capped, page.total) == (True, 15)
    assert len(page.rows) == 10
    assert "超过 15 条" in _html(page)


def test_cells_are_escaped_and_labelled_for_the_phone() -> None:
    Group.objects.create(name="<script>甲</script>")

    html = _html(_page("q=script"))

    assert "<script>甲" not in html
    assert "&lt;script&gt;甲" in html
    assert "超过时限&lt;b&gt;" in html
    assert 'data-l="名称"' in html


def test_chips_say_each_filter_and_take_it_off() -> None:
    page = _page("q=综&kind=综合2&sort=-number")

    assert page.chips == [
        ("搜索：综", "?kind=%E7%BB%BC%E5%90%882&sort=-number"),
        ("类别：综合二", "?q=%E7%BB%BC&sort=-number"),
    ]


def test_an_empty_register_says_what_to_do_next() -> None:
    assert "清除条件" in _html(_page("q=没有"))
    Group.objects.all().delete()
    assert "还没有记录" in _html(_page())


def test_ticked_rows_or_all_that_match_are_chosen() -> None:
    first = Group.objects.get(name="综合1")

    ticked = chosen(SECTIONS, Group.objects.all(), QueryDict(f"pk={first.pk}&pk=x&pk=-1"))
    every = chosen(SECTIONS, Group.objects.all(), QueryDict("all=1&query=q%3D%E7%BB%BC%E5%90%88"))

    assert [row.name for row in ticked] == ["综合1"]
    assert every.count() == 10


def test_export_takes_every_page_in_the_shown_order() -> None:
    assert len(matching(SECTIONS, Group.objects.all(), QueryDict("page=2"))) == 30


def test_saved_views_and_export_are_offered_when_given() -> None:
    html = _html(
        _page(
            "q=综",
            saved_views=[SavedView("综合科室", "q=综合")],
            save_url="/save/",
            has_export=True,
        )
    )

    assert 'href="?q=综合"' in html
    assert 'action="/save/"' in html
    assert "export=xlsx" in html


def test_htmx_gets_the_table_and_a_short_address_and_everyone_else_the_page() -> None:
    requests = RequestFactory()
    target = {"HX-Request": "true", "HX-Target": "register-sections"}
    part = requests.get("/x/?q=&part=", headers=target)
    back = requests.get("/x/", headers={**target, "HX-History-Restore-Request": "true"})

    answer = respond(part, "ui/register.html", _page())
    whole = respond(back, "ui/register.html", _page())

    assert b"<section" not in answer.content
    assert answer["HX-Push-Url"] == "/x/"
    assert b"<section" in whole.content
    assert "HX-Target" in answer["Vary"]


def test_a_page_of_fifty_rows_stays_small() -> None:
    Group.objects.bulk_create(
        [Group(name=f"一项写得很长的工作任务及其各季度形象进度要求{n}") for n in range(60)]
    )
    wide = Register(
        "wide",
        "宽表",
        [Column(f"c{n}", f"第{n}列的标题", "name") for n in range(12)],
        page_size=50,
        row_url=lambda row: f"/ledger/items/{row.pk}/",
    )
    request = RequestFactory().get("/x/")

    answer = respond(
        request, "ui/register.html", build_page(wide, Group.objects.all(), request.GET)
    )

    assert len(answer.content) < 90 * 1024


@pytest.mark.parametrize(
    "given",
    [
        {"columns": []},  # nothing to show
        {"columns": [Column("a", "甲"), Column("a", "乙")]},  # one key twice
        {"columns": [Column("page", "页")]},  # a name the kit itself uses
        {"columns": [Column("a", "甲")], "filters": [Filter("q", "问")]},  # the same for a filter
        {"columns": [Column("a", "甲")], "default_sort": "a"},  # the column does not sort
    ],
)
def test_a_wrong_declaration_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="register x"):
        Register("x", "某表", **given)  # type: ignore[arg-type]


def test_a_path_through_a_gap_reads_as_a_gap() -> None:
    class Item:
        owner = None
        pk = 1

    assert Column("owner", "单位", "owner.name").read(Item()) is None
    with pytest.raises(AttributeError):
        Column("x", "错字", "ownr").read(Item())

"""Deadlines and responsible bodies of a cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daliang.engine.reading.bodies import split_bodies
from daliang.engine.reading.deadlines import DeadlineKind, parse_deadline


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("9月底", date(2025, 9, 30)),
        ("6月10日前", date(2025, 6, 10)),
        ("2025.10", date(2025, 10, 31)),
        ("年内", date(2025, 12, 31)),
        ("二季度末", date(2025, 6, 30)),
        ("上半年", date(2025, 6, 30)),
        ("6月上旬", date(2025, 6, 10)),
        ("7月中旬", date(2025, 7, 20)),
        ("明年6月底前", date(2026, 6, 30)),
        ("二〇二五年九月三十日", date(2025, 9, 30)),
        ("２０２５年１０月底", date(2025, 10, 31)),
        ("9.30前", date(2025, 9, 30)),
        ("3月启动，11月底前完成", date(2025, 11, 30)),
        ("Q2", date(2025, 6, 30)),
    ],
)
def test_the_last_day_of_the_period_is_the_deadline(words: str, day: date) -> None:
    assert parse_deadline(words, 2025).norm == day


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("每月25日前", DeadlineKind.RECURRING),
        ("每季度末月20日前", DeadlineKind.RECURRING),
        ("长期坚持", DeadlineKind.OPEN),
        ("持续推进", DeadlineKind.OPEN),
        ("全年", DeadlineKind.OPEN),
        ("30个工作日内", DeadlineKind.RELATIVE),
        ("—", DeadlineKind.NONE),
        ("高考前", DeadlineKind.UNKNOWN),
    ],
)
def test_words_without_a_day_keep_their_kind(words: str, kind: DeadlineKind) -> None:
    found = parse_deadline(words, 2025)

    assert (found.norm, found.kind) == (None, kind)


@pytest.mark.parametrize("words", ["2月30日", "6月31日前", "2025年2月29日", "4.31前"])
def test_a_day_that_does_not_exist_is_a_problem_and_no_date(words: str) -> None:
    found = parse_deadline(words, 2025)

    assert found.norm is None
    assert found.problem.startswith("没有")


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_every_printed_day_is_read_back(day: date) -> None:
    words = f"{day.year}年{day.month}月{day.day}日前"

    assert parse_deadline(words, 1999).norm == day


def names(text: str) -> list[str]:
    return [body.name for body in split_bodies(text)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市发改委、财政局\n市住建局", ["市发改委", "财政局", "市住建局"]),
        ("市发改委市财政局住建局", ["市发改委", "市财政局", "住建局"]),  # borders lost
        ("市 发 改 委 、 财 政 局", ["市发改委", "财政局"]),  # scanned
        ("城管和综合执法局、县城投公司和区教育局", ["城管和综合执法局", "县城投公司", "区教育局"]),
        ("各县(市、区)、开发区", ["各县(市、区)", "开发区"]),
        ("市農業農村局、財政局", ["市農業農村局", "財政局"]),
        ("县发改局　县财政局", ["县发改局", "县财政局"]),
        ("—", []),
    ],
)
def test_a_cell_with_several_bodies_is_split(cell: str, expected: list[str]) -> None:
    assert names(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市应急局牵头、市财政局配合", ["lead", "support"]),
        ("牵头单位：市发改委；配合单位：财政局、人社局", ["lead", "support", "support"]),
        ("市住建局会同市财政局、人社局", ["lead", "support", "support"]),
        ("市工信局（牵头），各县区", ["lead", "resp"]),
    ],
)
def test_lead_and_support_come_from_labels_and_trailing_verbs(
    cell: str, expected: list[str]
) -> None:
    assert [str(body.role) for body in split_bodies(cell)] == expected


def test_the_level_left_out_is_filled_from_the_body_before() -> None:
    bodies = split_bodies("市行政审批局、住建局、司法局、滨江区、某某集团")

    assert [body.full_name for body in bodies] == [
        "市行政审批局",
        "市住建局",
        "市司法局",
        "滨江区",
        "某某集团",
    ]


@given(st.text(alphabet="市县区发改委财政局和、，；（）牵头配合单位： \n各", max_size=40))
def test_every_body_is_a_slice_of_the_cell(cell: str) -> None:
    for body in split_bodies(cell):
        assert "".join(cell[body.start : body.end].split()) == body.name

"""Invented documents of very different layouts, and what must hold for any text at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daliang.engine.reading import Draft, draft_as_json, read_text
from daliang.engine.reading.tests.scoring import documents, tallies

DAY = date(2025, 3, 1)
_PIECES = st.sampled_from(
    [
        *(
            "一、",
            "（一）",
            "1.",
            "市发改委",
            "住建局",
            "、",
            "，",
            "。",
            "；",
            "：",
            "牵头",
            "配合",
        ),
        *(
            "责任单位",
            "完成时限",
            "9月底前",
            "2月30日",
            "\n",
            "\n\n",
            " ",
            "\u3000",
            "\t",
            "│",
            "|",
        ),
        *(
            "┌──┬──┐",
            "序号",
            "工作任务",
            "新建泵站3座",
            "投资１２亿元",
            "（",
            "）",
            "【",
            "】",
            "要",
        ),
        *(
            "将",
            "市長王大明",
            "说",
            "“",
            "”",
            "签署",
            "合作协议",
            "第一季度",
            "每月25日前",
            "長期堅持",
        ),
        *("①", "②", "·", "A", "与", "某某集团"),
    ]
)


def spans_hold(draft: Draft) -> bool:
    items = [
        *draft.measures,
        *draft.figures,
        *draft.orgs,
        *draft.persons,
        *draft.dates,
        *draft.signed,
    ]
    return all(draft.text[item.start : item.end] == item.text and item.text for item in items)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("measures", 0.9),
        ("bodies", 0.9),
        ("figures", 0.95),
        ("persons", 0.9),
        ("dates", 0.95),
        ("signed", 0.85),
    ],
)
def test_the_invented_documents_are_read_well(name: str, least: float) -> None:
    assert tallies()[name].f1 >= least


@pytest.mark.slow
def test_every_item_of_every_document_is_a_slice_of_its_text() -> None:
    assert all(spans_hold(draft) for _, _, draft in documents())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_gives_a_draft_whose_items_are_slices(text: str) -> None:
    assert spans_hold(read_text(text, DAY))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_characters_at_all_are_survived(text: str) -> None:
    assert spans_hold(read_text(text, DAY))


def test_the_owner_and_the_date_of_a_bracket_go_to_both_clauses() -> None:
    draft = read_text(
        "工作方案\n1.新建泵站3座；清淤河道8公里。（责任单位：市水务局；时限：6月底）\n", DAY
    )

    assert [(m.text, m.bodies[0].name, m.deadlines[0].norm) for m in draft.measures] == [
        ("新建泵站3座", "市水务局", "2025-06-30"),
        ("清淤河道8公里", "市水务局", "2025-06-30"),
    ]


def test_what_happened_is_no_measure() -> None:
    assert read_text("截至9月底，全市已完成投资12亿元，增长5%。", DAY).measures == ()


def test_an_exhortation_is_marked_soft() -> None:
    draft = read_text("市长林某强调，全市上下要提高政治站位，增强责任感。", DAY)

    assert [m.kind.value for m in draft.measures] == ["soft"]


def test_a_missing_owner_stays_missing() -> None:
    draft = read_text("工作要点\n1.新建泵站3座。\n", DAY)

    assert draft.measures[0].bodies == ()
    assert draft.measures[0].deadlines == ()


def test_what_was_turned_into_nothing_is_listed() -> None:
    text = "工作要点\n天气晴好宜于出行\n1.新建泵站3座。\n"
    draft = read_text(text, DAY)

    assert "天气晴好宜于出行" in [text[a:b] for a, b in draft.unread]


def test_the_json_form_has_the_lists_of_the_bench() -> None:
    form = draft_as_json(read_text("市水务局9月底前新建泵站3座。", DAY), DAY)

    assert {"measures", "figures", "orgs", "persons", "dates", "signed"} <= form.keys()
    assert form["figures"][0]["value"] == 3.0

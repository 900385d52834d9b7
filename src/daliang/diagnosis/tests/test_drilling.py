"""The answer closes: tables, causes, rest and bridge sum to the gap."""

from __future__ import annotations

import pytest

from daliang.base.tests.world import World
from daliang.diagnosis.comparison import Comparison, read_comparison, where_query
from daliang.diagnosis.drilling import drill
from daliang.diagnosis.tests import city
from daliang.engine.checks import BadInput
from daliang.parties.facts import folder
from daliang.parties.models import Enterprise
from daliang.warehouse.catalogue import read_catalogue
from daliang.warehouse.spans import Span

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def asked(**where: str) -> Comparison:
    actual = Span(202401, 202403)
    return Comparison("output", actual.year_before(), actual, where=tuple(where.items()))


def test_the_two_planted_causes_are_named_in_the_offices_words(firms: list[Enterprise]) -> None:
    answer = drill(asked())

    places = {where_query(cause.where) for cause in answer.causes}
    assert where_query((("enterprise", city.STOPPED),)) in places
    assert where_query((("district", "东港区"), ("industry", "机械"))) in places
    sentence = next(c.sentence for c in answer.causes if c.place == "东港区机械")
    assert sentence.startswith("东港区机械下降5")
    assert "下拉全市" in sentence
    assert "贡献率" in sentence


def test_every_table_and_the_causes_with_the_rest_sum_to_the_gap(firms: list[Enterprise]) -> None:
    answer = drill(asked())

    for lines in answer.tables.values():
        assert sum(line.impact for line in lines) == pytest.approx(answer.head.impact, abs=1e-6)
    causes = sum(cause.cause.impact for cause in answer.causes)
    assert causes + answer.explanation.rest == pytest.approx(answer.head.impact, abs=1e-6)
    bridge = answer.bridge
    assert bridge is not None
    assert bridge.published_base + bridge.scope == pytest.approx(answer.head.base)


def test_a_part_pulls_on_the_whole_city_not_on_itself(firms: list[Enterprise]) -> None:
    whole, east = drill(asked()), drill(asked(district="东港区"))

    line = next(x for x in whole.tables["district"] if x.value == "东港区")
    assert east.head.pull_pp == pytest.approx(line.pull_pp)
    assert east.bridge is None


def test_a_district_sees_its_own_firms_and_itself_as_the_whole(firms: list[Enterprise]) -> None:
    answer = drill(asked(), districts=["西塘区"])

    assert answer.whole.name == "西塘区"
    names = {line.value for line in answer.tables["enterprise"]}
    own = Enterprise.objects.filter(district__short_name="西塘区").values_list("name", flat=True)
    assert names == set(own)


def test_a_place_that_does_not_exist_is_told(firms: list[Enterprise]) -> None:
    with pytest.raises(BadInput, match="没有可看的企业"):
        drill(asked(district="别的区"))


def test_without_a_question_this_year_is_compared_with_last_year(firms: list[Enterprise]) -> None:
    found = read_comparison(read_catalogue(folder()), "output", {"district": "东港区", "x": "1"})

    assert (str(found.actual), str(found.base)) == ("2024年1-3月", "2023年1-3月")
    assert found.where == (("district", "东港区"),)


def test_an_unknown_measure_names_those_there_are(world: World, firms: list[Enterprise]) -> None:
    with pytest.raises(BadInput, match="output"):
        read_comparison(read_catalogue(folder()), "nothing", {})

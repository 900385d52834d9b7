"""Names in documents and the city's own register of bodies."""

from __future__ import annotations

from datetime import date

import pytest

from daliang.engine.reading import Register, RegisteredBody, read_text
from daliang.engine.reading.linker import Linker

CITY = Register(
    "临江市",
    (
        RegisteredBody("fgw", "临江市发展和改革委员会", ("市发改委",), "市"),
        RegisteredBody("zjj", "临江市住房和城乡建设局", (), "市"),
        RegisteredBody("czj", "临江市财政局", (), "市"),
        RegisteredBody("hd", "河东区人民政府", ("河东区",), "区"),
        RegisteredBody("hdcz", "河东区财政局", (), "区"),
    ),
)


@pytest.mark.parametrize(
    ("name", "level", "key"),
    [
        ("市发改委", "", "fgw"),
        ("市发展改革委", "", "fgw"),
        ("我市住建局", "", "zjj"),
        ("临江市住建局", "", "zjj"),
        ("住建局", "市", "zjj"),
        ("市發展改革委", "", "fgw"),  # traditional script
        ("河东区", "", "hd"),
        ("财政局", "", ""),  # level unknown: two bodies could be meant
        ("县财政局", "", ""),  # another level
        ("市水务局", "", ""),  # not in the register
    ],
)
def test_a_printed_name_finds_its_body_or_none(name: str, level: str, key: str) -> None:
    assert Linker(CITY).find(name, level) == key


def test_the_level_of_the_first_body_holds_for_those_behind_it() -> None:
    draft = read_text(
        "方案\n1.新建泵站3座。（责任单位：市发改委、财政局、住建局）\n",
        date(2025, 3, 1),
        register=CITY,
    )

    assert [body.body_id for body in draft.measures[0].bodies] == ["fgw", "czj", "zjj"]


def test_a_head_taught_by_the_deployment_names_its_column() -> None:
    register = Register("临江市", (), {"谁家的事": "bodies"})
    text = "序号 | 工作任务 | 谁家的事 | 完成时限\n1 | 新建泵站3座 | 市水务局 | 9月底\n"

    draft = read_text(text, date(2025, 3, 1), register=register)

    assert [body.name for body in draft.measures[0].bodies] == ["市水务局"]

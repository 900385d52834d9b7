"""Company names taken apart, with words learned from a small register (示例数据)."""

import pytest

from daliang.engine.identity import NameParser, tidy_name

BRANDS = ("恒鑫", "华天", "永泰", "安德", "信诚", "嘉润", "隆兴", "达利")
REGISTER = [
    f"{place}{brand}{trade}有限公司"
    for brand in BRANDS
    for place, trade in (
        ("无锡市", "机械制造"),
        ("江阴市", "精密机械"),
        ("涟水县", "电子科技"),
        ("江苏", "新能源科技"),
    )
]
PARSER = NameParser(REGISTER, districts=["锡山", "新吴区"])


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("无锡市大成机械制造有限公司", ("无锡市", "大成", "机械制造", "有限公司", "")),
        (
            "大成精密机械（无锡）有限公司",
            ("无锡", "大成", "精密机械", "有限公司", ""),
        ),  # place in brackets
        ("大成(江阴)电子科技股份", ("江阴", "大成", "电子科技", "股份", "")),  # half-width brackets
        (
            "江苏省无锡市大成新能源科技集团有限公司",
            ("江苏省无锡市", "大成", "新能源科技", "集团有限公司", ""),
        ),
        (
            "涟水大成电子科技",
            ("涟水", "大成", "电子科技", "", ""),
        ),  # a place learned from the register
        ("大成", ("", "大成", "", "", "")),  # a bare brand
        (
            "无锡市大成机械制造有限公司锡山分公司",
            ("无锡市", "大成", "机械制造", "有限公司", "锡山分公司"),
        ),
        (
            "无锡市海安电子科技有限公司",
            ("无锡市", "海安", "电子科技", "有限公司", ""),
        ),  # place as brand
        (
            "无锡市大成机械制造有限公司-二期",
            ("无锡市", "大成", "机械制造", "有限公司", ""),
        ),  # a remark
    ],
)
def test_a_name_falls_into_its_parts(written: str, parts: tuple[str, ...]) -> None:
    name = PARSER.parse(tidy_name(written))

    assert (name.region, name.brand, name.trade, name.form, name.branch) == parts


def test_trade_words_are_learned_and_brands_are_not() -> None:
    assert {"机械制造", "精密机械", "电子科技", "新能源科技"} <= PARSER.trades
    assert not {"密机械", "鑫机械", "能源科技"} & PARSER.trades


@pytest.mark.parametrize("odd", ["", "（）", "有限公司", "无锡市", "A", "１２３", "公司" * 40])
def test_odd_names_are_read_without_fault(odd: str) -> None:
    assert PARSER.parse(tidy_name(odd)).core is not None


def test_places_in_brackets_and_branches_without_a_form_are_found() -> None:
    parser = NameParser(["恒鑫机械（高淳）有限公司"] * 3, districts=["锡山区"])

    assert "高淳" in parser.places
    assert parser.parse("恒鑫机械锡山分公司").branch == "锡山分公司"
    assert parser.parse("无锡江阴").region == "无锡"

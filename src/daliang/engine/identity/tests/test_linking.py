"""Which record is which firm: decisions in a small town (示例数据)."""

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.identity import CodeStatus, Decision, FirmTable, Links, link_firms

GOOD = "91320205MA218EPM26"
REGISTER = FirmTable(
    name=[
        "无锡市恒鑫机械制造有限公司",
        "江阴市恒鑫电子科技有限公司",
        "无锡华天电子科技有限公司",
        "无锡华天电子科技有限公司江阴分公司",
        "无锡永泰新材料有限公司",
    ],
    uscc=[GOOD, "", "", "", ""],
    legal_person=["甲某", "乙某", "丙某", "", "丁某"],
    phone=["13800000001", "13800000002", "13800000003", "", "13800000005"],
    former_names=[(), (), (), (), ("无锡市安德化工有限公司",)],
)


def one(name: str, **known: str) -> tuple[int, Decision, str, Links]:
    links = link_firms(REGISTER, FirmTable([name], **{k: [v] for k, v in known.items()}))
    return int(links.firm[0]), links.decision[0], links.reason[0], links


def test_a_valid_code_decides_whatever_the_name() -> None:
    firm, decision, reason, _ = one("恒鑫新厂", uscc=GOOD)

    assert (firm, decision) == (0, Decision.LINK)
    assert "信用代码一致" in reason


def test_a_mistyped_code_is_told_and_not_silently_mended() -> None:
    firm, _, reason, links = one("无锡市恒鑫机械制造有限公司", uscc=GOOD[:-1] + "7")

    assert firm == 0
    assert "有误" in reason
    assert links.code_status[0] == CodeStatus.WRONG_CHECK


def test_a_mistyped_code_under_another_name_goes_to_a_person() -> None:
    _, decision, _, _ = one("江阴大成食品有限公司", uscc=GOOD[:-1] + "7")

    assert decision == Decision.REVIEW


def test_a_faulty_code_that_leads_nowhere_is_still_told() -> None:
    _, decision, reason, _ = one("某某某", uscc="12345")

    assert decision == Decision.NEW
    assert "格式不对" in reason


def test_name_and_phone_together_link() -> None:
    firm, decision, _, _ = one("无锡华天电子", phone="13800000003", legal_person="丙某")

    assert (firm, decision) == (2, Decision.LINK)


def test_the_same_brand_in_another_trade_is_not_taken() -> None:
    firm, _, _, _ = one("无锡市永泰餐饮管理有限公司", phone="13900000000", legal_person="戊某")

    assert firm == -1


def test_a_branch_is_never_merged_with_its_parent() -> None:
    branch, _, _, _ = one("无锡华天电子科技有限公司江阴分公司")
    parent, _, _, _ = one("无锡华天电子科技有限公司")
    other, decision, reason, _ = one("无锡市恒鑫机械制造有限公司锡山分公司", uscc=GOOD)

    assert (branch, parent) == (3, 2)
    assert (other, decision) == (-1, Decision.REVIEW)
    assert "分支机构" in reason


def test_a_former_name_finds_the_firm_of_today() -> None:
    firm, _, reason, _ = one("无锡市安德化工有限公司", legal_person="丁某")

    assert firm == 4
    assert "曾用名" in reason


def test_an_unknown_firm_is_new() -> None:
    assert one("上海大成食品有限公司")[:2] == (-1, Decision.NEW)


def test_empty_lists_and_empty_names_are_answered() -> None:
    assert len(link_firms(FirmTable([]), FirmTable(["甲"])).firm) == 1
    assert len(link_firms(REGISTER, FirmTable([])).firm) == 0
    assert link_firms(REGISTER, FirmTable([None, ""])).firm.tolist() == [-1, -1]


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(BadInput, match="行"):
        FirmTable(["甲", "乙"], phone=["1"])


def test_a_brand_not_quite_the_same_goes_to_a_person_unless_something_else_agrees() -> None:
    alone = one("无锡市永太新材料有限公司")
    backed = one("无锡市永太新材料有限公司", legal_person="丁某")

    assert alone[:2] == (4, Decision.REVIEW)
    assert backed[:2] == (4, Decision.LINK)


def test_a_reason_names_both_trades_where_they_differ() -> None:
    brands = ("恒鑫", "华天", "永泰", "安德", "信诚")
    names = [f"无锡{brand}{trade}有限公司" for brand in brands for trade in ("机械", "电子科技")]

    links = link_firms(FirmTable(names[:9]), FirmTable(["无锡信诚电子科技有限公司"]))

    assert "行业“电子科技”对“机械”" in links.reason[0]

"""Policies: four outcomes with their reason, missing is unknown, sheets there and back, payouts."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base.actions import create_user, grant_role
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import PASSWORD, World
from daliang.engine.checks import BadInput
from daliang.engine.policy import parse_policies, required_kinds
from daliang.parties.firm_actions import open_account
from daliang.parties.models import Enterprise
from daliang.parties.table_in import TableRow
from daliang.programmes.policy import actions, matching, queries, sections, sheets, tables
from daliang.programmes.policy.choices import Outcome
from daliang.programmes.policy.models import FirmFact, MatchRow, Payout, PolicyText, PolicyVersion

pytestmark = pytest.mark.django_db
CLAUSE = "设备投资不低于1000万元"
TREE = {
    "id": "T1",
    "title": "技改补助",
    "effective": ["2020-01-01", None],
    "all": [
        {
            "field": "equip_invest_10k",
            "op": ">=",
            "value": 1000,
            "clause": CLAUSE,
        },
        {"field": "own_ip", "op": "is_true"},
    ],
    "benefit": {"kind": "rate_cap", "base": "equip_invest_10k", "rate": 0.1, "cap": 150},
}


def firm(world: World, name: str, **facts: str) -> Enterprise:
    made = Enterprise.objects.create(name=name, district=world.east)
    actions.set_facts(
        by=world.analyst,
        facts=[(made, field, value) for field, value in facts.items()],
        as_of_on=date(2024, 6, 1),
        source="部门填报",
    )
    return made


def policy(world: World, **changes: object) -> PolicyText:
    tree = TREE | changes
    text = actions.publish(
        by=world.clerk, code=tree["id"], values={"title": tree["title"], "way": "automatic"}
    )
    actions.make_version(by=world.clerk, text=text, policy=parse_policies([tree])[0])
    return text


@pytest.fixture
def four(world: World) -> dict[str, Enterprise]:
    """One firm for each outcome."""
    policy(world)
    return {
        "eligible": firm(world, "甲公司", equip_invest_10k="2000", own_ip="是"),
        "short": firm(world, "乙公司", equip_invest_10k="800", own_ip="是"),
        "undecided": firm(world, "丙公司", equip_invest_10k="1200"),
        "excluded": firm(world, "丁公司", equip_invest_10k="10", own_ip="否"),
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_each_firm_gets_its_outcome_its_money_and_its_reason(
    world: World, four: dict[str, Enterprise]
) -> None:
    run = actions.run_matching(by=world.clerk)

    rows = {row.enterprise: row for row in run.rows.all()}
    assert {e: rows[e].outcome for e in rows} == {
        four[name]: name for name in ("eligible", "short", "undecided")
    }
    assert rows[four["eligible"]].amount_wan == 150  # a tenth of 2,000, capped
    assert "还差200" in rows[four["short"]].reason
    assert "上年度技术和设备投资" in rows[four["short"]].reason
    assert rows[four["undecided"]].reason == "缺：拥有自主知识产权"
    count = run.counts.get()
    assert (count.eligible, count.short, count.undecided, count.excluded) == (1, 1, 1, 1)


def test_the_run_and_the_single_firm_say_the_same(
    world: World, four: dict[str, Enterprise]
) -> None:
    run = actions.run_matching(by=world.clerk)
    kept = {row.enterprise_id: row.outcome for row in run.rows.all()}

    for name, enterprise in four.items():
        answer = matching.answers_for(enterprise, run.day)[0]
        assert answer.outcome == name
        assert kept.get(enterprise.pk, Outcome.EXCLUDED) == name


def test_a_missing_fact_is_unknown_and_asked_for_never_a_no(
    world: World, four: dict[str, Enterprise]
) -> None:
    answer = matching.answers_for(four["undecided"], date(2024, 6, 28))[0]

    assert answer.outcome is Outcome.UNDECIDED
    assert answer.lacking == ("拥有自主知识产权 为是",)
    assert any(line.startswith("?") and "缺数" in line for line in answer.lines)


def test_a_firm_of_which_nothing_is_known_is_undecided_but_no_finding(world: World) -> None:
    policy(world)
    nobody = firm(world, "戊公司")

    run = actions.run_matching(by=world.clerk)

    assert run.counts.get().undecided == 1
    assert not run.rows.filter(enterprise=nobody).exists()


def test_policies_count_only_in_their_window(world: World) -> None:
    policy(world, effective=["2030-01-01", None])
    firm(world, "甲公司")
    with pytest.raises(NotAllowed, match="没有有效的政策"):
        actions.run_matching(by=world.clerk, day=date(2024, 6, 28))
    assert len(matching.versions_on(date(2031, 1, 1))) == 1


def test_changed_rules_are_a_new_version_and_the_same_rules_are_none(world: World) -> None:
    text = policy(world)
    same = actions.make_version(by=world.clerk, text=text, policy=parse_policies([TREE])[0])
    assert same.number == 1
    changed = TREE | {"benefit": {"kind": "fixed", "amount": 20}}
    made = actions.make_version(by=world.clerk, text=text, policy=parse_policies([changed])[0])

    assert made.number == 2
    assert matching.versions_on(date(2024, 6, 28)) == [made]
    assert PolicyVersion.objects.filter(text=text).count() == 2


def test_rules_that_use_a_fact_otherwise_than_the_others_are_refused(world: World) -> None:
    policy(world)
    with pytest.raises(BadInput, match="own_ip"):
        policy(
            world,
            id="T2",
            all=[{"field": "own_ip", "op": ">=", "value": 3}],
            benefit={"kind": "fixed", "amount": 1},
        )


def test_a_payout_is_listed_once_with_its_trace_and_paid_on_a_day(
    world: World, four: dict[str, Enterprise]
) -> None:
    run = actions.run_matching(by=world.clerk)
    text = PolicyText.objects.get()
    assert actions.list_payouts(by=world.clerk, run=run, text=text) == 1
    assert actions.list_payouts(by=world.clerk, run=run, text=text) == 0
    payout = Payout.objects.get()
    assert "✓ 设备投资不低于1000万元" in payout.trace
    with pytest.raises(NotAllowed, match="兑付日期"):
        actions.settle_payout(by=world.clerk, payout=payout, state="paid", on=date(2020, 1, 1))
    actions.settle_payout(by=world.clerk, payout=payout, state="paid")
    assert queries.payout_figures(world.clerk, text) == {
        "listed": 150, "paid": 150, "days": 0, "count": 1,
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="已经办结"):
        actions.settle_payout(by=world.clerk, payout=payout, state="refused")


def test_the_authoring_workbook_comes_back_as_the_same_rules(world: World) -> None:
    policy(world)
    before = matching.policies_of(matching.versions_on(date(2024, 6, 28)))

    back = sheets.read_sheets(sheets.write_sheets(before, ["说明"]), "条件.xlsx")

    assert back == before
    assert actions.take_sheets(by=world.clerk, policies=back) == {"same": 1}


def test_a_faulty_sheet_names_the_place(world: World) -> None:
    policy(world)
    data = sheets.write_sheets(matching.policies_of(matching.versions_on(date(2024, 6, 28))))
    book = openpyxl.load_workbook(BytesIO(data))
    for row in book["条件"].iter_rows():
        for cell in row:
            if cell.value == "≥":
                cell.value = "约等于"
    out = BytesIO()
    book.save(out)

    with pytest.raises(BadInput) as refused:
        sheets.read_sheets(out.getvalue(), "条件.xlsx")
    assert "约等于" in str(refused.value)
    assert "条件.xlsx" in str(refused.value)


def test_facts_come_from_a_table_and_a_newer_one_replaces(
    world: World, four: dict[str, Enterprise]
) -> None:
    def rows(value: str) -> list[TableRow]:
        given = {"firm": "丙公司", "field": "拥有自主知识产权", "value": value}
        return [TableRow(2, given)]

    assert tables.apply(by=world.analyst, rows=rows("是"), name="表") == {"new": 1}
    assert tables.apply(by=world.analyst, rows=rows("是"), name="表") == {"same": 1}
    assert tables.apply(by=world.analyst, rows=rows("否"), name="表") == {"changed": 1}
    assert FirmFact.objects.get(enterprise=four["undecided"], field="own_ip").value == "否"
    with pytest.raises(BadInput, match="填得不对"):
        tables.plan(world.analyst, rows("大概"))
    with pytest.raises(BadInput, match="没有政策用到"):
        tables.plan(world.analyst, [TableRow(2, {"firm": "丙公司", "field": "x", "value": "1"})])


@pytest.mark.parametrize("who", ["leader", "auditor", "east_liaison", "stranger"])
def test_who_may_not_write_policies_is_refused(
    world: World, four: dict[str, Enterprise], who: str
) -> None:
    user = getattr(world, who)
    with pytest.raises(NotAllowed):
        actions.run_matching(by=user)
    with pytest.raises(NotAllowed):
        actions.publish(by=user, code="X", values={"title": "x", "way": "automatic"})
    with pytest.raises(NotAllowed):
        actions.set_facts(by=user, facts=[], as_of_on=date(2024, 1, 1), source="x")


def test_a_district_sees_the_matches_of_its_own_firms_only(
    world: World, four: dict[str, Enterprise]
) -> None:
    actions.run_matching(by=world.clerk)
    url = PolicyText.objects.get().get_absolute_url()

    assert "甲公司" in signed_in(world.east_liaison).get(url).content.decode()
    assert "甲公司" not in signed_in(world.west_liaison).get(url).content.decode()
    page = reverse("policy:firm", args=[four["eligible"].pk])
    assert signed_in(world.west_liaison).get(page).status_code == 404


def test_the_card_shows_talking_points_and_the_firm_its_reasons(
    world: World, four: dict[str, Enterprise]
) -> None:
    card = signed_in(world.leader).get(four["short"].get_absolute_url()).content.decode()
    assert "只差" in card
    own = sections.for_firm(four["eligible"])
    assert own.lines[0].note == "约150万元"
    user = create_user(by=None, username="firm", password=PASSWORD)
    grant_role(by=None, user=user, role="firm", organisation=world.city)
    open_account(by=None, user=user, enterprise=four["eligible"], phone="1")
    page = signed_in(user).get(own.lines[0].url).content.decode()
    assert "✓ 设备投资不低于1000万元" in page


@pytest.mark.parametrize("name", ["list", "worklist", "new", "take-sheets", "give-sheets"])
def test_pages_open_for_the_office_and_refuse_who_reads_nothing(
    world: World, four: dict[str, Enterprise], name: str
) -> None:
    actions.run_matching(by=world.clerk)
    assert signed_in(world.clerk).get(reverse(f"policy:{name}")).status_code == 200
    assert signed_in(world.system_officer).get(reverse(f"policy:{name}")).status_code == 403


def test_the_list_takes_a_fixed_number_of_queries(
    world: World, four: dict[str, Enterprise], django_assert_max_num_queries: object
) -> None:
    for n in range(2, 20):
        policy(world, id=f"T{n}", title=f"政策{n}")
    actions.run_matching(by=world.clerk)
    client = signed_in(world.clerk)

    with django_assert_max_num_queries(20):
        page = client.get(reverse("policy:list"))
    assert len(page.content) < 100 * 1024


def test_rules_are_written_on_screen_and_a_fault_is_said(
    world: World, four: dict[str, Enterprise]
) -> None:
    text = PolicyText.objects.get()
    client = signed_in(world.clerk)
    url = reverse("policy:rules", args=[text.pk])
    form = {
        "c-TOTAL_FORMS": "1", "c-INITIAL_FORMS": "0",
        "c-0-clause": "设备投资", "c-0-field": "equip_invest_10k", "c-0-op": "≥",
        "c-0-value": "500",
        "kind": "定额", "amount": "10", "reading": "office",
    }  # fmt: skip

    assert "设备投资不低于1000万元" in client.get(url).content.decode()
    bad = client.post(url, form | {"amount": "很多"})
    assert "很多" in bad.content.decode()
    assert text.versions.count() == 1
    client.post(url, form)
    assert text.versions.first().tree["all"][0]["value"] == 500


def test_a_changed_threshold_has_its_price(world: World, four: dict[str, Enterprise]) -> None:
    text = PolicyText.objects.get()
    url = reverse("policy:curve", args=[text.pk, 0])
    client = signed_in(world.head)

    page = client.get(url, {"threshold": "500"}).content.decode()

    assert "比现行多 1 家" in page  # 乙公司 with 800
    assert client.get(reverse("policy:curve", args=[text.pk, 1])).status_code == 404


def test_a_workbook_is_taken_and_the_matching_run_by_clicking(
    world: World, four: dict[str, Enterprise]
) -> None:
    client = signed_in(world.clerk)
    data = client.get(reverse("policy:give-sheets")).content
    upload = SimpleUploadedFile("条件.xlsx", data)

    page = client.post(reverse("policy:take-sheets"), {"file": upload}, follow=True)
    assert "未变 1" in page.content.decode()
    page = client.post(reverse("policy:run"), follow=True)
    assert "匹配完成" in page.content.decode()
    text = PolicyText.objects.get()
    client.post(reverse("policy:list-payouts", args=[text.pk]))
    client.post(reverse("policy:settle", args=[Payout.objects.get().pk]), {"state": "paid"})
    assert Payout.objects.get().state == "paid"
    assert MatchRow.objects.exists()


def test_the_28_real_policies_parse_together_and_every_fact_has_its_word() -> None:
    folder = Path(matching.__file__).parent
    trees = json.loads((folder / "sample" / "trees.json").read_text("utf-8"))

    policies = parse_policies(trees)

    assert len(policies) == 28
    assert set(required_kinds(policies)) <= set(matching.labels())

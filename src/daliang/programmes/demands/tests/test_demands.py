"""A demand from hearing to closing: each verb, each refusal, the pages, what a firm sees."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from daliang.base import clock
from daliang.base.actions import create_user, grant_role
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import PASSWORD, World
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.parties.firm_actions import open_account
from daliang.parties.hearing import HeardDemand
from daliang.parties.models import Enterprise
from daliang.parties.table_in import read_bytes
from daliang.programmes.demands import actions, queries, rules, tables
from daliang.programmes.demands.choices import Stage
from daliang.programmes.demands.models import Demand

pytestmark = pytest.mark.django_db
NOT = "江川明远软件有限公司"


def at(text: str) -> object:
    """Pretend a moment of June 2024, written "06-03 10:00"."""
    moment = datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M")
    return clock.pretend(timezone.make_aware(moment))


def firm(world: World, name: str = "江川恒鑫机械有限公司", **values: object) -> Enterprise:
    return Enterprise.objects.create(name=name, **{"district": world.east} | values)


def heard(enterprise: Enterprise, **values: object) -> HeardDemand:
    given = {
        "title": "配套用电增容进度慢",
        "content": "二期需增容两千千伏安",
        "kind": "factors",
        "channel": "visit",
        "key": "k1",
    } | values
    return HeardDemand(enterprise=enterprise, **given)


def pooled(world: World, **values: object) -> Demand:
    with at("06-03 10:00"):
        return actions.take_in(by=world.east_liaison, heard=heard(firm(world), **values))


def issued(world: World, **values: object) -> Demand:
    row = pooled(world, **values)
    with at("06-03 10:30"):
        actions.route(by=world.clerk, demand=row, lead=world.industry, supports=[world.east])
        actions.issue(by=world.head, demand=row)
    return Demand.objects.get(pk=row.pk)


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    return SimpleUploadedFile("答复函.png", data.getvalue(), "image/png")


def answered(world: World, outcome: str = "solved") -> Demand:
    row = issued(world)
    with at("06-05 15:00"):
        actions.answer(
            by=world.industry_liaison, demand=row, text="已送电", outcome=outcome,
            uploads=[picture()],
        )  # fmt: skip
    return Demand.objects.get(pk=row.pk)


def firm_user(world: World, enterprise: Enterprise, name: str = "firm") -> User:
    user = create_user(by=None, username=name, password=PASSWORD)
    grant_role(by=None, user=user, role="firm", organisation=world.city)
    open_account(by=None, user=user, enterprise=enterprise, phone="1")
    return user


def clock_of(row: Demand) -> queries.Clock:
    fresh = queries.with_relations(Demand.objects.filter(pk=row.pk)).get()
    return queries.clocks([fresh])[row.pk]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_demand_sent_twice_is_one_demand(world: World) -> None:
    known = firm(world)
    one = actions.take_in(by=world.clerk, heard=heard(known))

    assert actions.take_in(by=world.clerk, heard=heard(known)) == one
    with pytest.raises(NotAllowed, match="标识已被使用"):
        actions.take_in(by=world.head, heard=heard(known))


def test_the_duty_table_proposes_by_the_longest_word_then_by_kind_then_by_place(
    world: World,
) -> None:
    row = pooled(world)
    assert queries.proposed_lead(row)[0] == world.east
    actions.set_duty(by=world.clerk, kind="factors", word="", organisation=world.development)
    assert queries.proposed_lead(row)[0] == world.development
    actions.set_duty(
        by=world.clerk, kind="factors", word="用电", organisation=world.industry,
        supports=[world.east],
    )  # fmt: skip
    lead, supports, why = queries.proposed_lead(row)
    assert (lead, supports) == (world.industry, [world.east])
    assert "用电" in why


def test_a_routed_demand_is_a_promise_of_two_persons_and_its_clock_runs_from_the_issue(
    world: World,
) -> None:
    row = issued(world)

    assert row.commitment.state == "issued"
    assert row.commitment.programme == "demands"
    assert row.commitment.due_on == date(2024, 6, 13)  # seven workdays, three days off between
    assert clock_of(row).stage == Stage.ISSUED
    with pytest.raises(NotAllowed, match="已经分办"):
        actions.route(by=world.clerk, demand=row, lead=world.east)


def test_who_routed_does_not_approve(world: World) -> None:
    row = pooled(world)
    actions.route(by=world.head, demand=row, lead=world.industry)

    with pytest.raises(NotAllowed, match="换一位同事"):
        actions.issue(by=world.head, demand=row)


def test_an_objection_counts_within_a_workday_and_a_new_unit_gets_its_own_clock(
    world: World,
) -> None:
    row = issued(world)
    with at("06-05 09:00"), pytest.raises(NotAllowed, match="异议须在"):
        actions.object_to(by=world.industry_liaison, demand=row, reason="属供电")
    with at("06-04 17:00"):
        actions.object_to(by=world.industry_liaison, demand=row, reason="属供电")
    with at("06-05 09:00"):
        actions.reroute(by=world.clerk, demand=row, lead=world.development, reason="改派")

    row.refresh_from_db()
    assert row.commitment.lead == world.development
    assert row.commitment.due_on == date(2024, 6, 17)


def test_a_pause_moves_the_due_date_by_the_days_it_lasted(world: World) -> None:
    row = issued(world)
    with at("06-04 10:00"):
        with pytest.raises(NotAllowed, match="可以暂停计时的原因"):
            actions.pause(by=world.head, demand=row, reason="人手不够")
        actions.pause(by=world.head, demand=row, reason="等待企业补充材料")
        assert clock_of(row).stage == Stage.PAUSED
        assert clock_of(row).due is None
        with pytest.raises(NotAllowed, match="已经暂停"):
            actions.pause(by=world.head, demand=row, reason="等待企业补充材料")
    with at("06-06 10:00"):
        actions.resume(by=world.head, demand=row)
        with pytest.raises(NotAllowed, match="没有暂停"):
            actions.resume(by=world.head, demand=row)

    row.refresh_from_db()
    assert row.commitment.due_on == date(2024, 6, 17)  # two closes of work were paused
    assert row.commitment.moves == 1


def test_an_extension_is_asked_a_workday_before_and_once(world: World) -> None:
    row = issued(world)
    with at("06-11 09:00"):
        ledger.sign_for(by=world.industry_liaison, commitment=row.commitment)
        actions.ask_extension(
            by=world.industry_liaison, demand=row, new_due_on=date(2024, 6, 18), reason="等变压器"
        )
        asked = row.commitment.extensions.get()
        ledger.decide_extension(by=world.head, extension=asked, is_granted=True)
        row = Demand.objects.get(pk=row.pk)
        assert clock_of(row).due.date() == date(2024, 6, 18)
        with pytest.raises(NotAllowed, match="最多延期1次"):
            actions.ask_extension(
                by=world.industry_liaison, demand=row, new_due_on=date(2024, 6, 20), reason="再等"
            )


def test_an_extension_on_the_last_day_is_too_late(world: World) -> None:
    row = issued(world)
    with at("06-13 09:00"), pytest.raises(NotAllowed, match="到期前1个工作日"):
        actions.ask_extension(
            by=world.industry_liaison, demand=row, new_due_on=date(2024, 6, 18), reason="等"
        )


def test_an_answer_needs_proof_and_only_the_lead_gives_it(world: World) -> None:
    row = issued(world)
    with pytest.raises(NotAllowed, match="佐证"):
        actions.answer(by=world.industry_liaison, demand=row, text="好了", outcome="solved")
    with pytest.raises(NotAllowed):
        actions.answer(
            by=world.west_liaison, demand=row, text="好了", outcome="solved", uploads=[picture()]
        )


def test_nothing_is_closed_before_the_firm_judged(world: World) -> None:
    row = answered(world)
    with pytest.raises(NotAllowed, match="还没有评价"):
        actions.close(by=world.clerk, demand=row)
    actions.rate(by=world.clerk, demand=row, verdict="satisfied")
    actions.close(by=world.clerk, demand=row)
    assert Commitment.objects.get(pk=row.commitment_id).state == "closed"


def test_dissatisfaction_reopens_and_raises_the_level_with_a_new_clock(world: World) -> None:
    row = answered(world)
    user = firm_user(world, row.enterprise)
    with at("06-06 09:00"):
        actions.rate(by=user, demand=row, verdict="unsatisfied", text="只送了一半")
        with pytest.raises(NotAllowed, match="重办并提级"):
            actions.close(by=world.clerk, demand=row)
        actions.reopen(by=world.clerk, demand=row, reason="只解决一半")

    row = Demand.objects.get(pk=row.pk)
    assert (row.level, row.reopened, row.answered_at) == ("2", 1, None)
    assert row.commitment.leader == world.vice_mayor
    assert row.commitment.state == "in_progress"
    assert clock_of(row).due.date() == date(2024, 6, 18)
    with at("06-12 09:00"):
        actions.answer(
            by=world.industry_liaison, demand=row, text="全部送电", outcome="solved",
            uploads=[picture()],
        )  # fmt: skip
        actions.rate(by=user, demand=row, verdict="satisfied")
        actions.close(by=world.clerk, demand=row)


def test_an_answer_is_judged_once_and_by_its_own_firm(world: World) -> None:
    row = answered(world)
    user, other = firm_user(world, row.enterprise), firm_user(world, firm(world, NOT), "other")
    with pytest.raises(NotAllowed, match="本企业"):
        actions.rate(by=other, demand=row, verdict="satisfied")
    actions.rate(by=user, demand=row, verdict="fair")
    with pytest.raises(NotAllowed, match="已经评价过"):
        actions.rate(by=user, demand=row, verdict="satisfied")


def test_solved_and_answered_are_different_figures(world: World) -> None:
    answered(world, outcome="explained")
    with at("06-06 09:00"):
        found = queries.rates(world.clerk)

    assert (found.heard, found.answered, found.solved, found.in_time) == (1, 1, 0, 1)
    assert found.responded_in_time == 0  # two days later is late for a response of one


def test_the_same_demand_of_three_firms_is_proposed_as_a_policy_item(world: World) -> None:
    for n in range(4):
        known = firm(world, f"企业{n}")
        title = "配套用电增容进度太慢" if n < 3 else "请求协调用地指标"
        actions.take_in(by=world.clerk, heard=heard(known, title=title, content="", key=f"k{n}"))

    group = queries.common_proposals(world.clerk)[0]
    made = actions.propose_policy(
        by=world.clerk, demands=group, title="用电增容快办", lead=world.development,
        due_on=date(2030, 1, 1),
    )  # fmt: skip

    assert len(group) == 3
    assert made.commitment.programme == "policy"
    assert queries.common_proposals(world.clerk) == []
    with pytest.raises(NotAllowed, match="至少来自3家"):
        actions.propose_policy(
            by=world.clerk, demands=group[:2], title="x", lead=world.east, due_on=date(2030, 1, 1)
        )


def test_three_demands_of_one_firm_are_no_common_issue() -> None:
    same = [rules.Heard(n, 1, "land", "请求协调用地指标") for n in range(3)]

    assert rules.common_groups(same) == []


def test_a_demand_that_joins_two_groups_makes_one() -> None:
    texts = ["用电增容慢甲乙", "用电增容慢丙丁戊己庚", "甲乙用电增容慢丙丁"]
    found = rules.common_groups(
        [rules.Heard(n, n, "factors", text) for n, text in enumerate(texts)], similar=0.4
    )

    assert [len(group) for group in found] == [3]


@pytest.mark.parametrize("who", ["auditor", "leader", "system_officer", "stranger"])
def test_who_may_not_hear_puts_nothing_into_the_pool(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.take_in(by=getattr(world, who), heard=heard(firm(world)))


def test_a_unit_sees_what_it_handles_and_a_district_its_own_firms(world: World) -> None:
    row = issued(world)

    assert row in queries.demands_for(world.industry_liaison)
    assert row in queries.demands_for(world.east_liaison)
    assert row in queries.demands_for(world.leader)
    assert row not in queries.demands_for(world.west_liaison)
    assert row not in queries.demands_for(world.system_officer)


def test_before_it_is_issued_the_answering_unit_sees_nothing(world: World) -> None:
    row = pooled(world)
    actions.route(by=world.clerk, demand=row, lead=world.industry)

    assert row not in queries.demands_for(world.industry_liaison)


def test_a_foreign_demand_is_no_page_and_no_verb(world: World) -> None:
    row = issued(world)
    client = signed_in(world.west_liaison)

    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.post(reverse("demands:verb", args=[row.pk, "respond"])).status_code == 404


@pytest.mark.parametrize("count", [1, 40])
def test_the_pool_takes_a_fixed_number_of_queries(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    for n in range(count):
        row = pooled(world, key=f"k{n}") if not n else None
        if row is None:
            actions.take_in(
                by=world.clerk, heard=heard(Enterprise.objects.first(), key=f"k{n}", title=f"{n}")
            )
    client = signed_in(world.clerk)

    with django_assert_max_num_queries(22):
        page = client.get(reverse("demands:list"))

    assert page.status_code == 200
    assert len(page.content) < 100 * 1024


@pytest.mark.parametrize("name", ["list", "new", "board", "limits", "duties"])
def test_pages_open_for_the_office_and_refuse_who_reads_nothing(world: World, name: str) -> None:
    pooled(world)
    assert signed_in(world.clerk).get(reverse(f"demands:{name}")).status_code == 200
    assert signed_in(world.system_officer).get(reverse(f"demands:{name}")).status_code == 403
    assert Client().get(reverse(f"demands:{name}")).status_code == 302


def test_the_whole_way_by_clicking(world: World) -> None:
    row = pooled(world)
    url = lambda name: reverse("demands:verb", args=[row.pk, name])  # noqa: E731
    office, head = signed_in(world.clerk), signed_in(world.head)
    unit = signed_in(world.industry_liaison)

    assert "分办" in office.get(row.get_absolute_url()).content.decode()
    office.post(url("route"), {"lead": world.industry.pk, "kind": "factors"})
    head.post(url("issue"))
    assert "答复企业" in unit.get(row.get_absolute_url()).content.decode()
    unit.post(url("respond"), {"plan": "先协调供电"})
    unit.post(url("answer"), {"text": "已送电", "outcome": "solved", "file": picture()})
    office.post(url("rate"), {"verdict": "satisfied", "text": ""})
    page = office.post(url("close"), follow=True).content.decode()

    assert "已办结" in page
    assert "先协调供电" in page


def test_a_firm_asks_reads_and_judges_in_its_own_pages(world: World) -> None:
    known = firm(world)
    client = signed_in(firm_user(world, known))

    client.post(
        reverse("demands:own-new"),
        {"title": "缺技工", "kind": "labour", "content": "", "key": "p1"},
    )
    row = Demand.objects.get()

    assert (row.enterprise, row.channel) == (known, "portal")
    assert "缺技工" in client.get(reverse("demands:own", args=[row.pk])).content.decode()
    other = signed_in(firm_user(world, firm(world, NOT), "other"))
    assert other.get(reverse("demands:own", args=[row.pk])).status_code == 404
    assert signed_in(world.clerk).get(reverse("demands:own", args=[row.pk])).status_code == 403


def book(*lines: tuple) -> bytes:
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def test_an_offices_own_table_comes_in_once_and_an_unknown_firm_is_named(world: World) -> None:
    known = firm(world)
    data = book(
        ("企业名称", "诉求", "类别", "提出时间"), (known.name, "缺技工", "用工", "2024-06-03")
    )
    rows = read_bytes(data, "台账.xlsx", tables.FIELDS)

    assert [p.kind for p in tables.plan(world.clerk, rows)] == ["new"]
    assert tables.apply(by=world.clerk, rows=rows, name="台账") == {"new": 1, "same": 0}
    assert tables.apply(by=world.clerk, rows=rows, name="台账") == {"new": 0, "same": 1}
    bad = read_bytes(
        book(("企业名称", "诉求", "类别"), ("无此企业", "x", "用工")), "b", tables.FIELDS
    )
    with pytest.raises(tables.BadInput, match="名册里没有"):
        tables.plan(world.clerk, bad)


def test_the_ledger_of_demands_leaves_as_a_workbook(world: World) -> None:
    row = issued(world)
    answer = signed_in(world.clerk).get(reverse("demands:list"), {"export": "xlsx"})

    cells = [
        c.value for line in openpyxl.load_workbook(BytesIO(answer.content)).active for c in line
    ]
    assert row.content in cells
    assert "调度数据，非统计发布。" in cells


def test_another_citys_limits_count_from_then_on(world: World) -> None:
    actions.set_pack(by=world.head, slug="zhuhai")

    assert pooled(world).pack == "zhuhai"
    with pytest.raises(NotAllowed):
        actions.set_pack(by=world.clerk, slug="zhuhai")
    with pytest.raises(NotAllowed, match="没有这套"):
        actions.set_pack(by=world.head, slug="x")

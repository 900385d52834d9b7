"""Visits: nobody visited by everybody, records that arrive once, demands split out."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.parties.models import Enterprise
from daliang.programmes.visits import actions, queries, rules
from daliang.programmes.visits.models import Visit

pytestmark = pytest.mark.django_db


def firm(world: World, name: str = "江川恒鑫机械有限公司", **values: object) -> Enterprise:
    return Enterprise.objects.create(name=name, **{"district": world.east} | values)


def planned(world: World, enterprise: Enterprise, unit: object, **values: object) -> Visit:
    return actions.plan(
        by=world.clerk,
        enterprise=enterprise,
        organisation=unit,
        **{"planned_on": clock.today()} | values,
    )


def recorded(world: World, enterprise: Enterprise, key: str = "k", **values: object) -> Visit:
    given = {
        "by": world.east_liaison,
        "organisation": world.east,
        "visited_at": clock.now(),
        "values": {"findings": "订单饱满，缺技工"},
        "demands": [actions.SpotDemand("缺数控技工二十名", "labour")],
    } | values
    return actions.record(key=key, enterprise=enterprise, **given)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_third_bureau_in_a_month_needs_a_reason(world: World) -> None:
    known = firm(world)
    planned(world, known, world.industry)
    planned(world, known, world.commerce)

    with pytest.raises(NotAllowed, match="本月已有"):
        planned(world, known, world.housing)
    assert planned(world, known, world.housing, exception="消防专项").exception == "消防专项"
    assert planned(world, known, world.industry)  # the same bureau again is no further one
    assert planned(world, known, world.safety, planned_on=clock.today() + timedelta(days=40))


def test_a_cancelled_visit_does_not_count(world: World) -> None:
    known = firm(world)
    first = planned(world, known, world.industry)
    planned(world, known, world.commerce)
    actions.cancel(by=world.clerk, visit=first)

    assert planned(world, known, world.housing)
    with pytest.raises(NotAllowed, match="只有已安排"):
        actions.cancel(by=world.clerk, visit=first)


def test_a_record_sent_twice_is_one_visit_and_its_demands_are_in_the_pool_once(
    world: World,
) -> None:
    known = firm(world)
    one = recorded(world, known)

    assert recorded(world, known) == one
    assert Visit.objects.count() == 1
    assert [d.title for d in known.demands.all()] == ["缺数控技工二十名"]
    assert known.demands.get().channel == "visit"
    with pytest.raises(NotAllowed, match="标识已被使用"):
        recorded(world, known, by=world.clerk)


def test_a_record_completes_the_planned_visit_of_the_month(world: World) -> None:
    known = firm(world)
    plan = planned(world, known, world.east)

    made = recorded(world, known)

    assert made.pk == plan.pk
    assert made.state == "done"


def test_what_has_happened_is_recorded_even_when_it_was_too_much(world: World) -> None:
    known = firm(world)
    planned(world, known, world.industry)
    planned(world, known, world.commerce)

    assert recorded(world, known).state == "done"
    assert list(queries.crowded(world.clerk, clock.today())) == [known]


def test_a_visit_of_tomorrow_is_no_record(world: World) -> None:
    with pytest.raises(NotAllowed, match="不能晚于现在"):
        recorded(world, firm(world), visited_at=clock.now() + timedelta(days=1))


@pytest.mark.parametrize("who", ["west_liaison", "auditor", "leader", "stranger"])
def test_who_does_not_act_for_the_unit_records_nothing(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        recorded(world, firm(world), by=getattr(world, who))


def test_the_proposal_takes_chains_in_turn_and_leaves_out_who_was_visited_enough() -> None:
    today = date(2024, 6, 28)

    def candidate(pk: int, size: str, chain: str, days: int | None, n: int = 0) -> object:
        last = None if days is None else today - timedelta(days=days)
        return rules.Candidate(pk, size, chain, "东港区", last, n)

    firms = [
        candidate(1, "large", "电子", None),
        candidate(2, "large", "电子", 400),
        candidate(3, "small", "纺织", 30),
        candidate(4, "large", "电子", 10, 5),
        candidate(5, "large", "电子", None),
    ]

    chosen = rules.propose(firms, today=today, count=3, blocked={5})

    assert [c.pk for c, _why in chosen] == [4, 3, 1]
    assert "5条诉求" in chosen[0][1]
    assert "还没有走访过" in chosen[2][1]


def test_a_plan_is_split_into_days_of_one_place() -> None:
    firms = [(1, "东"), (2, "西"), (3, "东"), (4, "东")]

    assert rules.days_by_place(firms, a_day=2) == [[1, 3], [4], [2]]


def test_coverage_is_counted_by_size_and_a_firm_once(world: World) -> None:
    known = firm(world, size="large")
    firm(world, "二", size="large")
    firm(world, "三", size="small")
    recorded(world, known)
    recorded(world, known, key="k2", demands=())

    found = queries.coverage_rows(world.clerk, date(2000, 1, 1), "size")

    assert found == [("large", 2, 1), ("small", 1, 0)]


def test_units_see_their_own_visits_and_districts_those_to_their_firms(world: World) -> None:
    visit = planned(world, firm(world), world.industry)

    assert visit in queries.visits_for(world.industry_liaison)
    assert visit in queries.visits_for(world.east_liaison)
    assert visit not in queries.visits_for(world.west_liaison)
    assert signed_in(world.west_liaison).get(visit.get_absolute_url()).status_code == 404


def posted(world: World, **changes: object) -> dict[str, object]:
    return {
        "enterprise": "江川恒鑫机械有限公司",
        "organisation": world.east.pk,
        "findings": "正常",
        "key": "device-1",
        "made_at": "2024-06-03T10:00:00+08:00",
        "demand1": "缺技工",
        "kind1": "labour",
    } | changes


def test_the_phones_queue_is_answered_once_in_json(world: World) -> None:
    firm(world)
    client = signed_in(world.east_liaison)
    head = {"Accept": "application/json", "X-Owner": str(world.east_liaison.pk)}
    url = reverse("visits:record")

    first = client.post(url, posted(world), headers=head)
    again = client.post(url, posted(world), headers=head)
    other = client.post(url, posted(world), headers=head | {"X-Owner": "0"})
    bad = client.post(url, posted(world, enterprise="无此企业", key="d2"), headers=head)

    assert [a.status_code for a in (first, again, other, bad)] == [200, 200, 401, 422]
    assert "名册里没有" in bad.json()["problems"][0]
    visit = Visit.objects.get()
    assert visit.visited_at.isoformat() == "2024-06-03T02:00:00+00:00"
    assert visit.demand_count == 1


def test_without_javascript_the_form_is_kept_with_its_fault(world: World) -> None:
    firm(world)
    client = signed_in(world.east_liaison)

    bad = client.post(reverse("visits:record"), posted(world, findings=""))
    good = client.post(reverse("visits:record"), posted(world), follow=True)

    assert bad.status_code == 422
    assert "缺技工" in bad.content.decode()
    assert "诉求1条进入诉求池" in good.content.decode()


@pytest.mark.parametrize("name", ["list", "proposals", "plan", "field"])
def test_pages_open_for_a_unit_and_refuse_who_reads_nothing(world: World, name: str) -> None:
    firm(world)
    assert signed_in(world.east_liaison).get(reverse(f"visits:{name}")).status_code == 200
    assert signed_in(world.system_officer).get(reverse(f"visits:{name}")).status_code == 403


def test_a_visit_is_planned_by_clicking_and_a_crowd_is_refused(world: World) -> None:
    known = firm(world)
    client = signed_in(world.clerk)
    form = {
        "enterprise": known.name,
        "organisation": world.industry.pk,
        "planned_on": clock.today().isoformat(),
    }
    client.post(reverse("visits:plan"), form)
    client.post(reverse("visits:plan"), form | {"organisation": world.commerce.pk})
    page = client.post(reverse("visits:plan"), form | {"organisation": world.housing.pk})

    assert Visit.objects.count() == 2
    assert "超频理由" in page.content.decode()


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_takes_a_fixed_number_of_queries_and_leaves_as_a_workbook(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    for n in range(count):
        planned(world, firm(world, f"企业{n}"), world.industry)
    client = signed_in(world.clerk)

    with django_assert_max_num_queries(16):
        page = client.get(reverse("visits:list"))
    assert len(page.content) < 100 * 1024
    answer = client.get(reverse("visits:list"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert "企业0" in [c.value for line in sheet for c in line]


def test_the_card_offers_the_record_before_the_visit(world: World) -> None:
    known = firm(world)
    recorded(world, known, values={"findings": "好", "promised": "六月底前协调用工"})

    page = signed_in(world.leader).get(known.get_absolute_url()).content.decode()

    assert "六月底前协调用工" in page
    assert "缺数控技工" in page

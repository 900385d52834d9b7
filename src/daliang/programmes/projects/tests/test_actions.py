"""Every verb of the pack, and its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from daliang.base import clock
from daliang.base.models import AuditEntry
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger.lights import lights_of, shipped_packs
from daliang.ledger.models import Commitment
from daliang.ledger.queries import with_relations
from daliang.ledger.tests import chain as ledger_chain
from daliang.programmes.projects import actions, queries
from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.models import Project, RiskLog
from daliang.programmes.projects.periodic import log_risks
from daliang.programmes.projects.rules import own_amounts, totals_by_district
from daliang.programmes.projects.tests import chain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime(2024, 6, 20, 9))):
        yield


def test_a_project_walks_through_its_gates_with_evidence(world: World) -> None:
    row = chain.walked(world, chain.project(world), Stage.ENTERED)

    assert row.stage == Stage.ENTERED
    assert row.stage_since == date(2024, 2, 1)


def test_a_gate_without_its_papers_is_refused_and_nothing_is_written(world: World) -> None:
    row = chain.walked(world, chain.project(world), Stage.TALKS)

    with pytest.raises(NotAllowed, match="正式合同"):
        actions.pass_gate(by=world.clerk, project=row, stage=Stage.SIGNED, done_on=date(2024, 3, 1))

    assert not row.gates.filter(stage=Stage.SIGNED).exists()


def test_a_district_works_on_its_own_project_and_not_on_anothers(world: World) -> None:
    row = chain.project(world)
    proof = actions.Proof("contract", "合同1号")

    actions.give_proof(by=world.east_liaison, project=row, stage=Stage.SIGNED, proof=proof)

    with pytest.raises(NotAllowed):
        actions.give_proof(by=world.west_liaison, project=row, stage=Stage.SIGNED, proof=proof)


def test_a_contract_number_used_for_another_project_is_doubted(world: World) -> None:
    first, second = chain.project(world), chain.project(world, "P2", name="西塘物流园")
    proof = actions.Proof("contract", "合同1号")
    actions.give_proof(by=world.clerk, project=first, stage=Stage.SIGNED, proof=proof)

    again = actions.give_proof(by=world.clerk, project=second, stage=Stage.SIGNED, proof=proof)

    assert again.doubts == ["同一文号已用于：东港码头二期"]


def test_a_photograph_without_time_and_place_is_doubted(world: World) -> None:
    row = chain.project(world)
    photo = ledger_chain.photograph(world.clerk)

    volume = actions.record_volume(
        by=world.clerk,
        project=row,
        name="桩基",
        unit="根",
        planned=Decimal(100),
        done=Decimal(20),
        photo=photo,
    )

    assert volume.doubts == ["照片里没有拍摄时间", "照片里没有拍摄地点"]


def test_moving_a_planned_date_needs_a_reason_and_is_kept(world: World) -> None:
    row = chain.project(world)
    first, later = date(2024, 7, 1), date(2024, 9, 1)
    actions.plan_gate(by=world.clerk, project=row, stage=Stage.STARTED, planned_on=first)

    with pytest.raises(NotAllowed, match="原因"):
        actions.plan_gate(by=world.clerk, project=row, stage=Stage.STARTED, planned_on=later)
    gate = actions.plan_gate(
        by=world.clerk, project=row, stage=Stage.STARTED, planned_on=later, reason="土地未交"
    )

    assert gate.first_planned_on == first
    assert [move.new_on for move in gate.moves.all()] == [first, later]


def test_taking_a_gate_back_moves_the_stage_back(world: World) -> None:
    row = chain.walked(world, chain.project(world), Stage.ENTERED)

    undone = actions.undo_gate(by=world.clerk, project=row, stage=Stage.STARTED, reason="照片不实")

    row.refresh_from_db()
    assert {gate.stage for gate in undone} == {Stage.STARTED, Stage.ENTERED}
    assert row.stage == Stage.LAND


def test_parts_split_off_leave_every_total_as_it_was(world: World) -> None:
    row = chain.project(world)
    parts = [("一标段", world.east, Decimal(40_000)), ("二标段", world.west, Decimal(50_000))]
    actions.split(by=world.clerk, project=row, parts=parts)

    shares = queries.shares_for(world.clerk)

    assert totals_by_district(shares) == {"东港区": Decimal(70_000), "西塘区": Decimal(50_000)}
    assert sum(own_amounts(shares).values()) == Decimal(120_000)


def test_parts_never_count_more_than_their_package(world: World) -> None:
    row = chain.project(world)
    part = actions.split(by=world.clerk, project=row, parts=[("一标段", None, Decimal(90_000))])[0]

    with pytest.raises(NotAllowed, match="超过"):
        actions.split(by=world.clerk, project=row, parts=[("二标段", None, Decimal(40_000))])
    with pytest.raises(NotAllowed, match="超过"):
        actions.change_project(by=world.clerk, project=part, values={"total_wan": Decimal(130_000)})
    with pytest.raises(NotAllowed, match="不再拆分"):
        actions.split(by=world.clerk, project=part, parts=[("再拆", None, Decimal(1))])


def test_a_year_plan_becomes_a_promise_of_the_lead_unit(world: World) -> None:
    plan = chain.planned(world, chain.project(world))

    assert plan.commitment.lead == world.development
    assert plan.commitment.due_on == date(2024, 12, 31)


def test_months_that_do_not_make_the_year_are_refused(world: World) -> None:
    with pytest.raises(NotAllowed, match="不等"):
        actions.set_year_plan(
            by=world.clerk,
            project=chain.project(world),
            year=2024,
            plan_wan=Decimal(100),
            months={1: (Decimal(90), Decimal(0))},
        )


def test_the_same_figure_twice_changes_nothing_and_a_correction_leaves_a_trace(
    world: World,
) -> None:
    row = chain.project(world)
    first = actions.record_figures(by=world.clerk, figures=[chain.figure(row, "dispatch", 5, 50)])
    again = actions.record_figures(by=world.clerk, figures=[chain.figure(row, "dispatch", 5, 50)])
    mended = actions.record_figures(by=world.clerk, figures=[chain.figure(row, "dispatch", 5, 60)])

    assert [kind for kind, _changes in first + again + mended] == ["new", "same", "changed"]
    assert AuditEntry.objects.filter(verb="更正项目数据").count() == 1


def test_a_unit_does_not_write_the_books_of_statistics(world: World) -> None:
    row = chain.project(world)

    actions.record_figures(by=world.east_liaison, figures=[chain.figure(row, "dispatch", 5, 50)])
    with pytest.raises(NotAllowed, match="只报调度数"):
        actions.record_figures(
            by=world.east_liaison, figures=[chain.figure(row, "statistics", 5, 50)]
        )


def test_a_blocker_is_handed_to_a_named_unit_by_a_date(world: World) -> None:
    row = chain.project(world)

    blocker = actions.raise_blocker(
        by=world.clerk,
        project=row,
        kind="land",
        text="缺用地指标30亩",
        unit=world.housing,
        due_on=date(2024, 8, 1),
    )

    assert blocker.commitment.lead == world.housing
    with pytest.raises(NotAllowed, match="早于今天"):
        actions.raise_blocker(
            by=world.clerk,
            project=row,
            kind="land",
            text="缺",
            unit=world.housing,
            due_on=date(2024, 6, 1),
        )


def lights(pack: str) -> dict[str, tuple[str, str]]:
    rows = list(with_relations(Commitment.objects.filter(programme="projects")))
    found = lights_of(rows, chain.TODAY, pack=shipped_packs()[pack])
    return {row.year_plan.project.code: (found[row.pk].tone, found[row.pk].reason) for row in rows}


def test_yinchuan_and_even_twelfths_give_the_same_projects_different_lights(world: World) -> None:
    late_plan = {m: (Decimal(1000 if m > 5 else 0), Decimal(0)) for m in range(1, 13)}
    slow = chain.walked(world, chain.project(world), Stage.ENTERED)
    chain.planned(world, slow)
    seasonal = chain.walked(world, chain.project(world, "P2"), Stage.ENTERED)
    actions.set_year_plan(
        by=world.clerk, project=seasonal, year=2024, plan_wan=Decimal(7000), months=late_plan
    )
    unentered = chain.walked(world, chain.project(world, "P3"), Stage.STARTED)
    chain.planned(world, unentered)
    figures = [
        chain.figure(slow, "dispatch", 5, 4_700),  # 39.2 % against 41.7 %
        chain.figure(seasonal, "dispatch", 5, 500),  # nothing was due yet
        chain.figure(unentered, "dispatch", 5, 6_000),
    ]
    actions.record_figures(by=world.clerk, figures=figures)

    own, even = lights("yinchuan"), lights("even")

    assert {code: tone for code, (tone, _reason) in own.items()} == {
        "P1": "green",
        "P2": "green",
        "P3": "red",
    }
    assert {code: tone for code, (tone, _reason) in even.items()} == {
        "P1": "amber",
        "P2": "amber",
        "P3": "green",
    }
    assert "未入库" in own["P3"][1]
    assert "相差-34.6个百分点" in even["P2"][1]


def test_a_light_follows_a_figure_at_once(world: World) -> None:
    row = chain.walked(world, chain.project(world), Stage.ENTERED)
    plan = chain.planned(world, row)

    actions.record_figures(by=world.clerk, figures=[chain.figure(row, "dispatch", 5, 1_000)])

    plan.commitment.refresh_from_db()
    assert plan.commitment.light_tone == "red"


def test_chances_are_logged_once_a_month(world: World) -> None:
    row = chain.project(world)
    actions.plan_gate(by=world.clerk, project=row, stage=Stage.TALKS, planned_on=date(2024, 9, 1))

    said = [log_risks(date(2024, 7, day)) for day in (1, 2, 20)]

    assert said == ["记下1个关口的按期概率", "", ""]
    assert 0 < RiskLog.objects.get().probability < 1


def test_a_project_of_another_district_is_not_seen(world: World) -> None:
    chain.project(world)
    chain.project(world, "P2", district=world.west)

    seen = queries.projects_for(world.east_liaison)

    assert set(seen.values_list("code", flat=True)) == {"P1"}
    assert Project.objects.count() == 2

"""From the cockpit's red figure to the firm and a drafted attack plan, in three clicks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.diagnosis.models import AttackPlan, Finding
from daliang.diagnosis.periodic import watch
from daliang.diagnosis.tests import city
from daliang.dispatch.plans import draft_plan
from daliang.ledger.choices import SourceKind, State
from daliang.ledger.models import Commitment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def finding(world: World, tmp_path: Path, settings: object) -> Finding:
    settings.VAR = tmp_path
    city.fill(world)
    watch(date(2024, 4, 16))
    return Finding.objects.get(place="东港区机械")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_three_clicks_lead_from_the_red_figure_to_the_drafted_plan(
    world: World, finding: Finding
) -> None:
    client = signed_in(world.head)
    cockpit = client.get(reverse("dispatch:cockpit")).content.decode()
    first = re.search(r'href="(/diagnosis/output/\?[^"]+)"', cockpit)
    drill = client.get(first[1].replace("&amp;", "&")).content.decode()
    second = re.search(r'href="(/parties/\d+/)', drill)
    assert client.get(second[1]).status_code == 200
    third = reverse("dispatch:draft-plan", args=[finding.pk])
    assert f'action="{third}"' in drill

    answer = client.post(third, follow=True)

    text = answer.content.decode()
    assert "东港区机械工业总产值攻坚方案" in text
    assert "测算数" in text


def test_the_plan_is_one_parent_with_a_part_for_each_step(world: World, finding: Finding) -> None:
    plan = draft_plan(by=world.head, finding=finding)

    parent = Commitment.objects.get(number=plan.commitment_number)
    parts = Commitment.objects.filter(parent=parent)
    assert parent.state == State.DRAFTED
    assert parent.source.kind == SourceKind.FINDING
    assert parent.lead == world.industry  # 市工信局 answers for the measure
    assert parts.count() == plan.steps.count() == parent.milestones.count()
    firms = plan.steps.exclude(enterprise=None)
    assert firms.count() == 3
    assert all(step.expected > 0 for step in firms)
    assert set(parts.filter(title__contains="一企一策").values_list("lead", flat=True)) == {
        world.east.pk
    }


def test_a_second_click_leads_to_the_same_plan(world: World, finding: Finding) -> None:
    first = draft_plan(by=world.head, finding=finding)

    assert draft_plan(by=world.analyst, finding=finding) == first
    assert AttackPlan.objects.count() == 1


def test_who_may_not_diagnose_drafts_no_plan(world: World, finding: Finding) -> None:
    for user in (world.clerk, world.east_head, world.leader):
        with pytest.raises(NotAllowed):
            draft_plan(by=user, finding=finding)
    assert not AttackPlan.objects.exists()


def test_a_foreign_district_finds_neither_finding_nor_plan(world: World, finding: Finding) -> None:
    plan = draft_plan(by=world.head, finding=finding)
    client = signed_in(world.west_liaison)

    assert client.get(reverse("dispatch:plan", args=[plan.pk])).status_code == 404
    assert client.get(finding.get_absolute_url()).status_code == 404
    own = signed_in(world.east_liaison).get(reverse("dispatch:plan", args=[plan.pk]))
    assert "任务交办后会列在这里" in own.content.decode()

"""The 督办 chain, one test a verb and a refusal."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from daliang.base import audit
from daliang.base.models import AuditEntry, Notification
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger import actions, queries
from daliang.ledger.choices import State
from daliang.ledger.models import Commitment, Report
from daliang.ledger.tests import chain

pytestmark = pytest.mark.django_db


def test_a_draft_walks_the_whole_chain_to_closed(world: World) -> None:
    row = chain.reported_done(world)

    row = actions.take_review(by=world.clerk, commitment=row)
    row = actions.close(by=world.clerk, commitment=row, remark="现场核实")

    assert row.state == State.CLOSED
    assert [t.verb for t in row.transitions.order_by("id")] == [
        "create",
        "submit",
        "approve",
        "issue",
        "sign_for",
        "report_done",
        "take_review",
        "close",
    ]
    assert row.revisions.count() == 8
    assert not list(audit.verify())


def test_an_incomplete_draft_is_not_submitted_and_says_what_is_missing(world: World) -> None:
    row = chain.draft(world, lead=None, due_kind="missing", due_on=None)

    with pytest.raises(NotAllowed, match="牵头单位、完成时限"):
        actions.submit(by=world.clerk, commitment=row)


def test_the_author_cannot_approve_his_own_draft(world: World) -> None:
    row = actions.commit(
        by=world.head,
        draft=actions.Draft(title="甲", programme="tasks", lead=world.east, due_on=chain.days(9)),
    )
    actions.submit(by=world.head, commitment=row)

    with pytest.raises(NotAllowed, match="换一位同事"):
        actions.approve(by=world.head, commitment=row)


def test_issue_tells_the_liaisons_of_every_unit(world: World) -> None:
    chain.issued(world, supports=(world.industry,))

    told = set(Notification.objects.values_list("user__username", flat=True))
    assert {"east_liaison", "industry_liaison"} <= told
    assert "west_liaison" not in told


def test_another_unit_cannot_sign(world: World) -> None:
    row = chain.issued(world)

    with pytest.raises(NotAllowed, match="没有分给您的单位"):
        actions.sign_for(by=world.west_liaison, commitment=row)


def test_a_supporting_unit_signs_without_starting_the_work(world: World) -> None:
    row = chain.issued(world, supports=(world.industry,))

    row = actions.sign_for(by=world.industry_liaison, commitment=row)

    assert row.state == State.ISSUED
    assert row.assignments.get(organisation=world.industry).signed_at


def test_a_unit_sends_back_what_is_not_its_business_with_the_reason(world: World) -> None:
    row = chain.issued(world)

    with pytest.raises(NotAllowed, match="写明原因"):
        actions.send_back(by=world.east_liaison, commitment=row, reason=" ")
    row = actions.send_back(by=world.east_liaison, commitment=row, reason="属市发改委职责")

    assert row.state == State.RETURNED


def test_a_report_sent_twice_counts_once(world: World) -> None:
    row = chain.in_progress(world)

    first = chain.report(world.east_liaison, row, key="phone-1")
    second = chain.report(world.east_liaison, row, key="phone-1")

    assert first == second
    assert Report.objects.count() == 1


def test_a_final_report_needs_evidence(world: World) -> None:
    row = chain.in_progress(world)

    with pytest.raises(NotAllowed, match="佐证"):
        chain.report(world.east_liaison, row, percent=100, is_final=True)


def test_evidence_used_for_another_item_is_doubted(world: World) -> None:
    first, second = chain.in_progress(world), chain.in_progress(world, title="另一项")
    shared = (chain.proof(world.east_liaison),)
    chain.report(world.east_liaison, first, key="a", proofs=shared)

    made = chain.report(world.east_liaison, second, key="b", proofs=shared)

    assert first.number in made.evidence.get().doubts[0]


def test_the_owner_cannot_close_and_the_office_can(world: World) -> None:
    row = chain.reported_done(world)

    with pytest.raises(NotAllowed):
        actions.close(by=world.east_head, commitment=row)
    assert actions.close(by=world.head, commitment=row).closed_by == world.head


def test_open_milestones_forbid_closing_and_are_named(world: World) -> None:
    steps = (actions.MilestoneDraft("完成选址", chain.days(10)),)
    row = chain.reported_done(world, milestones=steps)

    with pytest.raises(NotAllowed, match="完成选址"):
        actions.close(by=world.clerk, commitment=row)


def test_rework_is_counted_and_reopening_clears_the_closing(world: World) -> None:
    row = actions.rework(by=world.clerk, commitment=chain.reported_done(world), reason="照片不清")
    assert (row.returns, row.state) == (1, State.IN_PROGRESS)

    chain.report(world.east_liaison, row, key="k2", percent=100, is_final=True)
    actions.close(by=world.clerk, commitment=row)
    row = actions.reopen(by=world.clerk, commitment=row, reason="回访发现未落实")

    assert (row.state, row.closed_at, row.closed_by) == (State.IN_PROGRESS, None, None)


def test_an_extension_is_asked_before_expiry_and_counted(world: World) -> None:
    row = chain.in_progress(world, due_on=chain.days(5))
    asked = actions.ask_extension(
        by=world.east_liaison, commitment=row, new_due_on=chain.days(20), reason="等待土地批复"
    )

    actions.decide_extension(by=world.head, extension=asked, is_granted=True)

    row.refresh_from_db()
    assert (row.due_on, row.first_due_on, row.moves) == (chain.days(20), chain.days(5), 1)


def test_an_extension_after_expiry_is_refused(world: World) -> None:
    row = chain.in_progress(world, due_on=chain.days(-1))

    with pytest.raises(NotAllowed, match="到期前申请"):
        actions.ask_extension(
            by=world.east_liaison, commitment=row, new_due_on=chain.days(9), reason="忘了"
        )


def test_a_stale_edit_is_refused_and_nothing_is_overwritten(world: World) -> None:
    row = chain.draft(world)
    actions.edit(by=world.clerk, commitment=row, version=row.version, changes={"goal": "甲"})

    with pytest.raises(actions.Stale):
        actions.edit(by=world.head, commitment=row, version=row.version, changes={"goal": "乙"})

    row.refresh_from_db()
    assert row.goal == "甲"


def test_an_edit_after_issue_needs_a_reason_and_a_moved_date_is_counted(world: World) -> None:
    row = chain.in_progress(world)
    later = {"due_on": chain.days(200)}

    with pytest.raises(NotAllowed, match="写明原因"):
        actions.edit(by=world.clerk, commitment=row, version=row.version, changes=later)
    row = actions.edit(
        by=world.clerk, commitment=row, version=row.version, changes=later, reason="会议纪要调整"
    )

    assert row.moves == 1


def test_a_changed_lead_leaves_exactly_one_lead(world: World) -> None:
    row = chain.draft(world, supports=(world.west,))

    row = actions.edit(
        by=world.clerk, commitment=row, version=row.version, changes={"lead": world.west}
    )

    parts = {a.organisation.short_name: a.part for a in row.assignments.all()}
    assert parts == {"西塘区": "lead"}


def test_a_unit_sees_its_own_and_co_owned_rows_only_after_issue(world: World) -> None:
    own = chain.issued(world, supports=(world.industry,))
    chain.draft(world, title="未交办")

    def seen(user: object) -> set[str]:
        return set(queries.commitments_for(user).values_list("number", flat=True))

    assert seen(world.east_liaison) == seen(world.industry_liaison) == {own.number}
    assert seen(world.west_liaison) == seen(world.system_officer) == seen(world.stranger) == set()
    assert len(seen(world.leader)) == len(seen(world.auditor)) == 2


def test_an_auditor_reads_and_never_writes(world: World) -> None:
    row = chain.reported_done(world)

    with pytest.raises(NotAllowed):
        actions.close(by=world.auditor, commitment=row)


def test_the_database_itself_refuses_a_closed_row_without_a_date(world: World) -> None:
    row = chain.draft(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(state=State.CLOSED)


def test_many_drafts_are_written_whole_or_not_at_all(world: World) -> None:
    good = actions.Draft(title="甲", programme="tasks", lead=world.east, due_on=chain.days(9))
    bad = actions.Draft(title="乙", programme="tasks", lead=world.east, due_kind="date")

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.commit_many(by=world.clerk, drafts=[good, bad])

    assert not Commitment.objects.exists()


def test_many_drafts_take_a_fixed_number_of_statements(
    world: World, django_assert_max_num_queries: object
) -> None:
    drafts = [
        actions.Draft(
            title=f"任务{i}",
            programme="tasks",
            lead=world.east,
            due_on=chain.days(9),
            milestones=(actions.MilestoneDraft("一", chain.days(3)),),
        )
        for i in range(300)
    ]

    with django_assert_max_num_queries(60):  # SQLite splits long inserts
        actions.commit_many(by=world.clerk, drafts=drafts)

    assert AuditEntry.objects.filter(verb="建立").count() == 1


def test_the_list_can_be_seen_as_it_was_known(world: World) -> None:
    row = chain.in_progress(world)
    before = row.revisions.first().at
    chain.report(world.east_liaison, row, percent=70)

    then = queries.known_at(world.head, before).get()

    assert then.snapshot["progress"] == 0
    assert (
        queries.known_at(
            world.head, chain.report(world.east_liaison, row, key="k9").reported_at
        ).count()
        == 1
    )


def test_a_frozen_month_keeps_its_lights_and_is_frozen_once(world: World) -> None:
    row = chain.in_progress(world, due_on=chain.days(-3))
    month = chain.days(0).replace(day=1)

    freeze = actions.freeze_month(by=world.clerk, month_on=month, day=chain.days(0))
    with pytest.raises(NotAllowed, match="已封存"):
        actions.freeze_month(by=world.clerk, month_on=month, day=chain.days(0))

    frozen = freeze.rows.get()
    assert (frozen.commitment, frozen.colour) == (row, "red")
    assert "逾期3天" in frozen.reason

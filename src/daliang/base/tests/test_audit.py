"""The audit trail: whole when untouched, and broken exactly where it was touched."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from daliang.base import audit
from daliang.base.models import AuditEntry, AuditHead
from daliang.base.tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(db: object) -> list[AuditEntry]:
    return [audit.record(by=None, verb="试", detail={"n": number}) for number in range(5)]


def test_an_untouched_trail_is_whole(world: World) -> None:
    assert list(audit.verify()) == []
    assert audit.state().startswith(f"{AuditEntry.objects.count()}:")


def test_a_changed_entry_is_located(trail: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=trail[2].pk).update(verb="改")

    assert [found.entry_id for found in audit.verify()] == [trail[2].pk]


def test_a_changed_time_is_located(trail: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=trail[1].pk).update(at=datetime(2020, 1, 1, tzinfo=UTC))

    assert [found.entry_id for found in audit.verify()] == [trail[1].pk]


def test_a_removed_entry_is_seen_at_its_successor(trail: list[AuditEntry]) -> None:
    trail[2].delete()

    found = list(audit.verify())

    assert found[0].entry_id == trail[3].pk
    assert found[-1].entry_id is None  # the count does not fit either


def test_a_removed_tail_is_seen(trail: list[AuditEntry]) -> None:
    trail[4].delete()

    assert ["链头" in str(found) for found in audit.verify()] == [True]


def test_an_emptied_trail_is_seen(trail: list[AuditEntry]) -> None:
    AuditEntry.objects.all().delete()

    assert list(audit.verify())


def test_a_missing_head_is_seen(trail: list[AuditEntry]) -> None:
    AuditHead.objects.all().delete()

    assert list(audit.verify())


def test_a_rewritten_trail_is_seen_by_a_head_noted_earlier(trail: list[AuditEntry]) -> None:
    count, digest = audit.state().split(":")
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    for number in range(6):
        audit.record(by=None, verb="假", detail={"n": number})

    assert list(audit.verify()) == []
    assert not audit.holds(int(count), digest)


def test_a_head_noted_earlier_holds_after_more_entries(trail: list[AuditEntry]) -> None:
    count, digest = audit.state().split(":")
    audit.record(by=None, verb="后来")

    assert audit.holds(int(count), digest)


def test_values_of_any_kind_can_be_noted(db: object) -> None:
    detail = {
        "day": date(2024, 2, 29),
        "money": Decimal("1.10"),
        "huge": 1e20,  # PostgreSQL gives it back as an integer
        "nan": float("nan"),  # PostgreSQL refuses it
        "nul": "a\x00b",  # and this
        "deep": [{"x": 0.1}],
    }

    audit.record(by=None, verb="试", detail=detail)

    assert list(audit.verify()) == []


values = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    # half a surrogate pair cannot be stored as text anywhere
    | strategies.text(strategies.characters(exclude_categories=["Cs"])),
    lambda inner: (
        strategies.lists(inner, max_size=3)
        | strategies.dictionaries(
            strategies.text(strategies.characters(exclude_categories=["Cs"])), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(value=values)
def test_whatever_is_noted_verifies(db: object, value: object) -> None:
    audit.record(by=None, verb="试", detail={"value": value})

    assert list(audit.verify()) == []

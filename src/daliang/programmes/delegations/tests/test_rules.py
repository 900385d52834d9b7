"""Counting once, reconciling, conversion: properties over any sequence of moves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daliang.base.refusal import NotAllowed
from daliang.programmes.delegations import rules
from daliang.programmes.delegations.rules import Effect, Followed, Portion, Rate, Signing

JUNE = date(2024, 6, 3)
RATES = [
    Rate("EUR", date(2024, 1, 1), Decimal("1.10")),
    Rate("EUR", date(2024, 6, 1), Decimal("1.08")),
    Rate("CNY", date(2024, 1, 1), Decimal("0.14")),
]
TRIP, MUNICH, EARLIER = 1, 2, 3


def signing(key: int, deal: int, event: int = TRIP, day: int = 0, **values: object) -> Signing:
    given = {"form": "1_intent"} | values
    return Signing(key, deal, event, JUNE + timedelta(days=day), **given)


def test_a_deal_signed_at_two_events_counts_once_at_the_first() -> None:
    at_munich = signing(1, 7, MUNICH, 0, amount_wan=Decimal(500))
    at_home = signing(2, 7, TRIP, 2, amount_wan=Decimal(500))

    counted = rules.count([at_home, at_munich], RATES)

    assert [row.effect for row in counted] == [Effect.FIRST, Effect.REPEAT]
    assert rules.totals(counted).deals == 1
    assert rules.totals(counted).usd_wan == Decimal(500)


def test_an_upgrade_counts_as_an_upgrade_only() -> None:
    intent = signing(1, 7, EARLIER, -100, amount_wan=Decimal(500))
    contract = signing(2, 7, TRIP, 0, form="3_contract", amount_wan=Decimal(900))

    counted = rules.count([intent, contract], RATES)

    assert counted[1].effect is Effect.UPGRADE
    assert rules.totals(counted).usd_wan == Decimal(500)


def test_an_increase_counts_the_increment_only() -> None:
    first = signing(1, 7, amount_wan=Decimal(500))
    more = signing(2, 7, EARLIER, 30, amount_wan=Decimal(800), is_increase=True)

    counted = rules.count([first, more], RATES)

    assert counted[1].effect is Effect.INCREASE
    assert counted[1].usd_wan == Decimal(300)


def test_a_moving_rate_is_not_investment() -> None:
    first = signing(1, 7, EARLIER, -100, amount_wan=Decimal(100), currency="EUR")
    same = signing(2, 7, TRIP, 0, amount_wan=Decimal(100), currency="EUR", is_increase=True)

    counted = rules.count([first, same], RATES)

    assert counted[0].usd_wan == Decimal(110)
    assert counted[1].usd_wan == 0


def test_an_increase_in_another_currency_is_measured_in_the_first() -> None:
    first = signing(1, 7, EARLIER, -100, amount_wan=Decimal(100), currency="EUR")
    more = signing(2, 7, TRIP, 0, amount_wan=Decimal(216), currency="USD", is_increase=True)

    counted = rules.count([first, more], RATES)

    assert counted[1].usd_wan == Decimal(108)  # 200 万欧元 now, 100 of them new, at 1.08


def test_no_rate_is_unknown_and_never_one() -> None:
    counted = rules.count([signing(1, 7, amount_wan=Decimal(100), currency="JPY")], RATES)

    assert counted[0].usd_wan is None
    assert rules.totals(counted).without_amount == 1


MOVES = st.lists(
    st.tuples(
        st.integers(1, 5),  # deal
        st.sampled_from([TRIP, MUNICH, EARLIER]),
        st.integers(0, 200),  # day
        st.sampled_from(["1_intent", "2_framework", "3_contract"]),
        st.one_of(st.none(), st.integers(0, 9000)),
        st.sampled_from(["USD", "EUR", "CNY", "JPY"]),
        st.booleans(),
    ),
    max_size=12,
)


def signings(moves: list[tuple]) -> list[Signing]:
    return [
        signing(
            key,
            deal,
            event,
            day,
            form=form,
            amount_wan=None if amount is None else Decimal(amount),
            currency=currency,
            is_increase=is_increase,
        )
        for key, (deal, event, day, form, amount, currency, is_increase) in enumerate(moves)
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # shared machines
@given(MOVES, st.lists(st.integers(1, 5), max_size=4), st.lists(st.integers(1, 100), max_size=3))
def test_no_sequence_of_moves_makes_totals_disagree_with_parts(
    moves: list[tuple], split_deals: list[int], weights: list[int]
) -> None:
    counted = rules.count(signings(moves), RATES)
    whole = rules.totals(counted)
    portions = [
        Portion(deal, 100 * deal + number, Decimal(weight) / (sum(weights) + 1))
        for deal in set(split_deals)
        for number, weight in enumerate(weights)
    ]

    by_event = [rules.totals(c for c in counted if c.event == e) for e in (TRIP, MUNICH, EARLIER)]
    own = rules.own_usd(counted, portions)

    assert whole.deals == len({move[0] for move in moves}) == sum(t.deals for t in by_event)
    assert whole.usd_wan == sum(t.usd_wan for t in by_event) == sum(own.values(), Decimal(0))
    assert len(counted) == whole.deals + whole.upgrades + whole.increases + whole.repeats
    assert all(row.usd_wan is None or row.usd_wan >= 0 for row in counted)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # shared machines
@given(MOVES, st.randoms())
def test_the_order_of_entering_does_not_matter(moves: list[tuple], chance: object) -> None:
    rows = signings(moves)
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert rules.count(rows, RATES) == rules.count(shuffled, RATES)


def test_the_june_trip_reconciles_named_and_remainder() -> None:
    """34 deals and 1.237 billion dollars as published; nine named, one signed before."""
    rows = [signing(1, 1, EARLIER, -102, form="2_framework")]
    rows += [signing(1 + deal, deal, MUNICH if deal < 4 else TRIP) for deal in range(1, 10)]
    rows += [signing(20, 2, TRIP, 1)]  # told again at the trip's end
    counted = rules.count(rows, RATES)
    at_trip = [row for row in counted if row.event in {TRIP, MUNICH}]

    found = rules.reconcile(at_trip, published_deals=34, published_usd_wan=Decimal(123_700))

    assert found.holds
    assert (found.named, found.rest_deals) == (9, 25)
    assert found.named + found.rest_deals == 34
    assert found.named_usd_wan + found.rest_usd_wan == Decimal(123_700)
    assert found.counted_before == 1
    assert found.once_only_deals == 33


def test_more_named_than_published_is_a_problem() -> None:
    counted = rules.count([signing(1, 1), signing(2, 2)], RATES)

    found = rules.reconcile(counted, published_deals=1, published_usd_wan=Decimal(0))

    assert not found.holds


def test_conversion_waits_until_a_deal_is_old_enough() -> None:
    deals = [
        Followed(date(2024, 1, 1), date(2024, 1, 20)),
        Followed(date(2024, 1, 1), date(2024, 3, 20)),
        Followed(date(2024, 5, 20), None),
    ]

    found = rules.conversion(deals, date(2024, 6, 28))

    assert [(c.days, c.ripe, c.converted) for c in found] == [(30, 3, 1), (90, 2, 2), (180, 0, 0)]
    assert found[2].percent is None


@pytest.mark.parametrize(
    ("stage", "on", "reached", "signed_on"),
    [
        ("2_registered", JUNE, {}, None),  # never signed
        ("2_registered", JUNE + timedelta(days=60), {}, JUNE),  # in the future
        ("2_registered", JUNE, {"2_registered": JUNE}, JUNE),  # twice
        ("3_funded", JUNE, {"2_registered": JUNE + timedelta(days=5)}, JUNE),  # before an earlier
    ],
)
def test_a_stage_out_of_order_is_refused(
    stage: str, on: date, reached: dict, signed_on: date | None
) -> None:
    with pytest.raises(NotAllowed):
        rules.require_next_stage(
            stage, on, today=JUNE + timedelta(days=30), reached=reached, signed_on=signed_on
        )


def test_shares_of_a_split_stay_within_the_deal() -> None:
    with pytest.raises(NotAllowed):
        rules.require_shares([Decimal("0.6"), Decimal("0.5")])

"""Counting deals once, reconciling with what was published, conversion; on plain values.

The rule follows a city's published one (handbook 1.7): a deal counts at its
first signing event; an upgrade counts as an upgrade only; an increase counts
the increment; money counts at the rate of its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from daliang.base.refusal import NotAllowed

ZERO = Decimal(0)
CENT = Decimal("0.0001")
WINDOWS = (30, 90, 180)  # days after signing at which conversion is looked at


class Effect(StrEnum):
    """What a signature adds."""

    FIRST = "first"
    INCREASE = "increase"
    UPGRADE = "upgrade"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature: the deal, where and when; `amount_wan` is the whole deal as agreed then."""

    key: int
    deal: int
    event: int
    on: date
    form: str
    amount_wan: Decimal | None = None
    currency: str = "USD"
    is_increase: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A signature as counted; `usd_wan` is None where no amount was made known."""

    key: int
    deal: int
    event: int
    effect: Effect
    usd_wan: Decimal | None

    @property
    def deals(self) -> int:
        """One for a first signature, else none."""
        return int(self.effect is Effect.FIRST)


@dataclass(frozen=True, slots=True)
class Rate:
    """Dollars for one unit of a currency from a day on."""

    currency: str
    on: date
    usd: Decimal


def usd_on(rates: Iterable[Rate], currency: str, on: date) -> Decimal | None:
    """Return the newest rate on or before a day; None when there is none.

    Examples
    --------
    >>> usd_on([Rate("EUR", date(2024, 6, 3), Decimal("1.08"))], "EUR", date(2024, 6, 5))
    Decimal('1.08')
    """
    if currency == "USD":
        return Decimal(1)
    known = [rate for rate in rates if rate.currency == currency and rate.on <= on]
    return max(known, key=lambda rate: rate.on).usd if known else None


@dataclass(slots=True)
class _Standing:
    """What has been counted of a deal so far, in the currency of its first amount."""

    form: str
    currency: str = ""
    amount: Decimal = ZERO


def count(signings: Iterable[Signing], rates: Sequence[Rate]) -> list[Counted]:
    """Return every signature with what it adds, in the order of their days.

    An increment is measured in the deal's first currency and then turned into
    dollars at its own day, so that a moving rate is never counted as investment.
    """
    standings: dict[int, _Standing] = {}
    counted = []
    for signing in sorted(signings, key=lambda s: (s.on, s.key)):
        counted.append(_count_one(signing, standings, rates))
    return counted


def _count_one(signing: Signing, standings: dict[int, _Standing], rates: Sequence[Rate]) -> Counted:
    standing = standings.get(signing.deal)
    if standing is None:
        standings[signing.deal] = standing = _Standing(signing.form)
        added = _take(standing, signing, rates)
        return Counted(signing.key, signing.deal, signing.event, Effect.FIRST, added)
    is_upgrade = signing.form > standing.form
    standing.form = max(standing.form, signing.form)
    # an amount that was not made known before is taken when it first is
    is_taken = signing.is_increase or not standing.currency
    added = _take(standing, signing, rates) if is_taken else None
    effect = Effect.UPGRADE if is_upgrade else Effect.REPEAT
    if signing.is_increase and added:
        effect = Effect.INCREASE
    return Counted(signing.key, signing.deal, signing.event, effect, added or ZERO)


def _take(standing: _Standing, signing: Signing, rates: Sequence[Rate]) -> Decimal | None:
    """Add to the standing what a signature brings beyond it; return it in dollars."""
    own = usd_on(rates, signing.currency, signing.on)
    if signing.amount_wan is None or own is None:
        return None
    standing.currency = standing.currency or signing.currency
    first = usd_on(rates, standing.currency, signing.on)
    if first is None:
        return None
    whole = signing.amount_wan * own / first
    added = max(whole - standing.amount, ZERO)
    standing.amount = max(whole, standing.amount)
    return (added * first).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Totals:
    """Deals counted once and their money; how many of them have no amount."""

    deals: int = 0
    usd_wan: Decimal = ZERO
    without_amount: int = 0
    upgrades: int = 0
    increases: int = 0
    repeats: int = 0


def totals(counted: Iterable[Counted]) -> Totals:
    """Return the sum of some counted signatures."""
    rows = list(counted)
    effects = [row.effect for row in rows]
    return Totals(
        deals=sum(row.deals for row in rows),
        usd_wan=sum((row.usd_wan or ZERO for row in rows), ZERO),
        without_amount=sum(row.deals for row in rows if row.usd_wan is None),
        upgrades=effects.count(Effect.UPGRADE),
        increases=effects.count(Effect.INCREASE),
        repeats=effects.count(Effect.REPEAT),
    )


@dataclass(frozen=True, slots=True)
class Portion:
    """A part split off a deal: its share of it, and where it goes."""

    deal: int
    key: int
    share: Decimal


def own_usd(counted: Iterable[Counted], portions: Iterable[Portion]) -> dict[int, Decimal]:
    """Return the dollars of each deal and part; what is split off leaves its deal."""
    amounts: dict[int, Decimal] = {}
    for row in counted:
        amounts[row.deal] = amounts.get(row.deal, ZERO) + (row.usd_wan or ZERO)
    whole = dict(amounts)
    for portion in portions:
        part = (whole.get(portion.deal, ZERO) * portion.share).quantize(CENT)
        amounts[portion.key] = amounts.get(portion.key, ZERO) + part
        amounts[portion.deal] = amounts.get(portion.deal, ZERO) - part
    return amounts


def require_shares(shares: Sequence[Decimal]) -> None:
    """Refuse parts that are nothing or more than their deal."""
    if any(share <= 0 for share in shares) or sum(shares, ZERO) > 1:
        raise NotAllowed(_("各子项所占比例要大于零，合计不超过 100%。"))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was published of an event, what is named here, and the remainder that nobody named."""

    published_deals: int
    named: int
    published_usd_wan: Decimal
    named_usd_wan: Decimal
    counted_before: int
    problems: tuple[str, ...]

    @property
    def rest_deals(self) -> int:
        """Deals published and not named."""
        return self.published_deals - self.named

    @property
    def rest_usd_wan(self) -> Decimal:
        """Money published and not attributed to a named deal."""
        return self.published_usd_wan - self.named_usd_wan

    @property
    def once_only_deals(self) -> int:
        """Published deals without those that already counted at an earlier event."""
        return self.published_deals - self.counted_before

    @property
    def holds(self) -> bool:
        """Whether named and remainder make the published totals, with nothing below zero."""
        return not self.problems


def reconcile(
    counted: Iterable[Counted], *, published_deals: int, published_usd_wan: Decimal
) -> Reconciliation:
    """Compare an event's signatures (those of its conferences included) with what was published.

    A publication counts signatures of the event; a deal signed at two of its
    occasions is named once. One first signed at an earlier event is in the
    published number and is shown as counted before.
    """
    rows = list(counted)
    named = {row.deal for row in rows}
    before = named - {row.deal for row in rows if row.effect is Effect.FIRST}
    money = sum((row.usd_wan or ZERO for row in rows), ZERO)
    problems = []
    if len(named) > published_deals:
        problems.append(
            _("已列名 %(named)s 个，多于公布的 %(published)s 个")
            % {"named": len(named), "published": published_deals}
        )
    if money > published_usd_wan:
        problems.append(
            _("已列金额 %(named)s 万美元，多于公布的 %(published)s 万美元")
            % {"named": money, "published": published_usd_wan}
        )
    return Reconciliation(
        published_deals, len(named), published_usd_wan, money, len(before), tuple(problems)
    )


@dataclass(frozen=True, slots=True)
class Followed:
    """A deal of a cohort: when it was first signed, and when it first reached the wanted stage."""

    signed_on: date
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many of the deals old enough had converted within so many days."""

    days: int
    ripe: int
    converted: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None while no deal is old enough."""
        return round(100 * self.converted / self.ripe, 1) if self.ripe else None


def conversion(deals: Sequence[Followed], today: date) -> list[Conversion]:
    """Return conversion at 30, 90 and 180 days; a deal counts once its days are over."""
    found = []
    for days in WINDOWS:
        ripe = [deal for deal in deals if (today - deal.signed_on).days >= days]
        done = [d for d in ripe if d.reached_on and (d.reached_on - d.signed_on).days <= days]
        found.append(Conversion(days, len(ripe), len(done)))
    return found


def require_next_stage(
    stage: str, on: date, *, today: date, reached: Mapping[str, date], signed_on: date | None
) -> None:
    """Refuse a stage twice, in the future, or before the signature or an earlier stage."""
    if stage in reached:
        raise NotAllowed(_("这个阶段已登记。"))
    if on > today:
        raise NotAllowed(_("日期晚于今天。"))
    if signed_on is None:
        raise NotAllowed(_("先登记签约，再登记后续阶段。"))
    earlier = [day for other, day in reached.items() if other < stage]
    if on < max([signed_on, *earlier]):
        raise NotAllowed(_("日期早于签约或前一阶段。"))

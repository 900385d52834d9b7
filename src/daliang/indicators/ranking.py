"""Where an area stands among its declared peers, and its share of the declared whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daliang.engine.standing import Denominator, Share, Standing, share_of, stand
from daliang.engine.standing import PeerSet as EnginePeers
from daliang.indicators.choices import Direction, Scope
from daliang.indicators.models import Indicator, PeerSet
from daliang.indicators.series import Series, series_of
from daliang.indicators.values import Known, period_of

Period = tuple[int, int]
LEVEL_WITHIN_PP = 0.1  # growths closer than this to the middle count as level


@dataclass(frozen=True, slots=True)
class Place:
    """A standing at one period, with the one before and the share of the whole."""

    period: str
    level: Standing
    growth: Standing | None
    before_period: str
    before_rank: int | None
    share: Share | None
    share_change_pp: float | None
    sources: tuple[str, ...]

    @property
    def rank_change(self) -> int | None:
        """Places gained since the period before; negative is lost."""
        return None if self.before_rank is None else self.before_rank - self.level.rank


class PeerTable:
    """The figures of the peers, read once and asked for many indicators."""

    def __init__(self, sets: Mapping[int, PeerSet], others: Iterable[Known]) -> None:
        self._sets = sets
        self._others: dict[int, dict[str, Series]] = defaultdict(dict)
        for (indicator_id, area), series in series_of(others).items():
            self._others[indicator_id][str(area)] = series

    def place(self, indicator: Indicator, own: Series | None, area_id: int) -> Place | None:
        """Return where an area stands in the newest period with peers; None without any."""
        peers = self._sets.get(indicator.peer_set_id or 0)
        if peers is None or own is None:
            return None
        members = list(peers.members.all())
        me = next((m.name for m in members if m.organisation_id == area_id), None)
        others = self._others.get(indicator.pk, {})
        periods = [p for p in sorted(own.figures, reverse=True) if own.figures[p].value is not None]
        with_peers = [p for p in periods if _count(others, members, p) >= len(members) // 2]
        if me is None or not with_peers:
            return None
        now = with_peers[0]
        return self._told(indicator, own, me, peers, with_peers, now)

    def _told(
        self,
        indicator: Indicator,
        own: Series,
        me: str,
        peers: PeerSet,
        with_peers: list[Period],
        now: Period,
    ) -> Place:
        others = self._others[indicator.pk]
        names = tuple(m.name for m in peers.members.all())
        engine_peers = EnginePeers(peers.name, names, scope=Scope.STATISTICS.label)
        is_lower = indicator.direction == Direction.LOWER

        def at(period: Period, field: str) -> dict[str, float | None]:
            rows = {name: s.at(*period) for name, s in others.items()} | {me: own.at(*period)}
            return {
                name: float(value)
                for name, row in rows.items()
                if row is not None and (value := getattr(row, field)) is not None
            }

        levels, growths = at(now, "value"), at(now, "growth_pct")
        before = with_peers[1] if len(with_peers) > 1 else None
        enough = me in growths and sum(name in growths for name in names) > len(names) // 2
        rank_before = (
            stand(me, at(before, "value"), engine_peers, is_lower_better=is_lower).rank
            if before
            else None
        )
        share = _share(others, peers, levels, me, names, now)
        last = (now[0] - 1, now[1])
        earlier = _share(others, peers, at(last, "value"), me, names, last)
        return Place(
            period=str(period_of(now[0], 1, now[1])),
            level=stand(me, levels, engine_peers, is_lower_better=is_lower),
            growth=stand(
                me, growths, engine_peers, is_lower_better=is_lower, level_within=LEVEL_WITHIN_PP
            )
            if enough
            else None,
            before_period=str(period_of(before[0], 1, before[1])) if before else "",
            before_rank=rank_before,
            share=share,
            share_change_pp=share.pct - earlier.pct if share and earlier else None,
            sources=tuple(
                sorted({row.source for s in others.values() if (row := s.at(*now)) is not None})
            ),
        )


def _count(others: Mapping[str, Series], members: Iterable[object], period: Period) -> int:
    held = (others[m.name].at(*period) for m in members if m.name in others)
    return sum(row is not None and row.value is not None for row in held)


def _share(
    others: Mapping[str, Series],
    peers: PeerSet,
    levels: Mapping[str, float | None],
    me: str,
    names: tuple[str, ...],
    period: Period,
) -> Share | None:
    whole = others[peers.whole].at(*period) if peers.whole in others else None
    own = levels.get(me)
    if whole is None or not whole.value or own is None:
        return None
    parts = {name: value for name in names if (value := levels.get(name)) is not None}
    denominator = Denominator(f"{peers.whole}公布数", float(whole.value))
    return share_of(own, denominator, parts if len(parts) == len(names) else None)

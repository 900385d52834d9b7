"""Figures in: added, never changed; a correction is a further row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.models import StoredFile, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.indicators.models import Observation, PeerFigure
from daliang.indicators.queries import known_keys
from daliang.indicators.values import NewFigure

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch of figures."""

    new: int
    corrected: int
    same: int


@transaction.atomic
def record_figures(
    *,
    by: User | None,
    figures: Sequence[NewFigure],
    file: StoredFile | None = None,
    accept_corrections: bool = False,
) -> Recorded:
    """Add figures; what is already known in the same words counts once.

    Another value under the same indicator, area, period, book, base and source is
    a correction: it is refused unless accepted, and then stands beside the old
    one with the next revision number.
    """
    if by is not None:
        require(by, Permission.FIGURES)
    _require_once_each(figures)
    own = [f for f in figures if f.area_id is not None]
    others = [f for f in figures if f.area_id is None]
    told = [
        *_sort_out(own, known_keys(Observation, own)),
        *_sort_out(others, known_keys(PeerFigure, others)),
    ]
    corrected = [figure for figure, revision in told if revision]
    if corrected and not accept_corrections:
        raise NotAllowed(
            _("有 %(n)d 个数与已入库的同来源数据不一致。确属更正的，请选择“按更正入库”。")
            % {"n": len(corrected)}
        )
    moment = clock.now()
    for model in (Observation, PeerFigure):
        rows = [
            _row(model, figure, revision, by, moment, file)
            for figure, revision in told
            if (figure.area_id is not None) == (model is Observation)
        ]
        model.objects.bulk_create(rows, batch_size=_BATCH)
    result = Recorded(len(told) - len(corrected), len(corrected), len(figures) - len(told))
    audit.record(
        by=by,
        verb="指标数据入库",
        on=file,
        detail={"new": result.new, "corrected": result.corrected, "same": result.same},
    )
    return result


def _sort_out(
    figures: Sequence[NewFigure],
    held: dict[tuple[object, ...], tuple[int, tuple[object, ...]]],
) -> list[tuple[NewFigure, int]]:
    told = []
    for figure in figures:
        known = held.get(figure.key)
        if known is None:
            told.append((figure, 0))
        elif known[1] != figure.said:
            told.append((figure, known[0] + 1))
    return told


def _require_once_each(figures: Sequence[NewFigure]) -> None:
    seen = set()
    for figure in figures:
        if figure.key in seen:
            raise NotAllowed(_("同一个数给了两次，请先核对表格。"))
        seen.add(figure.key)


def _row(
    model: type[Observation] | type[PeerFigure],
    figure: NewFigure,
    revision: int,
    by: User | None,
    moment: object,
    file: StoredFile | None,
) -> Observation | PeerFigure:
    values = {
        name: getattr(figure, name)
        for name in NewFigure.__slots__
        if name not in {"area_id", "area_name"}
    }
    if model is Observation:
        values |= {"area_id": figure.area_id, "file": file}
    else:
        values["area_name"] = figure.area_name
    return model(**values, revision=revision, recorded_by=by, recorded_at=moment)

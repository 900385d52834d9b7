"""The few indicators that stand at the top of the first screen, each with light and reason."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from daliang.base.choices import OrganisationKind
from daliang.base.models import User
from daliang.indicators import queries
from daliang.indicators.cells import percent
from daliang.indicators.overview import Row, overview
from daliang.ui.parts import Figure, Light, Tile

MOST = 8


def headline(user: User, day: date) -> list[Tile]:
    """Return the headline indicators of the city as a user sees them; a fixed number of queries."""
    areas = queries.areas_for(user)
    city = next((area for area in areas if area.kind == OrganisationKind.CITY), None)
    if city is None:
        return []
    rows = overview(user, city, day, is_headline=True)
    return [_tile(row) for row in rows if row.figure is not None][:MOST]


def _tile(row: Row) -> Tile:
    figure, indicator = row.figure, row.indicator
    is_growth = figure.growth_pct is not None
    notes = []
    if figure.value is not None and is_growth:
        notes.append(f"{figure.value.normalize():f}{indicator.unit}")
    if row.probability is not None:
        notes.append(_("达成概率%(p)s") % {"p": percent(row.probability, 100)})
    if row.is_synthetic:
        notes.append(_("示例数据"))
    shown = Figure(
        figure.growth_pct if is_growth else figure.value,
        indicator.growth_unit if is_growth else indicator.unit,
        _("统计"),
        figure.source,
        figure.as_of,
        digits=1 if is_growth else indicator.digits,
        note=_("，").join(notes),
        is_compact=True,
    )
    light = Light(row.light.tone, row.light.word, row.light.reason)
    return Tile(f"{indicator.name} {figure.period}", shown, light, indicator.get_absolute_url())

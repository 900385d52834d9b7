"""Reads of the indicators, within a user's scope and only what was known by a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from daliang.base.access import may, scope_of
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, StoredFile, User
from daliang.base.roles import Permission
from daliang.indicators.models import (
    FigureImport,
    ForecastLog,
    Indicator,
    Observation,
    PeerFigure,
    PeerMember,
    PeerSet,
    Responsibility,
    Target,
)
from daliang.indicators.values import Known, NewFigure

_FIELDS = (
    *("pk", "indicator_id", "area_id", "year", "first_month", "last_month", "scope", "value"),
    *("growth_pct", "growth_basis", "source", "confidence", "as_of", "vintage", "revision"),
    *("status", "is_synthetic"),
)
_PEER_FIELDS = tuple("area_name" if name == "area_id" else name for name in _FIELDS)


def indicators_for(user: User) -> QuerySet[Indicator]:
    """Return the active indicators a user sees: all, or his own and those of his area."""
    rows = Indicator.objects.filter(is_active=True)
    if not may(user, Permission.READ):
        return rows.none()
    scope = scope_of(user)
    if scope.is_city:
        return rows
    own_areas = Observation.objects.filter(scope.own_units("area")).values("indicator")
    return rows.filter(scope.own_units("department") | Q(pk__in=own_areas))


def observations_for(user: User, day: date) -> QuerySet[Observation]:
    """Return the figures a user sees that were published by a day."""
    rows = Observation.objects.filter(as_of__lte=day)
    if not may(user, Permission.READ):
        return rows.none()
    scope = scope_of(user)
    if scope.is_city:
        return rows
    return rows.filter(scope.own_units("area") | scope.own_units("indicator__department"))


def targets_for(user: User, day: date) -> QuerySet[Target]:
    """Return the targets in force that a user sees and that were set by a day."""
    return all_targets_for(user).filter(replaced_at__isnull=True, as_of__lte=day)


def all_targets_for(user: User) -> QuerySet[Target]:
    """Return the targets a user sees, replaced ones too."""
    rows = Target.objects.all()
    if not may(user, Permission.READ):
        return rows.none()
    scope = scope_of(user)
    if scope.is_city:
        return rows
    return rows.filter(scope.own_units("area") | scope.own_units("indicator__department"))


def forecasts_for(user: User, day: date) -> QuerySet[ForecastLog]:
    """Return the logged forecasts a user sees that were made by a day."""
    rows = ForecastLog.objects.filter(made_on__lte=day)
    if not may(user, Permission.READ):
        return rows.none()
    scope = scope_of(user)
    if scope.is_city:
        return rows
    return rows.filter(scope.own_units("area") | scope.own_units("indicator__department"))


def responsibilities_for(user: User, year: int) -> QuerySet[Responsibility]:
    """Return who answers for whose investment in a year."""
    rows = Responsibility.objects.filter(year=year).select_related("area", "owner", "post")
    if not may(user, Permission.READ):
        return rows.none()
    scope = scope_of(user)
    if scope.is_city:
        return rows
    return rows.filter(scope.own_units("area") | scope.own_units("owner"))


def imports_for(user: User) -> QuerySet[FigureImport]:
    """Return the tables handed in; only for those who keep the figures."""
    rows = FigureImport.objects.select_related("file", "made_by", "done_by")
    return rows if may(user, Permission.FIGURES) else rows.none()


def areas_for(user: User) -> list[Organisation]:
    """Return the city and its districts, as far as the user sees them; the city first."""
    scope = scope_of(user)
    kinds = [OrganisationKind.CITY, OrganisationKind.DISTRICT]
    rows = Organisation.objects.filter(kind__in=kinds, is_active=True)
    found = list(rows if scope.is_city else rows.filter(scope.own_units() | Q(kind=kinds[0])))
    return sorted(found, key=lambda area: area.kind != OrganisationKind.CITY)


def known(rows: QuerySet[Observation]) -> list[Known]:
    """Read figures as plain values, in one query."""
    return [Known(*values) for values in rows.order_by("pk").values_list(*_FIELDS)]


def known_peers(day: date, years: Iterable[int] | None = None) -> list[Known]:
    """Read the other areas' figures that were published by a day, in one query."""
    rows = PeerFigure.objects.filter(as_of__lte=day)
    if years is not None:
        rows = rows.filter(year__in=list(years))
    return [Known(*values) for values in rows.order_by("pk").values_list(*_PEER_FIELDS)]


def peer_sets() -> dict[int, PeerSet]:
    """Return every peer set with its members, in two queries."""
    members = Prefetch("members", PeerMember.objects.order_by("position", "id"))
    return {row.pk: row for row in PeerSet.objects.prefetch_related(members)}


def may_open_table(user: User, file: StoredFile) -> bool:
    """Tell whether a file is a table of figures the user may read; a gate of base.files."""
    return imports_for(user).filter(file=file).exists()


def known_keys(
    model: type[Observation] | type[PeerFigure], figures: Iterable[NewFigure]
) -> dict[tuple[object, ...], tuple[int, tuple[object, ...]]]:
    """Return, for each figure's key already recorded, its last revision and what it says."""
    figures = list(figures)
    if not figures:
        return {}
    area = "area_id" if model is Observation else "area_name"
    rows = model.objects.filter(
        year__in={f.year for f in figures}, indicator__in={f.indicator_id for f in figures}
    )
    fields = (
        *("indicator_id", area, "year", "first_month", "last_month", "scope", "vintage", "source"),
        *("revision", "value", "growth_pct"),
    )
    found: dict[tuple[object, ...], tuple[int, tuple[object, ...]]] = {}
    for *key, revision, value, growth in rows.order_by("revision").values_list(*fields):
        found[tuple(key)] = (revision, (value, growth))
    return found

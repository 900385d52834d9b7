"""Reference nouns of the indicators; figures, targets and forecasts can only be looked at."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from daliang.base.admin import ReferenceAdmin
from daliang.indicators.models import (
    ForecastLog,
    Indicator,
    Observation,
    PeerFigure,
    PeerMember,
    PeerSet,
    Responsibility,
    Target,
)


class ReadOnlyAdmin(ReferenceAdmin):
    """A list to look at: what is recorded is changed by actions alone."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: figures come by import."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: a correction is a new row."""
        return False


class MemberInline(admin.TabularInline):
    """The members of a peer set."""

    model = PeerMember
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """As the peer set."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    """The catalogue."""

    list_display = ("name", "code", "unit", "kind", "frequency", "department", "is_headline")
    list_filter = ("kind", "frequency", "is_active")
    search_fields = ("name", "code", "aliases")


@admin.register(PeerSet)
class PeerSetAdmin(ReferenceAdmin):
    """Who is compared."""

    list_display = ("name", "whole")
    inlines = (MemberInline,)


@admin.register(Responsibility)
class ResponsibilityAdmin(ReferenceAdmin):
    """Who answers for investment."""

    list_display = ("name", "subject", "year", "target_yi", "owner")
    list_filter = ("subject", "year")


@admin.register(Observation)
class ObservationAdmin(ReadOnlyAdmin):
    """Figures as published."""

    list_display = ("indicator", "area", "year", "last_month", "value", "growth_pct", "source")
    list_filter = ("scope", "status", "confidence")
    list_select_related = ("indicator", "area")


@admin.register(PeerFigure)
class PeerFigureAdmin(ReadOnlyAdmin):
    """Other areas' figures."""

    list_display = ("indicator", "area_name", "year", "last_month", "value", "growth_pct")
    list_select_related = ("indicator",)


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """Targets, the replaced ones too."""

    list_display = ("indicator", "area", "year", "line", "value", "is_growth", "replaced_at")
    list_select_related = ("indicator", "area")


@admin.register(ForecastLog)
class ForecastLogAdmin(ReadOnlyAdmin):
    """Forecasts as they were made."""

    list_display = ("indicator", "area", "year", "month", "made_on", "median", "came")
    list_select_related = ("indicator", "area")

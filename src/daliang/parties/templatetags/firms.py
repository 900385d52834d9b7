"""The sections that packs hand in for a firm's card."""

from __future__ import annotations

from django import template

from daliang.base.access import may
from daliang.base.roles import Permission
from daliang.parties.cards import sections_for
from daliang.parties.firm_queries import merges_of
from daliang.parties.models import Enterprise

register = template.Library()


@register.inclusion_tag("parties/sections.html", takes_context=True)
def firm_sections(context: template.Context, row: Enterprise) -> dict[str, object]:
    """Print every pack's section of a firm, as the reader may see it."""
    user = context["request"].user
    return {
        "sections": sections_for(user, row),
        "merges": merges_of(user, row),
        "profile": getattr(row, "profile", None),
        "row": row,
        "can_keep": may(user, Permission.DRAFT),
        "csrf_token": context.get("csrf_token"),
    }

"""Roles as plain data: what a role may do, and whose rows it sees.

An auditor can read this page without knowing Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may do."""

    READ = "read"  # business rows within the scope
    EXPORT = "export"
    DRAFT = "draft"  # write and import drafts
    APPROVE = "approve"
    ISSUE = "issue"
    REPORT = "report"  # sign for, report, ask for more time
    REVIEW = "review"  # accept, send back for rework, close
    GRANT = "grant"  # extensions, exemptions, suspension
    FREEZE = "freeze"  # monthly freeze and bulletin
    FIGURES = "figures"  # import figures, set targets
    DIAGNOSE = "diagnose"  # findings and attack plans
    NOTE = "note"  # a leader's written instruction
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SYSTEM = "manage_system"
    READ_AUDIT = "read_audit"
    OWN_FIRM = "own_firm"  # a firm's user: his own firm in the portal, and nothing else


class Reach(StrEnum):
    """Whose rows a role sees."""

    CITY = "city"  # every row
    SUBTREE = "subtree"  # the own organisation, those below it, and what they co-own
    NOTHING = "nothing"  # no business rows: officers of the system itself


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name on screen, its permissions and its reach."""

    slug: str
    title: object
    permissions: frozenset[Permission]
    reach: Reach


P = Permission

_ROLES = (
    Role(
        "office_clerk",
        _("督查室经办"),
        frozenset({P.READ, P.EXPORT, P.DRAFT, P.ISSUE, P.REVIEW, P.FREEZE}),
        Reach.CITY,
    ),
    Role(
        "office_head",
        _("督查室负责人"),
        frozenset(
            {P.READ, P.EXPORT, P.DRAFT, P.APPROVE, P.ISSUE, P.REVIEW, P.GRANT, P.FREEZE, P.DIAGNOSE}
        ),
        Reach.CITY,
    ),
    Role("leader", _("市领导"), frozenset({P.READ, P.EXPORT, P.NOTE}), Reach.CITY),
    Role(
        "analyst",
        _("统计分析员"),
        frozenset({P.READ, P.EXPORT, P.DRAFT, P.FIGURES, P.DIAGNOSE}),
        Reach.CITY,
    ),
    Role("liaison", _("联络员"), frozenset({P.READ, P.EXPORT, P.REPORT}), Reach.SUBTREE),
    Role(
        "unit_head",
        _("单位负责人"),
        frozenset({P.READ, P.EXPORT, P.REPORT, P.DIAGNOSE}),
        Reach.SUBTREE,
    ),
    Role("auditor", _("审计员"), frozenset({P.READ, P.READ_AUDIT}), Reach.CITY),
    Role("system_officer", _("系统管理员"), frozenset({P.MANAGE_SYSTEM}), Reach.NOTHING),
    Role("firm", _("企业用户"), frozenset({P.OWN_FIRM}), Reach.NOTHING),
    Role("security_officer", _("安全管理员"), frozenset({P.MANAGE_PEOPLE}), Reach.NOTHING),
)

ROLES: Mapping[str, Role] = {role.slug: role for role in _ROLES}
ROLE_CHOICES = [(role.slug, role.title) for role in _ROLES]

"""Who may write a project, and the light that follows a change."""

from __future__ import annotations

from django.utils.translation import gettext as _

from daliang.base.access import may, scope_of
from daliang.base.calendar import today
from daliang.base.models import User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.programmes.projects.models import Project


def require_work_on(by: User, project: Project) -> None:
    """Refuse who is neither the office nor a unit that carries the project."""
    if may(by, Permission.DRAFT):
        return
    scope = scope_of(by)
    units = [unit for unit in (project.lead, project.district) if unit is not None]
    if may(by, Permission.REPORT) and any(scope.acts_for(unit) for unit in units):
        return
    raise NotAllowed(_("只有办公室、责任部门和所在板块能登记这个项目。"))


def rejudge(projects: list[Project]) -> None:
    """Judge the lights of these projects' promises again."""
    ledger.refresh_lights(
        day=today(), only=Commitment.objects.filter(year_plan__project__in=projects)
    )

"""The page of the training plan."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import may
from daliang.base.intake import intake_page
from daliang.base.pages import attempt, register_page, visible
from daliang.base.roles import Permission
from daliang.programmes.training import actions
from daliang.programmes.training.models import Course
from daliang.programmes.training.registers import COURSE_TABLE, COURSES
from daliang.ui.board import Board, Button, Panel


@login_required
def courses(request: HttpRequest) -> HttpResponse:
    """Show the plan; the office may import it and make promises of it."""
    rows = visible(request.user, Course.objects.all(), "organisation")
    board = Board(heading=COURSES.title)
    if may(request.user, Permission.DRAFT):
        board = Board(
            heading=COURSES.title,
            buttons=[Button(_("导入计划"), reverse("training:import"), icon="table-import")],
            panels=[Panel(_("未立项的全部立项"), reverse("training:promise"))],
        )
    return register_page(request, COURSES, rows.select_related("organisation", "commitment"), board)


@login_required
def import_courses(request: HttpRequest) -> HttpResponse:
    """Take in a plan: upload, preview, confirm."""
    return intake_page(request, COURSE_TABLE)


@require_POST
@login_required
def promise(request: HttpRequest) -> HttpResponse:
    """Make a draft commitment of every course that has none."""
    done = _("已立项，请在任务台账里审批交办。")
    back = reverse("training:courses")
    return attempt(request, lambda: actions.promise(by=request.user), done, back)

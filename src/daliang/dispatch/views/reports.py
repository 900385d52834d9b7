"""A unit's report sheet: down, filled in Excel, up, previewed, handed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.queries import file_for
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch import report_sheet
from daliang.dispatch.views.imports import workbook
from daliang.engine.checks import BadInput


@require_GET
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """Download the user's items in hand."""
    require(request.user, Permission.REPORT)
    return workbook(report_sheet.sheet_of(request.user), _("进展报送表.xlsx"))


@login_required
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take a filled sheet: first show what it changes, then report it."""
    require(request.user, Permission.REPORT)
    context: dict[str, object] = {"heading": _("用 Excel 报送进展")}
    if request.method == "POST":
        try:
            if key := request.POST.get("file_id", ""):
                return _confirmed(request, key)
            context |= _previewed(request)
        except BadInput as refusal:
            context["problems"] = refusal.problems
        except NotAllowed as refusal:
            context["problems"] = [str(refusal)]
    status = 422 if context.get("problems") else 200
    return render(request, "dispatch/report_sheet.html", context, status=status)


def _previewed(request: HttpRequest) -> dict[str, object]:
    upload = request.FILES.get("file")
    if upload is None:
        raise NotAllowed(_("请选择填好的报送表。"))
    data = upload.read()
    changes = report_sheet.changes_in(request.user, data, upload.name)
    upload.seek(0)
    file = store_file(by=request.user, upload=upload)
    return {"file": file, "lines": list(report_sheet.read_lines(changes)), "is_preview": True}


def _confirmed(request: HttpRequest, key: str) -> HttpResponse:
    file = file_for(request.user, int(key)) if key.isdecimal() else None
    if file is None:
        raise NotAllowed(_("这份报送表不在了，请重新上传。"))
    count = report_sheet.hand_in(by=request.user, file=file)
    messages.success(request, _("已报送 %(n)s 项。") % {"n": count})
    return redirect("ledger:mine")

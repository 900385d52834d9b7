"""The page of the public figure pack, and its paper."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.pages import show
from daliang.base.roles import Permission
from daliang.programmes.publicity import packs
from daliang.ui.board import Board, Button, Table
from daliang.ui.papers import to_docx
from daliang.ui.workbook import file_response

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DAYS = 120


@login_required
def pack(request: HttpRequest) -> HttpResponse:
    """Show what may be said in public; `as=docx` gives it as a paper."""
    require(request.user, Permission.READ)
    today = clock.today()
    since = _since(request.GET.get("since", ""), today)
    made = packs.pack_of(request.user, since=since, day=today)
    if request.GET.get("as") == "docx":
        require(request.user, Permission.EXPORT)
        audit.record(by=request.user, verb="导出宣传素材", detail={"figures": len(made.figures)})
        paper = packs.paper_of(made, author=str(_("督查室")), at=clock.now())
        return file_response(to_docx(paper), "发展情况素材.docx", _DOCX)
    note = _("只收已公布的统计数（官方文本）；截至%(day)s") % {"day": today}
    board = Board(
        heading=_("宣传素材"),
        hint=_("%(since)s 以来公布的数据和办结的事项；调度数、测算数和个人姓名一概不进。")
        % {"since": since},
        buttons=[
            Button(_("下载 Word"), f"?since={since}&as=docx", icon="file-type-docx", is_main=True)
        ],
        is_synthetic_row=made.is_synthetic,
        tables=(
            Table(
                _("已公布数据"),
                (_("指标"), _("地区"), _("时期"), _("数值"), _("增速"), _("来源")),
                packs.rows_of(made),
                note=note,
                empty=_("这段时间没有公布数据。"),
            ),
            Table(
                _("办结事项"),
                (_("一句话"),),
                [(packs.line_of(item),) for item in made.closed],
                empty=_("这段时间没有办结事项。"),
            ),
        ),
    )
    return show(request, board)


def _since(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today - timedelta(days=_DAYS)

"""A drill taken along: workbook, and 一业一策 / 一企一策 sheet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.diagnosis import papers, queries
from daliang.diagnosis.comparison import read_comparison
from daliang.diagnosis.drilling import Drilled, drill
from daliang.engine.checks import BadInput
from daliang.parties.facts import folder
from daliang.ui.papers import to_docx
from daliang.ui.workbook import XLSX, file_response, workbook_bytes
from daliang.warehouse.catalogue import read_catalogue

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
def workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the drill with all its tables."""
    answer = _answer(request, slug)
    name = f"{papers.sheet_title(answer)}.xlsx"
    return file_response(workbook_bytes(*papers.sheets(answer)), name, XLSX)


@login_required
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Download the sheet for one industry or one firm."""
    answer = _answer(request, slug)
    content = to_docx(papers.compose(answer, clock.now()))
    return file_response(content, f"{papers.sheet_title(answer)}.docx", DOCX)


def _answer(request: HttpRequest, slug: str) -> Drilled:
    require(request.user, Permission.EXPORT)
    districts = queries.districts_of(request.user)
    catalogue = read_catalogue(folder())
    if not catalogue.has(slug):
        raise Http404
    if districts == []:
        raise NotAllowed(_("企业层面的数据只给市级角色和本板块看。"))
    try:
        asked = read_comparison(catalogue, slug, request.GET.dict())
        answer = drill(asked, districts=districts)
    except BadInput as error:
        raise NotAllowed("；".join(str(problem) for problem in error.problems)) from None
    audit.record(by=request.user, verb="导出穿透", detail={"question": asked.url})
    return answer

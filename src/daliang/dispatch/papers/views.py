"""Papers: choose, look, issue; and the office's own layouts."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base import clock
from daliang.base.access import may, require
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch.papers import issuing, queries
from daliang.dispatch.papers.forms import SubjectForm, TemplateForm
from daliang.dispatch.papers.models import PaperKind
from daliang.dispatch.papers.office_template import FIELDS
from daliang.engine.checks import BadInput
from daliang.ui.papers import Block, Picture
from daliang.ui.parts import Crumb

_RECENT = 100


@login_required
def papers(request: HttpRequest) -> HttpResponse:
    """List the issued papers; each kind can be made anew."""
    require(request.user, Permission.READ)
    context = {
        "heading": _("文稿"),
        "kinds": PaperKind.choices,
        "rows": queries.papers_for(request.user)[:_RECENT],
        "can_make": may(request.user, Permission.DRAFT),
    }
    return render(request, "dispatch/papers/list.html", context)


@login_required
def paper(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a subject, see the paper with every figure's rows, issue its next edition."""
    require(request.user, Permission.DRAFT)
    if kind not in PaperKind.values:
        raise Http404
    form = SubjectForm(kind, request.user, _given(request))
    made = None
    if form.is_bound and form.is_valid():
        matter = form.matter(clock.today())
        if matter is None:
            form.add_error("about", _("没有这个对象，或不在您的范围内。"))
        elif request.method == "POST":
            return _issue(request, kind, matter)
        else:
            made = issuing.proof(kind, matter)
    context = {
        "heading": PaperKind(kind).label,
        "crumbs": [Crumb(_("文稿"), reverse("dispatch:papers"))],
        "form": form,
        "kind": kind,
        "made": made,
        "blocks": [(type(b).__name__, b, _shown(b)) for b in made.paper.blocks] if made else [],
    }
    return render(request, "dispatch/papers/paper.html", context)


@login_required
def templates(request: HttpRequest) -> HttpResponse:
    """The office's own layouts: upload one, or go back to the shipped one."""
    require(request.user, Permission.DRAFT)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            row = issuing.keep_template(by=request.user, kind=values["kind"], upload=values["file"])
        except BadInput as refusal:
            for problem in refusal.problems:
                form.add_error("file", str(problem))
        else:
            messages.success(request, _("已启用：%(t)s") % {"t": row})
            return redirect("dispatch:paper-templates")
    context = {
        "heading": _("文稿模板"),
        "crumbs": [Crumb(_("文稿"), reverse("dispatch:papers"))],
        "form": form,
        "fields": FIELDS.items(),
        "rows": queries.templates_for(request.user),
    }
    return render(request, "dispatch/papers/templates.html", context)


@require_POST
@login_required
def drop_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Go back to the shipped layout."""
    issuing.drop_template(by=request.user, kind=kind)
    messages.success(request, _("已停用，改回公文格式。"))
    return redirect("dispatch:paper-templates")


def _given(request: HttpRequest) -> object:
    if request.method == "POST":
        return request.POST
    return request.GET if request.GET else None


def _issue(request: HttpRequest, kind: str, matter: object) -> HttpResponse:
    try:
        row = issuing.issue(by=request.user, kind=kind, matter=matter)  # type: ignore[arg-type]
    except (NotAllowed, BadInput) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已生成：%(title)s") % {"title": row})
    return redirect("dispatch:papers")


def _shown(block: Block) -> str:
    """Return a picture's bytes for the page; "" for other blocks."""
    return base64.b64encode(block.content).decode() if isinstance(block, Picture) else ""

"""The cockpit, the bulletins and their letters."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from daliang.base.access import may, require
from daliang.base.actions import notify
from daliang.base.calendar import today
from daliang.base.models import Organisation
from daliang.base.roles import Permission
from daliang.diagnosis.queries import latest_runs, new_findings
from daliang.diagnosis.tiles import finding_badge, run_tile
from daliang.dispatch import issuing, queries
from daliang.dispatch.cockpit import cockpit as read_cockpit
from daliang.dispatch.programme import TASKS
from daliang.ledger import actions as ledger
from daliang.ledger.queries import freezes_for, holders_of
from daliang.ledger.registers import light, state_badge


@login_required
def cockpit(request: HttpRequest) -> HttpResponse:
    """Show the first screen: where it is red, why, and who is on it."""
    require(request.user, Permission.READ)
    view = read_cockpit(request.user, today())
    context = {
        "heading": _("驾驶舱"),
        "view": view,
        "day": today(),
        "reds": [(row, light(row)) for row in view.reds],
        "soon": [(row, light(row)) for row in view.soon],
        "drilled": [run_tile(run) for run in latest_runs(request.user)],
        "findings": [(row, finding_badge(row)) for row in new_findings(request.user)[:5]],
    }
    return render(request, "dispatch/cockpit.html", context)


@login_required
def bulletins(request: HttpRequest) -> HttpResponse:
    """List the bulletins, and the frozen months one can be made from."""
    require(request.user, Permission.READ)
    context = {
        "heading": _("通报"),
        "rows": queries.bulletins_for(request.user),
        "freezes": freezes_for(request.user),
        "can_make": may(request.user, Permission.FREEZE),
    }
    return render(request, "dispatch/bulletins.html", context)


@require_POST
@login_required
def make_bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next edition of a frozen month's bulletin."""
    freeze = freezes_for(request.user).filter(pk=pk).first()
    if freeze is None:
        raise Http404
    made = issuing.issue_bulletin(by=request.user, freeze=freeze)
    messages.success(request, _("已生成：%(title)s") % {"title": made})
    return redirect("dispatch:bulletins")


@login_required
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a 督办函 for each unit with a red light, in one archive."""
    require(request.user, Permission.FREEZE)
    freeze = freezes_for(request.user).filter(pk=pk).first()
    if freeze is None:
        raise Http404
    response = HttpResponse(issuing.letters_archive(freeze), content_type="application/zip")
    name = f"督办函-{freeze.title}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


class InstructionForm(forms.Form):
    """A leader's words; unit and date may be left to the office."""

    text = forms.CharField(
        label=gettext_lazy("批示内容"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    lead = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True),
        required=False,
        label=gettext_lazy("交由（可空，由督查室提出）"),
    )
    due_on = forms.DateField(
        required=False,
        label=gettext_lazy("完成时限（可空）"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@login_required
def instructions(request: HttpRequest) -> HttpResponse:
    """List leaders' written instructions with what came of each; a leader writes a new one."""
    require(request.user, Permission.READ)
    can_write = may(request.user, Permission.NOTE)
    form = InstructionForm(request.POST or None) if can_write else None
    if request.method == "POST" and form is not None and form.is_valid():
        row = ledger.instruct(by=request.user, programme=TASKS.slug, **form.cleaned_data)
        notify(
            users=holders_of(Permission.DRAFT),
            key=f"instruct-{row.pk}",
            text=_("新批示：%(text)s") % {"text": row.title[:200]},
            url=row.get_absolute_url(),
        )
        messages.success(request, _("批示已交督查室，编号 %(n)s。") % {"n": row.number})
        return redirect("dispatch:instructions")
    context = {
        "heading": _("批示"),
        "form": form,
        "rows": [
            (source, [(c, light(c), state_badge(c)) for c in source.commitments.all()])
            for source in queries.latest_instructions(request.user)
        ],
    }
    return render(request, "dispatch/instructions.html", context)

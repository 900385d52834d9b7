"""Pages of the agreements pack."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from daliang.base.access import may, require, scope_of
from daliang.base.calendar import today
from daliang.base.intake import intake_page
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.ledger.registers import light, state_badge
from daliang.programmes.agreements import actions, forms, intakes, queries, rules
from daliang.programmes.agreements.models import Agreement, Item
from daliang.ui.parts import Crumb, Light
from daliang.ui.workbook import XLSX, Sheet, SheetColumn, file_response, workbook_bytes

_VERBS = {
    "item": (forms.ItemForm, actions.add_item),
    "fund": (forms.FundForm, actions.set_fund),
    "hearing": (forms.HearingForm, actions.hold_hearing),
}


@login_required
def agreements(request: HttpRequest) -> HttpResponse:
    """Show the agreements with how their items stand and what to do now."""
    require(request.user, Permission.READ)
    rows = (
        queries.agreements_for(request.user)
        .select_related("lead", "parent")
        .prefetch_related("articles__items__commitment", "funds", "hearings")
    )
    context = {
        "heading": _("合作协议"),
        "found": [(row, _items(row), _notices(row)) for row in rows],
        "as_of": today(),
        "can_draft": may(request.user, Permission.DRAFT),
    }
    return render(request, "agreements/list.html", context)


def _items(row: Agreement) -> dict[str, int]:
    items = [item.commitment for article in row.articles.all() for item in article.items.all()]
    return {"all": len(items), "closed": sum(c.closed_at is not None for c in items)}


def _notices(row: Agreement) -> list[Light]:
    found = rules.notices(
        today=today(),
        signed_on=row.signed_on,
        ends_on=row.ends_on,
        hearings=[hearing.held_on for hearing in row.hearings.all()],
    )
    return [Light(notice.tone, notice.text) for notice in found]


@login_required
def agreement(request: HttpRequest, code: str) -> HttpResponse:
    """Show one agreement: articles with items, funds, hearings, sub-agreements."""
    row = _get(request, code)
    office = may(request.user, Permission.DRAFT)
    works = office or (
        may(request.user, Permission.REPORT) and scope_of(request.user).acts_for(row.lead)
    )
    articles = row.articles.prefetch_related("items__commitment__lead")
    context = {
        "heading": row.title,
        "crumbs": [Crumb(_("合作协议"), reverse("agreements:list")), Crumb(row.code)],
        "row": row,
        "notices": _notices(row),
        "articles": [
            (a, [(i, state_badge(i.commitment), light(i.commitment)) for i in a.items.all()])
            for a in articles
        ],
        "item_form": forms.ItemForm(auto_id="item_%s") if office else None,
        "fund_form": forms.FundForm(auto_id="fund_%s") if works else None,
        "hearing_form": forms.HearingForm(auto_id="hearing_%s") if works else None,
        "as_of": today(),
    }
    return render(request, "agreements/agreement.html", context)


@require_POST
@login_required
def verb(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Perform one verb on one agreement."""
    row = _get(request, code)
    if name not in _VERBS:
        raise Http404
    form_class, act = _VERBS[name]
    form = form_class(request.POST)
    for field, errors in form.errors.items():
        messages.error(request, f"{form.fields[field].label}：{''.join(errors)}")
    if not form.is_valid():
        return redirect(row)
    try:
        act(by=request.user, agreement=row, **form.cleaned_data)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("已保存。"))
    return redirect(row)


@login_required
def take_items(request: HttpRequest) -> HttpResponse:
    """Import the table of items."""
    return intake_page(request, intakes.ITEMS)


@login_required
def items_file(request: HttpRequest) -> HttpResponse:
    """Answer with the items as a table that imports again."""
    require(request.user, Permission.EXPORT)
    items = Item.objects.filter(
        article__agreement__in=queries.agreements_for(request.user)
    ).select_related("article__agreement", "commitment__lead")
    titles = [field.title for field in intakes.FIELDS]
    rows = [
        [
            item.article.agreement.title,
            item.article.text,
            item.commitment.title,
            item.commitment.goal,
            item.commitment.lead.short_name,
            item.partner_lead,
            item.commitment.due_on,
        ]
        for item in items
    ]
    notes = [_("截至 %(day)s。") % {"day": today()}]
    if any(item.commitment.is_synthetic for item in items):
        notes.append(_("含示例数据，不作工作依据。"))
    sheet = Sheet(_("协议事项"), [SheetColumn(title, 24) for title in titles], rows, notes=notes)
    return file_response(workbook_bytes(sheet), _("协议事项.xlsx"), XLSX)


@login_required
def of_commitment(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a commitment to its agreement."""
    rows = queries.agreements_for(request.user)
    row = rows.filter(articles__items__commitment__number=number).first()
    if row is None:
        raise Http404
    return redirect(row)


def _get(request: HttpRequest, code: str) -> Agreement:
    rows = queries.agreements_for(request.user).select_related("lead", "parent")
    row = rows.prefetch_related("funds", "hearings", "parts").filter(code=code).first()
    if row is None:
        raise Http404
    return row

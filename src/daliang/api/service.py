"""The calls: each reads by the pages' queries and writes by their actions."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Status
from ninja.errors import HttpError

from daliang.api import schemas as s
from daliang.base.access import organisations_for, require
from daliang.base.calendar import today
from daliang.base.models import Organisation
from daliang.base.roles import Permission
from daliang.engine.checks import BadInput
from daliang.indicators import queries as figures
from daliang.ledger import actions, queries
from daliang.ledger.choices import DueKind
from daliang.ledger.models import Commitment, Revision
from daliang.ledger.search import matching


def _by_key(request: HttpRequest) -> object:
    """Let in whom the middleware recognised by his key."""
    return request.user if request.user.is_authenticated else None


_by_key.openapi_type = "http"  # how the description names it
_by_key.openapi_scheme = "bearer"

api = NinjaAPI(
    title="大梁 Daliang",
    version="1",
    openapi_url=None,  # views.description: these addresses stand inside a namespace of ours
    docs_url=None,  # an own page without scripts; see views.reference
    auth=[_by_key],
    urls_namespace="api-1",
)
_REFUSALS = {403: s.Refusal, 404: s.Refusal, 409: s.Refusal, 422: s.Refusal}


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    status = 409 if isinstance(error, actions.Stale) else 403
    return api.create_response(request, {"detail": str(error)}, status=status)


@api.exception_handler(BadInput)
def _bad(request: HttpRequest, error: BadInput) -> HttpResponse:
    detail = "；".join(str(problem) for problem in error.problems)
    return api.create_response(request, {"detail": detail}, status=422)


@api.get("/organisations", response=list[s.UnitOut])
def list_organisations(request: HttpRequest) -> object:
    """Return the organisations within the key's scope."""
    require(request.user, Permission.READ)
    return organisations_for(request.user)


@api.get("/sources", response=list[s.SourceOut])
def list_sources(request: HttpRequest, page: Query[s.Page]) -> object:
    """Return the meetings and papers that visible work comes from, the newest first."""
    return queries.sources_for(request.user)[page.offset : page.offset + page.limit]


@api.get("/commitments", response=list[s.CommitmentOut])
def list_commitments(request: HttpRequest, page: Query[s.Wanted]) -> object:
    """Return the visible commitments, the newest first."""
    rows = matching(queries.commitments_for(request.user), page.q)
    if page.state is not None:
        rows = rows.filter(state=page.state)
    if page.lead is not None:
        rows = rows.filter(lead=page.lead)
    return queries.with_relations(rows)[page.offset : page.offset + page.limit]


@api.get("/commitments/{number}", response={200: s.CommitmentOut, **_REFUSALS})
def read_commitment(request: HttpRequest, number: str) -> object:
    """Return one commitment with its milestones."""
    return _row(request, number)


@api.post("/commitments", response={201: s.CommitmentOut, **_REFUSALS})
def create_commitment(request: HttpRequest, body: s.CommitmentIn) -> object:
    """Write a draft; send an Idempotency-Key to be able to repeat the call."""
    lead = source = None
    if body.lead is not None:
        lead = _found(Organisation.objects.filter(is_active=True), body.lead)
    if body.source is not None:
        source = _found(queries.sources_for(request.user), body.source)
    draft = actions.Draft(
        title=body.title,
        programme=body.programme,
        content=body.content,
        category=body.category,
        lead=lead,
        source=source,
        due_on=body.due_on,
        due_kind=DueKind.DATE if body.due_on else DueKind.MISSING,
        milestones=tuple(actions.MilestoneDraft(m.title, m.due_on) for m in body.milestones),
    )
    return Status(201, actions.commit(by=request.user, draft=draft))


@api.patch("/commitments/{number}", response={200: s.CommitmentOut, **_REFUSALS})
def change_commitment(request: HttpRequest, number: str, body: s.CommitmentChange) -> object:
    """Change values; 409 when somebody changed the commitment since `version`."""
    changes = body.dict(exclude={"version", "reason"}, exclude_none=True)
    if "due_on" in changes:
        changes["due_kind"] = DueKind.DATE
    return actions.edit(
        by=request.user,
        commitment=_row(request, number),
        version=body.version,
        changes=changes,
        reason=body.reason,
    )


@api.post("/commitments/{number}/reports", response={201: s.ReportOut, **_REFUSALS})
def report(request: HttpRequest, number: str, body: s.ReportIn) -> object:
    """Report progress for the key's unit; the same `key` counts once."""
    progress = actions.Progress(**body.dict())
    made = actions.report(by=request.user, commitment=_row(request, number), progress=progress)
    return Status(201, made)


@api.get("/figures", response=list[s.FigureOut])
def list_figures(request: HttpRequest, page: Query[s.Year]) -> object:
    """Return the visible figures of a year as known today."""
    rows = figures.observations_for(request.user, today()).filter(year=page.year)
    found = rows.select_related("indicator", "area").order_by("pk")[
        page.offset : page.offset + page.limit
    ]
    return [
        {name: getattr(row, name) for name in s.FigureOut.model_fields}
        | {"indicator": str(row.indicator), "area": str(row.area) if row.area else None}
        for row in found
    ]


@api.get("/changes", response=list[s.ChangeOut])
def changes(request: HttpRequest, page: Query[s.Cursor]) -> object:
    """Return what changed after a cursor, the oldest first: the change feed."""
    rows = Revision.objects.filter(
        pk__gt=page.after, commitment__in=queries.commitments_for(request.user)
    ).select_related("commitment")
    return [
        {
            "cursor": row.pk,
            "number": row.commitment.number,
            "verb": row.verb,
            "at": row.at,
            "snapshot": row.snapshot,
        }
        for row in rows.order_by("pk")[: page.limit]
    ]


def _row(request: HttpRequest, number: str) -> Commitment:
    if "\x00" in number:
        raise HttpError(404, _("没有这项任务。"))
    try:
        return queries.commitment_for(request.user, number)
    except Commitment.DoesNotExist:
        raise HttpError(404, _("没有这项任务。")) from None


def _found(rows: object, pk: int) -> object:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise HttpError(422, _("没有编号为 %(pk)s 的对象，或不在范围内。") % {"pk": pk})
    return row

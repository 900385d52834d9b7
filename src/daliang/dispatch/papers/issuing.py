"""Issues papers: each edition is kept as files and never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, StoredFile, User
from daliang.base.refusal import NotAllowed
from daliang.base.roles import Permission
from daliang.dispatch.bulletin import Heads
from daliang.dispatch.papers import office_template
from daliang.dispatch.papers.composers import compose
from daliang.dispatch.papers.figures import Figures
from daliang.dispatch.papers.matters import Matter
from daliang.dispatch.papers.models import IssuedPaper, OfficeTemplate, PaperKind
from daliang.engine.checks import BadInput
from daliang.ui.papers import Paper, Picture, to_docx, to_pdf, to_xlsx


@dataclass(frozen=True)
class Proof:
    """A paper as it would be issued now."""

    kind: str
    matter: Matter
    paper: Paper
    figures: Figures

    @property
    def digest(self) -> str:
        """A digest of words and figures; the moment of making does not count."""
        said = [b for b in self.paper.blocks if not isinstance(b, Picture)]
        rows = [(f.text, f.meaning, f.rows) for f in self.figures.found]
        return hashlib.sha256(repr((said, rows)).encode()).hexdigest()


def heads() -> Heads:
    """Return what stands on the papers today: the city's and the office's name, the dates."""
    office = Organisation.objects.filter(kind=OrganisationKind.OFFICE).first()
    city = Organisation.objects.filter(kind=OrganisationKind.CITY).first()
    return Heads(
        city=str(city or ""),
        office=office.name if office else "督查室",
        issued_on=clock.today(),
        made_at=clock.now().replace(microsecond=0),  # typst knows whole seconds only
    )


def proof(kind: str, matter: Matter) -> Proof:
    """Compose a paper without keeping it."""
    paper, figures = compose(kind, matter, heads())
    return Proof(kind, matter, paper, figures)


@transaction.atomic
def issue(*, by: User, kind: str, matter: Matter) -> IssuedPaper:
    """Keep a paper as its next edition: .docx, .pdf and the workbook of its figures.

    The same words and figures are not issued twice. A machine without a Chinese
    typeface keeps no .pdf.
    """
    require(by, Permission.DRAFT)
    made = proof(kind, matter)
    before = IssuedPaper.objects.select_for_update().filter(kind=kind, subject=matter.subject)
    last = before.order_by("-edition").first()
    if last is not None and last.digest == made.digest:
        raise NotAllowed(_("与第%(n)s版的文字和数字完全一样，没有重出。") % {"n": last.edition})
    edition = last.edition + 1 if last else 1
    name = f"{made.paper.title}-第{edition}版"
    template = OfficeTemplate.objects.filter(kind=kind, is_active=True).first()
    row = IssuedPaper.objects.create(
        kind=kind,
        subject=matter.subject,
        edition=edition,
        title=made.paper.title,
        docx=_kept(by, f"{name}.docx", _docx(made.paper, template)),
        pdf=_pdf(by, name, made.paper),
        xlsx=_kept(by, f"{name}-数字来源.xlsx", to_xlsx(made.figures.annex(made.paper))),
        template=template,
        digest=made.digest,
        is_synthetic=made.paper.is_synthetic,
        made_at=clock.now(),
        made_by=by,
    )
    audit.record(by=by, verb="生成文稿", on=row, detail={"digest": row.digest})
    return row


@transaction.atomic
def keep_template(*, by: User, kind: str, upload: UploadedFile) -> OfficeTemplate:
    """Keep an office's own .docx for a kind of paper, when it passes the check.

    Raises
    ------
    BadInput
        When the file is no .docx, or asks for what papers do not have.
    """
    require(by, Permission.DRAFT)
    office_template.check(upload.read(), upload.name or "")
    upload.seek(0)
    file = store_file(by=by, upload=upload)
    OfficeTemplate.objects.filter(kind=kind, is_active=True).update(is_active=False)
    row = OfficeTemplate.objects.create(
        kind=PaperKind(kind), file=file, added_at=clock.now(), added_by=by
    )
    audit.record(by=by, verb="上传文稿模板", on=row)
    return row


@transaction.atomic
def drop_template(*, by: User, kind: str) -> int:
    """Go back to the shipped layout for a kind of paper."""
    require(by, Permission.DRAFT)
    rows = OfficeTemplate.objects.filter(kind=kind, is_active=True)
    first = rows.first()
    count = rows.update(is_active=False)
    if first is not None:
        audit.record(by=by, verb="停用文稿模板", on=first)
    return count


def _docx(paper: Paper, template: OfficeTemplate | None) -> bytes:
    if template is None:
        return to_docx(paper)
    with template.file.file.open("rb") as stored:
        return office_template.render(stored.read(), paper)


def _pdf(by: User, name: str, paper: Paper) -> StoredFile | None:
    try:
        return _kept(by, f"{name}.pdf", to_pdf(paper))
    except BadInput:
        return None  # no Chinese typeface on this machine: better none than boxes


def _kept(by: User, name: str, content: bytes) -> StoredFile:
    return store_file(by=by, upload=SimpleUploadedFile(name, content))

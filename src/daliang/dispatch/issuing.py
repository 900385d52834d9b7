"""Makes the papers of a frozen month and keeps them; a new edition never changes an old one."""

from __future__ import annotations

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone, translation

from daliang.base import audit, clock
from daliang.base.access import require
from daliang.base.actions import store_file
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.base.roles import Permission
from daliang.dispatch import bulletin
from daliang.dispatch.bulletin import Heads, Line
from daliang.dispatch.models import Bulletin
from daliang.ledger.models import Freeze
from daliang.ledger.programme import programme
from daliang.ui.papers import to_docx, to_xlsx


def lines_of(freeze: Freeze) -> list[Line]:
    """Return the lines of a frozen month, as frozen."""
    districts = frozenset(
        Organisation.objects.filter(kind=OrganisationKind.DISTRICT).values_list(
            "short_name", flat=True
        )
    )
    day = timezone.localdate(freeze.frozen_at)
    with translation.override("zh-hans"):  # an official paper, whatever the screen's language
        return [
            bulletin.line_of(
                row.snapshot,
                tone=row.colour,
                label=row.label,
                reason=row.reason,
                day=day,
                districts=districts,
                programme=str(programme(row.snapshot["programme"]).title),
            )
            for row in freeze.rows.order_by("pk")
        ]


def heads_of(freeze: Freeze) -> Heads:
    """Return what stands on the papers: the city's and the office's name, the dates."""
    office = Organisation.objects.filter(kind=OrganisationKind.OFFICE).first()
    city = Organisation.objects.filter(kind=OrganisationKind.CITY).first()
    return Heads(
        city=str(city or ""),
        office=office.name if office else "督查室",
        issued_on=clock.today(),
        made_at=freeze.frozen_at,
    )


@transaction.atomic
def issue_bulletin(*, by: User, freeze: Freeze) -> Bulletin:
    """Make the bulletin of a frozen month with its annex, as the next edition."""
    require(by, Permission.FREEZE)
    lines, heads = lines_of(freeze), heads_of(freeze)
    paper = bulletin.compose(lines, freeze.month_on, heads)
    table = bulletin.annex(lines, freeze.month_on, heads)
    edition = freeze.bulletins.count() + 1
    made = Bulletin.objects.create(
        freeze=freeze,
        edition=edition,
        title=paper.title,
        paper=_kept(by, f"{paper.title}-第{edition}版.docx", to_docx(paper)),
        annex=_kept(by, f"{table.title}-第{edition}版.xlsx", to_xlsx(table)),
        made_at=clock.now(),
        made_by=by,
    )
    audit.record(by=by, verb="生成通报", on=made, detail={"digest": freeze.digest})
    return made


def letters_archive(freeze: Freeze) -> bytes:
    """Return one .zip with a 督办函 for each unit that has a red light."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for unit, paper in bulletin.letters(lines_of(freeze), freeze.month_on, heads_of(freeze)):
            archive.writestr(f"督办函-{unit}.docx", to_docx(paper))
    return data.getvalue()


def _kept(by: User, name: str, content: bytes) -> object:
    return store_file(by=by, upload=SimpleUploadedFile(name, content))

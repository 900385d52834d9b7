"""Reads a document with the city's register and the office's dictionary; says which of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, OrganisationAlias
from daliang.dispatch.documents import proposals
from daliang.dispatch.documents.choices import WordKind
from daliang.dispatch.documents.models import Document, TaughtWord
from daliang.dispatch.documents.proposals import Proposal, Words
from daliang.engine import reading
from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading import Draft, Register, RegisteredBody

_LEVELS = {
    OrganisationKind.CITY: "市",
    OrganisationKind.OFFICE: "市",
    OrganisationKind.DEPARTMENT: "市",
    OrganisationKind.DISTRICT: "区",
}


@dataclass(frozen=True)
class Dictionary:
    """What the reader is told besides the text: bodies and taught words."""

    register: Register
    words: Words

    @property
    def version(self) -> str:
        """A short digest: the same dictionary gives the same version."""
        bodies = [(b.body_id, b.name, b.aliases, b.level) for b in self.register.bodies]
        said = repr((self.register.place, bodies, self.words))
        return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Read:
    """A document as read: the engine's draft and the lines proposed from it."""

    draft: Draft
    lines: list[Proposal]


@cache
def rules_version() -> str:
    """Return a short digest of the grammars' own source: other rules, other version."""
    digest = hashlib.sha256()
    for folder in (Path(reading.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def dictionary(extra: Iterable[TaughtWord] = ()) -> Dictionary:
    """Return the register of bodies and the taught words; `extra` are words being tried."""
    words = [*TaughtWord.objects.all(), *extra]
    aliases: dict[int, list[str]] = {}
    for alias in OrganisationAlias.objects.all():
        aliases.setdefault(alias.organisation_id, []).append(alias.name)
    for word in words:
        if word.kind == WordKind.ALIAS:
            aliases.setdefault(word.organisation_id, []).append(word.word)
    rows = list(Organisation.objects.filter(is_active=True))
    bodies = [
        RegisteredBody(
            str(row.pk),
            row.name,
            tuple(dict.fromkeys([row.short_name, *aliases.get(row.pk, [])])),
            _LEVELS.get(OrganisationKind(row.kind), ""),
        )
        for row in rows
    ]
    city = next((row.name for row in rows if row.kind == OrganisationKind.CITY), settings.PLACE)
    return Dictionary(
        Register(city, bodies),
        Words(
            headings=tuple(w.word for w in words if w.kind == WordKind.HEADING),
            exhortations=tuple(w.word for w in words if w.kind == WordKind.EXHORTATION),
            names=tuple(
                (w.word, str(w.organisation_id)) for w in words if w.kind == WordKind.ALIAS
            ),
        ),
    )


def read(document: Document, told: Dictionary) -> Read:
    """Read a document's stored file; its text must still be the one that was kept.

    Raises
    ------
    BadInput
        When today's reader gets another text out of the file: places would not hold.
    """
    with document.file.file.open("rb") as stored:
        source = reading.read_bytes(stored.read(), document.file.name)
    if source.text != document.text:
        raise BadInput(
            Problem(
                "读文件的程序已更新，读出的文字与收文时不同，原位置不再对应",
                "把原件作为新版本重新收文，已确认的任务不受影响",
                file=document.file.name,
            )
        )
    draft = reading.read_source(source, document.dated_on, document.plan_year, told.register)
    return Read(draft, proposals.proposals_of(draft, told.words))

"""Finding commitments by words: pairs of signs, so that two Chinese characters find at once.

Each commitment keeps the pairs of neighbouring signs of its number, title and
content. PostgreSQL finds them by an index over that list and needs no
extension; SQLite reads one column instead of four.
"""

from __future__ import annotations

import unicodedata
from functools import reduce
from operator import and_

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

from daliang.base.models import Organisation
from daliang.ledger.models import Commitment

INDEX_SQL = (
    "CREATE INDEX commitment_words ON ledger_commitment "
    "USING gin (string_to_array(search_words, ' '))"
)
_MOST_WORDS = 8


def normal(text: str) -> str:
    """Return a text as it is compared: full-width signs and capitals made alike."""
    return unicodedata.normalize("NFKC", text).lower().replace("\x00", "")


def pairs_of(*texts: str) -> str:
    """Return the pairs of neighbouring signs of some texts, each once, separated by spaces.

    >>> pairs_of("新开工项目", "A1 项目")
    '新开 开工 工项 项目 a1'
    """
    found: dict[str, None] = {}
    for text in texts:
        for word in normal(text).split():
            found |= dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1))
    return " ".join(found)


def refresh(row: Commitment) -> None:
    """Set the pairs of a commitment about to be saved."""
    row.search_words = pairs_of(row.number, row.title, row.content)


def matching(rows: QuerySet[Commitment], phrase: str) -> QuerySet[Commitment]:
    """Return the commitments that hold every word of a phrase in number, text or lead unit."""
    words = [word for word in normal(phrase).split() if word][:_MOST_WORDS]
    return rows.filter(reduce(and_, map(_holds, words))) if words else rows


def _holds(word: str) -> Q:
    # the few units are looked up first: a join would keep the index from being used
    units = Organisation.objects.filter(short_name__icontains=word).values_list("pk", flat=True)
    condition = _in_text(word)
    if found := list(units):
        condition |= Q(lead_id__in=found)
    return condition


def _in_text(word: str) -> Q:
    if len(word) == 1:
        return Q(search_words__contains=word)
    pairs = pairs_of(word)
    if connection.vendor == "postgresql":
        candidates = Q(_HoldsAll(F("search_words"), Value(pairs, output_field=TextField())))
    else:
        candidates = reduce(and_, (Q(search_words__contains=pair) for pair in pairs.split()))
    if len(word) == 2:
        return candidates
    # the pairs may stand apart: the few candidates are read to be sure
    return candidates & (
        Q(title__icontains=word) | Q(content__icontains=word) | Q(number__icontains=word)
    )


class _HoldsAll(Func):
    """Tells whether one list of words holds all of another; written as INDEX_SQL has it."""

    output_field = BooleanField()

    def as_sql(
        self, compiler: SQLCompiler, connection: object, **_extra: object
    ) -> tuple[str, list[object]]:
        own, wanted = (compiler.compile(part) for part in self.source_expressions)
        sql = f"(string_to_array({own[0]}, ' ') @> string_to_array({wanted[0]}::text, ' '))"
        return sql, [*own[1], *wanted[1]]

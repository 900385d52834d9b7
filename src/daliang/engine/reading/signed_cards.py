"""Signed projects in tables and cards: a name, its parties, its sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from daliang.engine.reading.clauses import strip_mark
from daliang.engine.reading.drafts import Figure, Signed
from daliang.engine.reading.labels import Field
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.prose import Segment, Stretch
from daliang.engine.reading.records import Record
from daliang.engine.reading.signed_world import World, as_printed, monies, signed_item


def from_records(world: World, records: Sequence[Record]) -> Iterator[Signed]:
    """Rows and cards with a party column or an amount beside a project name."""
    for record in records:
        fields = {field: piece for field, _, piece in record.fields if field}
        if Field.PARTY not in fields or not (fields.keys() & {Field.PROJECT, Field.TASK}):
            continue
        piece = fields.get(Field.PROJECT) or fields[Field.TASK]
        parties = [p for f, _, x in record.fields if f is Field.PARTY for p in _party_list(x.text)]
        amount = fields.get(Field.AMOUNT)
        unit = next(
            (
                u
                for (f, _, _), u in zip(record.fields, record.units, strict=False)
                if f is Field.AMOUNT
            ),
            "",
        )
        yield _card(world, piece, parties, _cell_amount(world, amount, unit), fields)


def _cell_amount(world: World, piece: Mapped | None, unit: str) -> Figure | None:
    if piece is None or not piece.text.strip():
        return None
    sums = monies(world.page, piece)
    if sums or not unit:
        return sums[0] if sums else None
    digits = piece.text.strip()
    whole = Mapped(digits + unit, [*piece.origin[: len(digits)], *[piece.origin[-1]] * len(unit)])
    found = monies(world.page, whole)
    return replace(found[0], text=digits) if found else None


def _card(
    world: World,
    piece: Mapped,
    parties: list[str],
    amount: Figure | None,
    fields: dict[Field, Mapped],
) -> Signed:
    start = strip_mark(piece.text, 0, len(piece.text))
    end = len(piece.text.rstrip(" 。；，\n"))
    start += len(piece.text[start:end]) - len(piece.text[start:end].lstrip())
    item = signed_item(world, piece, start, end, parties, amount, "")
    site, cluster = fields.get(Field.SITE), fields.get(Field.CLUSTER)
    return replace(
        item,
        place=as_printed(world.page, site.text.strip()) if site else "",
        cluster=cluster.text.strip() if cluster else "",
    )


def _party_list(text: str) -> list[str]:
    names = re.split(
        r"[、/；，\n|&＆+]|\s{2,}|(?<=[一-龥）])\s(?=[一-龥])|(?:与|和)(?=[一-龥]{4,})", text
    )
    return [name.strip() for name in names if len(name.strip()) >= 2]


def from_cards(world: World, parts: Sequence[Stretch]) -> Iterator[Signed]:
    """A name on its own line with 签约方： and 投资额： below, or a name behind 项目名称：."""
    name: Mapped | None = None
    fields: dict[Field, Mapped] = {}
    parties: list[str] = []
    for stretch in [*parts, Stretch(Segment.PARAGRAPH, Mapped("", []))]:
        starts = stretch.kind is not Segment.FIELD or stretch.field in (Field.PROJECT, Field.NUMBER)
        if starts:
            if name is not None and parties:
                amount = _cell_amount(world, fields.get(Field.AMOUNT), "")
                yield _card(world, name, parties, amount, fields)
            text = stretch.piece.text.strip()
            name = (
                stretch.piece if 3 <= len(text) <= 50 and not re.search(r"[。；]", text) else None
            )
            fields, parties = {}, []
        elif stretch.field is Field.PARTY:
            parties += _party_list(stretch.piece.text)
        elif stretch.field:
            fields[stretch.field] = stretch.piece

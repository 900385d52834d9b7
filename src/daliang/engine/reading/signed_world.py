"""Who may sign, for how much and where: what the ways of telling a signing share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from daliang.engine.reading.drafts import Figure, Signed
from daliang.engine.reading.figures import figures_in
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page
from daliang.engine.reading.people_words import TITLES

AGREEMENT_END = r"框架协议书?|协议书?|备忘录|意向书|合同|谅解备忘录|合作意向|议定书|宣言|承诺书"
_PLACE = re.compile(
    r"(?:落户|落地|选址|签约落户|布局)(?:于|在)?(?P<place>[一-龥]{2,12}?)(?=[，。；）、]|$)"
)
ZONE = re.compile(
    r"[一-龥]{2,8}?(?:高新区|经开区|开发区|新区|片区|产业园|保税区|示范区|度假区|工业园|园区)"
)
_WITNESS = re.compile(rf"^(?:党委|党组|副)*(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})")


@dataclass(frozen=True, slots=True)
class World:
    """The document, its organisations and the places they may sign for."""

    page: Page
    names: tuple[str, ...]
    is_event: bool

    def parties(self, text: str) -> list[str]:
        """Return known organisations and zones in a stretch, in order, roles left out."""
        taken: list[tuple[int, int, str]] = []
        for name in self.names:
            at = text.find(name)
            while at >= 0:
                end = at + len(name)
                free = all(end <= a or b <= at for a, b, _ in taken)
                if free and not _WITNESS.match(text[end:]):
                    taken.append((at, end, name))
                at = text.find(name, end)
        ordered = [name for _, _, name in sorted(taken)]
        return list(dict.fromkeys(ordered))


def as_printed(page: Page, name: str) -> str:
    """Return a canonical name as the document prints it: in its own script and width."""
    at = page.canon.find(name) if name else -1
    return page.source[at : at + len(name)] if at >= 0 else name


def monies(page: Page, piece: Mapped) -> list[Figure]:
    """Return the sums of money in a piece."""
    return [f for f in figures_in(page, piece) if re.fullmatch(r"元|.{1,2}元|英镑", f.unit)]


def kind_of(name: str) -> str:
    """Return agreement or project, by the last word of the name."""
    return "agreement" if re.search(rf"(?:{AGREEMENT_END})[》”]?$", name) else "project"


def signed_item(
    world: World,
    piece: Mapped,
    start: int,
    end: int,
    parties: Iterable[str],
    amount: Figure | None,
    place: str,
) -> Signed:
    """Return a signed item; quotation marks are not part of its name."""
    while end > start and piece.text[start] in "《“":
        start += 1
    while end > start and piece.text[end - 1] in "》”":
        end -= 1
    a, b = piece.span(start, end)
    name = world.page.printed(piece, start, end)
    return Signed(
        a,
        b,
        world.page.source[a:b],
        name,
        tuple(as_printed(world.page, party) for party in parties),
        amount,
        as_printed(world.page, place),
        "",
        kind_of(name),
    )


def place_in(text: str) -> str:
    """Return where a project settles, or the zone that the text names."""
    found = _PLACE.search(text)
    if found:
        return re.sub(r"^(?:我市|于|在)", "", found["place"])
    zone = ZONE.search(text)
    return re.sub(r"^.*(?:与|和|在|由|落户|将|下|，)", "", zone.group()) if zone else ""

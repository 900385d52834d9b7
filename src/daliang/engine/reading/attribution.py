"""Who and until when, behind a clause: （责任单位：…；时限：…）, ——某局, bare names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from daliang.engine.reading.bodies import Role
from daliang.engine.reading.body_words import DEPARTMENT, LEVELS, LOOSE
from daliang.engine.reading.dates import Calendar, find_dates
from daliang.engine.reading.drafts import Due, Responsible
from daliang.engine.reading.labels import Field, classify, label_role
from daliang.engine.reading.lines import is_bodies, is_body_like
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page

LABEL = re.compile(
    r"(?:^|(?<=[\s；。，、（【\[\n|]))[【\[]?(?P<label>[一-龥A-Za-z0-9～\-]{1,12}(?:（[^（）]{1,8}）)?)(?:[】\]]：?|：)"
)
_BRACKET = re.compile(
    r"[（【\[](?P<inside>[^（）【】\[\]]*(?:（[^（）]*）[^（）【】\[\]]*)*)[）】\]]"
)
_DASHED = re.compile(r"-{1,2}(?P<inside>[^-。；]{2,40})[。；]?$")
_VERB = re.compile(r"牵头|负责|配合|主办|协办|承办")
_BARE_TAIL = re.compile(
    rf"(?:(?<=[。；])|(?<=[一-龥]\s))\s*(?P<inside>(?:(?:{LEVELS}){DEPARTMENT}|(?:{LOOSE})[一-龥（、）]{{1,8}})(?:[、，\s]*(?:(?:{LEVELS})?{DEPARTMENT}|(?:{LOOSE})[一-龥]{{1,8}}|[一-龥]{{2,6}}(?:街道|镇|乡|公司|集团|管委会)))*)[。；]?$"
)


@dataclass(frozen=True, slots=True)
class Note:
    """What a bracket, a dash or a labelled line adds to the text before it.

    Parameters
    ----------
    start, end : int
        Half-open span in the piece it was found in.
    bodies : tuple of Responsible
        Bodies named.
    dues : tuple of Due
        Time limits named.
    """

    start: int
    end: int
    bodies: tuple[Responsible, ...] = ()
    dues: tuple[Due, ...] = ()

    def joined(self, other: Note) -> Note:
        """Return both notes as one."""
        return replace(self, bodies=self.bodies + other.bodies, dues=self.dues + other.dues)


def labels_in(piece: Mapped) -> list[tuple[int, int, str, Field]]:
    """Return the labels of a piece that announce a field: start, end, words, field."""
    found = []
    for match in LABEL.finditer(piece.text):
        field = classify(match["label"])
        if field is not None:
            found.append((match.start(), match.end(), match["label"], field))
    return found


def read_note(page: Page, piece: Mapped, start: int, end: int) -> Note:
    """Read the inside of a bracket or of labelled lines as bodies and time limits."""
    inside = piece.part(start, end)
    labels = labels_in(inside)
    note = Note(start, end)
    stops = [label[0] for label in labels] + [end - start]
    if not labels or labels[0][0] > 0:
        note = note.joined(_unlabelled(page, inside.part(0, stops[0])))
    for number, (_, after, words, field) in enumerate(labels):
        value = inside.part(after, stops[number + 1])
        if field is Field.BODIES:
            note = note.joined(_unlabelled(page, value, label_role(words)))
        elif field in (Field.DEADLINE, Field.START) and value.text.strip():
            due = whole_due(page, value)
            note = note.joined(Note(0, 0, (), (due,) if due else ()))
    return _support_behind_lead(note)


def whole_due(page: Page, value: Mapped) -> Due | None:
    """Return the time limit a field holds; anything printed there counts as its words."""
    text = value.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip(" 。；，、\n"))
    if end <= start:
        return None
    due = page.due(value, start, end)
    if due is not None:
        return due
    a, b = value.span(start, end)
    return Due(page.printed(value, start, end), "", a, b) if end - start <= 20 else None


def _support_behind_lead(note: Note) -> Note:
    return note


def _unlabelled(page: Page, value: Mapped, role: Role = Role.RESP) -> Note:
    """Read a list in which the last piece may be a time limit: 市住建局、财政局，6月底完成."""
    bodies: tuple[Responsible, ...] = ()
    dues: list[Due] = []
    place = 0
    keep: list[tuple[int, int]] = []
    for match in re.finditer(r"[^，；。\n]+", value.text):
        if match.start() < place:
            continue
        day = next(find_dates(match.group(), page.today, page.plan_year), None)
        if day and day.kind is not Calendar.YEAR and not is_bodies(match.group()):
            due = page.due(
                value, match.start() + day.start, match.start() + _limit_end(match.group(), day.end)
            )
            dues += [due] if due else []
        else:
            keep.append(match.span())
    if keep:
        bodies = page.responsible(value.part(keep[0][0], keep[-1][1]), role)
        named = {(due.start, due.end) for due in dues}
        bodies = tuple(b for b in bodies if not any(b.start <= s and e <= b.end for s, e in named))
    return Note(0, 0, bodies, tuple(dues))


def _limit_end(text: str, end: int) -> int:
    found = re.match(r"(?:之前|以前|底前|前|底|末|内)+", text[end:])
    return end + (found.end() if found else 0)


def _names_bodies(inside: str) -> bool:
    """Say whether the inside of a bracket is an attribution and not a remark."""
    plain = inside.strip()
    label = LABEL.match(plain)
    if label and classify(label["label"]) in (Field.BODIES, Field.DEADLINE, Field.LEADER):
        return True
    head = re.split(r"[；，]", plain)[0]
    if _VERB.search(head) and re.search(DEPARTMENT, head):
        return True
    pieces = [p for p in re.split(r"[、，；\s]+", plain) if p]
    good = [p for p in pieces if is_body_like(p)]
    return bool(good) and len(good) * 2 >= len(pieces) and is_body_like(pieces[0])


def notes_in(page: Page, piece: Mapped) -> list[Note]:
    """Return the attributions of a piece in order, wherever they stand."""
    notes = [
        replace(read_note(page, piece, *match.span("inside")), start=match.start(), end=match.end())
        for match in _BRACKET.finditer(piece.text)
        if _names_bodies(match["inside"]) and _closes_a_clause(piece.text, match)
    ]
    for pattern in (_DASHED, _BARE_TAIL):
        match = pattern.search(piece.text, notes[-1].end if notes else 0)
        if match and is_bodies(match["inside"]):
            note = read_note(page, piece, *match.span("inside"))
            notes.append(replace(note, start=match.start(), end=match.end()))
            break
    return notes


def _closes_a_clause(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 1]
    if match.start() == 0:
        return False
    return (
        after in ("", "。", "；", "\n", "，", " ")
        or text[match.start() - 1] in "。；"
        or match["inside"].find("：") > 0
    )

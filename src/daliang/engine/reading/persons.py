"""Persons: a title, then a name; lists inherit the title, columns give it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daliang.engine.reading.drafts import Person
from daliang.engine.reading.labels import Field
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page
from daliang.engine.reading.people_words import AFTER_NAME, DOUBLE_SURNAMES, SURNAMES, TITLES
from daliang.engine.reading.records import Record

_TITLE = "|".join(sorted(TITLES, key=len, reverse=True))
_TITLED = re.compile(rf"(?:{_TITLE})(?:兼|、)?")
_FOREIGN = re.compile(r"(?:[一-龥]{1,7}|[A-Z]\.?)(?:[·.][一-龥]{1,8}|·[A-Z]\.?)+")
_AFTER = re.compile(rf"(?:{'|'.join(sorted(AFTER_NAME, key=len, reverse=True))})")
_BOUNDARY = re.compile(r"[，。、；：！？（）《》“”\s|]|$")
_REPORTERS = re.compile(
    r"[（(][^（）]{0,8}?(?:记者|通讯员|文/|摄影|实习生|编辑|特约)[^（）]*[）)]|"
    r"(?:记者|通讯员)[一-龥 ]{2,12}"
)
# A role phrase reaches back to one of these.
_ROLE_LEFT = re.compile(
    r"[，。；：！？（）《》“”\s|]|(?:日|时|上午|下午|期间|当天|近日|出席|拜会|会见|与|和|由|对|向|见证|来到|陪同|同|邀请|访问|率|随|听取|在|请|到|是|了|的|及|由|跟|称|据|让|年来|处的|走进|代表|联系|签署|表示|为|任|当选|里)"
)
_NOT_ROLE_END = re.compile(
    r"^(?:的|们|会|办|等|级|室|团|作|人|区|单|制|岗|工|学|牵|主|负|领|座|专|批|签|重|见|督|包|带)"
)
_NOT_NAME = re.compile(
    r"双方|同志|有关|主要|各|及|部门|单位|全体|等|会议|办公|主持|分管|带队|负责|牵头|参加|出席|率队|讲话|致辞|作为|分别|先后|代表|见证|联席|领导|介绍|表示|公开|信箱|接待|质量|工作|现场|一行|热线|专班|担任|助理|包联|挂钩|督办|亲自|签字|汇报|制度|任组|调度|走访|带领|会见|提出|强调|指出"
)


_VERB_ENDS = "方说率等在与和及是将还看向对把就也则又带作赴问谈算答到同"


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name at its place with the role printed before it."""

    start: int
    end: int
    role: str
    piece: Mapped


def _name_lengths(text: str, at: int) -> list[int]:
    """Return how long a name that begins here may be, by surname."""
    if text[at : at + 2] in DOUBLE_SURNAMES:
        return [3, 4, 2]
    if text[at : at + 1] in SURNAMES:
        return [3, 2, 4]
    return [3, 4, 2]


def _ends_well(text: str, end: int) -> float:
    if _BOUNDARY.match(text, end):
        return 3.0
    return 2.0 if _AFTER.match(text, end) else 0.0


def name_end(text: str, at: int, whole: str) -> int:
    """Return where the name that begins at a place ends; `at` when there is none.

    A name ends at punctuation or before a verb; one that comes back elsewhere in the document
    is likelier.

    Examples
    --------
    >>> name_end("封砚秋强调要对账", 0, "封砚秋强调，封砚秋还要求")
    3
    """
    foreign = _FOREIGN.match(text, at)
    if foreign:
        return _foreign_end(text, foreign)
    best, best_end = 1.5, at
    if text[at : at + 1] not in SURNAMES and text[at : at + 2] not in DOUBLE_SURNAMES:
        return _unknown_surname_end(text, at, whole)
    for rank, length in enumerate(_name_lengths(text, at)):
        name = text[at : at + length]
        if not re.fullmatch(rf"[一-龥]{{{length}}}", name) or _NOT_NAME.search(name):
            continue
        good = _ends_well(text, at + length)
        if not good or (length == 4 and good < 3) or _eats_verb(text, at, length):
            continue
        score = good - 0.2 * rank + min(1.5, 0.7 * (whole.count(name) - 1))
        if score > best:
            best, best_end = score, at + length
    return best_end


def _unknown_surname_end(text: str, at: int, whole: str) -> int:
    """A name with a rare surname must come back in the document and stand before a stop."""
    for length in (3, 2):
        name = text[at : at + length]
        clean = re.fullmatch(rf"[一-龥]{{{length}}}", name) and not _NOT_NAME.search(name)
        if clean and _BOUNDARY.match(text, at + length) and whole.count(name) >= 2:
            return at + length
    return at


def _eats_verb(text: str, at: int, length: int) -> bool:
    """Say whether the last character of a name is the verb behind it: 罗衡说."""
    if length == 2 or text[at + length - 1] not in _VERB_ENDS:
        return False
    alone = re.match(r"、|$|\s", text[at + length :]) and text[at + length - 1] in "和将同率与"
    return not alone


def _foreign_end(text: str, match: re.Match[str]) -> int:
    """Cut a foreign name before the first verb: 雅各布·莫滕森算起了."""
    last = match.start() + match.group().rindex("·" if "·" in match.group() else ".")
    verb = _AFTER.search(text, last + 3, match.end())
    return verb.start() if verb else match.end()


def _role_start(text: str, at: int, first: int) -> int:
    """Return where the role phrase that has a title at `at` begins."""
    left = first
    for stop in _ROLE_LEFT.finditer(text, first, at):
        if not _inside_word(text, stop.start(), at):
            left = stop.end()
    return left


def _inside_word(text: str, place: int, at: int) -> bool:
    """和 in 发展和改革局 and 在 in a name are no borders of a role."""
    if text[place] == "）" or text[place] == "（":
        return bool(re.match(r"（[一-龥]{2,4}）", text[place:])) or bool(
            re.search(r"（[一-龥]{2,4}）$", text[: place + 1])
        )
    if text[place : place + 1] in "和及" and re.search(
        r"(?:发展|经济|教育|文化|住房|城乡建设|人力资源|工业|自然资源|卫生|城管|规划|水利|粮食|旅游|体育|广电|医疗|民族|就业)$",
        text[:place],
    ):
        return True
    if text[place : place + 1] == "同" and text[place : place + 2] in ("同业", "同济"):
        return True
    return (
        text[place : place + 2] in ("对外", "日报", "时代", "为民", "任务", "里程") and at > place
    )


def _names_after(text: str, at: int, whole: str) -> Iterator[tuple[int, int]]:
    """Yield the names of a list behind a title: 副市长阮青岚、尉迟明."""
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip())
        end = name_end(text, at, whole)
        if end == at:
            return
        yield at, end
        joint = re.match(r"、|和(?=[一-龥])|，(?=[一-龥]{2,3}[、，])|\s+", text[end:])
        if not joint:
            return
        at = end + joint.end()
        if re.match(rf"[一-龥]{{0,12}}(?:{_TITLE})", text[at:]):
            return


def _hits(piece: Mapped, whole: str) -> Iterator[_Hit]:
    text = piece.text
    blocked = [m.span() for m in _REPORTERS.finditer(text)]
    place = 0
    while title := _TITLED.search(text, place):
        place = title.end()
        after = place + len(text[place:]) - len(text[place:].lstrip())
        if _TITLED.match(text, place) or any(a <= title.start() < b for a, b in blocked):
            continue
        chain = _chain_start(text, title.start())
        names = list(_names_after(text, after, whole))
        if not names or (
            _NOT_ROLE_END.match(text[place:]) and not _is_known(text, names[0], whole)
        ):
            continue
        left = _role_start(
            text, title.start() if chain > title.start() else chain, _previous_stop(text, chain)
        )
        role = text[left : title.end()].strip("、兼 ")
        for start, end in names:
            yield _Hit(start, end, role, piece)
        place = names[-1][1]


def _is_known(text: str, name: tuple[int, int], whole: str) -> bool:
    return whole.count(text[slice(*name)]) > 1


def _chain_start(text: str, at: int) -> int:
    """Follow titles joined with 、 to the left: 市委副书记、市长."""
    start = at
    while True:
        found = re.search(
            rf"(?P<phrase>[一-龥]{{0,14}}(?:{_TITLE}))(?:、|兼|，)(?P<mid>[一-龥]{{0,10}})$",
            text[:start],
        )
        if not found or found.group(0)[len(found["phrase"])] == "，":
            return start
        start = found.start("phrase")
        title = re.search(rf"(?:{_TITLE})$", found["phrase"])
        start = found.end("phrase") - len(title.group()) if title else start


def _previous_stop(text: str, at: int) -> int:
    """Return where the words before a title may begin: behind punctuation or 、."""
    found = re.search(r"[，。；：！？“”《》、\s|][^，。；：！？“”《》、\s|]*$", text[:at])
    return found.start() + 1 if found else 0


def persons_in(page: Page, pieces: Sequence[Mapped], records: Sequence[Record]) -> list[Person]:
    """Return the persons of a document, one item for each different role.

    Parameters
    ----------
    page : Page
        The document.
    pieces : Sequence of Mapped
        Its paragraphs and cells.
    records : Sequence of Record
        Its rows; the head of a column of leaders is their role.
    """
    whole = "".join(page.canon.split())
    found: dict[tuple[str, str], Person] = {}
    for piece in pieces:
        for hit in _hits(piece, whole):
            person = _person(page, hit)
            found.setdefault((person.name, person.role), person)
    for record in records:
        for field, head, piece in record.fields:
            if field is Field.LEADER:
                for person in _leader_cell(page, head, piece, whole):
                    if not any(p.name == person.name for p in found.values()):
                        found[(person.name, person.role)] = person
    return sorted(found.values(), key=lambda p: p.start)


def _person(page: Page, hit: _Hit) -> Person:
    a, b = hit.piece.span(hit.start, hit.end)
    start = hit.piece.text.rfind(hit.role, 0, hit.start)
    role = page.printed(hit.piece, start, start + len(hit.role)) if start >= 0 else hit.role
    return Person(a, b, page.source[a:b], page.printed(hit.piece, hit.start, hit.end), role)


def _leader_cell(page: Page, head: str, piece: Mapped, whole: str) -> Iterator[Person]:
    """Bare names in a column of leaders have the head of the column as their role."""
    text = piece.text
    if _TITLED.search(text):
        return
    for match in re.finditer(r"[一-龥·]{2,8}", text):
        end = name_end(text, match.start(), whole)
        if end > match.start():
            a, b = piece.span(match.start(), end)
            yield Person(
                a, b, page.source[a:b], page.printed(piece, match.start(), end), head.split("/")[-1]
            )

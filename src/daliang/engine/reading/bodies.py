"""Responsible bodies of a cell or a note: several names, lead and support, 市 left out."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from daliang.engine.reading.body_words import BODY_END, DEPARTMENT, LEVELS, LOOSE
from daliang.engine.reading.normal import canonical


class Role(StrEnum):
    """What the text makes a body responsible for."""

    LEAD = "lead"  # 牵头, 主办, 主责
    SUPPORT = "support"  # 配合, 协办, 参与
    RESP = "resp"  # 责任单位, 承办
    SUBJECT = "subject"  # only the grammatical subject


@dataclass(frozen=True, slots=True)
class Body:
    """A responsible body.

    Parameters
    ----------
    name : str
        As printed, without spaces.
    role : Role
        lead, support, resp or subject.
    full_name : str
        With the level that the list leaves out: 住建局 behind 市行政审批局 is 市住建局.
    start, end : int
        Half-open span in the text given.
    """

    name: str
    role: Role
    full_name: str = ""
    start: int = 0
    end: int = 0


_LEAD = r"牵头|主办|主责|主管|第一责任|总责"
_SUPPORT = r"配合|协同|协办|协助|参与|参加|支持|会同|联合"
_RESP = r"责任|承办|负责|实施|落实|承担|督办|主体|执行"
_ROLE_WORDS = (
    (Role.SUPPORT, re.compile(_SUPPORT)),
    (Role.LEAD, re.compile(_LEAD)),
    (Role.RESP, re.compile(_RESP)),
)
_LABEL = re.compile(
    rf"(?:第一|主要)?(?:{_LEAD}|{_SUPPORT}|{_RESP})+(?:责任)?(?:单位|部门|主体|科室|处室|机构)?(?:及协同|与协同|和协同|（[^（）]{{1,6}}）)?[：:]"
    rf"|(?:^|(?<=[\s，；、。]))[（\[【](?:{_LEAD}|{_SUPPORT}|{_RESP}|主|协)(?:责任)?(?:单位|部门)?[）\]】][：:]?"
)
_TRAIL = re.compile(
    rf"(?:共同|分别|具体|按职责分工)?(?:(?:{_LEAD}|{_SUPPORT}|{_RESP})(?:单位|部门|落实|实施|负责)?)+$"
)
_MARK = re.compile(r"（(?P<mark>[^（）]*)）$")
_SEPARATOR = re.compile(r"[、，；;,。\n\r\t|/]+|\s{2,}")
_AND = re.compile(r"以及|和|及|与")
_GLUE = re.compile(
    rf"(?<=[局委办厅部院队社处联协团司心道镇乡府室会区县])(?=(?:{LEVELS}|各|有关|相关){DEPARTMENT}|各(?:县|区|乡|镇|街道|市))"
)
_BARE_CHAIN = re.compile(rf"(?:(?:{LEVELS})?{DEPARTMENT})(?:(?:{LEVELS})?{DEPARTMENT})+")
_ONE = re.compile(rf"(?:{LEVELS})?{DEPARTMENT}")
_PREFIX = re.compile(r"^(?:由|请|交由|责成|其中|并由|拟由|及|和|与|以及)")
_NOTHING = re.compile(r"[\s\-—/无]*|同上")
_KEEP_BRACKET = re.compile(r"市|区|县|街道|镇|乡|园|集团|管委|办公室|局|中心|公司|社区|村")


def _pieces(plain: str) -> list[tuple[int, int]]:
    """Cut at separators that stand outside brackets."""
    cuts: list[tuple[int, int]] = []
    depth = start = place = 0
    while place < len(plain):
        depth += (plain[place] in "（【[") - (plain[place] in "）】]")
        found = _SEPARATOR.match(plain, place) if depth <= 0 else None
        if found is None:
            place += 1
            continue
        cuts.append((start, place))
        start = place = found.end()
    cuts.append((start, len(plain)))
    return cuts


def _cut_further(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a piece at 和/及/与 between two bodies, at single spaces, and where names are glued."""
    text = plain[start:end]
    places = {0, len(text)}
    gaps: dict[int, int] = {}
    for found in _AND.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if _has_body_end(before) and _is_body_like(_without_trail(after)):
            gaps[found.start()] = found.end()
    for found in re.finditer(r" +", text):
        if _has_body_end(text[: found.start()].replace(" ", "")) and len(text[found.end() :]) > 1:
            gaps[found.start()] = found.end()
    places |= {found.start() for found in _GLUE.finditer(text)}
    places |= {found.start() for found in re.finditer(r"会同|联合(?!会|社)", text)}
    chain = _BARE_CHAIN.fullmatch(text)
    if chain:
        places |= {found.start() for found in _ONE.finditer(text)}
    marks = sorted(places | set(gaps))
    return [(start + gaps.get(a, a), start + b) for a, b in itertools.pairwise(marks)]


def _has_body_end(text: str) -> bool:
    return bool(BODY_END.search(re.sub(r"（[^（）]*）$", "", text)))


def _is_body_like(text: str) -> bool:
    return _has_body_end(text) or bool(re.match(LOOSE, text))


def _without_trail(text: str) -> str:
    return _TRAIL.sub("", text)


def role_of(words: str) -> Role | None:
    """Return the role that a label or a trailing verb gives, or None.

    Examples
    --------
    >>> role_of("配合单位"), role_of("牵头")
    (<Role.SUPPORT: 'support'>, <Role.LEAD: 'lead'>)
    """
    found = [(m.start(), role) for role, pattern in _ROLE_WORDS if (m := pattern.search(words))]
    if Role.LEAD in {role for _, role in found}:
        return Role.LEAD
    return min(found)[1] if found else None


@dataclass(slots=True)
class _List:
    """The bodies read so far and how many of them still wait for a trailing verb."""

    role: Role
    bodies: list[Body]
    open_from: int = 0

    def assign(self, role: Role) -> None:
        self.bodies[self.open_from :] = [
            replace(b, role=role) for b in self.bodies[self.open_from :]
        ]
        self.open_from = len(self.bodies)

    def read_label(self, role: Role | None) -> None:
        self.role = role or self.role
        self.open_from = len(self.bodies)

    def strong_separator(self, before: str) -> None:
        if re.search(r"[，；。\n]\s*$", before):
            self.open_from = len(self.bodies)

    def add(self, plain: str, start: int, end: int) -> None:
        piece = plain[start:end]
        lead = len(piece) - len(piece.lstrip())
        start, piece = start + lead, piece.strip()
        prefix = _PREFIX.match(piece)
        if prefix:
            start, piece = start + prefix.end(), piece[prefix.end() :]
        joined = re.match(r"会同|联合", piece)
        trail = _TRAIL.search(piece)
        if trail and re.fullmatch(rf"(?:{LOOSE}|市直|市级)?", piece[: trail.start()]):
            trail = None
        mark = _MARK.search(piece)
        if joined:
            start, piece = start + joined.end(), piece[joined.end() :]
            self.assign(Role.LEAD)
            self.role = Role.SUPPORT
        if trail:
            piece = _TRAIL.sub("", piece)
        elif mark and (role_of(mark["mark"]) or not _KEEP_BRACKET.search(mark["mark"])):
            piece = piece[: -len(mark.group())]
        if piece and not _NOTHING.fullmatch(piece):
            self.bodies.append(Body(piece, self.role, "", start, start + len(piece.rstrip())))
        if trail and (role := role_of(trail.group())):
            self.assign(role)
        elif mark and (role := role_of(mark["mark"])) and self.bodies:
            self.bodies[-1] = replace(self.bodies[-1], role=role)


@lru_cache(maxsize=8192)  # the grammars ask about the same words again and again
def split_bodies(text: str, role: Role = Role.RESP) -> tuple[Body, ...]:
    """Split a list of responsible bodies as it stands in a cell or in brackets.

    Parameters
    ----------
    text : str
        One cell, one bracket or one line, in any width or script, also with line breaks.
    role : Role
        The role that the head of the column gives.

    Returns
    -------
    tuple of Body
        In the order of the text. The first-named body of a column headed 责任单位 stays `resp`;
        whether it leads is the sender's convention, not the text's.

    Examples
    --------
    >>> for body in split_bodies("市行政审批局、住建局，各区县政府配合"):
    ...     print(body.name, body.role, body.full_name)
    市行政审批局 resp 市行政审批局
    住建局 resp 市住建局
    各区县政府 support 各区县政府
    >>> [f"{b.name}:{b.role}" for b in split_bodies("牵头单位：市发改委；配合单位：各县（市、区）")]
    ['市发改委:lead', '各县（市、区）:support']
    """
    plain, origin = _without_scanner_gaps(canonical(text))
    result = _List(role, [])
    for start, end, label in _labelled(plain):
        result.read_label(role_of(label))
        for a, b in _pieces(plain[start:end]):
            result.strong_separator(plain[: start + a])
            for c, d in _cut_further(plain, start + a, start + b):
                result.add(plain, c, d)
    placed = [
        replace(
            b,
            name=_printed(text, origin[b.start], origin[b.end - 1] + 1),
            start=origin[b.start],
            end=origin[b.end - 1] + 1,
        )
        for b in result.bodies
    ]
    return tuple(fill_levels(placed))


def _printed(text: str, start: int, end: int) -> str:
    return "".join(text[start:end].split())


def _labelled(plain: str) -> list[tuple[int, int, str]]:
    """Return the spans between role labels, each with the label before it."""
    labels = list(_LABEL.finditer(plain))
    starts = [(0, "")] + [(m.end(), m.group()) for m in labels]
    ends = [m.start() for m in labels] + [len(plain)]
    return [(start, end, label) for (start, label), end in zip(starts, ends, strict=True)]


def _without_scanner_gaps(plain: str) -> tuple[str, list[int]]:
    tokens = plain.split(" ")
    spaced = len(tokens) > 3 and sum(len(t) == 1 for t in tokens) * 2 > len(tokens)
    origin = [i for i, char in enumerate(plain) if not (spaced and char == " ")]
    return "".join(plain[i] for i in origin), origin


def fill_levels(bodies: list[Body]) -> list[Body]:
    """Give each department that names no level the level of the bodies before it."""
    level = ""
    filled: list[Body] = []
    for body in bodies:
        plain = canonical(body.name)
        own = re.match(rf"({LEVELS})(?={DEPARTMENT}|委|政府)", plain)
        bare = not own and re.fullmatch(DEPARTMENT, plain) and not re.match(LOOSE, plain)
        filled.append(replace(body, full_name=level + body.name if bare and level else body.name))
        level = own[1] if own else level
    return filled

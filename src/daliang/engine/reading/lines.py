"""Lines of a text and what sort of field a short piece of text looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from daliang.engine.reading.bodies import split_bodies
from daliang.engine.reading.body_words import BODY_END, DEPARTMENT, LOOSE
from daliang.engine.reading.deadlines import DeadlineKind, parse_deadline
from daliang.engine.reading.labels import Field

TITLE_WORD = re.compile(
    r"书记|市长|县长|区长|州长|镇长|乡长|主任|局长|处长|科长|秘书长|董事长|经理|院长|校长|部长|主席|主任委员|调研员|常委|助理|队长|行长|厂长|站长|所长"
)
_NUMBER = re.compile(r"[（(]?\d{1,3}(?:-\d{1,2})?[)）.、]?|[一二三四五六七八九十]{1,3}|[①-⑳]")
_NO_NAME = re.compile(
    r"全年|新增|完成|年内|继续|推荐|发放|共建|共同|支持|设立|扩建|引进|争取|希望|请|是|要|把|将|对|用|从|并|再|其他|其它|这|那|本次|梳理|开展|推动|提升|建设(?!局|集团|投资|有限)|打造|优化|加强|落实|实施|完善|强化|深化|建立|做|抓|在|为|以|向|给|由|会同|我|一|新建|改造|培育|商定|议定"
)
_LOOSE_END = re.compile(
    r"(?:单位|部门|[县区市镇乡办局级组地方会校院厅处所站村]|街道|企业|）|专班|园区|公司|集团|平台|中心|政府|人员|科室|党委|主体|乡镇|镇街|机构|开发区|县市区|林场|农场|社区|单元|板块)$"
)
_AMOUNT = re.compile(r"[约近超]?[\d,]+(?:\.\d+)?(?:[万亿]?(?:元|美元|欧元|港元)?)?|/|-+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the canonical text with its span."""

    start: int
    end: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def split_lines(text: str, start: int = 0) -> list[Line]:
    """Return the lines of a text with their places."""
    lines: list[Line] = []
    for piece in text.split("\n"):
        lines.append(Line(start, start + len(piece), piece))
        start += len(piece) + 1
    return lines


def is_number(text: str) -> bool:
    """Say whether the piece is nothing but a running number."""
    return bool(_NUMBER.fullmatch(text.strip()))


@lru_cache(maxsize=8192)  # the grammars ask about the same words again and again
def is_body_like(text: str) -> bool:
    """Say whether a short piece names a body.

    Examples
    --------
    >>> is_body_like("区城市更新公司"), is_body_like("整修灌渠41公里")
    (True, False)
    """
    plain = re.sub(r"（[^（）]*）$|等$", "", text.strip())
    if not 2 <= len(plain) <= 24 or re.search(r"\d{2,}|[，。；：“]", plain):
        return False
    if _NO_NAME.match(plain) or re.search(r"[了的着过]|与|每|听取|设立|局局|当即|要求", plain):
        return False
    if re.match(LOOSE, plain):
        return len(plain) <= 14 and bool(_LOOSE_END.search(text.strip()))
    if re.search(r"主持|召开|借鉴|负责同志|推进顺利|书记|市长|县长|区长", plain):
        return False
    if re.search(r"(?<!园|新|发|社)[市县区镇乡村旗]$", plain) and len(plain) > 8:
        return False
    return bool(BODY_END.search(plain) or re.search(rf"{DEPARTMENT}$", plain))


@lru_cache(maxsize=8192)  # the grammars ask about the same words again and again
def is_bodies(text: str) -> bool:
    """Say whether the piece is nothing but names of bodies."""
    bodies = split_bodies(text)
    return bool(bodies) and all(is_body_like(body.name) for body in bodies)


@lru_cache(maxsize=8192)  # the grammars ask about the same words again and again
def is_deadline(text: str) -> bool:
    """Say whether the piece is nothing but a time limit."""
    plain = text.strip()
    if not plain or len(plain) > 24:
        return False
    kind = parse_deadline(plain, 2025).kind
    if kind in (DeadlineKind.UNKNOWN, DeadlineKind.NONE):
        return False
    return len(plain) <= 12 or bool(re.search(r"前|底|末|年内|；", plain))


def is_leader(text: str) -> bool:
    """Say whether the piece is a leader with title, or two or three bare characters."""
    plain = "".join(text.split())
    return bool(TITLE_WORD.search(plain)) and len(plain) <= 16 and not re.search(r"[，。]", plain)


def _free_text(text: str, field: Field) -> float:
    plain = text.strip()
    if (
        is_number(plain)
        or is_deadline(plain)
        or (is_bodies(plain) and not re.search(r"[。；]$", plain))
    ):
        return -2.0
    long = len(plain) > 8 or plain.endswith("。")
    if field is Field.CATEGORY:
        return -1.5 if long or re.search(r"\d", plain) else 0.8
    if field is Field.TASK:
        return 1.2 if long else 0.6
    return 0.8 if len(plain) <= 24 else 0.4


def likeness(text: str, field: Field | None) -> float:
    """Score how much a piece of text looks like what a column holds; 0 is neutral."""
    plain = text.strip()
    if not plain or plain in {"-", "/", "无", "--"}:
        return 0.0
    checks: dict[Field, tuple[Callable[[str], bool], float, float]] = {
        Field.NUMBER: (is_number, 3.0, -5.0),
        Field.DEADLINE: (is_deadline, 3.0, -2.5),
        Field.START: (is_deadline, 3.0, -2.5),
        Field.BODIES: (is_bodies, 2.5, -1.5),
        Field.LEADER: (is_leader, 2.5, -1.0),
        Field.AMOUNT: (lambda t: bool(_AMOUNT.fullmatch(t)), 3.0, -2.0),
    }
    if field is not None and field in checks:
        test, good, bad = checks[field]
        return good if test(plain) else bad
    if field in (Field.TASK, Field.PROJECT, Field.CATEGORY):
        return _free_text(plain, field)
    if field in (Field.SKIP, Field.PROGRESS, None):
        return 0.1
    return 0.3

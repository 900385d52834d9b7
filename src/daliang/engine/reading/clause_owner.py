"""Inside a clause: who is made responsible, and until when."""

from __future__ import annotations

import re
from dataclasses import replace

from daliang.engine.reading.bodies import Role
from daliang.engine.reading.dates import Calendar, Mention, find_dates
from daliang.engine.reading.drafts import Due, Responsible
from daliang.engine.reading.lines import is_bodies, is_body_like
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page

# A name that begins a clause ends before the first of these; none of them is part of a name.
_STOP = re.compile(
    r"[要将须把对于每予按已给从再就则也]|为(?!民)|应(?!急)|以(?!及)|\d|力争|争取|确保|负责|牵头|答应|抓紧|尽快|会同|联合(?!会|社)"
    r"|本周|下周|本月|年底|年内|全力|计划|拟|必须|不得|不能|共同|组织(?!部)|建立|开展|做好|加强|完善|推进(?!中心)|加快|制定"
    r"|出台|落实|新增|提前|设立|共建|支持|引进|研究(?!院|所|中心|室)|分别|派(?!出所)|拿出|提出|提供|承担|继续|逐|在|[，。；：“]"
)
_BY = re.compile(
    r"(?:商定|明确|决定)?由(?P<names>[^，；。由]{2,60}?)(?P<verb>共同牵头|牵头|总牵头|负责|主办|承办|会同|跟踪|派|具体|统筹|组织|承担|落实|对|在|于|于|按|拿出|提出|研究|制定|抓紧|尽快|，)"
)
_LEADS = re.compile(
    r"(?P<names>[^，；。]{2,60}?)(?:共同|总)?(?P<verb>牵头|主办|主责)(?!单位|部门|制定|人|的)"
)
_HELPS = re.compile(
    r"(?:^|[，、（；]|牵头)(?P<names>[^，；。]{2,60}?)(?P<verb>协同配合|配合|协办|参与|协助)(?!单位|部门|做好|好)"
)
_WITH = re.compile(
    r"(?:会同|联合(?!会|社|体|组|执|检|国|共|惩|开|培|实|印|发|设|申))(?P<names>[^，；。]{2,60})"
)
_GIVEN = re.compile(r"(?:划转给|移交给|移交|交由|交给|委托|责成)(?P<names>[一-龥（）、]{2,30})")
_GENERIC = re.compile(
    r"(?P<names>(?:各|全市|有关|相关|市直|县直|区直|市级|全体)[一-龥（、）]{1,18}?|双方|两校|甲方|乙方|丙方|校地双方|甲乙双方|市各部门|市属国有企业|宣传部门)(?:(?:党政)?主要负责(?:同志|人)|负责(?:同志|人)|一把手)?(?<!主)(?=要|应|须|将|必须|每|在|按|把|对|以|于|共|不|就|分别|定期|加|建|提|为|商|约|计划|全|充分|坚|负|会|力)"
)
_LIMIT = re.compile(r"(?:下班)?(?:之前|以前|前夕|前|底前|底|末|内|为止)")
_LIMIT_BEFORE = re.compile(r"(?:到|至|截至|截止|于|争取|力争|确保|在|不晚于|不迟于|最迟)$")
_NOT_LIMIT = re.compile(
    r"^(?:以来|起|开始|以后|后|之后|到|至|会议|召开|的|同比|全市|以上|[上下]午|，全市|期间|报)"
)
_VERB_AFTER = re.compile(
    r"^(?:[（(][^）)]{1,8}[）)])?(?:下班)?(?:清零|完成|送电|给出|建成|开工|投产|通车|启用|见效|上线|交付|竣工|封顶|投用|到位|全部|全面|实现|基本|完工|挂牌|拿出|报送|出台|，?完成|公布|具备|达到|开行|试运行|办结|开通|落地|启动|投入|形成|下线|，|。|；|$)"
)


def _owned(page: Page, piece: Mapped, start: int, end: int, role: Role) -> tuple[Responsible, ...]:
    """Return the bodies between two places when they are bodies and nothing else."""
    text = piece.text[start:end]
    lead = len(text) - len(text.lstrip("，、 "))
    start += lead
    if end <= start or not is_bodies(piece.text[start:end]):
        return ()
    found = page.responsible(piece.part(start, end), role)
    return tuple(replace(b, role=str(role)) for b in found)


def _match_owned(
    page: Page, piece: Mapped, pattern: re.Pattern[str], role: Role
) -> tuple[Responsible, ...]:
    for match in pattern.finditer(piece.text):
        start, end = match.span("names")
        for cut in [
            start,
            *(start + m.end() for m in re.finditer(r"[，、：]|由|让|请", piece.text[start:end])),
        ]:
            found = _owned(page, piece, cut, end, role)
            if found:
                return found
        if pattern is _WITH or pattern is _GIVEN:
            found = _longest_owned(page, piece, start, end, role)
            if found:
                return found
    return ()


def _longest_owned(
    page: Page, piece: Mapped, start: int, end: int, role: Role
) -> tuple[Responsible, ...]:
    for stop in range(end, start + 1, -1):
        found = _owned(page, piece, start, stop, role)
        if found:
            return found
    return ()


def subject_of(page: Page, piece: Mapped, start: int = 0) -> tuple[Responsible, ...]:
    """Return the bodies that are the grammatical subject at a place of a clause."""
    generic = _GENERIC.match(piece.text, start)
    if generic:
        return _as_subject(page, piece, *generic.span("names"))
    stop = _STOP.search(piece.text, start + 2)
    end = min(stop.start() if stop else len(piece.text), start + 48)
    found = _owned(page, piece, start, end, Role.RESP)
    if found:
        return found
    for cut in range(end - 1, start + 2, -1):
        if (
            cut - start <= 24
            and is_body_like(piece.text[start:cut])
            and not _STOP.search(piece.text[start + 1 : cut])
        ):
            found = _owned(page, piece, start, cut, Role.RESP)
            if found:
                return found
    return ()


def text_is_title(text: str, at: int) -> bool:
    """Say whether the body that ends here only begins a title: 市住建局 in 市住建局局长."""
    return bool(re.match(r"长|局长|主任|书记|副|董事|总|负责人|党组", text[at:]))


def _as_subject(page: Page, piece: Mapped, start: int, end: int) -> tuple[Responsible, ...]:
    found = page.responsible(piece.part(start, end), Role.SUBJECT)
    return tuple(replace(b, role=str(Role.SUBJECT)) for b in found)


def _starts(text: str) -> list[int]:
    """Places where a subject may stand: the begin, behind a comma, behind 要求."""
    starts = [0] + [m.end() for m in re.finditer(r"，|请|要求|答应，|表示，|由|下一步", text)]
    return [place for place in starts if place < len(text)]


def bodies_of(page: Page, piece: Mapped) -> tuple[Responsible, ...]:
    """Return the bodies that a clause itself makes responsible.

    由某局牵头、某局配合 and 某局会同某局 give lead and support; 由某局负责 gives lead; a body
    as the
    grammatical subject is `resp`, a level such as 各区县 is `subject`.
    """
    lead = _match_owned(page, piece, _BY, Role.LEAD) or _match_owned(page, piece, _LEADS, Role.LEAD)
    support = _match_owned(page, piece, _HELPS, Role.SUPPORT)
    joint = _match_owned(page, piece, _WITH, Role.SUPPORT)
    if not lead:
        first = next(
            (s for at in _starts(piece.text)[:3] if (s := subject_of(page, piece, at))), ()
        )
        is_led = bool(joint or support) and all(b.role == Role.RESP for b in first)
        lead = tuple(replace(b, role=str(Role.LEAD)) for b in first) if is_led else first
    found = lead or _match_owned(page, piece, _GIVEN, Role.RESP)
    return _unique((*found, *joint, *support))


def _unique(bodies: tuple[Responsible, ...]) -> tuple[Responsible, ...]:
    kept: dict[str, Responsible] = {}
    for body in bodies:
        kept.setdefault(body.name, body)
    return tuple(kept.values())


def dues_of(page: Page, piece: Mapped) -> tuple[Due, ...]:
    """Return the deadline that a clause states itself: the first one, as a register keeps one."""
    for mention in find_dates(piece.text, page.today, page.plan_year):
        end = _limit_of(piece.text, mention)
        if end:
            due = page.due(piece, mention.start, end)
            if due:
                return (due,)
    return ()


_SEASON = re.compile(
    r"(?:春节|元旦|国庆(?:节)?|五一(?:节)?|中秋(?:节)?|端午(?:节)?|清明(?:节)?|汛期|主汛期|高考|中考|开学|入冬|入汛|供暖季|采暖季|雨季)(?:来临|到来)?(?:之前|以前|前夕|前)"
)


def season_of(page: Page, piece: Mapped) -> tuple[Due, ...]:
    """Return a time limit told by a feast or season; the calendar does not fix it here."""
    found = _SEASON.search(piece.text)
    if not found:
        return ()
    a, b = piece.span(*found.span())
    return (Due(page.printed(piece, *found.span()), "", a, b),)


def _limit_of(text: str, mention: Mention) -> int:
    """Return where the words of a deadline end, 0 when the date is not a deadline."""
    after = text[mention.end :]
    if mention.kind is Calendar.RECURRING:
        return mention.end if _has_point(text[mention.start : mention.end]) else 0
    if mention.kind is Calendar.OPEN or mention.problem:
        return 0
    bracket = re.match(r"（[^（）]{1,6}）", after)
    skip = bracket.end() if bracket else 0
    limit = _LIMIT.match(after[skip:])
    if limit:
        return mention.end + skip + limit.end()
    words = text[mention.start : mention.end]
    if re.search(r"(?:年底|年末|年内|年终)$", words) and not after.startswith(("以来", "的")):
        return mention.end
    if mention.kind is Calendar.YEAR or _NOT_LIMIT.match(after):
        return 0
    before = _LIMIT_BEFORE.search(text[: mention.start])
    if before or (
        _VERB_AFTER.match(after)
        and mention.kind is not Calendar.RANGE
        and not after.startswith(("，", "。"))
    ):
        return mention.end
    return 0


def _has_point(words: str) -> bool:
    """每月底 and 每周五 fix a day of the round; 每周 alone is only a rhythm."""
    return bool(
        re.search(r"底|末|初|日|号|旬|前|周[一二三四五六日天]", words[1:])
    ) and words not in ("每日", "每天")

"""Projects and agreements said to be signed: name, parties, amount, place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from daliang.engine.reading.clauses import depth_cuts, sentences
from daliang.engine.reading.drafts import Figure, Organisation, Signed
from daliang.engine.reading.normal import Mapped, canonical
from daliang.engine.reading.page import Page
from daliang.engine.reading.prose import Stretch
from daliang.engine.reading.records import Record
from daliang.engine.reading.signed_cards import from_cards, from_records
from daliang.engine.reading.signed_world import (
    AGREEMENT_END,
    ZONE,
    World,
    kind_of,
    monies,
    place_in,
    signed_item,
)

_PROJECT_END = (
    r"项目|基地|中心|工厂|总部|产业园|园区|平台|基金|实验室|研究院|生产线|产线|海外仓|"
    r"云仓|厨房|制造厂|酒店|综合体|电站|码头|仓库|系统|园|厂"
)
_SIGN = re.compile(r"(?:签署|签订|签下|签约|签了|敲定|共同签|续签|现场签|订立|达成)(?:了)?")
_NAME = re.compile(
    rf"(?P<name>[《“]?[一-龥A-Za-z0-9·+\-（）“”\"《]{{2,36}}?(?:{AGREEMENT_END}|{_PROJECT_END})[》”]?)(?=[，。；、（）：]|$|等|总?投资|合同|金额|，|同日|签|落户|共)"
)
_BEFORE = re.compile(
    rf"(?P<name>[^，。；、：（）]{{2,30}}?(?:{AGREEMENT_END}|{_PROJECT_END}))(?:也|同日|同时|当天|现场|正式|成功|顺利|在会上|集中)*(?:签约|签署|签订)"
)
_MONEY = r"(?:约|近|超|达)?[\d,.]+(?:万|亿|百万|千万)?(?:余|多)?(?:元|美元|欧元|港元|日元|英镑)"
_INVESTED = re.compile(
    rf"(?:计划|项目|协议|意向|合同)?(?:总投资|投资总额|投资额|投资|金额|总金额|标的|总额|投入|涉及资金|资金)(?:额)?(?:约|近|超|达|为|共|预计|共计)*(?={_MONEY})"
)
_OF = re.compile(
    rf"(?P<org>[一-龥A-Za-z0-9·（）]{{3,20}})的(?P<name>[一-龥A-Za-z0-9“”]{{2,20}})（(?:总?投资(?:额)?)?{_MONEY}）"
)
_BROUGHT = re.compile(
    rf"(?P<org>[一-龥A-Za-z0-9·（）]{{3,20}}?)(?:带来|投资建设|投资|打造|牵手|落子)的(?P<name>[一-龥A-Za-z0-9“”]{{2,24}})，(?:计划)?(?:总)?(?:投资|金额)(?:额)?{_MONEY}"
)
_BUILDS = re.compile(
    rf"(?P<org>[一-龥A-Za-z0-9·（）]{{3,24}}?)(?:将|拟|计划|决定)(?:投入|投资|斥资|出资){_MONEY}，?(?:在(?P<place>[一-龥]{{2,12}}?))?(?:新建|建设|兴建|打造|设立|建立|布局|落地)(?P<name>[一-龥A-Za-z0-9“”]{{2,24}})"
)
_TITLED = re.compile(
    rf"(?:^|(?<=[。；\s])|(?<=[■●◆▶·]))\s*(?P<name>[^，。；：■●◆▶·\s][^，。；：]{{2,30}}?(?:{AGREEMENT_END}|{_PROJECT_END}))：(?P<rest>[^。]{{4,160}})"
)
_STARS = re.compile(
    r"(?:登场|亮相|签约|引人注目|瞩目|最大|首个|收官|重头|压轴)的?(?:签约|项目)?(?:是|为)(?P<name>[一-龥A-Za-z0-9“”]{3,24})[。，]"
)
_COUNTED = re.compile(
    r"\d+个|[一二三四五六七八九十]+个|等\d*|多个|一批|系列|集中签约|合作项目\d|所有|上述|这些|该|此次|本次|新签|首批|签约项目|项目合同额|全部|外资项目|内资项目|每个|重点项目$|共$|代表|期间|仪式|见证|围绕"
)
_GENERIC = re.compile(
    r"^(?:合作|签约|投资|战略|重大|产业|重点|新|该|本|框架|相关|一揽子|系列|若干|一批|多个|上述|市校|双方|一|份|了|等|意向|正式|有关)*(?:项目|协议|合同|中心|基地|园区|平台|园|厂|系统|基金|总部|合作意向)$"
)


def _amount_after(world: World, piece: Mapped, start: int, limit: int) -> Figure | None:
    """Return the investment named behind a project, before the next one begins."""
    part = piece.part(start, min(limit, len(piece.text)))
    found = _INVESTED.search(part.text)
    sums = monies(world.page, part)
    if found:
        return next((m for m in sums if m.start >= part.origin[found.start()]), None)
    bracket = re.match(rf"（{_MONEY}", part.text)
    return sums[0] if bracket and sums else None


def _strip_left(text: str, start: int, end: int) -> int:
    """A name begins behind 了, 的一, 关于 and the parties."""
    found = re.match(
        r"(?:了|一(?:个|份|项|批)|关于|《|“|的|有关|相关|新的|首个|正式)+", text[start:end]
    )
    return start + found.end() if found and text[start : start + 2] != "新一" else start


def _signed_in_sentence(
    world: World, piece: Mapped, a: int, b: int, before: list[str]
) -> Iterator[Signed]:
    text = piece.text
    taken: list[tuple[int, int]] = []
    for verb in _SIGN.finditer(text, a, b):
        name = _NAME.match(text, _strip_left(text, verb.end(), b), b) or _name_before(
            text, a, verb.end()
        )
        if name is None or any(x < name.end("name") and name.start("name") < y for x, y in taken):
            continue
        start, end = name.span("name")
        start = _strip_left(text, _after_parties(world, text, start, end), end)
        if _COUNTED.search(text[start:end]) or _is_generic(text[start:end]) or end - start < 3:
            continue
        taken.append((start, end))
        lead = max(text.rfind("；", a, verb.start()), text.rfind("。", a, verb.start()), a - 1) + 1
        stretch = text[lead : min(verb.start(), start) if verb.start() < start else start]
        parties = world.parties(stretch) or (world.parties(text[lead:start]) or before)
        following = _SIGN.search(text, end, b)
        limit = following.start() if following and following.start() > end + 3 else b
        yield signed_item(
            world,
            piece,
            start,
            end,
            parties[-2:],
            _amount_after(world, piece, end, limit),
            place_in(text[a:limit]),
        )


def _is_generic(name: str) -> bool:
    if kind_of(name) == "agreement":
        return bool(
            re.fullmatch(
                r"(?:一份|有关|相关|正式|框架|投资)?(?:协议|合同|备忘录|合作协议|协议书|意向书|合作意向)",
                name,
            )
        )
    return bool(_GENERIC.match(name))


def _name_before(text: str, start: int, verb_end: int) -> re.Match[str] | None:
    last = None
    for found in _BEFORE.finditer(text, start, verb_end):
        last = found if found.end() == verb_end else last
    return last


_LISTED = re.compile(
    r"(?:见证了?|促成)(?P<seen>[^。；]{8,200}?)(?:现场|集中|成功|正式|共同)*(?:签约|签署|签订)(?=[，。；])"
    r"|(?P<list>[^。；]{6,400}?)等(?:共)?(?:\d+|[一二三四五六七八九十]+)?(?:个|项|多个)?(?:重点|重大|产业|合作|优质)?(?:项目|协议)?(?:进行|现场|集中|成功|正式|共同)*(?:签约|签署|签订)"
)


def _listed(world: World, piece: Mapped) -> Iterator[Signed]:
    """A list of projects before 等18个项目集中签约, or behind 签约的有."""
    for found in _LISTED.finditer(piece.text):
        group = "list" if found["list"] else "seen"
        if group == "seen" and "、" not in found["seen"]:
            continue
        base = found.start(group)
        for start, end in depth_cuts(piece.text, "、，", base, found.end(group)):
            stop = end - 1 if piece.text[end - 1] in "、，" else end
            name = re.search(
                rf"(?:{AGREEMENT_END}|{_PROJECT_END}|生产|制造|研发|应用)$", piece.text[start:stop]
            )
            if not name or stop - start < 4:
                continue
            parties = world.parties(piece.text[start:stop])
            begin = _after_last_party(world, piece.text, start, stop, parties)
            if stop - begin >= 3 and not _is_generic(piece.text[begin:stop]):
                yield signed_item(world, piece, begin, stop, parties, None, "")


def _after_last_party(world: World, text: str, start: int, stop: int, parties: list[str]) -> int:
    begin = start
    for party in parties:
        at = text.find(party, start, stop)
        if at >= 0 and at + len(party) < stop - 2:
            begin = max(begin, at + len(party))
    joint = re.match(r"(?:携手|联合|合作|共同|合资|共建|投资|建设|带来|打造)*的?", text[begin:stop])
    return begin + joint.end() if joint and begin > start else begin


def _with_later_amounts(
    world: World, pieces: Sequence[Mapped], found: list[Signed]
) -> list[Signed]:
    """Find the investment of a listed project where the text names it again."""
    out = []
    for item in found:
        short = re.sub(r"^年产.{1,8}?(?=[一-龥]{4,}项目)", "", canonical(item.name))
        short = re.sub(r"^[\d.]+(?:万|亿)?吨", "", short)
        amount = item.amount
        for piece in pieces if amount is None else ():
            at = piece.text.find(short)
            while at >= 0 and amount is None:
                stop = piece.text.find("。", at)
                end = re.search(r"；|。|(?<=元)，[^，]{2,30}(?:项目|基地)总?投资", piece.text[at:])
                limit = at + end.start() if end else (stop if stop >= 0 else len(piece.text))
                amount = _amount_after(world, piece, at + len(short), limit)
                place = place_in(piece.text[at:limit]) if amount else ""
                item = replace(item, amount=amount, place=item.place or place)
                at = piece.text.find(short, at + 1)
        out.append(item)
    return out


def _after_parties(world: World, text: str, start: int, end: int) -> int:
    """Leave parties and 合资的 out of a name that stands before its verb."""
    for joint in ("合资的", "合作的", "共建的", "投资的", "带来的", "的"):
        at = text.rfind(joint, start, end - 3)
        if at >= 0 and world.parties(text[start:at]):
            return at + len(joint)
    return start


_SHAPES = (_OF, _BROUGHT, _BUILDS)


def _shaped(world: World, piece: Mapped) -> Iterator[Signed]:
    """Projects told by what a firm brings and how much it invests."""
    for pattern in _SHAPES:
        for found in pattern.finditer(piece.text):
            groups = found.groupdict()
            parties = world.parties(found["org"]) or [
                re.split(r"[，、]|、|在|此外", found["org"])[-1]
            ]
            amounts = monies(world.page, piece.part(found.start(), found.end()))
            rest = piece.text[found.start() : found.end() + 60].split("。")[0]
            place = groups.get("place") or place_in(rest)
            yield signed_item(
                world,
                piece,
                *found.span("name"),
                parties[-1:],
                amounts[0] if amounts else None,
                place,
            )
    for titled in _TITLED.finditer(piece.text):
        rest = titled["rest"]
        parties = world.parties(rest)
        amount = _amount_after(world, piece, titled.start("rest"), titled.end("rest"))
        if amount or (parties and _SIGN.search(rest)):
            zones = [p for p in parties if ZONE.fullmatch(p)]
            firms = [p for p in parties if p not in zones] or zones
            yield signed_item(world, piece, *titled.span("name"), firms[:3], amount, place_in(rest))
    for star in _STARS.finditer(piece.text):
        rest = piece.text[star.end() :]
        sentence = re.split(r"。", rest)[0]
        amount = _amount_after(world, piece, star.end(), star.end() + len(sentence))
        if amount:
            yield signed_item(
                world,
                piece,
                *star.span("name"),
                world.parties(sentence)[:2],
                amount,
                place_in(sentence),
            )


def signed_in(
    page: Page,
    parts: Sequence[Stretch],
    records: Sequence[Record],
    orgs: Sequence[Organisation],
    territories: Iterable[str],
) -> list[Signed]:
    """Return the projects and agreements of a document that are said to be signed.

    Parameters
    ----------
    page : Page
        The document.
    parts, records : Sequence
        Its logical paragraphs and its rows.
    orgs : Sequence of Organisation
        Who may sign.
    territories : Iterable of str
        Districts and parks, which sign too.
    """
    pieces = [stretch.piece for stretch in parts]
    whole = "".join(piece.text for piece in pieces)
    names = (
        {n for o in orgs for n in (o.name, *o.aliases)}
        | set(territories)
        | {m.group() for m in ZONE.finditer(whole)}
        | {"我市", "我县", "我区", "本市"}
    )
    clean = sorted(
        {
            re.sub(r"^.*(?:与|和|在|由|落户|下|，|将|为|访)", "", canonical(n))
            for n in names
            if len(n) > 1
        },
        key=len,
        reverse=True,
    )
    world = World(
        page,
        tuple(n for n in clean if len(n) > 1),
        bool(re.search(r"签约|签署|签订|签下", whole)),
    )
    found = [*from_records(world, records), *from_cards(world, parts)]
    for piece in pieces:
        found += _prose(world, piece)
    return _once(_with_later_amounts(world, pieces, found))


def _prose(world: World, piece: Mapped) -> list[Signed]:
    found = [*_shaped(world, piece), *_listed(world, piece)] if world.is_event else []
    before: list[str] = []
    for a, b in sentences(piece.text):
        if not re.search(r"(?:将|拟|力争|推动|加快|要|争取).{0,6}签", piece.text[a:b]):
            found += _signed_in_sentence(world, piece, a, b, before)
        before = world.parties(piece.text[a:b]) or before
    return found


def _once(found: list[Signed]) -> list[Signed]:
    """Keep each name once; the item with more parties and an amount says more."""
    kept: dict[str, Signed] = {}
    for item in found:
        old = kept.get(item.name)
        if old is None or (bool(item.amount), len(item.parties)) > (
            bool(old.amount),
            len(old.parties),
        ):
            kept[item.name] = item
    full = [
        item
        for name, item in kept.items()
        if not any(
            other != name and other.endswith(name) and item.kind == "agreement" for other in kept
        )
    ]
    return sorted(full, key=lambda s: s.start)

"""Projects and agreements said to be signed: name, parties, amount, place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from daliang.engine.reading.clauses import depth_cuts, sentences, strip_mark
from daliang.engine.reading.drafts import Figure, Organisation, Signed
from daliang.engine.reading.figures import figures_in
from daliang.engine.reading.labels import Field
from daliang.engine.reading.normal import Mapped, canonical
from daliang.engine.reading.page import Page
from daliang.engine.reading.people_words import TITLES
from daliang.engine.reading.prose import Segment, Stretch
from daliang.engine.reading.records import Record

_AGREEMENT_END = r"框架协议书?|协议书?|备忘录|意向书|合同|谅解备忘录|合作意向|议定书|宣言|承诺书"
_PROJECT_END = r"项目|基地|中心|工厂|总部|产业园|园区|平台|基金|实验室|研究院|生产线|产线|海外仓|云仓|厨房|制造厂|酒店|综合体|电站|码头|仓库|系统|园|厂"
_SIGN = re.compile(r"(?:签署|签订|签下|签约|签了|敲定|共同签|续签|现场签|订立|达成)(?:了)?")
_NAME = re.compile(
    rf"(?P<name>[《“]?[一-龥A-Za-z0-9·+\-（）“”\"《]{{2,36}}?(?:{_AGREEMENT_END}|{_PROJECT_END})[》”]?)(?=[，。；、（）：]|$|等|总?投资|合同|金额|，|同日|签|落户|共)"
)
_BEFORE = re.compile(
    rf"(?P<name>[^，。；、：（）]{{2,30}}?(?:{_AGREEMENT_END}|{_PROJECT_END}))(?:也|同日|同时|当天|现场|正式|成功|顺利|在会上|集中)*(?:签约|签署|签订)"
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
_STARS = re.compile(
    r"(?:登场|亮相|签约|引人注目|瞩目|最大|首个|收官|重头|压轴)的?(?:签约|项目)?(?:是|为)(?P<name>[一-龥A-Za-z0-9“”]{3,24})[。，]"
)
_COUNTED = re.compile(
    r"\d+个|[一二三四五六七八九十]+个|等\d*|多个|一批|系列|集中签约|合作项目\d|所有|上述|这些|该|此次|本次|新签|首批|签约项目|项目合同额|全部|外资项目|内资项目|每个|重点项目$|共$|代表|期间|仪式|见证|围绕"
)
_GENERIC = re.compile(
    r"^(?:合作|签约|投资|战略|重大|产业|重点|新|该|本|框架|相关|一揽子|系列|若干|一批|多个|上述|市校|双方|一|份|了|等|意向|正式|有关)*(?:项目|协议|合同|中心|基地|园区|平台|园|厂|系统|基金|总部|合作意向)$"
)
_PLACE = re.compile(
    r"(?:落户|落地|选址|签约落户|布局)(?:于|在)?(?P<place>[一-龥]{2,12}?)(?=[，。；）、]|$)"
)
_ZONE = re.compile(
    r"[一-龥]{2,8}?(?:高新区|经开区|开发区|新区|片区|产业园|保税区|示范区|度假区|工业园|园区)"
)
_WITNESS = re.compile(rf"^(?:党委|党组|副)*(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})")
_TITLE_AGREEMENT = re.compile(rf"(?P<name>[《“]?[一-龥]{{2,24}}(?:{_AGREEMENT_END}))")


@dataclass(frozen=True, slots=True)
class _World:
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


def _money(page: Page, piece: Mapped) -> list[Figure]:
    return [f for f in figures_in(page, piece) if re.fullmatch(r"元|.{1,2}元|英镑", f.unit)]


def _kind(name: str) -> str:
    return "agreement" if re.search(rf"(?:{_AGREEMENT_END})[》”]?$", name) else "project"


def _item(
    world: _World,
    piece: Mapped,
    start: int,
    end: int,
    parties: Iterable[str],
    amount: Figure | None,
    place: str,
) -> Signed:
    while end > start and piece.text[start] in "《“":
        start += 1
    while end > start and piece.text[end - 1] in "》”":
        end -= 1
    a, b = piece.span(start, end)
    name = world.page.printed(piece, start, end)
    return Signed(
        a, b, world.page.source[a:b], name, tuple(parties), amount, place, "", _kind(name)
    )


def _place_in(text: str) -> str:
    found = _PLACE.search(text)
    if found:
        return re.sub(r"^(?:我市|于|在)", "", found["place"])
    zone = _ZONE.search(text)
    return re.sub(r"^.*(?:与|和|在|由|落户|将|下|，)", "", zone.group()) if zone else ""


def _amount_after(world: _World, piece: Mapped, start: int, limit: int) -> Figure | None:
    """Return the investment named behind a project, before the next one begins."""
    part = piece.part(start, min(limit, len(piece.text)))
    found = _INVESTED.search(part.text)
    monies = _money(world.page, part)
    if found:
        return next((m for m in monies if m.start >= part.origin[found.start()]), None)
    bracket = re.match(rf"（{_MONEY}", part.text)
    return monies[0] if bracket and monies else None


def _strip_left(text: str, start: int, end: int) -> int:
    """A name begins behind 了, 的一, 关于 and the parties."""
    found = re.match(
        r"(?:了|一(?:个|份|项|批)|关于|《|“|的|有关|相关|新的|首个|正式)+", text[start:end]
    )
    return start + found.end() if found and text[start : start + 2] != "新一" else start


def _signed_in_sentence(
    world: _World, piece: Mapped, a: int, b: int, before: list[str]
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
        yield _item(
            world,
            piece,
            start,
            end,
            parties[-2:],
            _amount_after(world, piece, end, limit),
            _place_in(text[a:limit]),
        )


def _is_generic(name: str) -> bool:
    if _kind(name) == "agreement":
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
    r"(?P<list>[^。；]{6,400}?)等(?:共)?(?:\d+|[一二三四五六七八九十]+)?(?:个|项|多个)?(?:重点|重大|产业|合作|优质)?(?:项目|协议)?(?:进行|现场|集中|成功|正式|共同)*(?:签约|签署|签订)"
)


def _listed(world: _World, piece: Mapped) -> Iterator[Signed]:
    """A list of projects before 等18个项目集中签约, or behind 签约的有."""
    for found in _LISTED.finditer(piece.text):
        base = found.start("list")
        for start, end in depth_cuts(piece.text, "、，", base, found.end("list")):
            stop = end - 1 if piece.text[end - 1] in "、，" else end
            name = re.search(
                rf"(?:{_AGREEMENT_END}|{_PROJECT_END}|生产|制造|研发|应用)$", piece.text[start:stop]
            )
            if not name or stop - start < 4:
                continue
            parties = world.parties(piece.text[start:stop])
            begin = _after_last_party(world, piece.text, start, stop, parties)
            if stop - begin >= 3 and not _is_generic(piece.text[begin:stop]):
                yield _item(world, piece, begin, stop, parties, None, "")


def _after_last_party(world: _World, text: str, start: int, stop: int, parties: list[str]) -> int:
    begin = start
    for party in parties:
        at = text.find(party, start, stop)
        if at >= 0 and at + len(party) < stop - 2:
            begin = max(begin, at + len(party))
    joint = re.match(r"(?:携手|联合|合作|共同|合资|共建|投资|建设|带来|打造)*的?", text[begin:stop])
    return begin + joint.end() if joint and begin > start else begin


def _with_later_amounts(
    world: _World, pieces: Sequence[Mapped], found: list[Signed]
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
                place = _place_in(piece.text[at:limit]) if amount else ""
                item = replace(item, amount=amount, place=item.place or place)
                at = piece.text.find(short, at + 1)
        out.append(item)
    return out


def _after_parties(world: _World, text: str, start: int, end: int) -> int:
    """Leave parties and 合资的 out of a name that stands before its verb."""
    for joint in ("合资的", "合作的", "共建的", "投资的", "带来的", "的"):
        at = text.rfind(joint, start, end - 3)
        if at >= 0 and world.parties(text[start:at]):
            return at + len(joint)
    return start


_SHAPES = (_OF, _BROUGHT, _BUILDS)


def _shaped(world: _World, piece: Mapped) -> Iterator[Signed]:
    """Projects told by what a firm brings and how much it invests."""
    for pattern in _SHAPES:
        for found in pattern.finditer(piece.text):
            groups = found.groupdict()
            parties = world.parties(found["org"]) or [
                re.split(r"[，、]|、|在|此外", found["org"])[-1]
            ]
            amounts = _money(world.page, piece.part(found.start(), found.end()))
            rest = piece.text[found.start() : found.end() + 60].split("。")[0]
            place = groups.get("place") or _place_in(rest)
            yield _item(
                world,
                piece,
                *found.span("name"),
                parties[-1:],
                amounts[0] if amounts else None,
                place,
            )
    for star in _STARS.finditer(piece.text):
        rest = piece.text[star.end() :]
        sentence = re.split(r"。", rest)[0]
        amount = _amount_after(world, piece, star.end(), star.end() + len(sentence))
        if amount:
            yield _item(
                world,
                piece,
                *star.span("name"),
                world.parties(sentence)[:2],
                amount,
                _place_in(sentence),
            )


def _from_records(world: _World, records: Sequence[Record]) -> Iterator[Signed]:
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


def _cell_amount(world: _World, piece: Mapped | None, unit: str) -> Figure | None:
    if piece is None or not piece.text.strip():
        return None
    monies = _money(world.page, piece)
    if monies or not unit:
        return monies[0] if monies else None
    digits = piece.text.strip()
    whole = Mapped(digits + unit, [*piece.origin[: len(digits)], *[piece.origin[-1]] * len(unit)])
    found = _money(world.page, whole)
    return replace(found[0], text=digits) if found else None


def _card(
    world: _World,
    piece: Mapped,
    parties: list[str],
    amount: Figure | None,
    fields: dict[Field, Mapped],
) -> Signed:
    start = strip_mark(piece.text, 0, len(piece.text))
    end = len(piece.text.rstrip(" 。；，\n"))
    start += len(piece.text[start:end]) - len(piece.text[start:end].lstrip())
    item = _item(world, piece, start, end, parties, amount, "")
    site, cluster = fields.get(Field.SITE), fields.get(Field.CLUSTER)
    return replace(
        item,
        place=site.text.strip() if site else "",
        cluster=cluster.text.strip() if cluster else "",
    )


def _party_list(text: str) -> list[str]:
    names = re.split(
        r"[、/；，\n|&＆+]|\s{2,}|(?<=[一-龥）])\s(?=[一-龥])|(?:与|和)(?=[一-龥]{4,})", text
    )
    return [name.strip() for name in names if len(name.strip()) >= 2]


def _from_cards(world: _World, parts: Sequence[Stretch]) -> Iterator[Signed]:
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
        | {m.group() for m in _ZONE.finditer(whole)}
    )
    clean = sorted(
        {re.sub(r"^.*(?:与|和|在|由|落户|下|，|将|为|访)", "", n) for n in names if len(n) > 1},
        key=len,
        reverse=True,
    )
    world = _World(
        page,
        tuple(n for n in clean if len(n) > 1),
        bool(re.search(r"签约|签署|签订|签下", whole[:400])),
    )
    found = [*_from_records(world, records), *_from_cards(world, parts)]
    for piece in pieces:
        found += _prose(world, piece)
    return _once(_with_later_amounts(world, pieces, found))


def _prose(world: _World, piece: Mapped) -> list[Signed]:
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
    return sorted(kept.values(), key=lambda s: s.start)

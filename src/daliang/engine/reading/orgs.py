"""Named bodies, firms and institutions, each once under its fullest name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from daliang.engine.reading.body_words import DEPARTMENT, FIRM_ENDS, INSTITUTE_ENDS, STEM, word_list
from daliang.engine.reading.drafts import Organisation, Person, Responsible
from daliang.engine.reading.lines import is_body_like
from daliang.engine.reading.normal import Mapped
from daliang.engine.reading.page import Page
from daliang.engine.reading.people_words import TITLES

_STRONG = sorted(
    {
        e
        for e in (*FIRM_ENDS[: FIRM_ENDS.index("供应链")], *INSTITUTE_ENDS)
        if e
        not in (
            "委员会",
            "理事会",
            "办事处",
            "基金",
            "控股",
            "保险",
            "证券",
            "学校",
            "母基金",
            "联盟",
            "小学",
            "幼儿园",
            "实验室",
            "产业基金",
            "总会",
        )
    },
    key=len,
    reverse=True,
)
_WEAK = sorted(FIRM_ENDS[FIRM_ENDS.index("供应链") :], key=len, reverse=True)
_OFFICE_TAIL = (
    r"管委会|管理委员会|人民政府|指挥部|总队|支队|大队|研究院|总领馆|大使馆|(?:服务|"
    r"促进|指挥|交易|体育|管理|监测|检测|推进|绿化|救助|信息|城运|疾控|文化|会展|征收|"
    r"安置|调度|保障|事务|评审|咨询|治理|人才|就业|档案|采购|土地|储备|急救|血液|"
    r"妇幼保健|档案|防汛|运行|数据)中心"
)
_PLACE = re.compile(
    r"(?<![一-龥\d])(?P<free>[一-龥]{2,3}?[市县区州])|(?P<any>[一-龥]{2,3}[市县区州])(?=人民政府|委|政府)"
)
_DEPARTMENT = re.compile(rf"(?P<level>省|市|县|区|州|国家|中国)?{DEPARTMENT}")
_OFFICES = re.compile(
    r"^(?:省|市|县|区|州)?(?:委|政府)?(?:政府办|委办|政府办公室|委办公室|政府办公厅|纪委监委|纪委|监委|委督查室)$"
)
_STRONG_END = re.compile(rf"(?:{'|'.join(map(re.escape, _STRONG))}|{_OFFICE_TAIL})")
_INSIDE = re.compile(r"[一-龥A-Za-z0-9·（）&]")
# Words that end before a name begins; one of them inside a name is not possible.
_LEFT_WORDS = re.compile(
    r"扩大|夯实|同意|希望|扩建|改造|要|尽快|完成|须|投入|新建|带来|听取|走访|考察|访问|拜会|拜访|会见|来到|走进|感谢|见证|邀请|依托|支持|推动|引进|联合(?!会|社|体|国)|会同|协同|位于|包括|其中|以及|并与|同时|分别|落户|签约|签署|签订|签下|合资|收购|旗下|下属|成立|组建|共建|设立|建设|代表|带领|参观|对接|帮助|推荐|出席|委托|要求|选择|借助|通过|经由|交由|划转给|对于|关于|围绕|邀约|引入|携手|举办|开展|期间|此次|该项目|如|让|请|由|与|和|及|向|对|赴|在|到|被|把|将|给|从|为|是|了|的|其|该|各|同|就|跟|至|于|使|令|每|这|那|家|名|位|月|日|年|会同|商|称|说|并|而|又|还|也|已|再|用|以|按|经|据|等|入|了|有|不|无|是|座"
)
_GOES_ON = re.compile(
    r"(?:发展|经济|教育|文化|住房|城乡建设|人力资源|工业|资源|卫生|城管|城市管理|规划|水利|粮食|旅游|体育|广电|医疗|民族|就业|科学|港口|商贸|公共资源|质量|资产管理|产业)(?:和|与|及)$"
)
_GENERIC = re.compile(
    r"^(?:各|有关|相关|全市|全县|全区|该|本|这|两|三|多|几|一|多家|其他|其|市属|县属|区属|国有|民营|外资|上市|合资|子|母|总|分|集团|供货|物业|运营|施工|建设|重点|龙头|骨干|跨国|企业|外地|本地|下属|开发|平台|同行|产业|规上|中小|大型|头部|知名|国内|国际|高等|职业|专科|附属|综合|世界|全国|特色|高水平|一流|项目|公办|民办|农村|社区|乡镇|县级|市级|区级|定点|大|中|小|人民)*"
    r"(?:公司|集团|企业|银行|医院|学校|大学|学院|中学|小学|中心|协会|商会|研究院|院校|分公司|有限公司|机构|合作社|政府|人民政府|管委会|基金|厂|控股|服务中心|支队|指挥部|研究所|设计院|卫生院|联合会|学会|党校|职校|技校|股份有限公司|农商行|信用社|总公司|子公司|集团公司|促进会|基金会|管理委员会|专班|大队)$"
)
_GENERIC_NAMES = frozenset(
    word_list(
        "党中央 中共中央 国务院 省委 省政府 市委 市政府 市人民政府 县委 县政府 "
        "县人民政府 区委 区政府 区人民政府 政府 政协 人大 法院 市人大常委会 市人大 "
        "市政协 党委 督查室 人民银行 社会服务中心"
    )
)
_TITLE_END = re.compile(rf"(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})$")
_WEAK_END = re.compile(rf"(?:{'|'.join(_WEAK)})$")


@dataclass(frozen=True, slots=True)
class _Name:
    """A candidate at its place in a piece."""

    name: str
    start: int
    end: int


def _left(text: str, end: int, suffix_start: int) -> int:
    """Return where the name that ends at `end` begins, going left from its suffix."""
    start = suffix_start
    while start > 0 and end - start < 30 and _INSIDE.match(text[start - 1]):
        if text[start - 1] == "）" and not re.search(r"（[一-龥]{2,6}）$", text[:start]):
            break
        if text[start - 1] == "（" and "）" not in text[start:end]:
            break
        start -= 1
    left = start
    for stop in _LEFT_WORDS.finditer(text, start, suffix_start):
        if _GOES_ON.search(text[: stop.end()]) or _part_of_word(text, stop.start(), stop.group()):
            continue
        left = stop.end()
    return left


_WORDS_WITH = {
    "和": "和平|和谐|和顺|祥和|共和|中和|仁和|泰和|人和|永和",
    "同": "同济|大同|协同|同方|同仁",
    "为": "华为|有为",
    "家": "家电|家具|家居|家纺|国家|专家|张家|李家|王家|科学家|企业家|家庭",
    "名": "名校|名城",
    "月": "月亮|新月|明月",
    "日": "日报|日本|日照|日化|日新|向日",
    "年": "青年|少年|年代|百年|永年",
    "在": "存在",
    "经": "经济|经开|经信|经贸|财经|经纬|经发",
    "商": "商务|商会|商业|商贸|工商|招商|农商|电商|商汤|徽商|浙商|晋商",
    "用": "用友|公用|应用|信用|通用|民用",
    "等": "高等|中等|初等",
    "于": "于都",
    "对": "对外|对口",
    "就": "就业",
    "将": "将军",
    "各": "",
    "有": "有色|国有|有限|有机|公有|有为",
    "不": "不锈",
    "无": "无锡|无人|无线|无机|无为",
    "入": "收入|进入|输入",
    "至": "至诚|冬至",
    "据": "数据|大数据",
    "与": "参与",
    "及": "",
    "还": "",
    "以": "以色列",
    "会": "",
    "称": "",
    "座": "",
    "到": "",
    "让": "",
    "使": "使馆|大使",
    "位": "单位|学位",
    "再": "再生",
    "该": "",
    "其": "土耳其",
    "说": "",
    "是": "",
    "按": "",
    "从": "",
    "把": "",
    "给": "供给",
    "被": "",
    "而": "",
    "已": "",
    "又": "",
    "也": "",
    "并": "",
    "那": "",
    "这": "",
    "每": "",
    "如": "如皋|如东",
    "跟": "",
    "由": "自由",
    "请": "",
    "向": "方向|定向|向阳|向荣",
    "赴": "",
    "建设": "",
    "支持": "",
    "服务": "",
    "签约": "",
    "设立": "",
    "共建": "",
    "的": "",
    "了": "",
    "令": "",
    "关于": "",
}


def _part_of_word(text: str, place: int, word: str) -> bool:
    """家 in 家电 and 商 in 商务局 are parts of words, not borders."""
    around = _WORDS_WITH.get(word, "")
    if word == "建设":
        return bool(
            re.match(r"建设(?:局|集团|投资|有限|工程|公司|发展|银行|开发)", text[place:])
        ) or text[max(0, place - 2) : place] in ("城乡", "城市", "交通", "和")
    return bool(around) and any(
        text.startswith(w, place - w.index(word))
        for w in around.split("|")
        if word in w and place >= w.index(word)
    )


def _strong_names(text: str) -> Iterator[_Name]:
    place = 0
    while found := _STRONG_END.search(text, place):
        place = found.end()
        after = text[place : place + 2]
        longer = _STRONG_END.match(text, found.start() + 1)
        if longer and longer.end() > place:
            place = found.start() + 1
            continue
        if re.match(
            r"（[一-龥]{2,4}）(?:股份)?有限公司|办公室|办公厅|办(?!事|学|公)", text[place:]
        ):
            continue
        if (
            re.match(
                r"股份|有限|公司|集团|控股|总公司|院区|学生|校长|院长|生|会员|校|里|化|城|区|部|化工学院",
                after,
            )
            and not re.match(r"校长|院长|会长", after)
            and not after.startswith(("里", "区", "部", "化"))
        ):
            continue
        start = _left(text, found.end(), found.start())
        if found.end() - start > len(found.group()) + 1:
            yield _Name(text[start : found.end()], start, found.end())


def _departments(text: str, places: frozenset[str]) -> Iterator[_Name]:
    for found in _DEPARTMENT.finditer(text):
        start, end = found.span()
        if text[end : end + 1] in ("门", "长"):
            continue
        level = found["level"]
        if level in ("市", "县", "区", "州"):
            start = next(
                (start - n for n in (3, 2) if text[start - n : start] + level in places), start
            )
        elif level is None and start and _INSIDE.match(text[start - 1]):
            continue
        yield _Name(text[start:end], start, end)


def places_in(text: str) -> frozenset[str]:
    """Return the names of cities, counties and districts that a text prints by themselves."""
    names = [m["free"] or m["any"] for m in _PLACE.finditer(text)]
    return frozenset(
        name
        for name in names
        if not re.search(
            r"[是要将由对在和与的及向各全本我该报到赴请让为把给说称让了]|会同|区县", name
        )
    )


def _candidates(text: str, places: frozenset[str]) -> Iterator[_Name]:
    for name in (*_departments(text, places), *_strong_names(text), *_weak_names(text)):
        plain = name.name
        if (
            len(plain) < 3
            or _OFFICES.match(plain)
            or _GENERIC.match(plain)
            or plain in _GENERIC_NAMES
            or re.match(r"[·）\d]", plain)
        ):
            continue
        if re.search(r"(?:书记|主任|局长|项目公司)$", plain) or plain.endswith(
            ("市委", "县委", "区委", "省委")
        ):
            continue
        yield name


_LEGAL_FORM = re.compile(r"(?:股份|有限|责任|集团|公司|科技|控股|实业)+")
_WEAK_NAME = re.compile(
    rf"(?P<stem>[一-龥]{{2,5}})(?P<end>{'|'.join(_WEAK)})(?=一家|因|带来|与|和|的[一-龥]{{2,9}}(?:项目|基地|中心|仓|厂|（)|董事长|总经理|负责人|首席|总裁|。企业负责人|公司|签|落户|投资|分别|携|创始)"
)
_INDUSTRY = re.compile(
    r"高端|先进|生物|智能|新型|绿色|休闲|现代|冷链|电子|数字|功率|海洋|精细|化工|汽车|清洁|节能|低空|合成|半导体|集成|商业|人工|医疗|装备|制造|产业|行业|传统|港口|航空|通用|特色|农产|保健|未来|可再生|光伏|氢能|储能|风电|动力|新能源|金属|石油|绿电|轨道|工程|服务|多式|智慧|跨境|国际|重点|链|大型|应急|公共|消费|建筑|家电|设备|企业|等|项目|食品|业|新|及|区|市"
)


def _weak_names(text: str) -> Iterator[_Name]:
    """Firms without a firm's ending, where the words behind show that it acts: 某某特钢一家."""
    for found in _WEAK_NAME.finditer(text):
        start = _left(text, found.end(), found.start("end"))
        stem = text[start : found.start("end")]
        if 2 <= len(stem) <= 5 and not _INDUSTRY.search(stem):
            yield _Name(text[start : found.end()], start, found.end())


def _is_alias(short: str, long: str) -> bool:
    """Say whether a name shortens another: its characters follow in order, same begin or end."""
    if short == long or len(short) >= len(long):
        return False
    if long.endswith(short) or (
        long.startswith(short) and _LEGAL_FORM.fullmatch(long[len(short) :])
    ):
        return True
    letters = iter(long)
    ordered = all(char in letters for char in short)
    return ordered and short[-2:] == long[-2:] and len(short) >= 4


def orgs_in(
    page: Page,
    pieces: Sequence[Mapped],
    owners: Iterable[Responsible],
    persons: Sequence[Person],
    parties: Iterable[str] = (),
) -> list[Organisation]:
    """Return the organisations of a document, aliases folded into the fullest name.

    Parameters
    ----------
    page : Page
        The document.
    pieces : Sequence of Mapped
        Its paragraphs and cells.
    owners : Iterable of Responsible
        Bodies found as owners of measures; they vouch for bare names such as 商务局.
    persons : Sequence of Person
        Their roles vouch for firms without a firm's ending: 宁芯微电子董事长.
    parties : Iterable of str
        Parties of signed projects.
    """
    found: dict[str, tuple[Mapped, int, int]] = {}
    places = places_in(page.canon)
    vouchers = _words_from(persons, parties)
    for piece in pieces:
        for name in _candidates(piece.text, places):
            found.setdefault(name.name, (piece, name.start, name.end))
        for name in _vouched(piece, vouchers):
            found.setdefault(name.name, (piece, name.start, name.end))
    for owner in owners:
        piece = page.mapped(owner.start, owner.end)
        if _is_named(piece.text):
            found.setdefault(piece.text, (piece, 0, len(piece.text)))
    return _folded(page, found)


def _words_from(persons: Sequence[Person], parties: Iterable[str]) -> set[str]:
    words = {party for party in parties if len(party) >= 3}
    for person in persons:
        role = person.role
        title = _TITLE_END.search(role)
        if title and _WEAK_END.search(role[: title.start()]):
            words.add(role[: title.start()])
    return words


def _vouched(piece: Mapped, words: set[str]) -> Iterator[_Name]:
    for word in words:
        at = piece.text.find(word)
        if at >= 0 and not _GENERIC.match(word):
            yield _Name(word, at, at + len(word))


def _is_named(name: str) -> bool:
    if (
        _OFFICES.match(name)
        or re.search(r"[与每要将由]|会同|听取", name)
        or re.match(
            r"各|有关|相关|全体|全市|所有|双方|两校|甲方|乙方|甲乙|市直|县直|区直|属地|市各|市属",
            name,
        )
        or name in _GENERIC_NAMES
        or _GENERIC.match(name)
    ):
        return False
    return (
        (
            bool(
                re.search(
                    r"(?:局|委|办|厅|部|院|中心|集团|公司|银行|支队|大学|街道|联|会|室|校|站|处|社|所|公安|供电|农发行|行|指挥部|专班)$",
                    name,
                )
            )
            and is_body_like(name)
        )
        or bool(re.search(rf"(?:{STEM})(?:局|委|办)$", name))
        or name.endswith("行")
    )


def _folded(page: Page, found: dict[str, tuple[Mapped, int, int]]) -> list[Organisation]:
    names = sorted(found, key=len, reverse=True)
    groups: dict[str, list[str]] = {}
    for name in names:
        home = next((full for full in groups if _is_alias(name, full)), None)
        if home is None:
            groups[name] = []
        else:
            groups[home].append(name)
    orgs = []
    for full, aliases in groups.items():
        piece, start, end = found[full]
        a, b = piece.span(start, end)
        printed = page.printed(piece, start, end)
        orgs.append(Organisation(a, b, page.source[a:b], printed, tuple(aliases)))
    return sorted(orgs, key=lambda o: o.start)

"""Chinese company names taken apart: region, brand, trade, form, branch.

No dictionary of trades: the words are learned from the names themselves. In Chinese
company names the trade ends the core, so a trade word is a frequent ending that follows
many different brands (branching of suffixes), beyond what longer trade words explain.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daliang.engine.identity.places import learn_places

FORMS = (
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "股份合作公司",
    "（特殊普通合伙）",
    "（普通合伙）",
    "（有限合伙）",
    "专业合作社",
    "有限公司",
    "总公司",
    "合伙企业",
    "股份",
    "集团",
    "工厂",
    "公司",
    "总厂",
    "厂",
)
"""Legal forms at the end of a name, longest first."""

_NOISE = re.compile(
    r"(?<=有限公司)(?:工厂|厂区)$|（(?:在建|总部|筹|筹建|拟|原|本部|新厂|老厂)）|[-—－]?第?[一二三四五1-5](?:期|厂区|车间)$|\s+|[·.,，。、*]"
)
_BRANCH = re.compile(r"(?:第[一二三四五六七八九十]+)?(?:分公司|分店|分厂|办事处|分行|支行|门店)$")
_FORM = re.compile(f"(?:{'|'.join(FORMS)})$")
_TOWN = r"(?:[一-鿿]{2,3}(?:街道|镇|乡))?"
_LONGEST_TRADE = 6
_LEAST_OWN_SHARE = 0.04  # 达机械 is a brand's end and 机械; 精密机械 is a word


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a company name; '' where a part is absent.

    Parameters
    ----------
    region : str
        As written at the head or in brackets (无锡市, 江阴).
    brand, trade, form : str
        字号, 行业, 组织形式.
    branch : str
        What follows the parent's name, e.g. 锡山分公司: a branch is a firm of its own.
    core : str
        Brand and trade together.
    """

    region: str
    brand: str
    trade: str
    form: str
    branch: str
    core: str


def tidy_name(text: str | None) -> str:
    """Return a name in one spelling: width, brackets, blanks, remarks such as （在建）.

    Examples
    --------
    >>> tidy_name("恒鑫 (无锡)机械有限公司-二期")
    '恒鑫（无锡）机械有限公司'
    """
    if not text:
        return ""
    plain = unicodedata.normalize("NFKC", text).upper()
    return _NOISE.sub("", plain.replace("(", "（").replace(")", "）"))


class NameParser:
    """Takes names apart with places and trade words learned from a set of names.

    Parameters
    ----------
    names : sequence of str
        Tidy names to learn from, best a whole register and the list to be linked.
    districts : iterable of str
        Values of a district column, when there is one.

    Examples
    --------
    >>> towns = [f"无锡市{b}{t}有限公司" for b in ("恒鑫", "华天", "永泰", "安德", "信诚")
    ...          for t in ("机械制造", "电子科技")]
    >>> NameParser(towns).parse("江阴市大成电子科技有限公司锡山分公司")
    Name(region='江阴市', brand='大成', trade='电子科技', form='有限公司', branch='锡山分公司',
         core='大成电子科技')
    """

    def __init__(self, names: Sequence[str], districts: Iterable[str] = ()) -> None:
        self.places = learn_places(names, districts)
        stems = "|".join(sorted(map(re.escape, self.places), key=lambda s: (-len(s), s)))
        self._head = re.compile(rf"(?:中国)?(?:(?:{stems})(?:省|市|新区|区|县)?)+{_TOWN}")
        self._bracket = re.compile(rf"（(?:中国|{stems})(?:省|市|新区|区|县)?）")
        self._one_place = re.compile(rf"(?:{stems})(?:省|市|新区|区|县)?")
        self._branch_place = re.compile(rf"(?:{stems})?(?:市|区|县)?$")
        self._known: dict[str, Name] = {}
        self._cut = {name: self._ends(name) for name in names}
        self.trades = learn_trades(cut[1] for cut in self._cut.values())

    def parse(self, name: str) -> Name:
        """Return the parts of a tidy name."""
        found = self._known.get(name)
        if found is None:
            region, core, form, branch = self._cut.get(name) or self._ends(name)
            brand, trade = self._split(core)
            if core in self.trades and region:
                # 无锡市海安特种钢管: the second place is the brand
                last = self._last_place(region)
                region, brand, trade = region[: len(region) - len(last)], last, core
                core = last + core
            found = self._known[name] = Name(region, brand, trade, form, branch, core)
        return found

    def _split(self, core: str) -> tuple[str, str]:
        for size in range(min(_LONGEST_TRADE, len(core) - 2), 1, -1):
            if core[-size:] in self.trades:
                return core[:-size], core[-size:]
        return core, ""

    def _ends(self, name: str) -> tuple[str, str, str, str]:
        """Return region, core, form, branch."""
        name, branch = self._without_branch(name)
        region = ""
        if "（" in name and (bracket := self._bracket.search(name)):
            region = bracket[0][1:-1]
            name = name[: bracket.start()] + name[bracket.end() :]
        found = _FORM.search(name)
        form = found[0] if found and found.start() > 1 else ""
        core = name[: len(name) - len(form)] if form else name
        head = self._head.match(core)
        if head and len(core) - head.end() >= 2:
            region, core = head[0], core[head.end() :]
        elif head and (short := self._shorter_head(core)):
            region, core = core[:short], core[short:]
        return region, core, form, branch

    def _without_branch(self, name: str) -> tuple[str, str]:
        end = _BRANCH.search(name)
        if not end or end.start() < 2:
            return name, ""
        parent = name.rfind("公司", 2, end.start()) + 2
        if parent > 2:  # 某某有限公司锡山分公司: all that follows the parent's form
            return name[:parent], name[parent:]
        place = self._branch_place.search(name, 0, end.start())
        start = place.start() if place and place.start() >= 2 else end.start()
        return name[:start], name[start:]

    def _last_place(self, region: str) -> str:
        """Return the last place of a head that may hold several (无锡市海安 -> 海安)."""
        ends = (region[i:] for i in range(len(region) - 2, -1, -1))
        return next((end for end in ends if self._one_place.fullmatch(end)), region)

    def _shorter_head(self, core: str) -> int:
        """Length of the first place alone, when all places together leave no brand (无锡江阴)."""
        for size in (4, 3, 2):
            if core[:size].rstrip("省市区县") in self.places and len(core) - size >= 2:
                return size
        return 0


def learn_trades(cores: Iterable[str]) -> frozenset[str]:
    """Return the endings of cores that are trade words.

    Parameters
    ----------
    cores : iterable of str
        Names without region and form, i.e. brand and trade together.

    Returns
    -------
    frozenset of str
        Endings of two to six characters that follow many different heads and are not
        merely the end of one longer ending.
    """
    heads: dict[str, set[str]] = defaultdict(set)
    distinct = set(cores)
    for core in distinct:
        for size in range(2, min(_LONGEST_TRADE, len(core) - 2) + 1):
            heads[core[-size:]].add(core[:-size])
    least = max(3, min(25, len(distinct) // 400))
    counts = {ending: len(found) for ending, found in heads.items() if len(found) >= least}
    explained: dict[str, int] = defaultdict(int)
    trades: set[str] = set()
    for ending in sorted(counts, key=lambda e: (-len(e), e)):
        own = counts[ending] - explained[ending]
        if own < least or not _is_a_word(ending, counts):
            continue
        trades.add(ending)
        for size in range(2, len(ending)):
            explained[ending[-size:]] += own
    return frozenset(trades)


def _is_a_word(ending: str, counts: dict[str, int]) -> bool:
    """Tell whether each step to the left keeps a fair share of what the shorter ending has."""
    return all(
        counts[ending[i:]] >= _LEAST_OWN_SHARE * counts.get(ending[i + 1 :], 0)
        for i in range(len(ending) - 2)
    )

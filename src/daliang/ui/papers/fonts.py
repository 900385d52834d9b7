"""Which typefaces the PDF is set in on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import typst

from daliang.engine.checks import BadInput, Problem

# Role: families in order of preference. The first of each list is what GB/T 9704 names;
# licensed faces are used where an office has them, free ones otherwise.
DEFAULT_FONTS: Mapping[str, Sequence[str]] = {
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "STZhongsong", "Noto Serif CJK SC"),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC"),
    "heading1": ("SimHei", "黑体", "STHeiti", "Noto Sans CJK SC"),
    "heading2": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "Noto Sans CJK SC"),
    "number": ("SimSun", "宋体", "STSong", "Noto Serif CJK SC"),
}


@dataclass(frozen=True, slots=True)
class FontMap:
    """One family for each role of a paper."""

    title: str
    body: str
    heading1: str
    heading2: str
    number: str


@cache
def available_families() -> frozenset[str]:
    """Return the families this machine has; asked once, fonts do not come while we run."""
    return frozenset(typst.Fonts().families())


def choose_fonts(
    wanted: Mapping[str, Sequence[str]] = DEFAULT_FONTS, available: frozenset[str] | None = None
) -> FontMap:
    """Return the first available family of each role.

    Parameters
    ----------
    wanted : mapping of role to families
        A role left out takes the default list.
    available : frozenset of str, optional
        Families present; the machine is asked when omitted.

    Raises
    ------
    BadInput
        When a role has none: typst would print boxes instead of failing.

    Examples
    --------
    >>> choose_fonts({}, frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC"})).body
    'Noto Serif CJK SC'
    """
    there = {name.casefold(): name for name in (available or available_families())}
    chosen, problems = {}, []
    for role, default in DEFAULT_FONTS.items():
        families = wanted.get(role) or default
        found = next((there[f.casefold()] for f in families if f.casefold() in there), None)
        if found:
            chosen[role] = found
        else:
            problems.append(
                Problem(
                    f"本机没有“{role}”可用的中文字体（试过{'、'.join(families)}）",
                    "安装思源字体（Debian：fonts-noto-cjk），或在设置里换成本机已有的中文字体",
                )
            )
    if problems:
        raise BadInput(problems)
    return FontMap(**chosen)

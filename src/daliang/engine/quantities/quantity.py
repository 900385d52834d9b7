"""A value with its unit; conversion inside one kind of quantity only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from daliang.engine.checks import BadInput, Problem

_SCALES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_BASES = {
    "元": "人民币",
    "美元": "美元",
    "欧元": "欧元",
    "人": "人数",
    "人次": "人次",
    "户": "户数",
    "家": "家数",
    "个": "个数",
    "件": "件数",
    "吨": "重量",
    "公里": "长度",
    "平方米": "面积",
    "亩": "土地",
    "千瓦时": "电量",
    "立方米": "体积",
    "标箱": "标箱",
    "吨公里": "货运周转",
    "人公里": "客运周转",
}
_SAME = {"TEU": "标箱", "％": "%", "pp": "百分点", "人民币元": "元", "度": "千瓦时", "m²": "平方米"}
MONEY = frozenset({"人民币", "美元", "欧元"})
_NUMBER = re.compile(r"^\s*(?P<value>[-+]?[\d,]*\.?\d+)\s*(?P<unit>\S+)\s*$")


@dataclass(frozen=True)
class Unit:
    """A unit: what kind of quantity, and how many base units it holds.

    Parameters
    ----------
    name : str
        As written, such as 亿元.
    kind : str
        Units convert inside one kind only.
    factor : Decimal
        Base units (元, 人, 吨) in one of it.
    """

    name: str
    kind: str
    factor: Decimal

    @property
    def is_money(self) -> bool:
        """Tell whether it counts money."""
        return self.kind in MONEY


@dataclass(frozen=True)
class Quantity:
    """An amount in a unit, exact to the last digit written.

    Examples
    --------
    >>> print(Quantity(Decimal("15456.19"), unit_of("亿元")))
    15456.19亿元
    """

    value: Decimal
    unit: Unit

    def __str__(self) -> str:
        return f"{self.value}{self.unit.name}"

    def __add__(self, other: Quantity) -> Quantity:
        """Add in this quantity's unit; another kind is refused."""
        return Quantity(self.value + convert(other, self.unit.name).value, self.unit)


@dataclass(frozen=True)
class ExchangeRate:
    """How much of one money one of another was worth on a day.

    Parameters
    ----------
    from_kind, to_kind : str
        Such as 美元 and 人民币.
    rate : Decimal
        Units of `to_kind` for one of `from_kind`.
    rated_on : date
        Which day's rate: printed beside every figure made with it.
    source : str
        Who published it.
    """

    from_kind: str
    to_kind: str
    rate: Decimal
    rated_on: date
    source: str


def unit_of(name: str) -> Unit:
    """Return the unit of a name.

    Raises
    ------
    BadInput
        When the unit is not known: it is never guessed.

    Examples
    --------
    >>> unit_of("亿千瓦时").factor, unit_of("%").kind
    (Decimal('100000000'), '百分比')
    """
    plain = name.strip()
    plain = _SAME.get(plain, plain)
    if plain in {"%", "百分点", "‰"}:
        return Unit(plain, {"%": "百分比", "百分点": "百分点", "‰": "千分比"}[plain], Decimal(1))
    if plain in _BASES:
        return Unit(plain, _BASES[plain], Decimal(1))
    for scale in sorted(_SCALES, key=len, reverse=True):
        base = _SAME.get(plain.removeprefix(scale), plain.removeprefix(scale))
        if plain.startswith(scale) and base in _BASES:
            return Unit(plain, _BASES[base], Decimal(10) ** _SCALES[scale])
    raise BadInput(Problem(f"不认识单位“{name}”", "写明单位，如 万元、亿元、万美元、万人、%"))


def parse_quantity(text: str) -> Quantity:
    """Read a number with its unit; a number without one is refused.

    Examples
    --------
    >>> print(parse_quantity("1,560.65 亿元"))
    1560.65亿元
    >>> parse_quantity("见说明")
    Traceback (most recent call last):
    daliang.engine.checks.BadInput: “见说明”不是带单位的数；改法：写成如 1560.65亿元
    """
    found = _NUMBER.match(text)
    mend = "写成如 1560.65亿元"
    if found is None:
        raise BadInput(Problem(f"“{text}”不是带单位的数", mend))
    try:
        value = Decimal(found["value"].replace(",", ""))
    except InvalidOperation as error:
        raise BadInput(Problem(f"“{text}”不是带单位的数", mend)) from error
    return Quantity(value, unit_of(found["unit"]))


def convert(quantity: Quantity, to: str, rate: ExchangeRate | None = None) -> Quantity:
    """Return the quantity in another unit of its kind, or another money at a dated rate.

    Raises
    ------
    BadInput
        Other kind, or other money without its rate: nothing is guessed.

    Examples
    --------
    >>> print(convert(parse_quantity("12.37亿美元"), "万美元"))
    123700万美元
    >>> rate = ExchangeRate("美元", "人民币", Decimal("7.1"), date(2024, 6, 7), "示例数据")
    >>> print(convert(parse_quantity("2亿美元"), "亿元", rate))
    14.2亿元
    """
    target = unit_of(to)
    unit, value = quantity.unit, quantity.value
    if unit.kind == target.kind:
        return Quantity(_plain(value * unit.factor / target.factor), target)
    if not (unit.is_money and target.is_money):
        raise BadInput(Problem(f"{unit.name}不能换算成{target.name}", "两者不是同一类量，分开列示"))
    if rate is None:
        raise BadInput(Problem(f"{unit.name}换算成{target.name}缺汇率", "给出汇率、日期和来源"))
    if (rate.from_kind, rate.to_kind) == (unit.kind, target.kind):
        factor = rate.rate
    elif (rate.to_kind, rate.from_kind) == (unit.kind, target.kind):
        factor = 1 / rate.rate
    else:
        what = f"汇率是{rate.from_kind}对{rate.to_kind}，不能用于{unit.name}换{target.name}"
        raise BadInput(Problem(what, "换用对应币种的汇率"))
    return Quantity(_plain(value * unit.factor * factor / target.factor), target)


def _plain(value: Decimal) -> Decimal:
    """Drop trailing zeros without falling into exponent notation."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return plain.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else plain

"""One period of a figure, read from the forms in use and written back in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from daliang.engine.checks import BadInput, Problem


class Kind(StrEnum):
    """Length of a period."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS_IN = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}
MERGED_MONTH = 2
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DASH = r"\s*[-—–~至到]\s*"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"^{_YEAR}\s*年?\s*1\s*月?{_DASH}(?P<number>\d{{1,2}})\s*月(?:份)?$"), "to_month"),
    (re.compile(rf"^{_YEAR}\s*年\s*(?P<number>\d{{1,2}})\s*月(?:份)?$"), "month"),
    (re.compile(rf"^{_YEAR}[-/.](?P<number>\d{{1,2}})$"), "month"),
    (re.compile(rf"^{_YEAR}\s*年?\s*-?(?:Q|第)?(?P<number>[1-4一二三四])(?:季度|季)$"), "quarter"),
    (re.compile(rf"^{_YEAR}-?Q(?P<number>[1-4])$"), "quarter"),
    (re.compile(rf"^{_YEAR}\s*年?\s*前(?P<number>[1-4一二三四])(?:个)?季度$"), "to_quarter"),
    (re.compile(rf"^{_YEAR}\s*年?\s*上半年$"), "first_half"),
    (re.compile(rf"^{_YEAR}\s*年?\s*下半年$"), "second_half"),
    (re.compile(rf"^{_YEAR}-?H(?P<number>[12])$"), "half"),
    (re.compile(rf"^{_YEAR}\s*年?(?:全年)?$"), "year"),
    (re.compile(rf"^{_YEAR}-?FY$"), "year"),
)


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole months inside one calendar year.

    Parameters
    ----------
    year : int
    end_month : int
        1..12, the last month covered.
    kind : Kind
        Month, quarter, half or year.
    is_cumulative : bool
        Covers the year from its start.

    Notes
    -----
    Periods sort by year, then by the month they end in. The January-February
    figure is the cumulative month 2; a single January or a single February is
    a period of its own and is never made out of it.

    Examples
    --------
    >>> str(Period(2024, 2, Kind.MONTH, is_cumulative=True))
    '2024年1-2月'
    >>> str(Period(2024, 6, Kind.QUARTER)), str(Period(2024, 9, Kind.QUARTER, True))
    ('2024年二季度', '2024年前三季度')
    """

    year: int
    end_month: int
    kind: Kind = Kind.MONTH
    is_cumulative: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.end_month <= 12 or self.end_month % MONTHS_IN[self.kind]:
            raise BadInput(
                Problem(
                    f"没有止于{self.end_month}月的这种时期（{self.kind}）", "检查月份和时期类型"
                )
            )

    @property
    def start_month(self) -> int:
        """First month covered."""
        return 1 if self.is_cumulative else self.end_month - MONTHS_IN[self.kind] + 1

    @property
    def months(self) -> int:
        """Number of months covered."""
        return self.end_month - self.start_month + 1

    def year_before(self) -> Period:
        """Return the same period of the year before: what a growth is against."""
        return replace(self, year=self.year - 1)

    def covers_same_months(self, other: Period) -> bool:
        """Tell whether both cover the same months: a first quarter is a 1-3月."""
        return (self.year, self.start_month, self.end_month) == (
            *(other.year, other.start_month),
            other.end_month,
        )

    def __str__(self) -> str:
        if self.kind is Kind.YEAR:
            return f"{self.year}年"
        if self.kind is Kind.HALF:
            return f"{self.year}年{'上' if self.end_month == 6 else '下'}半年"
        if self.kind is Kind.QUARTER:
            numeral = "一二三四"[self.end_month // 3 - 1]
            is_run = self.is_cumulative and self.end_month > 3
            return f"{self.year}年{'前' if is_run else ''}{numeral}季度"
        if self.is_cumulative and self.end_month > 1:
            return f"{self.year}年1-{self.end_month}月"
        return f"{self.year}年{self.end_month}月"


def parse_period(text: str) -> Period:
    """Read a period as offices write it.

    Raises
    ------
    BadInput
        When it is no period, or names a month that does not exist.

    Examples
    --------
    >>> [str(parse_period(text)) for text in ("2024年1-6月", "2024Q1", "2024-05", "2023-FY")]
    ['2024年1-6月', '2024年一季度', '2024年5月', '2023年']
    """
    cleaned = text.strip().replace("月份", "月")
    for pattern, form in _FORMS:
        found = pattern.match(cleaned)
        if found is None:
            continue
        groups = found.groupdict()
        number = groups.get("number")
        value = _NUMERALS.get(number) or int(number) if number else 0
        return _period(form, int(groups["year"]), value, text)
    raise BadInput(
        Problem(
            f"“{text}”不是时期", "写成如 2024年1-6月、2024年6月、2024年一季度、2024年上半年、2024年"
        )
    )


def _period(form: str, year: int, number: int, text: str) -> Period:
    if form in {"month", "to_month"} and not 1 <= number <= 12:
        raise BadInput(Problem(f"“{text}”里没有{number}月", "月份填1到12"))
    match form:
        case "month":
            return Period(year, number)
        case "to_month":
            return Period(year, number, Kind.MONTH, is_cumulative=True)
        case "quarter":
            return Period(year, 3 * number, Kind.QUARTER)
        case "to_quarter":
            return Period(year, 3 * number, Kind.QUARTER, is_cumulative=True)
        case "first_half" | "second_half" | "half":
            end = {"first_half": 6, "second_half": 12}.get(form, 6 * number)
            return Period(year, end, Kind.HALF)
        case _:
            return Period(year, 12, Kind.YEAR, is_cumulative=True)


def cumulative_months(year: int) -> tuple[Period, ...]:
    """Return the eleven cumulative months of a year, the first being 1-2月.

    Examples
    --------
    >>> periods = cumulative_months(2024)
    >>> len(periods), str(periods[0]), str(periods[-1])
    (11, '2024年1-2月', '2024年1-12月')
    """
    return tuple(Period(year, month, Kind.MONTH, True) for month in range(MERGED_MONTH, 13))

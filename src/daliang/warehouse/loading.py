"""Facts in: a table of firm-months is read, checked whole, and kept as one file a month.

What a row needs: the firm (credit code or name), the month, the value. A firm's
own figure for the same month of last year (上年同期) may stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.identity import Decision, FirmTable, link_firms, tidy_code, tidy_name
from daliang.warehouse.catalogue import (
    Measure,
    Part,
    digest_of,
    locked,
    read_catalogue,
    write_catalogue,
)
from daliang.warehouse.spans import is_month
from daliang.warehouse.tables import Table, connect, read_table, write_parquet

HEADERS: Mapping[str, tuple[str, ...]] = {
    "uscc": ("uscc", "统一社会信用代码", "信用代码", "社会信用代码"),
    "name": ("name", "企业名称", "单位名称", "单位详细名称", "企业"),
    "period": ("period", "month", "月份", "时期", "期间"),
    "value": ("value", "本期", "本月", "本期数", "数值"),
    "restated": ("restated", "上年同期", "上年同月", "去年同期"),
}
_REQUIRED = ("period", "value")
_MONTH = re.compile(r"^(\d{4})\s*[-年./]?\s*(\d{1,2})\s*月?(?:[-./]\d{1,2}日?)?$")
MAX_SHOWN = 20
_SLUG = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


@dataclass(frozen=True)
class Register:
    """The firms that facts may belong to: their keys beside what identifies them."""

    keys: Sequence[int]
    table: FirmTable


@dataclass(frozen=True)
class Facts:
    """Checked firm-months, ready to keep."""

    firm: np.ndarray
    period: np.ndarray
    value: np.ndarray
    restated: np.ndarray
    origin: str

    @property
    def months(self) -> list[int]:
        """The months in it."""
        return sorted(set(self.period.tolist()))


def read_facts(path: Path, register: Register) -> Facts:
    """Read and check a file of firm-months.

    Raises
    ------
    BadInput
        With every problem: text in a measure, a month that is none, a firm that
        the register lacks or that could be several, a firm-month that comes twice.
    """
    return check_facts(read_table(path), register)


def check_facts(table: Table, register: Register) -> Facts:
    """Check a table of firm-months and find each row's firm."""
    found = {role: _header(table, role) for role in HEADERS}
    _require_columns(table, found)
    problems: list[Problem] = []
    value = _gathered(problems, lambda: table.numbers(str(found["value"])))
    restated = np.full(len(table), np.nan)
    if found["restated"]:
        told = str(found["restated"])
        given = _gathered(problems, lambda: table.numbers(told, allow_missing=True))
        restated = restated if given is None else given
    period = _months(table, str(found["period"]), problems)
    firm = _resolve(table, found, register, problems)
    if not problems:
        problems += _repeated(table, found, firm, period)
    if problems:
        raise BadInput(problems)
    return Facts(firm, period, value, restated, table.name)


def keep_facts(folder: Path, measure: Measure, facts: Facts, *, on: date) -> list[Part]:
    """Keep facts as the newest vintage of their months; all months or none show up."""
    if not _SLUG.match(measure.slug):
        raise BadInput(Problem(f"“{measure.slug}”不能作指标代码", "用小写英文、数字和下划线"))
    with locked(folder):
        catalogue = read_catalogue(folder).with_measure(measure)
        parts = []
        for month in facts.months:
            vintage = 1 + sum(
                p.measure == measure.slug and p.period == month for p in catalogue.parts
            )
            part = _write_month(folder, measure.slug, facts, month, vintage, on)
            catalogue = catalogue.with_part(part)
            parts.append(part)
        write_catalogue(folder, catalogue)
    return parts


def keep_firms(folder: Path, columns: Mapping[str, np.ndarray]) -> str:
    """Keep the firms' attributes (column `firm` and the dimensions); return their digest."""
    from_catalogue = folder / "firms.parquet"
    with locked(folder):
        write_parquet(from_catalogue, columns)
        catalogue = read_catalogue(folder)
        digest = digest_of(from_catalogue)
        if digest != catalogue.firms:
            write_catalogue(folder, type(catalogue)(catalogue.measures, catalogue.parts, digest))
    return digest


def _write_month(folder: Path, slug: str, facts: Facts, month: int, vintage: int, on: date) -> Part:
    rows = facts.period == month
    name = f"{slug}/period={month}/vintage={vintage}.parquet"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        "firm_": facts.firm[rows],
        "value_": facts.value[rows],
        "restated_": facts.restated[rows],
    }
    with connect() as db:
        db.register("rows_", columns)
        target = str(path).replace("'", "''")
        db.execute(
            "CREATE TABLE month_ AS SELECT CAST(firm_ AS BIGINT) AS firm,"
            f" CAST({month} AS INTEGER) AS period, CAST(value_ AS DECIMAL(18, 4)) AS value,"
            " CAST(CASE WHEN isnan(restated_) THEN NULL ELSE restated_ END AS DECIMAL(18, 4))"
            " AS restated FROM rows_ ORDER BY firm_"
        )
        total = db.execute("SELECT SUM(value) FROM month_").fetchone()[0]
        db.execute(f"COPY month_ TO '{target}' (FORMAT parquet)")
    return Part(
        slug,
        month,
        vintage,
        int(rows.sum()),
        str(total),
        digest_of(path),
        name,
        on.isoformat(),
        facts.origin,
    )


def _header(table: Table, role: str) -> str | None:
    return next((name for name in HEADERS[role] if name in table.columns), None)


def _require_columns(table: Table, found: Mapping[str, str | None]) -> None:
    missing = [role for role in _REQUIRED if found[role] is None]
    if found["uscc"] is None and found["name"] is None:
        missing.append("name")
    if missing:
        there = "、".join(table.columns)
        raise BadInput(
            table.problem(
                "缺少这一列", f"表头可写：{'、'.join(HEADERS[role])}；现有列：{there}", column=role
            )
            for role in missing
        )


def _gathered(problems: list[Problem], read: object) -> np.ndarray | None:
    try:
        return read()  # type: ignore[operator]
    except BadInput as error:
        problems += error.problems
        return None


def _months(table: Table, column: str, problems: list[Problem]) -> np.ndarray:
    months = np.zeros(len(table), np.int64)
    bad = []
    known: dict[object, int] = {}
    for index, text in enumerate(table.texts(column).tolist()):
        if text not in known:
            known[text] = _month(text)
        months[index] = known[text]
        if not known[text]:
            bad.append(index)
    texts = table.texts(column)
    problems += _placed(
        table, column, bad, lambda i: f"“{texts[i] or ''}”不是月份", "写成2024-05或202405"
    )
    return months


def _month(text: str | None) -> int:
    match = _MONTH.match((text or "").strip())
    month = int(match[1]) * 100 + int(match[2]) if match else 0
    return month if is_month(month) else 0


def _resolve(
    table: Table, found: Mapping[str, str | None], register: Register, problems: list[Problem]
) -> np.ndarray:
    """Find each row's firm: by code, by exact name, and what is left by all evidence."""
    blank = [None] * len(table)
    codes = [tidy_code(c) for c in _listed(table, found["uscc"], blank)]
    names = [tidy_name(n or "") for n in _listed(table, found["name"], blank)]
    firms = list(zip(codes, names, strict=True))
    known = _quick(register)
    place = {key: known.get(key[0]) if key[0] in known else known.get(key[1]) for key in set(firms)}
    open_ = [key for key, row in place.items() if row is None]
    reasons = _linked(open_, register, place)
    column = str(found["name"] or found["uscc"])
    lost = [i for i, key in enumerate(firms) if place[key] is None]
    problems += _placed(
        table,
        column,
        _firsts(lost, firms),
        lambda i: f"企业“{names[i] or codes[i]}”{reasons[firms[i]]}",
        "补上统一社会信用代码，或先把它加入企业名册",
    )
    keys = np.array([*register.keys, -1], np.int64)
    return keys[[-1 if (row := place[key]) is None else row for key in firms]]


def _listed(table: Table, column: str | None, blank: list[None]) -> list[str | None]:
    return blank if column is None else table.texts(column).tolist()


def _quick(register: Register) -> dict[str, int]:
    """Codes, names and former names that belong to one firm alone."""
    known: dict[str, int] = {}
    shared: set[str] = set()
    names = [tidy_name(n or "") for n in register.table.name]
    for row, (code, name) in enumerate(zip(register.table.texts("uscc"), names, strict=True)):
        former = register.table.former_names[row] if len(register.table.former_names) else ()
        for text in {tidy_code(code), name, *map(tidy_name, former)} - {""}:
            if known.setdefault(text, row) != row:
                shared.add(text)
    return {text: row for text, row in known.items() if text not in shared}


def _linked(
    keys: list[tuple[str, str]], register: Register, place: dict[tuple[str, str], int | None]
) -> dict[tuple[str, str], str]:
    if not keys or not len(register.table):
        return dict.fromkeys(keys, "不在企业名册里")
    records = FirmTable([name for _code, name in keys], uscc=[code for code, _name in keys])
    links = link_firms(register.table, records)
    reasons = {}
    for i, key in enumerate(keys):
        if links.decision[i] == Decision.LINK:
            place[key] = int(links.firm[i])
        elif links.candidate[i] >= 0 and links.decision[i] == Decision.REVIEW:
            like = register.table.name[int(links.candidate[i])]
            reasons[key] = f"拿不准是不是“{like}”（{links.reason[i]}）"
        else:
            reasons[key] = "不在企业名册里"
    return reasons


def _firsts(rows: list[int], firms: Sequence[object]) -> list[int]:
    seen: set[object] = set()
    return [i for i in rows if not (firms[i] in seen or seen.add(firms[i]))]


def _repeated(
    table: Table, found: Mapping[str, str | None], firm: np.ndarray, period: np.ndarray
) -> list[Problem]:
    first: dict[tuple[int, int], int] = {}
    twice = {}
    for index, key in enumerate(zip(firm.tolist(), period.tolist(), strict=True)):
        earlier = first.setdefault(key, index)
        if earlier != index:
            twice[index] = earlier
    return _placed(
        table,
        str(found["name"] or found["uscc"]),
        list(twice),
        lambda i: f"同一企业{period[i]}与第{twice[i] + 2}行重复",
        "合并成一行，或删去重复的",
    )


def _placed(table: Table, column: str, rows: list[int], what: object, mend: str) -> list[Problem]:
    shown = [
        table.problem(what(i), mend, index=i, column=column)  # type: ignore[operator]
        for i in rows[:MAX_SHOWN]
    ]
    if len(rows) > MAX_SHOWN:
        shown.append(table.problem(f"共{len(rows)}处同样的问题", mend, column=column))
    return shown

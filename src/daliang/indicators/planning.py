"""What importing a table of figures would do: worked out before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, OrganisationAlias
from daliang.engine.checks import BadInput, Problem
from daliang.engine.periods import Kind as PeriodKind
from daliang.engine.spreadsheet import Workbook, column_letter
from daliang.indicators import rules
from daliang.indicators.entries import Entry, Kind
from daliang.indicators.grid import LABELS, Field, Layout
from daliang.indicators.identities import table_notices, with_identities
from daliang.indicators.models import (
    FigureImport,
    Indicator,
    Observation,
    PeerFigure,
    PeerMember,
    PeerSet,
)
from daliang.indicators.queries import known_keys
from daliang.indicators.reading import FOUR, ReadRow, merged_twice, read_rows
from daliang.indicators.values import NewFigure


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows of a table, and what is true of the table as a whole."""

    layout: Layout
    entries: tuple[Entry, ...]
    notices: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each kind."""
        found = Counter(entry.kind.value for entry in self.entries)
        return {kind.value: found.get(kind.value, 0) for kind in Kind}

    @property
    def problems(self) -> list[Problem]:
        """Every fault."""
        return [problem for entry in self.entries for problem in entry.problems]

    def of(self, *kinds: Kind) -> list[Entry]:
        """Return the entries of some kinds."""
        return [entry for entry in self.entries if entry.kind in kinds]


@dataclass(frozen=True, slots=True)
class Names:
    """What the table's names mean here."""

    indicators: Mapping[str, Indicator]
    areas: Mapping[str, int]
    others: frozenset[str]
    city: int | None


def names() -> Names:
    """Read indicators, areas and peers by every name they go by, in five queries."""
    by_name: dict[str, Indicator] = {}
    for indicator in Indicator.objects.filter(is_active=True).select_related("parent"):
        others = [part for part in indicator.aliases.split("、") if part]
        for name in (indicator.name, indicator.code, *others):
            by_name.setdefault(name.replace(" ", ""), indicator)
    areas: dict[str, int] = {}
    city = None
    for body in Organisation.objects.filter(is_active=True):
        areas.setdefault(body.short_name, body.pk)
        areas[body.name] = body.pk
        if body.kind == OrganisationKind.CITY:
            city = body.pk if city is None else city
            areas["全市"] = body.pk
    for alias, pk in OrganisationAlias.objects.values_list("name", "organisation"):
        areas.setdefault(alias, pk)
    peers = set(PeerMember.objects.values_list("name", flat=True))
    peers |= set(PeerSet.objects.exclude(whole="").values_list("whole", flat=True))
    return Names(by_name, areas, frozenset(peers - set(areas)), city)


def plan_of(job: FigureImport, workbook: Workbook, layout: Layout) -> Plan:
    """Work out what importing a table would do; nothing is written."""
    sheet = next(s for s in workbook.sheets if s.name == layout.sheet)
    rows = read_rows(sheet, layout)
    if not rows:
        mend = "表头下面要有指标名称和数"
        raise BadInput(Problem("表里没有可导入的行", mend, file=workbook.name, sheet=sheet.name))
    known = names()
    twice, units = merged_twice(rows), _mixed_units(rows)
    entries = [
        _entry(
            row, job, layout, known, [p for p in (twice.get(row.place), units.get(row.place)) if p]
        )
        for row in rows
    ]
    entries = _against_known(_once(entries, layout))
    entries = with_identities(entries)
    return Plan(layout, tuple(entries), tuple(table_notices(entries, layout)))


def _mixed_units(rows: Sequence[ReadRow]) -> Mapping[int, Problem]:
    first: dict[tuple[str, str], tuple[str, int]] = {}
    found = {}
    for row in rows:
        if not row.unit or row.ytd is None:
            continue
        unit, place = first.setdefault((row.indicator, row.area), (row.unit, row.place))
        if row.unit != unit:
            what = f"“{row.indicator}”的单位是“{row.unit}”，第{place}行是“{unit}”"
            found[row.place] = Problem(what, "同一指标换算成同一单位再导入；不代为猜测")
    return found


def _entry(
    row: ReadRow, job: FigureImport, layout: Layout, known: Names, found: Sequence[Problem]
) -> Entry:
    problems = [*row.problems, *(_at(p, row, layout, Field.UNIT) for p in found)]
    indicator = known.indicators.get(row.indicator)
    if indicator is None and row.indicator:
        mend = "核对名称，或请系统管理员在指标目录里登记（可加别名）"
        problems.append(
            _at(Problem(f"没有指标“{row.indicator}”", mend), row, layout, Field.INDICATOR)
        )
    area_id, area = _area(row.area, known)
    if area_id is None and not area:
        mend = "核对地区名称；外市要先列入参照组"
        problems.append(_at(Problem(f"没有地区“{row.area}”", mend), row, layout, Field.AREA))
    if indicator is not None:
        problems += _about(indicator, row, layout)
    if problems or indicator is None or row.period is None:
        return Entry(row, Kind.FAULTY, indicator, row.area, problems=tuple(problems))
    figure = _figure(row, job, indicator, area_id, area)
    return Entry(row, Kind.NEW, indicator, row.area or "全市", figure)


def _about(indicator: Indicator, row: ReadRow, layout: Layout) -> list[Problem]:
    """Faults of a row whose indicator is known."""
    problems = [
        _at(p, row, layout, Field.YTD)
        for value in (row.ytd,)
        for p in rules.level_faults(
            indicator.kind, value, may_be_negative=indicator.may_be_negative
        )
    ]
    if row.rank and indicator.peer_set_id is None:
        what = f"“{indicator.name}”有位次“{row.rank}”，但没有参照组"
        mend = "先在基础数据里给指标指定参照组；位次由各地数据算出，不导入"
        problems.append(_at(Problem(what, mend), row, layout, Field.RANK))
    if row.period and row.period.kind is PeriodKind.MONTH and row.period.end_month == 1:
        mend = "1月不单独公布，每年第一期填“1-2月”"
        problems.append(_at(Problem("1月没有单独的累计数", mend), row, layout, Field.PERIOD))
    if row.ytd is None and row.growth is None and row.of_month is None:
        problems.append(
            _at(Problem("没有累计数，也没有增速", "至少填一项"), row, layout, Field.YTD)
        )
    if row.ytd is not None and row.unit:
        try:
            rules.in_own_unit(row.ytd, row.unit, indicator.unit)
        except BadInput as refusal:
            problems.append(_at(refusal.problems[0], row, layout, Field.UNIT))
    return problems


def _area(name: str, known: Names) -> tuple[int | None, str]:
    if not name:
        return known.city, ""
    if name in known.areas:
        return known.areas[name], ""
    for other in (name, f"{name}市"):
        if other in known.others:
            return None, other
    return None, ""


def _figure(
    row: ReadRow, job: FigureImport, indicator: Indicator, area_id: int | None, area: str
) -> NewFigure:
    period = row.period
    # A table's month is the month it runs to; only 本月 alone is a month by itself.
    is_single = row.ytd is None and row.growth is None
    first = period.start_month if period.kind is not PeriodKind.MONTH else 1
    value = row.of_month if is_single else row.ytd
    return NewFigure(
        indicator_id=indicator.pk,
        area_id=area_id,
        area_name=area,
        year=period.year,
        first_month=period.end_month if is_single else first,
        last_month=period.end_month,
        value=None
        if value is None
        else rules.in_own_unit(value, row.unit, indicator.unit).quantize(FOUR),
        growth_pct=row.growth,
        unit=row.unit or indicator.unit,
        source=(row.source or job.source)[:120],
        as_of=row.as_of or job.as_of,
        scope=job.scope,
        growth_basis=row.basis,
        confidence=row.confidence,
        vintage=row.vintage,
        status=job.status,
        note=row.note,
        is_synthetic=job.is_synthetic,
    )


def _at(problem: Problem, row: ReadRow, layout: Layout, field: Field) -> Problem:
    column = layout.column(field)
    name = f"{column_letter(column)}（{LABELS[field]}）" if column else LABELS[field]
    return Problem(problem.what, problem.mend, sheet=layout.sheet, row=row.place, column=name)


def _once(entries: list[Entry], layout: Layout) -> list[Entry]:
    """2月 and 1-2月, an alias and the name: the same figure under two guises is a fault."""
    seen: dict[tuple[object, ...], Entry] = {}
    told = []
    for entry in entries:
        first = seen.setdefault(entry.figure.key, entry) if entry.figure else entry
        if first is not entry:
            what = f"“{entry.row.indicator}”{entry.period}给了两次（第{first.row.place}行也有）"
            problem = _at(Problem(what, "只留一行"), entry.row, layout, Field.PERIOD)
            entry = Entry(entry.row, Kind.FAULTY, entry.indicator, entry.area, problems=(problem,))
        told.append(entry)
    return told


def _against_known(entries: list[Entry]) -> list[Entry]:
    """Tell new, same and corrected apart, and name other sources that disagree."""
    figures = [entry.figure for entry in entries if entry.figure]
    held = known_keys(Observation, [f for f in figures if f.area_id is not None])
    held |= known_keys(PeerFigure, [f for f in figures if f.area_id is None])
    elsewhere: dict[tuple[object, ...], list[tuple[str, tuple[object, ...]]]] = defaultdict(list)
    for key, (_revision, said) in held.items():
        elsewhere[key[:-1]].append((str(key[-1]), said))
    told = []
    for entry in entries:
        if entry.figure is None:
            told.append(entry)
            continue
        kept = held.get(entry.figure.key)
        kind = Kind.NEW if kept is None else Kind.CORRECTION
        kind = Kind.SAME if kept is not None and kept[1] == entry.figure.said else kind
        notices = [
            f"与“{source}”不一致（{_said(said)}），两者都保留"
            for source, said in elsewhere[entry.figure.key[:-1]]
            if source != entry.figure.source and _differ(said, entry.figure.said)
        ]
        told.append(
            Entry(
                entry.row,
                kind,
                entry.indicator,
                entry.area,
                entry.figure,
                kept[1] if kept else None,
                tuple(notices),
            )
        )
    return told


def _differ(a: tuple[object, ...], b: tuple[object, ...]) -> bool:
    return any(x is not None and y is not None and x != y for x, y in zip(a, b, strict=True))


def _said(said: tuple[object, ...]) -> str:
    value, growth = said
    words = [rules.plain(value)] if isinstance(value, Decimal) else []
    return "，".join([*words, *([f"{rules.plain(growth)}%"] if growth is not None else [])])

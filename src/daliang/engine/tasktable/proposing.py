"""Proposing how a workbook is to be read: where its task tables are and what each column holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from daliang.engine.checks import Problem
from daliang.engine.reading.bodies import split_bodies
from daliang.engine.reading.deadlines import DeadlineKind, parse_deadline
from daliang.engine.reading.normal import canonical
from daliang.engine.spreadsheet import Kind, Sheet, Workbook, column_letter
from daliang.engine.tasktable.fields import OWNERS, SINGLE, STAND_INS, Field
from daliang.engine.tasktable.finding import Header, find_headers
from daliang.engine.tasktable.heads import POSSIBLE, SURE, guess_head, plain_head
from daliang.engine.tasktable.layouts import ColumnUse, Proposal, Remembered, TableLayout
from daliang.engine.tasktable.rowkinds import RowKind, Ruler

_SAMPLES = 3
_SAMPLED_ROWS = 60
_UNSURE = 0.6
_ISSUER = re.compile(
    r"(?:填报|责任|制表|发文|编制|制定|报送|印发|牵头)?(?:单位|部门|机关)(?:名称)?[：:]\s*"
    r"(?:[（(]盖章[）)])?([^\s：:，。；]{2,30})"
)
_UNIT = re.compile(
    r"(?:金额|计量)?单位[：:]\s*((?:亿|万|千|百)?(?:元|美元|个|家|吨|平方米|人|亩|%)\S{0,6})"
)
_CAPTION = re.compile(r"[：:]|^[（(]?20\d\d[年.\-/]\d|^附件|　|^示例数据")
_TITLE_WORD = re.compile(r"^(?!示例数据)[^：:]*(?:表|清单|台账|方案|任务)")
_TITLE_ISSUER = re.compile(
    r"^(.{2,20}?(?:市|县|区|局|委|办公室|管委会|指挥部|集团|镇|街道))(?=20\d\d|关于)"
)
_YEAR = re.compile(r"(20\d\d)\s*年")
_BLANK_RULE = re.compile(r"空(?:白|格|着)?.{0,6}(?:表示|即|为|同).{0,4}(?:上|同上)")
_BODY_WORD = re.compile(r"(?:局|委|办|厅|院|政府|集团|公司|中心|街道|镇|乡|管委会|部|会|区)$")


def propose(workbook: Workbook, *, remembered: Remembered | None = None) -> Proposal:
    """Find the task tables of a workbook and propose what each column holds.

    Parameters
    ----------
    workbook : Workbook
        As `daliang.engine.spreadsheet.open_workbook` returns it.
    remembered : mapping of str to str, optional
        Mappings corrected before: `TableLayout.to_memory()` by `TableLayout.fingerprint`.

    Returns
    -------
    Proposal
        One layout a table, each column with field, confidence (0 to 1) and reason;
        `problems` name what must be mended before the table can be applied.

    Examples
    --------
    >>> from daliang.engine.spreadsheet import Cell, Kind, Sheet, Workbook
    >>> heads = ["序号", "目标任务", "牵头单位", "完成时限"]
    >>> values = ["1", "新建桥梁2座", "市住建局", "9月底"]
    >>> rows = {r: {c: Cell(r, c, Kind.TEXT, t, t) for c, t in enumerate(texts, 1)}
    ...         for r, texts in ((1, heads), (2, values))}
    >>> proposal = propose(Workbook("任务.xlsx", (Sheet("Sheet1", rows),)))
    >>> [use.field.value for use in proposal.tables[0].columns]
    ['number', 'task', 'lead', 'due']
    """
    tables: list[TableLayout] = []
    problems: list[Problem] = []
    notices: list[Problem] = list(workbook.notices)
    for sheet in workbook.sheets:
        if not sheet.rows:
            continue
        layouts = [_recall(layout, remembered or {}) for layout in _layouts(sheet)]
        if not layouts:
            what = "没有找到任务表的表头"
            mend = "表头写在一行里，至少有“目标任务”和“责任单位”这样的列名"
            notices.append(Problem(what, mend, workbook.name, sheet.name))
            continue
        for layout in layouts:
            faults, said = check_layout(layout)
            problems += [fault.within(workbook.name, sheet.name) for fault in faults]
            notices += [notice.within(workbook.name, sheet.name) for notice in said]
        tables += layouts
    if not tables:
        what = "整个文件里没有找到任务表"
        mend = "表头写在一行里，至少有“目标任务”和“责任单位”这样的列名"
        problems.append(Problem(what, mend, file=workbook.name))
    return Proposal(workbook, tuple(tables), tuple(problems), tuple(notices))


def check_layout(layout: TableLayout) -> tuple[list[Problem], list[Problem]]:
    """Return what keeps a layout from being applied, and what a person should know of it."""
    problems: list[Problem] = []
    notices: list[Problem] = []
    row = layout.header_last
    fields = Counter(use.field for use in layout.columns)
    if not fields[Field.TASK]:
        heads = "、".join(use.head for use in layout.columns)
        mend = f"指定哪一列是“目标任务”；现有列：{heads}"
        problems.append(Problem("没有认出“目标任务”列", mend, row=row))
    for field, count in fields.items():
        if field in SINGLE and count > 1:
            what = f"有 {count} 列都对应“{field.label}”"
            problems.append(Problem(what, "只留一列，其余改为“其他”", row=row))
    if not any(fields[field] for field in OWNERS):
        notices.append(Problem("没有认出责任单位列", "指定一列，或导入后逐条填写", row=row))
    if not (fields[Field.DUE] or fields[Field.MILESTONE] or fields[Field.SCHEDULE]):
        notices.append(Problem("没有认出完成时限列", "指定一列，或导入后逐条填写", row=row))
    for use in layout.columns:
        if use.confidence < _UNSURE and use.field is not Field.SKIP:
            what = f"{use.reason}，暂作“{use.field.label}”"
            notices.append(Problem(what, "在对应关系里确认", row=row, column=use.place))
    return problems, notices


def _recall(layout: TableLayout, remembered: Mapping[str, str]) -> TableLayout:
    memory = remembered.get(layout.fingerprint)
    return layout.recalled(memory) if memory else layout


def _layouts(sheet: Sheet) -> list[TableLayout]:
    """Return the tables of a sheet; lone lines above a further header are its own."""
    headers = find_headers(sheet)
    if not headers:
        return []
    tops = [
        _top(sheet, header, after) for header, after in zip(headers, (None, *headers), strict=False)
    ]
    ends = [top - 1 for top in tops[1:]] + [max(sheet.rows)]
    layouts: list[TableLayout] = []
    for header, top, end in zip(headers, tops, ends, strict=True):
        layout = _layout(sheet, header, range(top, end + 1))
        is_last = header is headers[-1]
        number = len(layouts) + 1
        layouts.append(replace(layout, number=number, last_row=None if is_last else end))
    return layouts


def _top(sheet: Sheet, header: Header, before: Header | None) -> int:
    if before is None:
        return 1
    top = header.first_row
    for row in sorted((r for r in sheet.rows if before.last_row < r < top), reverse=True):
        if len(sheet.rows[row]) > 1:
            break
        top = row
    return top


def _layout(sheet: Sheet, header: Header, area: range) -> TableLayout:
    above = [_line(sheet, row) for row in sorted(sheet.rows) if area[0] <= row < header.first_row]
    title = next((line for line in above if not _CAPTION.search(line)), "")
    title = title or next((line for line in above if _TITLE_WORD.search(line)), "")
    captions = tuple(line for line in above if line != title)
    below = [row for row in sorted(sheet.rows) if header.last_row < row <= area[-1]]
    uses = _unique(_with_stand_in(_guesses(sheet, header, below[:_SAMPLED_ROWS])))
    footnotes = tuple(
        _line(sheet, row)
        for row, kind in ruler_for(sheet, uses).kinds(below)
        if kind is RowKind.NOTE
    )
    stated = any(_BLANK_RULE.search(note) for note in (*footnotes, *captions))
    return TableLayout(
        sheet=sheet.name,
        title=title,
        captions=captions,
        columns=uses,
        header_first=header.first_row,
        header_last=header.last_row,
        footnotes=footnotes,
        issuing_body=_issuer(title, captions),
        unit=_first(_UNIT, captions),
        year=_year(title, captions),
        blank_is_above=frozenset(OWNERS | {Field.CATEGORY, Field.PROJECT} if stated else ()),
        is_taken=not sheet.is_hidden,
    )


def _line(sheet: Sheet, row: int) -> str:
    texts: list[str] = []
    for cell in sheet.rows[row].values():
        merge = sheet.merge_at(row, cell.column)
        if merge is None or (merge.first_row, merge.first_column) == (row, cell.column):
            texts.append(" ".join(cell.text.split()))
    return "　".join(texts)


def _issuer(title: str, captions: Sequence[str]) -> str:
    for line in captions:
        for found in _ISSUER.finditer(line):
            if not _UNIT.match(found.group()):
                return found[1]
    named = _TITLE_ISSUER.match("".join(title.split()))
    return named[1] if named else ""


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    return next((found[1] for line in lines if (found := pattern.search(line))), "")


def _year(title: str, captions: Sequence[str]) -> int | None:
    found = next((m for line in (title, *captions) if (m := _YEAR.search(canonical(line)))), None)
    return int(found[1]) if found else None


def _guesses(sheet: Sheet, header: Header, below: Sequence[int]) -> list[ColumnUse]:
    filled = {column for row in below for column in sheet.rows[row]}
    uses: list[ColumnUse] = []
    for column in sorted(set(header.levels) | filled):
        levels = header.levels.get(column, ())
        values = [cell.text for row in below if (cell := sheet.cell(row, column))]
        if not levels and all(
            sheet.merge_at(row, column) for row in below if sheet.cell(row, column)
        ):
            continue
        guess = guess_head(levels)
        use = ColumnUse(
            column,
            levels,
            guess.field,
            guess.confidence,
            guess.reason,
            guess.period,
            tuple(dict.fromkeys(values))[:_SAMPLES],
            column in sheet.hidden_columns,
        )
        uses.append(use)
    return _by_values(sheet, below, uses)


def _by_values(sheet: Sheet, rows: Sequence[int], uses: list[ColumnUse]) -> list[ColumnUse]:
    """Look at the values of columns whose header is unknown, for fields not found otherwise."""
    known = {use.field for use in uses}
    found: list[ColumnUse] = []
    for use in uses:
        cells = [cell for row in rows if (cell := sheet.cell(row, use.column))]
        texts = [cell.text for cell in cells]
        if use.confidence or len(texts) < 2:
            found.append(use)
            continue
        is_date = sum(cell.kind is Kind.DATE or _is_date(cell.text) for cell in cells)
        is_body = sum(_is_body(text) for text in texts)
        if Field.DUE not in known and is_date >= 0.8 * len(texts):
            use = replace(use, field=Field.DUE, confidence=POSSIBLE, reason="这一列都是时间")
        elif not known & OWNERS and is_body >= 0.8 * len(texts):
            use = replace(use, field=Field.OWNER, confidence=POSSIBLE, reason="这一列都是单位名称")
        known.add(use.field)
        found.append(use)
    return found


def _is_date(text: str) -> bool:
    deadline = parse_deadline(text, 2000) if len(text) < 20 else None
    return deadline is not None and deadline.kind in (DeadlineKind.DAY, DeadlineKind.PERIOD)


def _is_body(text: str) -> bool:
    bodies = split_bodies(text) if len(text) < 60 else ()
    return bool(bodies) and all(_BODY_WORD.search(body.name) for body in bodies)


def _with_stand_in(uses: list[ColumnUse]) -> list[ColumnUse]:
    """Let the next best column stand in where no header names the task."""
    fields = {use.field for use in uses}
    if Field.TASK in fields:
        return uses
    stand_in = next((field for field in STAND_INS if field in fields), None)
    if stand_in is None:
        return _longest_as_task(uses)
    reason = f"没有任务列，以“{stand_in.label}”列作任务"
    done = False
    changed: list[ColumnUse] = []
    for use in uses:
        if use.field is stand_in and not done:
            done = True
            use = replace(use, field=Field.TASK, confidence=min(use.confidence, 0.8), reason=reason)
        changed.append(use)
    return changed


def _longest_as_task(uses: list[ColumnUse]) -> list[ColumnUse]:
    """Propose the wordiest unknown column as the task, unsure enough to be looked at."""
    unknown = [use for use in uses if use.field is Field.EXTRA and use.samples]
    if not unknown:
        return uses
    longest = max(unknown, key=lambda use: sum(map(len, use.samples)) / len(use.samples))
    reason = "没有认出任务列，这一列文字最长，请核对"
    return [
        replace(use, field=Field.TASK, confidence=0.4, reason=reason) if use is longest else use
        for use in uses
    ]


def _unique(uses: list[ColumnUse]) -> tuple[ColumnUse, ...]:
    """Keep one column a field: the surest, of progress columns the last; the rest as extra."""
    chosen: dict[Field, ColumnUse] = {}
    for use in uses:
        held = chosen.get(use.field)
        # Of columns such as 1-10月完成 and 1-11月完成 the last one is the present state.
        is_newer = held is not None and use.reason.endswith("的完成情况") and held.confidence < SURE
        if held is None or use.confidence > held.confidence or is_newer:
            chosen[use.field] = use
    kept: list[ColumnUse] = []
    for use in uses:
        if use.field in SINGLE and chosen[use.field] is not use:
            reason = f"“{use.field.label}”已取 {column_letter(chosen[use.field].column)} 列"
            use = replace(use, field=Field.EXTRA, reason=reason)
        kept.append(use)
    return tuple(kept)


def ruler_for(sheet: Sheet, uses: Sequence[ColumnUse]) -> Ruler:
    """Return what tells the rows of this table apart."""
    return Ruler(
        sheet,
        tuple(use.column for use in uses),
        {use.column: "/".join(plain_head(level) for level in use.levels) for use in uses},
        {use.column: use.field for use in uses},
    )

"""Opening an uploaded workbook: bytes in, a workbook of plain values out, or a clear refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daliang.engine.checks import Problem
from daliang.engine.spreadsheet.limits import STANDARD, Limits
from daliang.engine.spreadsheet.markup import attribute, parse
from daliang.engine.spreadsheet.package import SAVE_AS, Package, resolve
from daliang.engine.spreadsheet.sheets import Found, SheetReader, Tables
from daliang.engine.spreadsheet.styles import STYLES, read_shapes, read_texts
from daliang.engine.spreadsheet.values import Range, Sheet, Workbook, column_letter, column_number

_WORKBOOK = "xl/workbook.xml"
_SHOWN = 5  # places named in one notice
_IGNORED = (
    ("vbaproject", "文件带宏（VBA）", "宏没有运行，也没有保留"),
    ("macrosheets/", "文件带宏表", "宏没有运行，也没有保留"),
    ("externallinks/", "文件链接着别的工作簿", "没有去取外部内容，只用格里存着的值"),
    ("connections.xml", "文件带外部数据连接", "没有连接，只用格里存着的值"),
    ("embeddings/", "文件里嵌有别的文件（OLE 对象）", "没有打开；需要的请作为附件另传"),
    ("activex/", "文件里有 ActiveX 控件", "没有运行"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One tab, as the workbook lists it."""

    name: str
    relation: str
    state: str


@dataclass(frozen=True, slots=True)
class _Relation:
    """An arrow from one part to another."""

    id: str
    kind: str
    part: str


def open_workbook(data: bytes, name: str, *, limits: Limits = STANDARD) -> Workbook:
    """Open an uploaded .xlsx safely and return its values with their places.

    Nothing is executed, fetched or expanded: macros, links, embedded objects and
    formulas are ignored and said; formulas count with the value stored beside them.

    Parameters
    ----------
    data : bytes
        The file as uploaded.
    name : str
        Its name, for messages only; never used as a path.
    limits : Limits
        Bounds on size; beyond them the file is refused.

    Returns
    -------
    Workbook
        Sheets in the order of their tabs, and notices of what was ignored.

    Raises
    ------
    BadInput
        When the content is not an .xlsx (old .xls or .doc renamed, encrypted,
        truncated, web page), is a bomb (ratio, total, overlap, entities), or is
        larger than the limits; the sentence says which and how to mend it.

    Notes
    -----
    Format: ECMA-376 (Office Open XML), parts 1 and 2.

    Examples
    --------
    >>> open_workbook(b"%PDF-1.7", "任务.xlsx")
    Traceback (most recent call last):
    daliang.engine.checks.BadInput: 任务.xlsx：这是 PDF 文件，不是表格；改法：用 Excel 或 WPS
    打开，另存为“Excel 工作簿 (.xlsx)”再导入
    """
    package = Package(data, name, limits)
    main = _main_part(package)
    relations = _relations(package, main)
    entries, is_1904 = _entries(package, main)
    if len(entries) > limits.sheets:
        raise package.fault(f"有 {len(entries)} 个工作表，上限 {limits.sheets} 个", "分成几个文件")
    by_kind = {relation.kind: relation.part for relation in relations}
    tables = Tables(
        read_shapes(package, by_kind.get("styles", STYLES)),
        read_texts(package, by_kind.get("sharedStrings", "xl/sharedStrings.xml"), limits),
        is_1904,
    )
    notices = _ignored(package)
    sheets: list[Sheet] = []
    by_id = {relation.id: relation for relation in relations}
    for entry in entries:
        relation = by_id.get(entry.relation)
        if relation is None or relation.kind != "worksheet":
            notices.append(
                Problem("不是普通工作表（图表或宏表），没有读取", file=name, sheet=entry.name)
            )
            continue
        sheet, found = _sheet(package, entry, relation.part, tables, limits)
        sheets.append(sheet)
        notices.extend(notice.within(name, entry.name) for notice in _sheet_notices(sheet, found))
    if not any(sheet.rows for sheet in sheets):
        raise package.fault("工作簿里没有内容", "确认传的是填好的表")
    return Workbook(name, tuple(sheets), tuple(notices))


def _main_part(package: Package) -> str:
    roots = _relations_in(package, "_rels/.rels", "")
    return next((r.part for r in roots if r.kind == "officeDocument"), _WORKBOOK)


def _relations(package: Package, part: str) -> list[_Relation]:
    folder, _, leaf = part.rpartition("/")
    return _relations_in(package, f"{folder}/_rels/{leaf}.rels".lstrip("/"), part)


def _relations_in(package: Package, path: str, base: str) -> list[_Relation]:
    found: list[_Relation] = []
    if not package.has(path):
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = resolve(base, attributes.get("Target", ""))
            found.append(_Relation(attributes.get("Id", ""), kind, target))

    parse(package.chunks(path), package.name, start, lambda _: None, lambda _: None)
    return found


def _entries(package: Package, main: str) -> tuple[list[_Entry], bool]:
    entries: list[_Entry] = []
    is_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if name == "sheet":
            title = attributes.get("name", f"Sheet{len(entries) + 1}")
            entry = _Entry(title, attribute(attributes, "id"), attributes.get("state", "visible"))
            entries.append(entry)
        elif name == "workbookPr":
            is_1904 = attributes.get("date1904") in ("1", "true")

    parse(package.chunks(main), package.name, start, lambda _: None, lambda _: None)
    if not entries:
        raise package.fault("工作簿里没有工作表", SAVE_AS)
    return entries, is_1904


def _sheet(
    package: Package, entry: _Entry, part: str, tables: Tables, limits: Limits
) -> tuple[Sheet, Found]:
    reader = SheetReader(package.name, entry.name, tables, limits)
    parse(package.chunks(part), package.name, reader.start, reader.end, reader.text)
    found = reader.found
    bare = Sheet(entry.name, found.rows)
    comments: dict[tuple[int, int], str] = {}
    for relation in _relations(package, part):
        if relation.kind == "comments" and package.has(relation.part):
            comments |= _comments(package, relation.part, limits)
    sheet = Sheet(
        entry.name,
        found.rows,
        tuple(found.merges),
        entry.state != "visible",
        frozenset(found.hidden_rows),
        frozenset(found.hidden_columns),
        comments,
        _cover(package, found.merges, bare.last_row, bare.last_column, limits),
    )
    return sheet, found


def _cover(
    package: Package, merges: Sequence[Range], last_row: int, last_column: int, limits: Limits
) -> dict[tuple[int, int], Range]:
    """Index the cells that merges cover, within the used area: a merge may span a whole sheet."""
    covered: dict[tuple[int, int], Range] = {}
    budget = limits.cells
    for merge in merges:
        bottom, right = min(merge.last_row, last_row), min(merge.last_column, last_column)
        height, width = bottom - merge.first_row + 1, right - merge.first_column + 1
        if height <= 0 or width <= 0:
            continue
        budget -= height * width
        if budget < 0:
            raise package.fault("合并单元格相互重叠或太大", "取消合并后另存再导入")
        for row in range(merge.first_row, bottom + 1):
            for column in range(merge.first_column, right + 1):
                covered.setdefault((row, column), merge)
    return covered


def _comments(package: Package, part: str, limits: Limits) -> dict[tuple[int, int], str]:
    comments: dict[tuple[int, int], str] = {}
    place: tuple[int, int] | None = None
    is_text = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal place, is_text
        if name == "comment":
            reference = attributes.get("ref", "")
            letters = reference.rstrip("0123456789")
            digits = reference[len(letters) :]
            is_place = letters.isalpha() and len(letters) < 4 and 0 < len(digits) < 8
            place = (int(digits), column_number(letters)) if is_place else None
        is_text = name == "t"

    def end(name: str) -> None:
        nonlocal is_text
        is_text = is_text and name != "t"

    def text(piece: str) -> None:
        if is_text and place:
            comments[place] = (comments.get(place, "") + piece)[: limits.cell_chars]

    parse(package.chunks(part), package.name, start, end, text)
    return comments


def _ignored(package: Package) -> list[Problem]:
    return [
        Problem(what, said, file=package.name)
        for mark, what, said in _IGNORED
        if any(mark in part for part in package.parts)
    ]


def _sheet_notices(sheet: Sheet, found: Found) -> list[Problem]:
    notices: list[Problem] = []
    if sheet.is_hidden:
        notices.append(Problem("这个工作表是隐藏的", "导入前确认是否需要"))
    if sheet.comments:
        said = f"有 {len(sheet.comments)} 格带批注（{_list(_places(sheet.comments))}）"
        notices.append(Problem(said, "批注不导入；有要求的请写进备注列"))
    hidden = sorted(sheet.hidden_rows & set(sheet.rows))
    if hidden:
        said = f"有 {len(hidden)} 个隐藏行有内容（第{_list(map(str, hidden))}行）"
        notices.append(Problem(said, "照样读取并标明；不要的请删去"))
    columns = sorted({c for row in sheet.rows.values() for c in row} & sheet.hidden_columns)
    if columns:
        said = f"有隐藏列（{_list(map(column_letter, columns))}列）"
        notices.append(Problem(said, "照样读取并标明"))
    if found.formulas:
        said = f"有 {len(found.formulas)} 格是公式（{_list(found.formulas)}）"
        notices.append(Problem(said, "没有重新计算，用格里存着的值"))
    if found.linked:
        notices.append(
            Problem(f"有 {found.linked} 个公式引用别的工作簿", "核对这些格里的值是否还对")
        )
    if found.uncalculated:
        said = f"有 {len(found.uncalculated)} 格公式没有存值（{_list(found.uncalculated)}）"
        notices.append(Problem(said, "用 Excel 打开并保存一次，再导入"))
    if found.cleaned:
        said = f"有 {len(found.cleaned)} 格含看不见的字符（{_list(found.cleaned)}）"
        notices.append(Problem(said, "已去掉"))
    return notices


def _places(comments: Iterable[tuple[int, int]]) -> list[str]:
    return [f"{column_letter(column)}{row}" for row, column in comments]


def _list(places: Iterable[str]) -> str:
    shown = list(places)
    tail = "等" if len(shown) > _SHOWN else ""
    return "、".join(shown[:_SHOWN]) + tail

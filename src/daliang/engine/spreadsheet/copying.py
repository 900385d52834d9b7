"""A copy of an uploaded workbook that holds values and looks only: nothing that runs or links."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

import openpyxl
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.datavalidation import DataValidationList

from daliang.engine.spreadsheet.limits import STANDARD, Limits
from daliang.engine.spreadsheet.markup import parse
from daliang.engine.spreadsheet.package import Package, resolve
from daliang.engine.spreadsheet.values import Sheet, Workbook
from daliang.engine.spreadsheet.writing import put_value

_KEPT_FOLDERS = ("xl/worksheets/", "xl/theme/")
_KEPT_PARTS = ("[content_types].xml", "_rels/.rels")
_KEPT_NAMES = ("workbook.xml", "workbook.xml.rels", "styles.xml", "sharedstrings.xml")
_KEPT_RELATIONS = {"officeDocument", "worksheet", "styles", "sharedStrings", "theme", "hyperlink"}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODD_FILE = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def sanitised(data: bytes, name: str, *, limits: Limits = STANDARD) -> bytes:
    """Return the archive with only the parts that hold cells and their looks.

    Macros, links, embedded objects, pictures, pivot tables and comments are left out.

    Raises
    ------
    BadInput
        As `open_workbook`.
    """
    package = Package(data, name, limits)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in package.parts:
            if not _is_kept(part):
                continue
            if part.endswith(".rels"):
                archive.writestr(package.original(part), _kept_relations(package, part))
                continue
            content = b"".join(package.chunks(part))
            parse([content], name, lambda *_: None, lambda _: None, lambda _: None)
            archive.writestr(package.original(part), content)
    return packed.getvalue()


def values_only_copy(data: bytes, workbook: Workbook, *, limits: Limits = STANDARD) -> Any:
    """Return an openpyxl workbook with the looks of `data` and plain values instead of formulas.

    Parameters
    ----------
    data : bytes
        The file that `workbook` was opened from.
    workbook : Workbook
        What `open_workbook` returned for it.

    Raises
    ------
    BadInput
        As `open_workbook`.
    """
    clean = sanitised(data, workbook.name, limits=limits)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions it drops; dropping them is the purpose here.
            warnings.simplefilter("ignore")
            copy = openpyxl.load_workbook(
                io.BytesIO(clean), data_only=True, keep_links=False, keep_vba=False
            )
    except _ODD_FILE:
        return _plain_copy(workbook)
    _strip(copy)
    return copy


def _is_kept(part: str) -> bool:
    if part in _KEPT_PARTS or part.startswith(_KEPT_FOLDERS):
        return part.endswith((".xml", ".rels"))
    return part.startswith("xl/") and part.rpartition("/")[2] in _KEPT_NAMES


def _kept_relations(package: Package, part: str) -> str:
    """Write the relationships anew, only those that lead to cells and looks."""
    lines: list[str] = []
    folder, _, leaf = part.partition("_rels/")
    base = folder + leaf.removesuffix(".rels")

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if name != "Relationship" or kind not in _KEPT_RELATIONS:
            return
        target = attributes.get("Target", "")
        external = kind == "hyperlink"
        if not external and not package.has(resolve(base, target)):
            return
        shown = "about:blank" if external else "/" + package.original(resolve(base, target))
        mode = ' TargetMode="External"' if external else ""
        identity, kind_url = quoteattr(attributes.get("Id", "")), quoteattr(attributes["Type"])
        line = f"<Relationship Id={identity} Type={kind_url} Target={quoteattr(shown)}{mode}/>"
        lines.append(line)

    parse(package.chunks(part), package.name, start, lambda _: None, lambda _: None)
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(lines)}</Relationships>'


def _strip(copy: Any) -> None:
    copy.defined_names.clear()
    for sheet in copy.worksheets:
        sheet.defined_names.clear()
        sheet.data_validations = DataValidationList()
        sheet.conditional_formatting = ConditionalFormattingList()
        sheet.legacy_drawing = None
        for row in sheet.iter_rows():
            _strip_cells(row)


def _strip_cells(row: Iterable[Any]) -> None:
    for cell in row:
        if getattr(cell, "hyperlink", None) is not None:
            cell.hyperlink = None
        if isinstance(cell.value, str):
            put_value(cell, cell.value)


def _plain_copy(workbook: Workbook) -> Any:
    copy = openpyxl.Workbook()
    copy.remove(copy.active)
    for sheet in workbook.sheets:
        _fill(copy.create_sheet(sheet.name), sheet)
    return copy


def _fill(target: Any, sheet: Sheet) -> None:
    for cell in sheet.cells():
        put_value(target.cell(cell.row, cell.column), cell.value)
    for merge in sheet.merges:
        target.merge_cells(str(merge))

"""Small .xlsx files written part by part, honest and hostile, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATIONSHIPS = f'<Relationships xmlns="{_PACKAGE}/relationships">'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>序号</t></is></c></row>'


def sheet_xml(rows: str = CELL, *, before: str = "", head: str = "", after: str = "") -> str:
    """Return the XML of a sheet around its rows."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{_MAIN}">{head}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def workbook_xml(sheets: int = 1, *, properties: str = "") -> str:
    """Return the XML of a workbook with some sheets, all of them the same part."""
    entries = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, sheets + 1)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{properties}'
        f"<sheets>{entries}</sheets></workbook>"
    )


def parts(
    sheet: str | None = None,
    *,
    workbook: str | None = None,
    texts: str | None = None,
    styles: str | None = None,
) -> dict[str, bytes]:
    """Return the parts of a small workbook by name."""
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            (
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
                ("styles", "styles.xml"),
            ),
            1,
        )
    )
    found = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{_RELATIONSHIPS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook or workbook_xml(),
        "xl/_rels/workbook.xml.rels": f"{_RELATIONSHIPS}{relations}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet if sheet is not None else sheet_xml(),
        "xl/sharedStrings.xml": texts or f'<sst xmlns="{_MAIN}"><si><t>序号</t></si></sst>',
    }
    if styles is not None:
        found["xl/styles.xml"] = f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>'
    return {name: text.encode() for name, text in found.items()}


def packed(content: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the archive of some parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream.getvalue()


def small_book(rows: str = CELL, **around: str) -> bytes:
    """Return a workbook of one sheet with these rows."""
    return packed(parts(sheet_xml(rows, **around)))

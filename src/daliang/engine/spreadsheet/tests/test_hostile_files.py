"""Files that must be refused with one clear sentence, or read with what was ignored said."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from daliang.engine.checks import BadInput
from daliang.engine.spreadsheet import Limits, open_workbook
from daliang.engine.spreadsheet.tests.packages import (
    CELL,
    packed,
    parts,
    sheet_xml,
    small_book,
    workbook_xml,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
_BLANKS = 8 << 20
_ENTITIES = '<!DOCTYPE l [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def _ole(stream: str) -> bytes:
    return _OLE + stream.encode("utf-16-le")


def _with(name: str, data: bytes = b"x") -> bytes:
    return packed(parts() | {name: data})


def _text_cell(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def _encrypted() -> bytes:
    data = bytearray(small_book())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def _lying_about_size() -> bytes:
    """A part that says it unpacks to 100 bytes and unpacks to far more."""
    big = sheet_xml(CELL + " " * _BLANKS).encode()
    data = bytearray(packed(parts() | {"xl/worksheets/sheet1.xml": big}))
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        if struct.unpack_from("<L", data, place + 24)[0] == len(big):
            struct.pack_into("<L", data, place + 24, 100)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(data)


def _overlapping() -> bytes:
    """Many entries that all point at the same packed bytes."""
    stream = io.BytesIO()
    kernel = zlib.compress(b"0" * 100_000)[2:-4]
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts().items():
            archive.writestr(name, data)
        info = zipfile.ZipInfo("xl/a.xml")
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, b"0" * 100_000)
        for number in range(200):
            twin = zipfile.ZipInfo(f"xl/b{number}.xml")
            twin.compress_type = zipfile.ZIP_DEFLATED
            twin.header_offset = info.header_offset
            twin.compress_size, twin.file_size, twin.CRC = len(kernel), 100_000, info.CRC
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        # Makes the archive write the directory with the twins added above.
        archive._didModify = True  # type: ignore[attr-defined]
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),  # nothing was sent
        (_ole("Workbook"), "旧格式 .xls"),  # .xls renamed .xlsx
        (_ole("WordDocument"), "Word 文档（.doc）"),  # .doc renamed .xlsx
        (_ole("EncryptedPackage"), "加了打开密码"),  # protected by a password
        (_OLE, "旧格式的 Office 文件"),  # some other compound file
        (b"%PDF-1.7\n", "PDF"),  # a PDF renamed
        ("序号,任务\n1,修桥\n".encode("gb18030"), "不是 .xlsx"),  # CSV renamed
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),  # web page renamed
        (b"Rar!\x1a\x07\x00", "RAR"),  # another archive
        (small_book()[:700], "没有传完"),  # truncated
        (packed({"word/document.xml": b"<a/>"}), "Word 文档（.docx）"),  # .docx renamed
        (packed({"a.txt": b"x"}), "普通压缩包"),  # a plain archive
        (_with("xl/workbook.bin"), ".xlsb"),  # binary workbook
        (_with("data/inner.zip"), "套着压缩包"),  # an archive within
        (_with("XL/Workbook.xml"), "同名部件"),  # two parts by one name, readers differ
        (_encrypted(), "加了密码"),  # archive encryption
        (packed(parts(), method=zipfile.ZIP_LZMA), "压缩方式"),  # a method no program uses
        (_overlapping(), "重叠"),  # entries that share packed bytes
        (_lying_about_size(), "已损坏"),  # unpacks beyond its stated size
        (packed(parts(sheet_xml(before=_ENTITIES))), "实体"),  # billion laughs
        (packed(parts(sheet_xml(before=_OUTSIDE))), "实体"),  # a file of the server
        (packed(parts(texts=_ENTITIES + "<sst/>")), "实体"),  # the same in the text table
        (packed(parts("<worksheet><sheetData>")), "XML 已损坏"),  # cut off inside
        (small_book(""), "没有内容"),  # blank
        (packed(parts(workbook="<workbook/>")), "没有工作表"),  # no sheet at all
        (small_book('<row r="99999999999"><c r="A1"><v>1</v></c></row>'), "行号超出"),
        (small_book('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "列号超出"),
        (small_book('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'), "文字编号不存在"),
        (small_book('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "文字编号不存在"),
        (small_book(after='<mergeCells><mergeCell ref="A0:ZZZZ9"/></mergeCells>'), "合并单元格"),
    ],
)
def test_a_file_that_is_no_honest_workbook_is_refused_with_a_sentence(
    data: bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=said) as refusal:
        open_workbook(data, "任务.xlsx")

    assert all(problem.file == "任务.xlsx" and problem.mend for problem in refusal.value.problems)


def _bomb(pad: bytes) -> bytes:
    return packed(parts() | {"xl/sharedStrings.xml": pad * _BLANKS})


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (_bomb(b"A"), Limits(), "压缩炸弹"),  # 8 MB of one letter, 1,000 times packed
        (_bomb(b" "), Limits(ratio=10_000, unpacked_bytes=1 << 20), "解压后超过 1 MB"),
        (small_book(), Limits(file_bytes=100), "上限"),  # larger than an upload may be
        (packed(parts(workbook=workbook_xml(9))), Limits(sheets=8), "9 个工作表"),
        (small_book(CELL + CELL.replace("1", "2")), Limits(rows=1), "行超过 1 行"),
        (small_book('<row r="1"><c r="XFD1"><v>1</v></c></row>'), Limits(), "XFD 列"),
        (small_book(CELL + CELL.replace("1", "2")), Limits(cells=1), "单元格超过 1 个"),
        (small_book(_text_cell("长" * 40_000)), Limits(), "超过 32767 字"),  # a cell of 1 MB
        (
            small_book(
                after='<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A1:C1"/></mergeCells>',
                rows='<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>',
            ),
            Limits(cells=5),
            "相互重叠",  # merges over each other multiply the cells
        ),
        (_with("xl/media/a.png"), Limits(parts=3), "个部件"),  # too many parts
    ],
)
@pytest.mark.slow
def test_a_workbook_beyond_the_bounds_is_refused(data: bytes, limits: Limits, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        open_workbook(data, "任务.xlsx", limits=limits)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "带宏"),
        ("xl/externalLinks/externalLink1.xml", "链接着别的工作簿"),
        ("xl/embeddings/oleObject1.bin", "OLE"),
        ("xl/connections.xml", "外部数据连接"),
        ("xl/activeX/activeX1.xml", "ActiveX"),
    ],
)
def test_what_is_ignored_is_said(part: str, said: str) -> None:
    workbook = open_workbook(_with(part), "任务.xlsx")

    assert any(said in notice.what for notice in workbook.notices)


def test_a_path_that_climbs_out_of_the_archive_is_never_followed() -> None:
    workbook = open_workbook(_with("../../../../evil"), "任务.xlsx")

    assert workbook.sheets[0].rows


def test_a_merge_over_the_whole_sheet_costs_only_the_cells_in_use() -> None:
    merge = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    workbook = open_workbook(small_book(after=merge), "任务.xlsx")

    assert len(workbook.sheets[0].covered) == 1


def test_a_formatted_but_empty_cell_far_right_does_not_count() -> None:
    workbook = open_workbook(
        small_book('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'), "a"
    )

    assert workbook.sheets[0].last_column == 1

"""Files that attack or break a reader are refused with the reason, never with a traceback."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from daliang.engine.checks import BadInput
from daliang.engine.reading import OLD_OFFICE, read_bytes
from daliang.engine.reading.tests.office import saved, word, workbook

pytestmark = pytest.mark.slow


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """Return an office package with parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, content in changes.items():
            new.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return repacked(word([["任务"]]), {"word/media/a.bin": b"\0" * (40 * 1024 * 1024)})


def with_entity() -> bytes:
    body = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    return repacked(word([["任务"]]), {"word/document.xml": body})


def with_late_entity() -> bytes:
    body = b'<?xml version="1.0"?>' + b" " * 9000 + b'<!DOCTYPE w [<!ENTITY x "y">]><w/>'
    return repacked(word([["任务"]]), {"word/document.xml": body})


def with_macro() -> bytes:
    return repacked(workbook([["任务"]]), {"xl/vbaProject.bin": b"\xd0\xcf"})


def with_external_book() -> bytes:
    return repacked(
        workbook([["任务"]]), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    )


def with_outside_template() -> bytes:
    relation = (
        b'<Relationships><Relationship Id="r1" Type="x/attachedTemplate" '
        b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    return repacked(word([["任务"]]), {"word/_rels/settings.xml.rels": relation})


def too_wide() -> bytes:
    book = openpyxl.Workbook()
    book.active.cell(1, 10_000, "远")
    return saved(book)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (bomb(), "a.docx", "压缩炸弹"),
        (with_entity(), "a.docx", "实体"),
        (with_late_entity(), "a.docx", "实体"),  # the declaration hides behind white space
        (with_macro(), "a.xlsm", "宏"),
        (with_external_book(), "a.xlsx", "外部文件"),
        (with_outside_template(), "a.docx", "外部内容"),
        (too_wide(), "a.xlsx", "10000 列"),
        (b"PK\x03\x04broken", "a.docx", "损坏"),
        (repacked(workbook([["a"]]), {"xl/workbook.xml": b"<nonsense"}), "a.xlsx", "不是完整的"),
        (b"%PDF-1.7\nbroken", "a.pdf", "PDF"),
        (OLD_OFFICE + b"\0" * 100, "a.doc", "旧版"),
        (b"", "a.txt", "空"),
        (bytes(range(256)) * 20, "a.txt", "文字"),  # neither UTF-8 nor GB 18030
        ("任务".encode("utf-16-le") * 50, "a.txt", "控制字符|乱码|不是"),  # UTF-16 without mark
        ("中文".encode()[:-1] * 30, "a.txt", "乱码|不是"),  # cut characters
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_the_reason(
    data: bytes, name: str, reason: str
) -> None:
    with pytest.raises(BadInput, match=reason):
        read_bytes(data, name)


def test_a_hyperlink_is_no_outside_link() -> None:
    relation = (
        b'<Relationships><Relationship Id="r9" Type="http://x/hyperlink" '
        b'Target="http://a.example" TargetMode="External"/></Relationships>'
    )
    data = repacked(word([["任务"]]), {"word/_rels/footnotes.xml.rels": relation})

    assert "任务" in read_bytes(data, "a.docx").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert (
        read_bytes("市水务局九月底前完成".encode(encoding), "a.txt").text == "市水务局九月底前完成"
    )


def test_hidden_rows_are_read_and_told() -> None:
    book = openpyxl.Workbook()
    book.active.append(["任务", "责任单位"])
    book.active.append(["新建泵站3座", "县水利局"])
    book.active.row_dimensions[2].hidden = True

    source = read_bytes(saved(book), "a.xlsx")

    assert "新建泵站3座" in source.text
    assert any("隐藏" in warning for warning in source.warnings)

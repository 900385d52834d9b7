"""From bytes to text and tables: which format it is, and what is refused."""

from __future__ import annotations

import re

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading.blocks import Source
from daliang.engine.reading.docx_file import read_docx
from daliang.engine.reading.html_file import read_html
from daliang.engine.reading.package_guard import open_package
from daliang.engine.reading.pdf_file import read_pdf
from daliang.engine.reading.xlsx_file import read_xlsx

MAX_BYTES = 60 * 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read_bytes(data: bytes, name: str) -> Source:
    """Return the text and the tables of a file, whatever its name says it is.

    Parameters
    ----------
    data : bytes
        The file: text, .docx, .xlsx, .html or .pdf with a text layer.
    name : str
        Its name, for messages and to tell a web page from plain text.

    Returns
    -------
    Source
        Text, tables, pages, warnings.

    Raises
    ------
    BadInput
        With the reason for which the file is refused.

    Examples
    --------
    >>> read_bytes("市水务局9月底前完成".encode("gb18030"), "a.txt").text
    '市水务局9月底前完成'
    """
    if len(data) > MAX_BYTES:
        raise BadInput(
            Problem(
                f"文件 {len(data) // 1024 // 1024} MB，超过 {MAX_BYTES // 1024 // 1024} MB",
                "去掉大图或拆分",
                file=name,
            )
        )
    if not data.strip():
        raise BadInput(Problem("文件是空的", "检查上传的是不是这一份", file=name))
    if data.startswith(b"PK"):
        return _package(data, name)
    if data.startswith(b"%PDF"):
        return read_pdf(data, name)
    if data.startswith(OLD_OFFICE):
        raise BadInput(
            Problem(
                "是旧版 .doc/.xls/.wps 格式",
                "另存为 .docx 或 .xlsx；装有 LibreOffice 时命令行会自动转换",
                file=name,
            )
        )
    text = decode(data, name)
    if name.lower().endswith((".html", ".htm")) or re.match(
        r"\s*<(?:!doctype html|html)", text[:200], re.IGNORECASE
    ):
        return read_html(text)
    return Source(text)


def _package(data: bytes, name: str) -> Source:
    parts = set(open_package(data, name).namelist())
    if "word/document.xml" in parts:
        return read_docx(data, name)
    if "xl/workbook.xml" in parts:
        return read_xlsx(data, name)
    raise BadInput(Problem("压缩包里不是 Word 或 Excel 文档", "上传文档本身，不要打包", file=name))


def decode(data: bytes, name: str) -> str:
    """Return text from UTF-8, UTF-16 with mark, or GB 18030; anything else is refused.

    Raises
    ------
    BadInput
        When no encoding fits or the text is full of control characters.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _checked(data, encoding, name)
    try:
        return _checked(data, "utf-8", name)
    except BadInput:
        if _is_torn_utf8(data):
            raise
        text = _checked(data, "gb18030", name)
    # GB 18030 decodes almost any bytes; real Chinese text is mostly common characters.
    letters = [char for char in text if ord(char) > 127]
    usual = sum(
        "\u4e00" <= char <= "\u9fa5"
        or char in "，。、；：？！（）“”‘’《》【】—…·％　０１２３４５６７８９"
        for char in letters
    )
    if letters and usual < 0.7 * len(letters):
        raise BadInput(Problem("文字编码坏了，读出来是乱码", "用 UTF-8 重新保存", file=name))
    return text


def _is_torn_utf8(data: bytes) -> bool:
    """Say whether most bytes are good UTF-8: then single ones were lost, and GB 18030 would lie."""
    good = sum(len(c.encode()) for c in data.decode("utf-8", "ignore") if ord(c) > 127)
    return good > 0.5 * sum(byte > 127 for byte in data)


def _checked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        mend = "用 UTF-8 重新保存"
        raise BadInput(
            Problem(f"第 {error.start} 个字节起不是 {encoding} 文字", mend, file=name)
        ) from error
    if len(_CONTROL.findall(text)) > max(3, len(text) // 200) or "\ufffd" in text:
        raise BadInput(
            Problem("文件里有大量控制字符，不是文字", "用 UTF-8 重新保存，或上传原文档", file=name)
        )
    return text

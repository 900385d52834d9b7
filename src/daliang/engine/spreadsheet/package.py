"""The archive around a workbook: what it really is, and its parts within bounds."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from daliang.engine.checks import BadInput, Problem
from daliang.engine.spreadsheet.limits import MEBIBYTE, Limits

SAVE_AS = "用 Excel 或 WPS 打开，另存为“Excel 工作簿 (.xlsx)”再导入"
CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "文件加了打开密码", "先去掉密码（文件—信息—保护工作簿），再导入"),
    ("WordDocument", "这是 Word 文档（.doc），不是表格", "把表格复制到 Excel，另存为 .xlsx"),
    ("PowerPoint Document", "这是演示文稿，不是表格", "把表格复制到 Excel，另存为 .xlsx"),
    ("Workbook", "这是旧格式 .xls（只是改了后缀）", SAVE_AS),
    ("Book", "这是旧格式 .xls（只是改了后缀）", SAVE_AS),
)
_MAGIC = (
    (b"%PDF", "这是 PDF 文件，不是表格"),
    (b"Rar!", "这是 RAR 压缩包，不是表格"),
    (b"7z\xbc\xaf", "这是 7z 压缩包，不是表格"),
    (b"\x1f\x8b", "这是 gzip 压缩包，不是表格"),
    (b"\x89PNG", "这是图片，不是表格"),
    (b"\xff\xd8\xff", "这是图片，不是表格"),
    (b"{\\rtf", "这是 RTF 文档，不是表格"),
)
_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".zst", ".cab"}
_FOREIGN_PARTS = (
    ("word/document.xml", "这是 Word 文档（.docx），不是表格"),
    ("ppt/presentation.xml", "这是演示文稿（.pptx），不是表格"),
    ("xl/workbook.bin", "这是二进制工作簿（.xlsb），不能安全读取"),
    ("content.xml", "这是 OpenDocument 文件（.ods）"),
)
_USABLE_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Package:
    """The parts of one workbook, read within the bounds of `limits`."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self._limits = limits
        self._left = limits.unpacked_bytes
        self._archive = _open(data, name, limits)
        self._entries = self._checked_entries(len(data))

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts, lower case, forward slashes."""
        return tuple(self._entries)

    def has(self, part: str) -> bool:
        """Tell whether there is such a part; names differ in case between programs."""
        return part.lower() in self._entries

    def original(self, part: str) -> str:
        """Return the name of a part as the archive writes it."""
        return self._entries[part.lower()].filename.replace("\\", "/").lstrip("/")

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part, refusing once the workbook unpacks beyond the bound."""
        entry = self._entries.get(part.lower())
        if entry is None:
            raise self.fault(f"文件不完整，缺少 {part}", SAVE_AS)
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self._too_large()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise self.fault("文件已损坏或没有传完", "重新另存一份再导入") from error
        except RuntimeError as error:
            raise self.fault("文件加了密码", "去掉密码再导入") from error

    def fault(self, what: str, mend: str) -> BadInput:
        """Return the refusal of this file."""
        return BadInput(Problem(what, mend, file=self.name))

    def _checked_entries(self, size: int) -> dict[str, zipfile.ZipInfo]:
        infos = [info for info in self._archive.infolist() if not info.is_dir()]
        if len(infos) > self._limits.parts:
            raise self.fault(f"文件里有 {len(infos)} 个部件，不像正常的表格", SAVE_AS)
        entries: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            part = info.filename.replace("\\", "/").lstrip("/").lower()
            if part in entries:
                raise self.fault(f"文件里有两个同名部件 {part}", SAVE_AS)
            self._check_entry(info, part)
            entries[part] = info
        if sum(info.file_size for info in infos) > self._limits.unpacked_bytes:
            raise self._too_large()
        # Entries that share packed bytes unpack to far more than the directory suggests.
        if sum(info.compress_size for info in infos) > size:
            raise self.fault("文件的各部件相互重叠，是压缩炸弹的做法", "不要导入，查明文件来源")
        self._refuse_foreign(entries)
        return entries

    def _check_entry(self, info: zipfile.ZipInfo, part: str) -> None:
        if info.flag_bits & 0x1:
            raise self.fault("文件加了密码", "去掉密码再导入")
        if info.compress_type not in _USABLE_METHODS:
            raise self.fault("文件用了表格不用的压缩方式", SAVE_AS)
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > self._limits.ratio_floor and ratio > self._limits.ratio:
            shown = f"{info.file_size / MEBIBYTE:.0f} MB"
            raise self.fault(
                f"疑似压缩炸弹：{part} 解压后 {shown}，是压缩时的 {ratio:.0f} 倍",
                "删去空白行列后另存；来历不明的文件不要导入",
            )
        if PurePosixPath(part).suffix in _ARCHIVES:
            raise self.fault(f"文件里套着压缩包 {part}", "只导入表格本身")

    def _refuse_foreign(self, entries: dict[str, zipfile.ZipInfo]) -> None:
        for part, what in _FOREIGN_PARTS:
            if part in entries:
                raise self.fault(what, SAVE_AS)
        if "[content_types].xml" not in entries or not any(p.startswith("xl/") for p in entries):
            raise self.fault("这是普通压缩包，不是 .xlsx 表格", "解压后导入其中的表格")

    def _too_large(self) -> BadInput:
        bound = self._limits.unpacked_bytes // MEBIBYTE
        return self.fault(
            f"文件解压后超过 {bound} MB，不予打开", "删去空白行列、图片，或分成几个文件"
        )


def resolve(base: str, target: str) -> str:
    """Return the part a relationship points to, seen from the part `base`.

    Examples
    --------
    >>> resolve("xl/workbook.xml", "worksheets/sheet1.xml")
    'xl/worksheets/sheet1.xml'
    >>> resolve("xl/worksheets/sheet1.xml", "/xl/comments1.xml")
    'xl/comments1.xml'
    """
    target = target.replace("\\", "/")
    path = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath(path).lstrip("/")


def _open(data: bytes, name: str, limits: Limits) -> zipfile.ZipFile:
    if not data:
        raise BadInput(Problem("文件是空的", "重新上传", file=name))
    if len(data) > limits.file_bytes:
        shown = f"{len(data) / MEBIBYTE:.0f} MB，上限 {limits.file_bytes // MEBIBYTE} MB"
        raise BadInput(Problem(f"文件有 {shown}", "删去图片，或分成几个文件", file=name))
    if not data.startswith(b"PK"):
        what, mend = _foreign_content(data)
        raise BadInput(Problem(what, mend, file=name))
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        fault = Problem("文件已损坏或没有传完", "重新另存一份再导入", file=name)
        raise BadInput(fault) from error


def _foreign_content(data: bytes) -> tuple[str, str]:
    if data.startswith(_OLE):
        for stream, what, mend in _OLE_KINDS:
            if stream.encode("utf-16-le") in data:
                return what, mend
        return "这是旧格式的 Office 文件，不是 .xlsx", SAVE_AS
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return what, SAVE_AS
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "这是网页（.html）改了后缀", SAVE_AS
    if head.startswith(b"<"):
        return "这是 XML 文本，不是 .xlsx", SAVE_AS
    return "内容不是 .xlsx 表格", SAVE_AS

"""What is refused before an office file is opened: bombs, entities, macros, outside links."""

from __future__ import annotations

import io
import re
import zipfile

from daliang.engine.checks import BadInput, Problem

MAX_ENTRIES = 4000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 200
_RATIO_FROM = 1024 * 1024  # small parts compress well without being bombs
MAX_COLUMNS = 500
MAX_ROWS = 100_000
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_COLUMN = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})\d+"')


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a .docx or .xlsx after looking for everything that must not be opened.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for messages.

    Returns
    -------
    zipfile.ZipFile
        The package, safe to parse.

    Raises
    ------
    BadInput
        With each reason for which the file is refused.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadInput(
            Problem("压缩包损坏，打不开", "用 Office 重新另存一份", file=name)
        ) from error
    problems = _sizes(entries, name)
    if problems:
        raise BadInput(problems)
    problems = _contents(package, entries, name)
    if problems:
        raise BadInput(problems)
    return package


def _sizes(entries: list[zipfile.ZipInfo], name: str) -> list[Problem]:
    problems = []
    if len(entries) > MAX_ENTRIES:
        problems.append(
            Problem(
                f"包内有 {len(entries)} 个部件，超过 {MAX_ENTRIES}",
                "另存为普通文档再上传",
                file=name,
            )
        )
    total = sum(entry.file_size for entry in entries)
    worst = max(
        (e.file_size / max(1, e.compress_size) for e in entries if e.file_size > _RATIO_FROM),
        default=0.0,
    )
    if total > MAX_UNPACKED or worst > MAX_RATIO:
        problems.append(
            Problem(
                f"解压后 {total // 1024 // 1024} MB、压缩比 {worst:.0f}，像压缩炸弹",
                "拆成小文件，去掉大图再上传",
                file=name,
            )
        )
    if any(entry.flag_bits & 1 for entry in entries):
        problems.append(Problem("文件加了密码", "去掉密码再上传", file=name))
    return problems


def _contents(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> list[Problem]:
    problems: dict[str, Problem] = {}
    for entry in entries:
        part = entry.filename
        if part.lower().endswith("vbaproject.bin"):
            problems["macro"] = Problem("文件含宏", "另存为不含宏的 .docx 或 .xlsx", file=name)
        if "/externalLinks/" in part:
            problems["link"] = Problem(
                "表格引用了外部文件", "断开外部链接、粘贴为数值再上传", file=name
            )
        if not part.endswith((".xml", ".rels")):
            continue
        content = _read(package, entry, name)
        if _ENTITY.search(content[:4096]) or b"<!ENTITY" in content:
            problems["entity"] = Problem(
                f"部件 {part} 带 DOCTYPE 或实体声明", "用 Office 重新另存一份", file=name
            )
        if part.endswith(".rels"):
            problems.update(_outside(content, name))
        if part.startswith("xl/worksheets/"):
            problems.update(_width(content, part, name))
    return list(problems.values())


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    try:
        with package.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise BadInput(
            Problem(f"部件 {entry.filename} 损坏", "用 Office 重新另存一份", file=name)
        ) from error
    if len(content) > entry.file_size:
        raise BadInput(
            Problem("部件比目录所写的大，像压缩炸弹", "用 Office 重新另存一份", file=name)
        )
    return content


def _outside(content: bytes, name: str) -> dict[str, Problem]:
    """Hyperlinks are text; templates, pictures and objects from outside would be fetched."""
    for relation in _RELATION.findall(content):
        if b'TargetMode="External"' in relation and b"/hyperlink" not in relation:
            return {
                "link": Problem(
                    "文件引用了外部内容（模板、图片或对象）", "断开外部链接再上传", file=name
                )
            }
    return {}


def _width(content: bytes, part: str, name: str) -> dict[str, Problem]:
    widest = max((_column_number(c) for c in set(_COLUMN.findall(content))), default=0)
    if widest > MAX_COLUMNS:
        sheet = part.rsplit("/", 1)[-1]
        return {
            part: Problem(
                f"有 {widest} 列，超过 {MAX_COLUMNS} 列",
                "删去表格右侧的空列或拆表",
                file=name,
                sheet=sheet,
            )
        }
    return {}


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

"""Uploaded files: what may come in, judged by content, and who may take it out.

A name or a browser's content type proves nothing; the first bytes decide. What
a browser could run (SVG, HTML, scripts) is refused. Everything is handed out
as an attachment.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from PIL import ExifTags, Image, UnidentifiedImageError

from daliang.base.models import StoredFile, User
from daliang.engine.checks import BadInput, Problem

# What a kind is called outside, and the suffixes a name of it may carry.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "heic": "image/heic",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_SUFFIXES = {"jpeg": "jpg", "heif": "heic"}
_OFFICE_MEMBERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
ALLOWED = "pdf、docx、xlsx、pptx、png、jpg、heic、txt、csv"
MAX_PIXELS = 80_000_000  # a phone's largest photograph, far below a decompression bomb
MAX_UNPACKED_BYTES = 500 * 2**20
MAX_MEMBERS = 5_000
MAX_RATIO = 200  # an honest sheet shrinks 10 to 30 times
_NAME_LENGTH = 120
# Bidirectional controls let "gpj.exe" read as "exe.jpg"; zero-width signs hide differences.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]')
_MARKUP = re.compile(rb"^\s*(<\?xml|<!doctype|<html|<svg|<script|<head|<body|<!--)", re.IGNORECASE)

Gate = Callable[[User, StoredFile], bool]
_gates: list[Gate] = []


@dataclass(frozen=True, slots=True)
class Photograph:
    """What a camera wrote into a picture: local time and place, where known."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that passed: its clean name, kind, digest and what the camera said."""

    name: str
    kind: str
    sha256: str
    content: bytes
    photograph: Photograph

    @property
    def content_type(self) -> str:
        """The type that the file is handed out with."""
        return CONTENT_TYPES[self.kind]


def register_gate(gate: Gate) -> None:
    """Let another app open files that its rows carry; called in `AppConfig.ready`."""
    if gate not in _gates:
        _gates.append(gate)


def may_open(user: User, file: StoredFile) -> bool:
    """Tell whether a user may take a file: his own upload, or admitted by a gate."""
    if not user.is_authenticated or not user.is_active:
        return False
    return file.added_by_id == user.pk or any(gate(user, file) for gate in _gates)


def clean_name(name: str) -> str:
    """Return a file name without path, control, bidirectional and reserved characters.

    Examples
    --------
    >>> clean_name("..\\\\..\\\\etc/报告\\u202efdp.exe")
    '报告fdp.exe'
    >>> clean_name("///")
    '未命名'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    cleaned = _UNSAFE.sub("", last).strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    if dot and len(cleaned) > _NAME_LENGTH:
        cleaned = f"{stem[: _NAME_LENGTH - len(suffix) - 1]}.{suffix}"
    return cleaned[:_NAME_LENGTH] or "未命名"


def check(upload: UploadedFile) -> Checked:
    """Return the file when its content is what its name says and is allowed, else BadInput."""
    name = clean_name(upload.name or "")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 2**20
        raise _bad(name, f"文件超过{limit}MB", "压缩图片或拆成几个文件再传")
    content = upload.read()
    if not content:
        raise _bad(name, "文件是空的", "确认文件能打开后重新选择")
    kind = _kind_of(content, name)
    photograph = _check_picture(content, name) if kind in {"png", "jpg"} else Photograph()
    return Checked(name, kind, hashlib.sha256(content).hexdigest(), content, photograph)


def _bad(name: str, what: str, mend: str) -> BadInput:
    return BadInput(Problem(what, mend, file=name))


def _kind_of(content: bytes, name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    suffix = _SUFFIXES.get(suffix, suffix)
    kind = _kind_by_bytes(content, name, suffix)
    if kind is None:
        raise _bad(name, "不是可以上传的文件类型", f"可传{ALLOWED}；旧的.doc、.xls请另存为新格式")
    if suffix != kind:
        raise _bad(name, f"内容是{kind}，名字却不是", f"把文件改名为.{kind}，或重新导出后再传")
    return kind


def _kind_by_bytes(content: bytes, name: str, suffix: str) -> str | None:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftypheis"}:
        return "heic"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content, name)
    return _text_kind(content, suffix)


def _office_kind(content: bytes, name: str) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _bad(name, "文件已损坏，打不开", "用办公软件打开后另存，再传") from None
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED_BYTES
        or unpacked > MAX_RATIO * len(content)
    ):
        raise _bad(name, "文件解开后过大，疑似压缩炸弹", "用办公软件打开后另存，再传")
    names = [member.filename for member in members]
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise _bad(name, "文件带宏", "另存为不带宏的格式再传")
    if "[Content_Types].xml" not in names:
        return None
    return next(
        (
            kind
            for kind, folder in _OFFICE_MEMBERS.items()
            if any(part.startswith(folder) for part in names)
        ),
        None,
    )


def _text_kind(content: bytes, suffix: str) -> str | None:
    if suffix not in {"txt", "csv"} or b"\x00" in content or _MARKUP.match(content[:512]):
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return suffix
    return None


def _check_picture(content: bytes, name: str) -> Photograph:
    try:
        with warnings.catch_warnings():
            # Pillow warns of what a camera wrote wrongly; only the picture itself matters here
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _bad(name, "图片像素过大", "缩小到8000万像素以内再传")
                picture.verify()
            with Image.open(io.BytesIO(content)) as picture:  # verify() leaves it unusable
                return _photograph(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        raise _bad(name, "图片打不开", "确认图片完整，或重新拍摄后再传") from None


def _photograph(picture: Image.Image) -> Photograph:
    try:
        exif = picture.getexif()
        return Photograph(_taken_at(exif), *_place(exif))
    except (ValueError, TypeError, KeyError, struct.error, SyntaxError, OSError):
        return Photograph()  # what a camera wrote wrongly is no reason to refuse its picture


def _taken_at(exif: Image.Exif) -> datetime | None:
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    text = text or exif.get(ExifTags.Base.DateTime)
    try:
        # Cameras write local time without a zone; the city's own zone is meant.
        naive = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        return timezone.make_aware(naive)
    except ValueError:
        return None


def _place(exif: Image.Exif) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    tags = ExifTags.GPS
    latitude = _degrees(gps.get(tags.GPSLatitude), gps.get(tags.GPSLatitudeRef), 90)
    longitude = _degrees(gps.get(tags.GPSLongitude), gps.get(tags.GPSLongitudeRef), 180)
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)


def _degrees(parts: object, side: object, limit: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[union-attr]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= limit:  # also false for NaN
        return None
    return round(-value if str(side).upper().startswith(("S", "W")) else value, 6)

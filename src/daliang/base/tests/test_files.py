"""Uploads: judged by content, named cleanly, handed out only to those who may see them."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, strategies
from PIL import ExifTags, Image

from daliang.base import actions, files
from daliang.base.models import StoredFile
from daliang.base.tests.world import World
from daliang.engine.checks import BadInput


def office_file(folder: str = "word/", **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}document.xml", "<document/>")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def picture(kind: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    options = {"exif": exif} if exif else {}
    Image.new("RGB", (8, 8), "red").save(out, kind, **options)
    return out.getvalue()


def photograph(stamp: str, latitude: tuple, longitude: tuple) -> bytes:
    exif, tags = Image.Exif(), ExifTags.GPS
    exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: stamp}
    exif[ExifTags.IFD.GPSInfo] = {
        tags.GPSLatitudeRef: "N",
        tags.GPSLatitude: latitude,
        tags.GPSLongitudeRef: "E",
        tags.GPSLongitude: longitude,
    }
    return picture(exif=exif)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", b"%PDF-1.7\n", "pdf"),
        ("报告.DOCX", office_file("word/"), "docx"),
        ("表.xlsx", office_file("xl/"), "xlsx"),
        ("汇报.pptx", office_file("ppt/"), "pptx"),
        ("现场.png", picture("PNG"), "png"),
        ("现场.jpeg", picture("JPEG"), "jpg"),
        ("现场.HEIC", b"\x00\x00\x00\x18ftypheic....", "heic"),
        ("说明.txt", "进展正常".encode(), "txt"),
        ("表.csv", "板块,数\n东港,1".encode("gb18030"), "csv"),
    ],
)
def test_what_offices_send_comes_in(name: str, content: bytes, kind: str) -> None:
    assert files.check(upload(name, content)).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("空.pdf", b"", "空的"),  # nothing in it
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为"),  # the old binary format
        ("图.svg", b"<svg xmlns='x'><script/></svg>", "类型"),  # can carry scripts
        ("页.html", b"<html></html>", "类型"),  # a page in our own name
        ("页.txt", b"  <!DOCTYPE html><script>", "类型"),  # a page called text
        ("程序.pdf", b"MZ\x90\x00", "类型"),  # a program called a paper
        ("图.png", b"%PDF-1.7\n", "改名"),  # content and name differ
        ("包.zip", office_file("other/"), "类型"),  # an archive of anything
        ("宏.docx", office_file("word/", word__vbaProject=b""), "docx"),  # see next test
        ("坏.xlsx", b"PK\x03\x04broken", "损坏"),  # a torn archive
        ("坏.jpg", b"\xff\xd8\xff\xe0garbage", "打不开"),  # a picture in name only
        ("二进制.txt", b"a\x00b", "类型"),  # not text
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes, word: str) -> None:
    if name == "宏.docx":  # the member must bear the real name
        content = office_file("word/", **{"word__vbaProject.bin": b"x"})
        word = "宏"

    with pytest.raises(BadInput, match=word):
        files.check(upload(name, content))


def test_an_office_file_that_unpacks_to_far_more_is_refused() -> None:
    bomb = office_file("xl/", **{"xl__sheet1.xml": b"0" * 40_000_000})

    with pytest.raises(BadInput, match="压缩炸弹"):
        files.check(upload("表.xlsx", bomb))


def test_a_file_over_the_limit_is_refused(settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 2**20

    with pytest.raises(BadInput, match="1MB"):
        files.check(upload("大.txt", b"a" * (2**20 + 1)))


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_PIXELS", 63)

    with pytest.raises(BadInput, match="像素"):
        files.check(upload("现场.png", picture("PNG")))


def test_a_photograph_tells_when_and_where() -> None:
    content = photograph("2024:06:07 09:30:00", (31.0, 30.0, 0.0), (120.0, 15.0, 36.0))

    told = files.check(upload("现场.jpg", content)).photograph

    assert told.taken_at.isoformat() == "2024-06-07T09:30:00+08:00"
    assert (told.latitude, told.longitude) == (31.5, 120.26)


@pytest.mark.parametrize(
    ("stamp", "latitude"),
    [
        ("0000:00:00 00:00:00", (31.0, 0.0, 0.0)),  # a camera whose clock was never set
        ("gestern", (131.0, 0.0, 0.0)),  # no time; a latitude beyond the pole
        ("2024:02:30 09:30:00", (31.0, 0.0)),  # no such day; a place without seconds
    ],
)
def test_nonsense_from_a_camera_is_ignored(stamp: str, latitude: tuple) -> None:
    content = photograph(stamp, latitude, (200.0, 0.0, 0.0))

    assert files.check(upload("现场.jpg", content)).photograph == files.Photograph()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),  # a path
        ("C:\\文件\\报告.pdf", "报告.pdf"),  # a Windows path
        ("报告\u202efdp.exe", "报告fdp.exe"),  # reads backwards on screen
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),  # a header in the name
        ("...", "未命名"),  # nothing left
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),  # longer than a file system takes
    ],
)
def test_a_name_is_cleaned(name: str, clean: str) -> None:
    assert files.clean_name(name) == clean


@given(strategies.text())
def test_no_name_leaves_the_folder(name: str) -> None:
    clean = files.clean_name(name)

    assert clean not in {"", ".", ".."}
    assert Path(clean).name == clean
    assert len(clean) <= 120


@given(strategies.binary(max_size=300), strategies.sampled_from(["a.jpg", "a.xlsx", "a.txt"]))
def test_any_bytes_are_taken_or_refused_with_a_sentence(content: bytes, name: str) -> None:
    starts = {"a.jpg": b"\xff\xd8\xff", "a.xlsx": b"PK\x03\x04", "a.txt": b""}

    with contextlib.suppress(BadInput):
        assert files.check(upload(name, starts[name] + content)).kind in files.CONTENT_TYPES


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once(world: World) -> None:
    first = actions.store_file(by=world.clerk, upload=upload("甲.txt", b"same"))
    second = actions.store_file(by=world.head, upload=upload("乙.txt", b"same"))

    assert first.pk != second.pk
    assert first.file.name == second.file.name
    assert StoredFile.objects.count() == 2


@pytest.mark.django_db
def test_a_file_is_handed_out_as_an_attachment(client: Client, world: World) -> None:
    row = actions.store_file(by=world.clerk, upload=upload("进展 说明.txt", b"hello"))
    client.force_login(world.clerk)

    response = client.get(reverse("base:download", args=[row.pk]))

    assert b"".join(response.streaming_content) == b"hello"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_foreign_file_is_as_absent_as_none(client: Client, world: World) -> None:
    row = actions.store_file(by=world.clerk, upload=upload("甲.txt", b"x"))
    client.force_login(world.head)

    assert client.get(reverse("base:download", args=[row.pk])).status_code == 404
    assert client.get(reverse("base:download", args=[row.pk + 1])).status_code == 404


@pytest.mark.django_db
def test_a_gate_admits_who_may_see_the_row_that_carries_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = actions.store_file(by=world.clerk, upload=upload("甲.txt", b"x"))
    monkeypatch.setattr(files, "_gates", [])
    files.register_gate(lambda user, file: user.pk == world.head.pk and file.pk == row.pk)

    assert files.may_open(world.head, row)
    assert not files.may_open(world.leader, row)

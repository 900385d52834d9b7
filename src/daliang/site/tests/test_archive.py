"""A backup of the running system restores on an empty machine, to the same digest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daliang.base import actions, audit
from daliang.base.tests.world import World
from daliang.engine.checks import BadInput
from daliang.site import archive

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(world: World, tmp_path: Path) -> tuple[Path, archive.Receipt]:
    upload = SimpleUploadedFile("进展.txt", "完成".encode())
    actions.store_file(by=world.clerk, upload=upload)
    path = tmp_path / "backup.zip"
    return path, archive.backup(path, lambda _text: None)


def daliang(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a machine of its own: an empty place and an empty SQLite."""
    environment = {**os.environ, "DALIANG_VAR": str(var), "DALIANG_DATABASE": "sqlite:///"}
    command = [sys.executable, "-W", "ignore", "-m", "daliang", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_an_empty_machine_shows_the_same_digest(
    made: tuple[Path, archive.Receipt], tmp_path: Path
) -> None:
    path, receipt = made

    restored = daliang(tmp_path / "other", "restore", str(path))
    verified = daliang(tmp_path / "other", "audit", "verify")
    again = daliang(tmp_path / "other", "backup", str(tmp_path / "again.zip"))

    assert restored.returncode == 0, restored.stderr
    assert receipt.digest in restored.stdout
    assert "1个文件" in restored.stdout
    assert verified.returncode == 0, verified.stderr
    assert receipt.digest in again.stdout


def test_a_filled_database_is_not_overwritten(
    made: tuple[Path, archive.Receipt], tmp_path: Path
) -> None:
    path, _receipt = made
    daliang(tmp_path / "other", "restore", str(path))

    second = daliang(tmp_path / "other", "restore", str(path))
    replaced = daliang(tmp_path / "other", "restore", str(path), "--replace")

    assert second.returncode == 2
    assert "--replace" in second.stderr
    assert replaced.returncode == 0, replaced.stderr


def test_a_changed_backup_is_refused_and_leaves_nothing(
    made: tuple[Path, archive.Receipt], tmp_path: Path
) -> None:
    path, _receipt = made
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "tables/base.organisation.jsonl":
                content = content.replace("西塘区".encode(), "南塘区".encode())
            target.writestr(name, content)

    result = daliang(tmp_path / "other", "restore", str(forged))
    trail = daliang(tmp_path / "other", "audit", "verify")

    assert result.returncode == 2
    assert "摘要" in result.stderr
    assert f"0:{audit.GENESIS}" in trail.stdout


WRITER = """
import django
django.setup()
from daliang.base import actions
from daliang.base.models import User
user = User.objects.get()
while True:
    actions.update_profile(by=user, display_name="甲", phone="")
    print("written", flush=True)
"""


def test_a_backup_is_taken_while_others_write(tmp_path: Path) -> None:
    var = tmp_path / "busy"
    daliang(var, "user", "add", "clerk", "--role", "leader", "--organisation", "江川市")
    environment = {
        **os.environ,
        "DALIANG_VAR": str(var),
        "DALIANG_DATABASE": "sqlite:///",
        "DJANGO_SETTINGS_MODULE": "daliang.site.settings",
    }
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE
    )
    try:
        writer.stdout.readline()  # it writes now, and goes on
        backed_up = daliang(var, "backup", str(tmp_path / "live.zip"))
        is_still_writing = writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    restored = daliang(tmp_path / "other", "restore", str(tmp_path / "live.zip"))
    verified = daliang(tmp_path / "other", "audit", "verify")

    assert backed_up.returncode == 0, backed_up.stderr
    assert is_still_writing
    assert restored.returncode == verified.returncode == 0, restored.stderr + verified.stderr


def test_sessions_stay_out(made: tuple[Path, archive.Receipt]) -> None:
    with zipfile.ZipFile(made[0]) as backup:
        assert not [name for name in backup.namelist() if "session" in name]


def test_a_backup_says_what_it_is(made: tuple[Path, archive.Receipt]) -> None:
    with zipfile.ZipFile(made[0]) as backup:
        manifest = json.loads(backup.read("manifest.json"))

    assert manifest["digest"] == made[1].digest
    assert manifest["rows"] == made[1].rows


def test_a_backup_that_cannot_be_written_says_so(world: World, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="写不了"):
        archive.backup(tmp_path / "no" / "such" / "folder.zip", lambda _text: None)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("absent.zip", None, "没有这个文件"),
        ("text.zip", b"hello", "不是大梁的备份"),  # not a zip
    ],
)
def test_what_is_no_backup_is_refused(
    tmp_path: Path, name: str, content: bytes | None, word: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BadInput, match=word):
        archive.restore(path, lambda _text: None)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("readme.txt", "hello")

    with pytest.raises(BadInput, match="不是大梁的备份"):
        archive.restore(path, lambda _text: None)

"""The pack that docs/new-pack.md shows is complete: built from the page, migrated, and driven."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "new-pack.md"
pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="an installed package has no docs")

# What a reader adds outside the folder, here around the real settings instead of inside them.
SETTINGS = """
from daliang.site.settings import *
# No other pack is there: a pack leans on none.
INSTALLED_APPS = [
    *(app for app in INSTALLED_APPS if not app.startswith("daliang.programmes.")),
    "daliang.programmes.bridges",
]
ROOT_URLCONF = "pack_urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""
URLS = """
from django.urls import include, path
from django.views.i18n import set_language
from daliang.site.views import home
urlpatterns = [
    path("", home, name="home"),
    path("language/", set_language, name="set_language"),
    path("", include("daliang.base.urls")),
    path("ledger/", include("daliang.ledger.urls")),
    path("bridges/", include("daliang.programmes.bridges.urls")),
]
handler404 = "daliang.site.views.not_found"
"""
DRIVE = """
import daliang.programmes
daliang.programmes.__path__.append("programmes")
import django
django.setup()
from datetime import date
from decimal import Decimal
from io import BytesIO
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
call_command("makemigrations", "bridges", "--name=start", interactive=False, verbosity=0)
call_command("migrate", verbosity=0)
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import build_world
from daliang.ledger.actions import closing_hindrances
from daliang.programmes.bridges import actions
from daliang.programmes.bridges.models import Bridge

world = build_world()
office, unit, other = Client(), Client(), Client()
office.force_login(world.clerk)
unit.force_login(world.east_liaison)
other.force_login(world.west_liaison)
book = openpyxl.Workbook()
book.active.append(["桥名", "养护单位", "技术状况", "评定日期", "桥长（米）"])
book.active.append(["东港大桥", "东港区", "四类", date(2024, 2, 1), 120])
data = BytesIO()
book.save(data)
preview = office.post("/bridges/import/", {"file": SimpleUploadedFile("a.xlsx", data.getvalue())})
assert not Bridge.objects.exists()
office.post("/bridges/import/", {"confirm": "1", "stored": preview.context["stored"].pk})
row = Bridge.objects.get()
assert "东港大桥" in unit.get("/bridges/").text
assert "东港大桥" not in other.get("/bridges/").text
assert other.get(row.get_absolute_url()).status_code == 404
out = office.get("/bridges/?export=xlsx").content
again = office.post("/bridges/import/", {"file": SimpleUploadedFile("a.xlsx", out)})
assert again.context["counts"] == {"new": 0, "changed": 0, "same": 1}, again.context["counts"]
assert office.post(row.get_absolute_url(), {"cost_wan": "35"}).status_code == 302
repair = row.repairs.get()
assert repair.commitment.due_on == date(2024, 3, 2)
assert closing_hindrances(repair.commitment) == ["维修还没有验收"]
actions.accept(by=world.clerk, repair=repair, accepted_on=date(2024, 3, 1))
assert closing_hindrances(repair.commitment) == []
try:
    actions.promise_repair(by=world.clerk, bridge=row, cost_wan=Decimal(1))
except NotAllowed:
    print("driven")
"""


def files_of_the_page() -> dict[str, str]:
    """Return the files that the page shows, by name."""
    text = PAGE.read_text("utf-8")
    return dict(re.findall(r"^`(\w+\.py)`[^\n]*\n```python\n(.*?)^```", text, re.M | re.S))


def test_the_pack_of_the_page_is_of_medium_size_and_under_500_lines() -> None:
    files = files_of_the_page()
    lines = sum(len(text.splitlines()) for text in files.values())

    assert {"models.py", "actions.py", "programme.py", "registers.py", "views.py"} <= set(files)
    assert 250 < lines < 500


@pytest.mark.slow
def test_the_pack_of_the_page_runs(tmp_path: Path) -> None:
    folder = tmp_path / "programmes" / "bridges"
    (folder / "migrations").mkdir(parents=True)
    (folder / "migrations" / "__init__.py").touch()
    for name, text in files_of_the_page().items():
        (folder / name).write_text(text, "utf-8")
    for name, text in (("pack_settings", SETTINGS), ("pack_urls", URLS), ("drive", DRIVE)):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "pack_settings",
        "PYTHONPATH": str(tmp_path),
        "DALIANG_VAR": str(tmp_path / "var"),
    }

    told = subprocess.run(
        [sys.executable, "drive.py"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert told.returncode == 0, told.stderr[-3000:]
    assert told.stdout.strip().endswith("driven")

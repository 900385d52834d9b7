"""The documentation names what the code has: settings, verbs, roles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daliang.base.files import CONTENT_TYPES
from daliang.base.roles import ROLES
from daliang.cli.verbs import VERBS

ROOT = Path(__file__).resolve().parents[4]
DOCS = ROOT / "docs"
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="an installed package has no docs")


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_setting_is_documented_and_no_other() -> None:
    used: set[str] = set()
    for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py")]:
        if "tests" not in path.parts:
            used |= set(re.findall(r'"(DALIANG_[A-Z_]+)"', path.read_text("utf-8")))

    told = set(re.findall(r"^\| `(DALIANG_[A-Z_]+)`", text_of("docs/settings.md"), re.MULTILINE))

    assert told == used


def test_every_verb_is_documented_and_no_other() -> None:
    page = text_of("docs/commands.md")
    rows = set(re.findall(r"^\| `(\w+)", page, re.MULTILINE))
    analysis = set(re.findall(r"`(\w+)`", page.split("## Analysis")[1]))

    assert rows | analysis - {"docs"} >= set(VERBS)
    assert rows <= set(VERBS)


def test_every_role_is_documented() -> None:
    page = text_of("docs/access.md")

    assert not [role.slug for role in ROLES.values() if str(role.title) not in page]


def test_every_kind_of_upload_is_documented() -> None:
    page = text_of("docs/files.md")

    assert not [kind for kind in CONTENT_TYPES if kind not in page]


def test_every_model_has_its_row_in_the_glossary() -> None:
    page = text_of("docs/glossary.md")
    names = ["Organisation", "RoleGrant", "AuditEntry", "StoredFile", "SavedView", "Commitment"]

    assert not [name for name in names if f"`{name}`" not in page]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_names_the_two_commands(name: str) -> None:
    page = text_of(name)

    assert "make demo" in page
    assert "make test" in page


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (DOCS / "adr").glob("*.md")]

    assert len(numbers) == len(set(numbers))


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)} -> {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]

    assert not dead

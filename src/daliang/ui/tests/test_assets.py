"""The third-party files: nothing of them in git, every icon in use exists."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def assets() -> ModuleType:
    path = ROOT / "tools" / "assets.py"
    if not path.is_file():
        pytest.skip("only in a checkout")
    spec = importlib.util.spec_from_file_location("assets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_names_no_host_and_pins_every_package() -> None:
    path = ROOT / "package-lock.json"
    if not path.is_file():
        pytest.skip("only in a checkout")
    text = path.read_text("utf-8")
    packages = {k: v for k, v in json.loads(text)["packages"].items() if k}

    assert "://" not in text
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_icons_are_found_in_templates_and_code(assets: ModuleType, tmp_path: Path) -> None:
    icons = tmp_path / "icons"
    icons.mkdir()
    for name in ("flag", "bell", "gauge", "unused"):
        (icons / f"{name}.svg").write_text('<svg><path d="M0 0h24v24H0z"/><path d="M1 1"/></svg>')
    (tmp_path / "a.html").write_text('{% icon "flag" %} {% icon item.icon %}')
    (tmp_path / "a.py").write_text(
        'NavItem("甲", "/", icon="bell"); Entry("x", "gauge", "word")  # icon'
    )

    names = assets.icons_used(tmp_path, icons)
    svg, unknown = assets.sprite([*names, "no-such"], icons)

    assert names == ["bell", "flag", "gauge"]
    assert svg.count("<symbol") == 3
    assert "M0 0h24" not in svg
    assert unknown == ["no-such"]


def test_a_file_is_written_only_when_it_changes(assets: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "a.css"

    assert assets.put(path, b"1")
    assert not assets.put(path, b"1")
    assert assets.put(path, b"2")

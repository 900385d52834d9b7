"""The page docs/ui.md names everything an app may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from daliang.ui import charts, papers
from daliang.ui import register as registers
from daliang.ui.templatetags.ui import register as tags

PAGE = Path(__file__).resolve().parents[4] / "docs" / "ui.md"


@pytest.mark.parametrize(
    "names",
    [registers.__all__, charts.__all__, papers.__all__, sorted({**tags.tags, **tags.filters})],
    ids=["registers", "charts", "papers", "tags"],
)
def test_every_public_name_is_in_the_docs(names: list[str]) -> None:
    if not PAGE.is_file():
        pytest.skip("only in a checkout")
    text = PAGE.read_text("utf-8")

    assert [name for name in names if name not in text] == []

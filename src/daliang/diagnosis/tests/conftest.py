"""The city of these tests, with facts in a temporary place."""

from __future__ import annotations

from pathlib import Path

import pytest

from daliang.base.tests.world import World
from daliang.diagnosis.tests import city
from daliang.parties.models import Enterprise


@pytest.fixture
def firms(world: World, tmp_path: Path, settings: object) -> list[Enterprise]:
    """Forty firms with two years of January to March."""
    settings.VAR = tmp_path
    return city.fill(world)

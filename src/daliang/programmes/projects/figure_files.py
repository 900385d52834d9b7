"""Figures of the three books by the command line: the same steps as on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from daliang.base import intake
from daliang.base.models import User
from daliang.programmes.projects.intakes import FIGURES


def import_file(path: Path, *, by: User, is_dry_run: bool) -> Iterator[str]:
    """Import the table, or say what importing it would do."""
    yield from intake.import_file(FIGURES, path, by=by, is_dry_run=is_dry_run)

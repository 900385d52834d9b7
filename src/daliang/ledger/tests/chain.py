"""Steps of the chain that several tests start from."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from daliang.base.actions import store_file
from daliang.base.calendar import today
from daliang.base.models import StoredFile, User
from daliang.base.tests.world import World
from daliang.ledger import actions
from daliang.ledger.models import Commitment


def draft(world: World, **values: object) -> Commitment:
    """A complete draft of the clerk: the eastern district shall start twelve projects."""
    given = {
        "title": "新开工项目12个",
        "programme": "tasks",
        "lead": world.east,
        "due_on": today() + timedelta(days=90),
    } | values
    return actions.commit(by=world.clerk, draft=actions.Draft(**given))


def issued(world: World, **values: object) -> Commitment:
    """The same, submitted, approved by the head, and issued."""
    row = draft(world, **values)
    actions.submit(by=world.clerk, commitment=row)
    actions.approve(by=world.head, commitment=row)
    return actions.issue(by=world.clerk, commitment=row)


def in_progress(world: World, **values: object) -> Commitment:
    """The same, signed for by the district."""
    row = issued(world, **values)
    return actions.sign_for(by=world.east_liaison, commitment=row)


def reported_done(world: World, **values: object) -> Commitment:
    """The same, reported done with a photograph."""
    row = in_progress(world, **values)
    report(world.east_liaison, row, percent=100, is_final=True, proofs=(proof(world.east_liaison),))
    row.refresh_from_db()
    return row


def report(by: User, row: Commitment, *, key: str = "k1", **values: object) -> object:
    """One report."""
    given = {"percent": 40, "text": "已开工5个"} | values
    return actions.report(by=by, commitment=row, progress=actions.Progress(key=key, **given))


def proof(by: User, shade: int = 0) -> actions.Proof:
    """A small real photograph."""
    return actions.Proof(file=photograph(by, shade), caption="现场")


def photograph(by: User, shade: int = 0) -> StoredFile:
    """Store a small real PNG."""
    data = BytesIO()
    Image.new("RGB", (8, 8), (shade, 10, 10)).save(data, "PNG")
    upload = SimpleUploadedFile("现场.png", data.getvalue(), "image/png")
    return store_file(by=by, upload=upload)


def days(count: int) -> date:
    """A day relative to today."""
    return today() + timedelta(days=count)

"""Four courses of the sample city; every one of them is made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from daliang.base.models import Organisation, User
from daliang.programmes.training.models import Course

_ROWS = (
    ("产业集群专题班（示例）", "产业", date(2024, 5, 20), date(2024, 5, 21)),
    ("人工智能专题班（示例）", "创新", date(2024, 7, 31), None),
    ("科技金融专题班（示例）", "金融", date(2024, 9, 30), None),
    ("重大项目专题班（示例）", "项目", date(2024, 10, 31), None),
)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the plan."""
    say("装入培训计划示例……")
    for title, topic, due_on, held_on in _ROWS:
        Course.objects.create(
            title=title,
            topic=topic,
            due_on=due_on,
            held_on=held_on,
            organisation=bodies["市委组织部"],
            hours=16,
            planned_people=60,
            attended_people=58 if held_on else None,
            is_synthetic=True,
        )

"""Countdown, lessons and noise around a site; on plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import cos, hypot, radians

from daliang.programmes.exams.choices import Noise

PATROL_METRES = 500
_MOST_EARLIER = 10
_METRES_A_DEGREE = 111_195.0
# Who is called for a kind of noise: the first body that the city has; else the site's district.
CALLED: Mapping[str, tuple[str, ...]] = {
    Noise.BUILDING: ("住建局", "市住建局", "城管局"),
    Noise.SQUARE: ("公安局", "市公安局"),
    Noise.FACTORY: ("生态环境局", "市生态环境局"),
    Noise.TRAFFIC: ("公安局", "市公安局", "交通局", "市交通局"),
    Noise.OTHER: (),
}


def due_on(first_on: date, days_before: int) -> date:
    """Return the day a task is due.

    >>> due_on(date(2024, 6, 7), 7)
    datetime.date(2024, 5, 31)
    """
    return first_on - timedelta(days=days_before)


def countdown(first_on: date, last_on: date, today: date) -> str:
    """Return how far the exam is, as people say it.

    >>> day = date(2024, 6, 7)
    >>> countdown(day, date(2024, 6, 9), date(2024, 6, 4)), countdown(day, date(2024, 6, 9), day)
    ('D-3', '考试第1天')
    """
    if today < first_on:
        return f"D-{(first_on - today).days}"
    if today <= last_on:
        return f"考试第{(today - first_on).days + 1}天"
    return "已结束"


def learned(days_before: int, due: date, done_on: date | None, last_on: date) -> tuple[int, str]:
    """Return next year's days for a task and why: what was late this year starts earlier.

    A task that nobody finished counts as late until the exam's last day.
    """
    late = ((done_on or last_on) - due).days
    if late <= 0:
        return days_before, ""
    earlier = min(late, _MOST_EARLIER)
    word = f"上年晚{late}天完成" if done_on else "上年未登记完成"
    return days_before + earlier, f"{word}，提前{earlier}天"


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the straight distance between two points given as latitude and longitude."""
    north = (a[0] - b[0]) * _METRES_A_DEGREE
    east = (a[1] - b[1]) * _METRES_A_DEGREE * cos(radians((a[0] + b[0]) / 2))
    return hypot(north, east)

"""Last year's and this year's college exam of the sample city; every line is made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.programmes.exams import actions, rules
from daliang.programmes.exams.choices import Kind, Noise
from daliang.programmes.exams.models import Exam, ExamSite

_DISTRICTS = ("江阴市", "宜兴市", "梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区")


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Tell two years: what was late in the first starts earlier in the second."""
    say("装入考试保障示例……")
    clerk = people["clerk"]
    with _at(date(2023, 5, 4)):
        dates = actions.Dates(date(2023, 6, 7), date(2023, 6, 9))
        first = actions.make(
            by=clerk,
            kind=Kind.COLLEGE,
            title="2023年高考保障（示例）",
            dates=dates,
            is_synthetic=True,
        )
        for n, name in enumerate(_DISTRICTS):
            ExamSite.objects.create(
                exam=first,
                name=f"{name}示例中学",
                organisation=bodies[name],
                candidates=900 + 60 * n,
                latitude=31.5 + n / 50,
                longitude=120.2 + n / 50,
                is_synthetic=True,
            )
    _check(first, clerk, late=4)
    with _at(date(2023, 6, 8)):
        actions.log(
            by=clerk,
            exam=first,
            text="考点门口家长遮阳棚不足，提前联系街道搭设",
            site=None,
            is_lesson=True,
        )
    with _at(date(2024, 4, 29)):
        dates = actions.Dates(date(2024, 6, 7), date(2024, 6, 9))
        second = actions.follow(
            by=clerk, previous=first, title="2024年高考保障（示例）", dates=dates
        )
    _check(second, clerk, late=0)
    with _at(date(2024, 6, 7)):
        _noise(second, clerk)


def _at(day: date) -> object:
    return clock.pretend(timezone.make_aware(datetime.combine(day, time(9, 40))))


def _check(exam: Exam, clerk: User, *, late: int) -> None:
    for n, task in enumerate(exam.tasks.exclude(organisation=None)):
        day = rules.due_on(exam.first_on, task.days_before) + timedelta(
            days=late if n % 3 == 1 else -1
        )
        for site in exam.sites.all() if task.is_per_site else [None]:
            if site and late == 0 and n % 4 == 2 and site.pk % 3 == 0:
                continue
            with _at(day):
                actions.check(by=clerk, task=task, site=site, done_on=day, note="示例")


def _noise(exam: Exam, clerk: User) -> None:
    site = exam.sites.first()
    kinds = ((Noise.BUILDING, "示例工地"), (Noise.SQUARE, "示例广场"))
    for n, (kind, place) in enumerate(kinds):
        point = (site.latitude + 0.002 * (n + 1), site.longitude)
        note = actions.NoiseNote(site=site, kind=kind, place=place, text="示例", point=point)
        made = actions.hear_noise(by=clerk, note=note)
        if n == 0:
            actions.answer_noise(by=clerk, complaint=made, answer="已停工（示例）")
    actions.log(by=clerk, exam=exam, text="首场开考平稳（示例）", site=site, is_lesson=False)

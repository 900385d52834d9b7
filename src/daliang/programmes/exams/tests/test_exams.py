"""From template to instance, the day itself, and what next year learns."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Notification
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.ledger import actions as ledger
from daliang.programmes.exams import actions, queries, rules
from daliang.programmes.exams.choices import Kind, Noise
from daliang.programmes.exams.models import Complaint, Exam, ExamSite, Task

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 7)


def at(day: date) -> object:
    return clock.pretend(timezone.make_aware(datetime.combine(day, time(9))))


def college(world: World) -> Exam:
    """The college exam of 2024 with one school in the east and one in the west."""
    exam = actions.make(
        by=world.clerk,
        kind=Kind.COLLEGE,
        title="2024年高考",
        dates=actions.Dates(DAY, date(2024, 6, 9)),
    )
    for name, unit in (("东港中学", world.east), ("西塘中学", world.west)):
        ExamSite.objects.create(
            exam=exam, name=name, organisation=unit, latitude=31.5, longitude=120.3
        )
    return exam


def task(exam: Exam, word: str) -> Task:
    return exam.tasks.get(title__contains=word)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_template_names_the_departments_the_city_has_and_leaves_the_rest_open(
    world: World,
) -> None:
    exam = college(world)

    assert task(exam, "工地停工").organisation == world.housing
    assert task(exam, "无线电").organisation == world.industry  # the second name in the template
    assert task(exam, "救护车").organisation is None


def test_an_exam_is_made_once_a_year(world: World) -> None:
    college(world)

    with pytest.raises(NotAllowed, match="已经建过"):
        college(world)


def test_tasks_become_commitments_that_close_only_when_every_site_is_checked(world: World) -> None:
    exam = college(world)
    made = actions.order(by=world.clerk, exam=exam)
    one = task(exam, "工地停工")

    assert one.commitment in made
    assert one.commitment.due_on == date(2024, 6, 4)
    assert actions.order(by=world.clerk, exam=exam) == []
    for n, site in enumerate(exam.sites.all()):
        assert f"还有{2 - n}个考点未登记" in ledger.closing_hindrances(one.commitment)[0]
        actions.check(by=world.clerk, task=one, site=site, done_on=clock.today())
    assert ledger.closing_hindrances(one.commitment) == []


def test_a_unit_checks_its_own_cells_only(world: World) -> None:
    exam = college(world)
    one, east = task(exam, "工地停工"), exam.sites.get(name="东港中学")

    actions.check(by=world.east_liaison, task=one, site=east, done_on=clock.today())

    with pytest.raises(NotAllowed, match="不归"):
        actions.check(by=world.west_liaison, task=one, site=east, done_on=clock.today())
    with pytest.raises(NotAllowed, match="整体任务"):
        actions.check(by=world.clerk, task=one, site=None, done_on=clock.today())
    ahead = clock.today() + timedelta(days=1)
    with pytest.raises(NotAllowed, match="晚于"):
        actions.check(by=world.clerk, task=one, site=east, done_on=ahead)


def test_noise_goes_at_once_to_whoever_is_called_and_to_the_district(world: World) -> None:
    site = college(world).sites.get(name="东港中学")
    note = actions.NoiseNote(site, Noise.BUILDING, "三期工地", point=(31.503, 120.3))

    made = actions.hear_noise(by=world.east_liaison, note=note)
    other = actions.hear_noise(by=world.clerk, note=actions.NoiseNote(site, Noise.OTHER, "广场"))

    assert (made.routed_to, made.metres) == (world.housing, 334)
    assert other.routed_to == world.east  # nobody in particular: the district
    told = Notification.objects.filter(key=f"noise-{made.pk}")
    assert {n.user.username for n in told} == {"east_liaison", "east_head"}
    assert "334米内" in told[0].text


def test_a_complaint_is_answered_once_by_who_was_called(world: World) -> None:
    site = college(world).sites.get(name="东港中学")
    made = actions.hear_noise(by=world.clerk, note=actions.NoiseNote(site, Noise.OTHER, "广场"))

    with pytest.raises(NotAllowed):
        actions.answer_noise(by=world.west_liaison, complaint=made, answer="已停")
    actions.answer_noise(by=world.east_liaison, complaint=made, answer="已停")
    with pytest.raises(NotAllowed, match="已经处置"):
        actions.answer_noise(by=world.clerk, complaint=made, answer="又停")


def test_next_year_starts_earlier_what_was_late_and_brings_the_lessons(world: World) -> None:
    exam = college(world)
    late, good = task(exam, "工地停工"), task(exam, "无线电")
    for site in exam.sites.all():
        with at(date(2024, 6, 10)):
            actions.check(by=world.clerk, task=late, site=site, done_on=date(2024, 6, 6))
            actions.check(by=world.clerk, task=good, site=site, done_on=date(2024, 5, 20))
    with at(DAY):
        actions.log(by=world.clerk, exam=exam, text="备用发电车提前进场", site=None, is_lesson=True)
        actions.log(by=world.clerk, exam=exam, text="平稳", site=None, is_lesson=False)

    dates = actions.Dates(date(2025, 6, 7), date(2025, 6, 9))
    following = actions.follow(by=world.clerk, previous=exam, title="2025年高考", dates=dates)

    assert following.sites.count() == 2
    assert task(following, "工地停工").days_before == 5  # three, and two days late
    assert task(following, "工地停工").lesson == "上年晚2天完成，提前2天"
    assert task(following, "无线电").days_before == 10
    assert task(following, "发电车").lesson == "上年值守经验"
    assert not following.tasks.filter(title="平稳").exists()


@pytest.mark.parametrize(
    ("done_on", "days"),
    [
        (date(2024, 6, 4), 3),  # on its day
        (date(2024, 5, 1), 3),  # before it
        (date(2024, 6, 5), 4),
        (None, 8),  # never: late until the last day
        (date(2024, 8, 1), 13),  # no more than ten days earlier
    ],
)
def test_a_lesson_moves_a_task_by_its_lateness(done_on: date | None, days: int) -> None:
    assert rules.learned(3, date(2024, 6, 4), done_on, date(2024, 6, 9))[0] == days


def test_the_pages_work_for_office_and_unit_and_hide_from_others(
    world: World, django_assert_max_num_queries: object
) -> None:
    exam = college(world)
    url = reverse("exams:perform", args=[exam.pk])
    client = signed_in(world.clerk)
    site, one = exam.sites.first(), task(exam, "工地停工")
    ambulance = task(exam, "救护车")

    client.post(url, {"verb": "check", "task": one.pk, "site": site.pk, "done_on": clock.today()})
    client.post(
        url,
        {"verb": "task", "task": ambulance.pk, "organisation": world.safety.pk, "days_before": 4},
    )
    client.post(url, {"verb": "log", "text": "平稳"})
    client.post(url, {"verb": "noise", "site": site.pk, "kind": "building", "place": "工地"})
    complaint = Complaint.objects.get()
    client.post(url, {"verb": "answer", "complaint": complaint.pk, "answer": "已停工"})
    client.post(url, {"verb": "order"})
    ambulance.refresh_from_db()

    assert one.checks.count() == 1
    assert ambulance.commitment.lead == world.safety
    with django_assert_max_num_queries(34):
        page = client.get(exam.get_absolute_url())
    assert "1/1" in page.content.decode()
    assert signed_in(world.east_liaison).get(exam.get_absolute_url()).status_code == 200
    assert signed_in(world.company_liaison).get(exam.get_absolute_url()).status_code == 404
    assert not queries.exams_for(world.system_officer)
    for name in ("sites", "import-sites"):
        assert client.get(reverse(f"exams:{name}", args=[exam.pk])).status_code == 200


def test_an_exam_is_made_by_the_page_and_its_sites_come_back_unchanged(world: World) -> None:
    client = signed_in(world.clerk)
    form = {"kind": "school", "title": "中考", "first_on": "2024-06-16", "last_on": "2024-06-18"}
    client.post(reverse("exams:list"), form)
    exam = Exam.objects.get()
    ExamSite.objects.create(exam=exam, name="东港中学", organisation=world.east, candidates=300)

    data = client.get(reverse("exams:sites", args=[exam.pk]) + "?export=xlsx").content
    answer = client.post(
        reverse("exams:import-sites", args=[exam.pk]), {"file": SimpleUploadedFile("a.xlsx", data)}
    )

    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 1}
    assert client.get(reverse("exams:list")).status_code == 200

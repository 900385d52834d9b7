"""Loads the sample: bodies and people, then the meeting's work as it went through June."""

from __future__ import annotations

import csv
import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw
from pypinyin import lazy_pinyin

from daliang.base import actions as base_actions
from daliang.base import clock
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, Post, User
from daliang.ledger import actions
from daliang.ledger.choices import SourceKind
from daliang.ledger.models import Commitment, Source
from daliang.ledger.programme import programmes

DEMO_DAY = date(2024, 6, 28)
_HERE = Path(__file__).parent
_MEETING_ON = date(2024, 6, 6)
_POSTS = (
    ("常务副市长", ("市发改委", "市财政局", "市国资委", "市委金融办", "市统计局")),
    ("分管工业副市长", ("市工信局", "市科技局", "市数据局")),
    ("分管商务副市长", ("市商务局", "市外办")),
    ("分管城建副市长", ("市住建局", "市交通局", "市教育局", "市民政局", "市卫健委")),
    ("分管安全副市长", ("市应急局", "市消防支队", "市公安局")),
)
_CITY_PEOPLE = (
    ("clerk", "督查室经办", "office_clerk", "市督查室"),
    ("head", "督查室负责人", "office_head", "市督查室"),
    ("leader", "市领导", "leader", "无锡市"),
    ("analyst", "统计分析员", "analyst", "市统计局"),
    ("auditor", "审计员", "auditor", "无锡市"),
    ("system", "系统管理员", "system_officer", "无锡市"),
    ("security", "安全管理员", "security_officer", "无锡市"),
)
_ALL_DISTRICTS = "各板块"
# What the other parts bring along, in this order; one that is not there yet is left out.
PARTS = (
    "daliang.indicators.sample",
    "daliang.parties.sample",
    "daliang.diagnosis.sample",
    "daliang.programmes.safety.sample",
    "daliang.programmes.burden.sample",
    "daliang.programmes.training.sample",
    "daliang.programmes.exams.sample",
    "daliang.programmes.livelihood.sample",
    "daliang.programmes.assets.sample",
    "daliang.programmes.projects.sample",
    "daliang.programmes.delegations.sample",
    "daliang.programmes.agreements.sample",
    "daliang.programmes.policy.sample",
    "daliang.programmes.demands.sample",
    "daliang.programmes.visits.sample",
    "daliang.programmes.orders.sample",
    "daliang.programmes.asks.sample",
    "daliang.programmes.portal.sample",
    "daliang.dispatch.sample.links",
)
Say = Callable[[str], None]
Row = dict[str, str]


def load(*, say: Say, password: str) -> None:
    """Fill an empty database with the sample city; a filled one stays as it is."""
    if Commitment.objects.exists():
        say("样例城市已在，不再装入。")
        return
    say("装入单位和账号……")
    bodies = _load_bodies()
    people = _load_people(bodies, password)
    say("装入6月6日会议的任务……")
    source = _load_source(people["clerk"])
    rows = _read("tasks.csv")
    for number, row in enumerate(rows, start=1):
        _Story(row, source, bodies, people).tell()
        if number % 10 == 0 or number == len(rows):
            say(f"  任务 {number}/{len(rows)}")
    with at(DEMO_DAY, 8):
        actions.refresh_lights(day=DEMO_DAY)
    for name in PARTS:
        if find_spec(name) is not None:
            importlib.import_module(name).load(say=say, people=people, bodies=bodies)


@contextmanager
def at(day: date, hour: int = 9) -> Iterator[None]:
    """Let things happen on a day of June 2024."""
    with clock.pretend(timezone.make_aware(datetime.combine(day, time(hour)))):
        yield


def _read(name: str) -> list[Row]:
    with (_HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _load_bodies() -> dict[str, Organisation]:
    bodies: dict[str, Organisation] = {}
    for position, row in enumerate(_read("bodies.csv"), start=1):
        bodies[row["short_name"]] = base_actions.create_organisation(
            by=None,
            name=row["name"],
            short_name=row["short_name"],
            kind=OrganisationKind(row["kind"]),
            parent=bodies.get(row["parent"]),
            position=position * 10,
            duties=row["duties"],
            aliases=[alias for alias in row["aliases"].split("、") if alias],
        )
    return bodies


def _load_people(bodies: dict[str, Organisation], password: str) -> dict[str, User]:
    people: dict[str, User] = {}
    for username, title, role, body in _CITY_PEOPLE:
        first = next(iter(people.values()), None)
        people[username] = _person(username, title, role, bodies[body], password, first)
    for name, body in bodies.items():
        if body.kind in {OrganisationKind.CITY, OrganisationKind.OFFICE}:
            continue
        username = "".join(lazy_pinyin(re.sub(r"[（(].*", "", name)))
        people[name] = _person(
            username, f"{name}联络员", "liaison", body, password, people["clerk"]
        )
    for position, (title, names) in enumerate(_POSTS, start=1):
        post = Post.objects.create(title=title, position=position)
        post.portfolio.set([bodies[name] for name in names])
    return people


def _person(
    username: str, title: str, role: str, body: Organisation, password: str, first: User | None
) -> User:
    """Open one account; after the first they share its password without hashing it again."""
    user = base_actions.create_user(
        by=None, username=username, display_name=title, password=password, same_as=first
    )
    base_actions.grant_role(by=None, user=user, role=role, organisation=body)
    return user


def _load_source(clerk: User) -> Source:
    with at(_MEETING_ON, 17):
        return actions.make_source(
            by=clerk,
            kind=SourceKind.MEETING,
            title="全市经济运行基层座谈会暨投资工作汇报会",
            issued_by="市委办公室",
            dated_on=_MEETING_ON,
            plan_year=2024,
            text="据2024年6月7日公开报道整理；任务为转述，单位、时限和进展为示例。",
            is_synthetic=True,
        )


class _Story:
    """One row of the table, told as it happened in June 2024."""

    def __init__(
        self, row: Row, source: Source, bodies: dict[str, Organisation], people: dict[str, User]
    ) -> None:
        self.row, self.source, self.bodies, self.people = row, source, bodies, people
        self.clerk, self.head = people["clerk"], people["head"]
        self.liaison = people.get(row["lead"], self.clerk)

    def tell(self) -> None:
        """Draft it, and carry it as far as its stage says."""
        with at(date(2024, 6, 7)):
            item = actions.commit(by=self.clerk, draft=self._draft())
            actions.submit(by=self.clerk, commitment=item)
        if self.row["stage"] == "submitted":
            return
        with at(date(2024, 6, 7), 15):
            actions.approve(by=self.head, commitment=item)
            actions.issue(by=self.clerk, commitment=item)
        if self.row["stage"] == "issued":
            return
        with at(date(2024, 6, 8), 10):
            if self.row["stage"] == "returned":
                reason = "主要职责在市教育局，建议由其牵头"
                actions.send_back(by=self.liaison, commitment=item, reason=reason)
                return
            actions.sign_for(by=self.liaison, commitment=item)
        self._report(item)

    def _draft(self) -> actions.Draft:
        row = self.row
        known = {programme.slug for programme in programmes()}
        return actions.Draft(
            title=row["title"],
            programme=row["programme"] if row["programme"] in known else "tasks",
            source=self.source,
            category=row["category"],
            goal=row["goal"],
            lead=self.bodies[row["lead"]],
            supports=tuple(self._supports()),
            leader=Post.objects.filter(title=row["leader"]).first(),
            starts_on=_MEETING_ON,
            due_on=date.fromisoformat(row["due"]),
            milestones=tuple(_milestones(row["milestones"])),
            is_synthetic=True,
            extra={"依据": row["basis"]},
        )

    def _supports(self) -> Iterator[Organisation]:
        for name in filter(None, self.row["supports"].split("、")):
            if name == _ALL_DISTRICTS:
                yield from (b for b in self.bodies.values() if b.kind == OrganisationKind.DISTRICT)
            else:
                yield self.bodies[name]

    def _report(self, item: Commitment) -> None:
        percent = int(self.row["progress"])
        key = f"sample-{item.number}"
        with at(date(2024, 6, 15), 16):
            first = actions.Progress(
                key=f"{key}-1", percent=percent // 2, text="已开展，按计划推进"
            )
            actions.report(by=self.liaison, commitment=item, progress=first)
        is_final = self.row["stage"] in {"reported_done", "closed"}
        with at(date(2024, 6, 25), 16):
            done = [
                (m.pk, m.due_on)
                for m in item.milestones.all()
                if m.due_on and m.due_on <= clock.today() and (is_final or percent >= 50)
            ]
            if is_final:
                done = [
                    (m.pk, min(m.due_on or clock.today(), clock.today()))
                    for m in item.milestones.all()
                ]
            second = actions.Progress(
                key=f"{key}-2",
                percent=percent,
                text=self.row["latest"],
                problem=self.row["problem"],
                done_milestones=tuple(done),
                proofs=(self._proof(item),) if is_final else (),
                is_final=is_final,
            )
            actions.report(by=self.liaison, commitment=item, progress=second)
        if self.row["stage"] == "closed":
            with at(date(2024, 6, 27), 11):
                item.refresh_from_db()
                actions.take_review(by=self.clerk, commitment=item)
                actions.close(by=self.clerk, commitment=item, remark="资料核对无误")

    def _proof(self, item: Commitment) -> actions.Proof:
        """A drawn picture that says it is an example; no photograph of any real place."""
        picture = Image.new("RGB", (640, 360), "#e8edf4")
        pen = ImageDraw.Draw(picture)
        pen.rectangle((20, 20, 620, 340), outline="#1e3a5f", width=3)
        pen.text((40, 160), f"SAMPLE EVIDENCE  {item.number}", fill="#1e3a5f")
        data = BytesIO()
        picture.save(data, "PNG")
        upload = SimpleUploadedFile(f"示例佐证-{item.number}.png", data.getvalue(), "image/png")
        return actions.Proof(
            file=base_actions.store_file(by=self.liaison, upload=upload), caption="示例佐证"
        )


def _milestones(text: str) -> Iterator[actions.MilestoneDraft]:
    for part in filter(None, text.split("；")):
        day, title = part.split(" ", 1)
        yield actions.MilestoneDraft(title, date.fromisoformat(f"2024-{day}"))

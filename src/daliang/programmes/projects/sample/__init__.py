"""The sample's projects: names, owners and amounts as published, dates and figures as examples.

What was published stands with its source and confidence; gates, plans, figures
and everything called 示例 are made up, and every row says so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.ledger import actions as ledger
from daliang.programmes.projects import actions
from daliang.programmes.projects.choices import GATE_PROOFS, STAGES, GapCause, Stage
from daliang.programmes.projects.intakes import even_months
from daliang.programmes.projects.models import Project, YearPlan
from daliang.programmes.projects.periodic import log_risks

_FILE = Path(__file__).parent / "projects.csv"
_NOTE = "；关口、计划、进度为示例"
# Days before the start at which earlier gates were passed.
_EARLIER = {
    Stage.TALKS: 420,
    Stage.SIGNED: 300,
    Stage.REGISTERED: 270,
    Stage.LAND: 90,
}
_LATE = [2, 2, 4, 6, 7, 8, 9, 10, 12, 13, 13, 14]  # percent a month of a back-loaded plan
_SHARE = Decimal("0.01")
Row = Mapping[str, str]


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the pack: projects through their gates, plans of 2024, three books to May."""
    say("装入重大项目……")
    office = _Office(people, bodies)
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            office.enter(row)
    office.split_package()
    with _at(date(2024, 6, 1)):
        log_risks(date(2024, 6, 1))


@contextmanager
def _at(day: date, hour: int = 9) -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime.combine(day, time(hour)))):
        yield


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _found(row: Row) -> date:
    """A made-up day on which the project was first heard of."""
    return (_day(row["started_on"]) or date(2024, 5, 20)) - timedelta(days=500)


class _Office:
    """The clerk who enters what the table says, as it happened."""

    def __init__(self, people: Mapping[str, User], bodies: Mapping[str, Organisation]) -> None:
        self.clerk, self.head = people["clerk"], people["head"]
        self.people, self.bodies = people, bodies

    def enter(self, row: Row) -> None:
        """Enter one project with all its table says."""
        with _at(date(2024, 1, 5)):
            project = self._project(row)
            self._plan_gates(project, row)
        self._walk(project, row)
        if Decimal(row["plan_wan"]) > 0:
            with _at(date(2024, 3, 1)):
                plan = self._plan(project, row)
            self._figures(project, row)
            self._report(plan, row)
        if row["moved_from"]:
            with _at(date(2024, 4, 10)):
                self._move(project, row)
        if "用地" in row["problem"]:
            with _at(date(2024, 6, 12)):
                actions.raise_blocker(
                    by=self.clerk,
                    project=project,
                    kind="land",
                    text=row["problem"],
                    unit=self.bodies["市自然资源规划局"],
                    due_on=date(2024, 7, 31),
                )
        if row["code"] == "SL24-003":
            with _at(date(2024, 6, 18)):
                actions.note_gap(
                    by=self.clerk,
                    project=project,
                    month_on=date(2024, 5, 1),
                    cause=GapCause.NO_CONTRACT,
                    missing="总包施工合同备案件",
                )

    def _project(self, row: Row) -> Project:
        is_real = row["is_real"] == "1"
        return actions.add_project(
            by=self.clerk,
            code=row["code"],
            found_on=_found(row),
            name=row["name"],
            line=row["line"],
            size=row["size"],
            nature=row["nature"],
            district=self.bodies.get(row["district"]),
            lead=self.bodies[row["lead"]],
            industry=row["industry"],
            owner_name=row["owner"],
            total_wan=Decimal(row["total_wan"]) if row["total_wan"] else None,
            total_note=row["total_note"],
            content=row["content"],
            source=row["source"] + (_NOTE if is_real else ""),
            confidence=row["confidence"],
            as_of=row["as_of"],
            is_synthetic=True,
        )

    def _plan_gates(self, project: Project, row: Row) -> None:
        start = _day(row["start_planned"])
        done = _day(row["moved_from"] or row["completed_planned"])
        dates = {Stage.STARTED: start, Stage.COMPLETED: done}
        if start:
            dates[Stage.ENTERED] = start + timedelta(days=30)
        if done:
            dates[Stage.PRODUCTION] = done + timedelta(days=90)
        for stage, day in dates.items():
            if day:
                actions.plan_gate(by=self.clerk, project=project, stage=stage, planned_on=day)

    def _move(self, project: Project, row: Row) -> None:
        new = _day(row["completed_planned"])
        actions.plan_gate(
            by=self.clerk,
            project=project,
            stage=Stage.COMPLETED,
            planned_on=new,
            reason="施工组织调整（示例）",
        )

    def _walk(self, project: Project, row: Row) -> None:
        wanted = Stage(row["stage"])
        started = _day(row["started_on"])
        base = started or date(2024, 5, 20)
        for stage in STAGES[1 : STAGES.index(wanted) + 1]:
            if stage == Stage.ENTERED:
                day = _day(row["entered_on"])
            elif stage == Stage.STARTED:
                day = started
            else:
                day = base - timedelta(days=_EARLIER.get(stage, 0))
            if stage == Stage.BUILDING and started:
                day = started + timedelta(days=20)
            if day is not None:
                self._pass(project, stage, day)

    def _pass(self, project: Project, stage: Stage, day: date) -> None:
        with _at(max(day, date(2024, 1, 6)), 14):
            for group in GATE_PROOFS.get(stage, ()):
                number = f"示例-{project.code}-{group[0].value}"
                proof = actions.Proof(group[0], number)
                actions.give_proof(by=self.clerk, project=project, stage=stage, proof=proof)
            actions.pass_gate(by=self.clerk, project=project, stage=stage, done_on=day)

    def _plan(self, project: Project, row: Row) -> YearPlan:
        total = Decimal(row["plan_wan"])
        amounts = even_months(total)
        if row["curve"] == "late":
            amounts = {m: total * share * _SHARE for m, share in enumerate(_LATE, 1)}
        months = {m: (amount, amount * Decimal("0.75")) for m, amount in amounts.items()}
        plan = actions.set_year_plan(
            by=self.clerk, project=project, year=2024, plan_wan=total, months=months
        )
        ledger.submit(by=self.clerk, commitment=plan.commitment)
        ledger.approve(by=self.head, commitment=plan.commitment)
        ledger.issue(by=self.clerk, commitment=plan.commitment)
        return plan

    def _figures(self, project: Project, row: Row) -> None:
        plan = Decimal(row["plan_wan"])
        books = {"dispatch": "done", "statistics": "statistics", "finance": "finance"}
        sources = {
            "dispatch": "项目单位月报（示例）",
            "statistics": "市统计局联网直报（示例）",
            "finance": "项目单位财务账（示例）",
        }
        drafts = []
        for book, column in books.items():
            total = plan * Decimal(row[column]) * _SHARE
            before = Decimal(0)
            for month in range(2, 6):
                upto = (total * month / 5).quantize(Decimal(1))
                drafts.append(
                    actions.FigureDraft(
                        project=project,
                        book=book,
                        month_on=date(2024, month, 1),
                        before_wan=before,
                        month_wan=upto - before,
                        total_wan=upto,
                        source=sources[book],
                        is_synthetic=True,
                    )
                )
                before = upto
        with _at(date(2024, 6, 8), 10):
            actions.record_figures(by=self.clerk, figures=drafts)

    def _report(self, plan: YearPlan, row: Row) -> None:
        unit = plan.commitment.lead.short_name
        liaison = self.people.get(unit)
        if liaison is None:
            return
        with _at(date(2024, 3, 4)):
            ledger.sign_for(by=liaison, commitment=plan.commitment)
        with _at(date(2024, 6, 5), 15):
            progress = ledger.Progress(
                key=f"sample-{plan.commitment.number}",
                percent=int(row["done"]),
                text=f"1—5月完成年度计划的{row['done']}%（示例）",
                problem=row["problem"],
            )
            ledger.report(by=liaison, commitment=plan.commitment, progress=progress)

    def split_package(self) -> None:
        """Split the sample's package into parts of two districts; the rest stays with it."""
        package = Project.objects.get(name__contains="打包项目")
        parts = [
            ("示例园区提升（安镇片区）", self.bodies["锡山区"], Decimal(18_000)),
            ("示例园区提升（堰桥片区）", self.bodies["惠山区"], Decimal(20_000)),
        ]
        with _at(date(2024, 5, 15)):
            actions.split(by=self.clerk, project=package, parts=parts)

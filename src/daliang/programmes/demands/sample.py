"""Invented demands of the invented firms, at every stage of their way through June 2024."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.parties.hearing import HeardDemand
from daliang.parties.models import Enterprise
from daliang.programmes.demands import actions, queries
from daliang.programmes.demands.models import Demand

# Class, word, lead (empty: the firm's own district), support.
_DUTIES = (
    ("land", "", "市自然资源规划局", ""),
    ("finance", "", "市委金融办", ""),
    ("labour", "", "市人社局", ""),
    ("approval", "", "市行政审批局", ""),
    ("policy", "", "市工信局", "市财政局"),
    ("orders", "", "市工信局", "市商务局"),
    ("orders", "外贸", "市商务局", ""),
    ("logistics", "", "市交通局", ""),
    ("factors", "", "市发改委", ""),
    ("factors", "环评", "市生态环境局", ""),
    ("consulting", "", "市行政审批局", ""),
    ("other", "", "", ""),
)
# Day heard, class, channel, demand, stage it has reached.
_DEMANDS = (
    (3, "factors", "visit", "配套用电增容进度慢，影响二期投产", "closed"),
    (4, "factors", "visit", "配套用电增容进度慢，新线无法投产", "answered"),
    (5, "factors", "hotline", "用电增容进度慢，影响设备投产", "issued"),
    (6, "factors", "meeting", "配套用电增容慢，影响投产", "issued"),
    (5, "labour", "visit", "缺数控技工二十名", "closed"),
    (7, "labour", "portal", "旺季缺普工，希望组织专场招聘", "unhappy"),
    (11, "labour", "visit", "缺焊工和质检员", "issued"),
    (7, "finance", "visit", "续贷周期长，希望无还本续贷", "closed"),
    (12, "finance", "portal", "首贷缺抵押物，希望对接担保", "answered"),
    (18, "finance", "hotline", "应收账款回款慢，希望做保理", "issued"),
    (11, "land", "meeting", "扩建用地指标何时落实", "late"),
    (13, "land", "visit", "厂区旁闲置地块能否租用停车", "pooled"),
    (12, "approval", "portal", "施工许可与消防设计审查能否并联", "closed"),
    (17, "approval", "hotline", "排水许可办理材料不清楚", "answered"),
    (13, "policy", "visit", "技改补助何时申报", "closed"),
    (19, "policy", "portal", "高企培育奖励标准是什么", "answered"),
    (14, "orders", "meeting", "希望对接本地整车厂配套", "issued"),
    (20, "orders", "visit", "外贸订单减少，希望参加境外展会", "issued"),
    (18, "logistics", "hotline", "重型车辆限行影响夜间配送", "answered"),
    (21, "logistics", "visit", "出口集装箱订舱困难", "routed"),
    (19, "factors", "visit", "环评批复时间长", "returned"),
    (24, "consulting", "portal", "中小企业划型标准怎么认定", "issued"),
    (25, "other", "hotline", "厂区门口公交班次少", "routed"),
    (26, "finance", "portal", "设备更新贷款贴息怎么申请", "pooled"),
    (27, "labour", "visit", "青年人才公寓名额不足", "pooled"),
)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Load the duty table and the demands."""
    if Demand.objects.exists():
        return
    say(f"装入{len(_DEMANDS)}条示例企业诉求……")
    with _at(3, 8):
        for kind, word, lead, support in _DUTIES:
            supports = [bodies[support]] if support else []
            actions.set_duty(
                by=people["clerk"],
                kind=kind,
                word=word,
                organisation=bodies.get(lead),
                supports=supports,
            )
    firms = _firms()
    for number, (day, kind, channel, title, stage) in enumerate(_DEMANDS, start=1):
        _Way(people, next(firms), day, number).go(kind, channel, title, stage)


class _Way:
    """One demand on its way."""

    def __init__(self, people: Mapping[str, User], firm: Enterprise, day: int, number: int):
        self.people, self.firm, self.day, self.number = people, firm, day, number
        self.clerk, self.head = people["clerk"], people["head"]

    def go(self, kind: str, channel: str, title: str, stage: str) -> None:
        """Take it as far as its stage says."""
        with _at(self.day, 9, self.number):
            heard = HeardDemand(
                self.firm, title, "", kind, channel, f"sample-{self.number}", is_synthetic=True
            )
            row = actions.take_in(by=self.clerk, heard=heard)
        if stage == "pooled":
            return
        with _at(self.day, 10, self.number):
            lead, supports, _why = queries.proposed_lead(row)
            row = actions.route(by=self.clerk, demand=row, lead=lead, supports=supports)
            actions.respond(by=self.clerk, demand=row)
        if stage == "routed":
            return
        with _at(self.day, 11):
            row = actions.issue(by=self.head, demand=row)
        if stage in {"issued", "late"}:
            return
        self.unit = self.people[row.commitment.lead.short_name]
        if stage == "returned":
            with _at(self.day, 15):
                actions.object_to(by=self.unit, demand=row, reason="主责在属地审批部门，建议改派")
            return
        self._answer(row, stage)

    def _answer(self, row: Demand, stage: str) -> None:
        outcome = {"closed": "solved", "unhappy": "explained"}.get(stage, "solved")
        with _at(min(self.day + 4, 27), 15):
            actions.answer(
                by=self.unit,
                demand=row,
                text="已与企业对接办理，情况见附件（示例）。",
                outcome=outcome,
                uploads=[_picture(self.number)],
            )
        if stage == "answered":
            return
        with _at(min(self.day + 5, 28), 10):
            verdict = "unsatisfied" if stage == "unhappy" else "satisfied"
            actions.rate(by=self.clerk, demand=row, verdict=verdict, text="（示例回访）")
            if stage == "closed":
                actions.close(by=self.clerk, demand=row)


def _firms() -> Iterator[Enterprise]:
    while True:
        yield from Enterprise.objects.filter(is_synthetic=True).order_by("pk")[:18]


def _at(day: int, hour: int, minute: int = 0) -> object:
    moment = datetime.combine(date(2024, 6, day), time(hour, minute))
    return clock.pretend(timezone.make_aware(moment))


def _picture(number: int) -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (64, 36), (30 + number, 58, 95)).save(data, "PNG")
    return SimpleUploadedFile(f"示例答复-{number}.png", data.getvalue(), "image/png")

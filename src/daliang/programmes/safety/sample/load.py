"""Loads the sample: forty sites, a year of visits, hazards at every stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from daliang.base import clock
from daliang.base.actions import store_file
from daliang.base.models import Organisation, User
from daliang.ledger import actions as ledger
from daliang.ledger.models import Commitment
from daliang.programmes.safety import actions
from daliang.programmes.safety.choices import Field, Level, Listing, Origin, Risk
from daliang.programmes.safety.models import Hazard, Site

_DISTRICTS = ("江阴市", "宜兴市", "梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区", "经开区")
# Line of work, bureau, word in the name, what is found there.
_TRADES = (
    (
        Field.CHEMICAL,
        "市应急局",
        "化工仓储",
        (("储罐区", "可燃气体报警器失效"), ("装卸台", "静电接地不良")),
    ),
    (
        Field.FACTORY,
        "市应急局",
        "铝镁加工厂",
        (("打磨间", "粉尘清扫不及时"), ("熔炼区", "冷却水报警未联锁")),
    ),
    (
        Field.BUILDING,
        "市住建局",
        "住宅工地",
        (("三号楼", "外架连墙件缺失"), ("塔吊", "力矩限制器失灵")),
    ),
    (Field.GAS, "市住建局", "餐饮街区", (("后厨", "软管超期未换"), ("调压箱", "无泄漏报警"))),
    (
        Field.FIRE,
        "市消防支队",
        "商业综合体",
        (("地下车库", "防火卷帘不能降落"), ("疏散楼梯", "堆放杂物")),
    ),
)
_RISKS = (Risk.RED, Risk.ORANGE, Risk.YELLOW, Risk.BLUE)
_LEVELS = (Level.GENERAL, Level.SERIOUS, Level.GENERAL, Level.MAJOR)
_FIRST = date(2023, 8, 10)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the campaign; nothing in it is a fact."""
    say("装入安全生产示例……")
    teller = _Teller(people)
    number = 0
    for place, district in enumerate(_DISTRICTS):
        for trade, (field, bureau, word, finds) in enumerate(_TRADES):
            site = Site.objects.create(
                name=f"{district}示例{word}{place + 1}号",
                field=field,
                risk=_RISKS[(place + trade) % 4],
                organisation=bodies[district],
                supervisor=bodies[bureau],
                address=f"{district}（示例地址）",
                duty_post="安全总监",
                is_synthetic=True,
            )
            if (place * 5 + trade) % 7 == 3:
                continue  # a few have never been seen: the plan must find them
            for visit in range(2):
                teller.visit(site, number, finds[visit])
                number += 1
            if trade == 3 and place % 3 == 0:  # a few come back after they were closed
                teller.come_back(site, finds[0], place)
    with _at(date(2024, 6, 3)):
        actions.draw_plan(by=people["clerk"], month_on=date(2024, 6, 1), count=15)


def _at(day: date, hour: int = 10) -> object:
    return clock.pretend(timezone.make_aware(datetime.combine(day, time(hour))))


class _Teller:
    """Tells each visit as it happened between August 2023 and June 2024."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people, self.clerk, self.head = people, people["clerk"], people["head"]

    def visit(self, site: Site, number: int, find: tuple[str, str]) -> None:
        """One visit, the hazard it found, and how far that one came."""
        day = _FIRST + timedelta(days=(number * 37) % 315)
        is_own = number % 3 == 1
        finder = self.people[site.organisation.short_name if is_own else site.supervisor.short_name]
        level = _LEVELS[(number * 5 + number // 4) % 4]
        note = actions.HazardNote(find[0], find[1], site.field, level)
        with _at(day):
            made = actions.record_inspection(
                by=finder,
                note=actions.InspectionNote(
                    key=f"sample-safety-{number}",
                    site=site,
                    inspected_on=day,
                    origin=Origin.SELF if is_own else Origin.INSPECTION,
                    text="示例检查记录",
                    hazards=(note,) if number % 5 else (),
                    is_synthetic=True,
                ),
            )
        for hazard in made.hazards.all():
            self._mend(hazard, day, number)

    def come_back(self, site: Site, find: tuple[str, str], place: int) -> None:
        """The same at the same place in June, found by the bureau; not yet ordered."""
        day = date(2024, 6, 24)
        note = actions.HazardNote(find[0], find[1], site.field, Level.GENERAL)
        with _at(day):
            actions.record_inspection(
                by=self.people[site.supervisor.short_name],
                note=actions.InspectionNote(
                    key=f"sample-again-{place}",
                    site=site,
                    inspected_on=day,
                    text="示例复查",
                    hazards=(note,),
                    is_synthetic=True,
                ),
            )

    def _mend(self, hazard: Hazard, day: date, number: int) -> None:
        is_major = hazard.level == Level.MAJOR
        due_on = day + timedelta(days=40 if is_major else 30)
        if (date(2024, 6, 26) - day).days < 6:
            return  # found in the last days: not yet ordered
        with _at(day + timedelta(days=2)):
            item = self._order(hazard, due_on)
            if is_major and number % 2:
                actions.put_on_list(
                    by=self.clerk, hazard=hazard, listing=Listing.CITY, listed_on=clock.today()
                )
        unit = self.people[hazard.site.organisation.short_name]
        with _at(day + timedelta(days=3)):
            ledger.sign_for(by=unit, commitment=item)
            plan = actions.Rectification(
                "更换或修复，专人验收", Decimal(number % 9), "厂长", "停用并疏散预案"
            )
            if is_major or number % 6:
                actions.describe(by=unit, hazard=hazard, plan=plan)
        done_on = due_on - timedelta(days=3) + timedelta(days=(number % 4) * 4)
        is_stuck = not number % (19 if is_major else 6)
        if done_on > date(2024, 6, 20) or is_stuck:
            return
        self._close(hazard, item, unit, done_on)

    def _order(self, hazard: Hazard, due_on: date) -> Commitment:
        item = actions.order(by=self.clerk, hazard=hazard, due_on=due_on, person="厂长")
        ledger.submit(by=self.clerk, commitment=item)
        ledger.approve(by=self.head, commitment=item)
        return ledger.issue(by=self.clerk, commitment=item)

    def _close(self, hazard: Hazard, item: Commitment, unit: User, done_on: date) -> None:
        with _at(done_on):
            said = f"示例佐证：{hazard.name}已整改".encode()
            proof = store_file(by=unit, upload=SimpleUploadedFile("示例佐证.txt", said))
            progress = ledger.Progress(
                key=f"sample-{item.number}",
                percent=100,
                text="已整改（示例）",
                proofs=(ledger.Proof(file=proof, caption="示例佐证"),),
                is_final=True,
            )
            ledger.report(by=unit, commitment=item, progress=progress)
        with _at(done_on + timedelta(days=1)):
            actions.recheck(
                by=self.clerk,
                hazard=hazard,
                is_passed=True,
                text="示例：现场核对无误",
                rechecked_on=clock.today(),
            )
            hazard.refresh_from_db()
            if hazard.listing:
                actions.take_off_list(by=self.clerk, hazard=hazard, delisted_on=clock.today())
            ledger.close(by=self.head, commitment=item)

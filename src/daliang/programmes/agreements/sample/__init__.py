"""The sample's agreement of city and university: subjects as reported, the rest made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from daliang.base import clock
from daliang.base.models import Organisation, User
from daliang.programmes.agreements import actions

_SUBJECTS = "无锡日报 2024-06-07（合作事项见报道）；条款文字、期限、单位、金额为示例"
_ITEMS = (
    (
        "支持建设中阿改革发展研究中心无锡基地。",
        "无锡基地首批活动",
        "年内举办首批活动2场",
        "市外办",
        "2024-12-31",
    ),
    (
        "合作举办附属无锡滨湖实验中学。",
        "附属中学设计方案报批",
        "设计方案通过审查",
        "滨湖区",
        "2024-09-30",
    ),
    (
        "口译等专业资源服务产业和国际交流。",
        "口译资源接入产业场景",
        "首批3个场景落地",
        "市科技局",
        "2024-11-30",
    ),
)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill the pack: one framework agreement, one sub-agreement, items, funds, a hearing."""
    say("装入合作协议……")
    clerk = people["clerk"]
    with _at(date(2024, 6, 14)):
        frame = actions.add_agreement(
            by=clerk,
            code="sisu-2024",
            title="市校合作框架协议（上海外国语大学）",
            partner="上海外国语大学",
            partner_lead="校方合作处（示例）",
            lead=bodies["市外办"],
            signed_on=date(2024, 3, 15),
            ends_on=date(2027, 3, 14),
            source=_SUBJECTS,
            is_synthetic=True,
        )
        actions.add_agreement(
            by=clerk,
            code="sisu-school",
            title="合作办学子协议（示例）",
            partner="上海外国语大学",
            lead=bodies["滨湖区"],
            parent=frame,
            signed_on=date(2023, 9, 1),
            ends_on=date(2024, 8, 31),
            source="示例数据",
            confidence="C",
            is_synthetic=True,
        )
        for article, title, goal, unit, due in _ITEMS:
            actions.add_item(
                by=clerk,
                agreement=frame,
                article=article,
                title=title,
                goal=goal,
                unit=bodies[unit],
                due_on=date.fromisoformat(due),
                partner_lead="校方对应院系（示例）",
            )
        for name, promised, paid in (("奖学基金（示例）", 500, 100), ("研究基金（示例）", 800, 0)):
            actions.set_fund(
                by=clerk,
                agreement=frame,
                name=name,
                promised_wan=Decimal(promised),
                paid_wan=Decimal(paid),
            )
        actions.hold_hearing(
            by=clerk,
            agreement=frame,
            held_on=date(2024, 6, 13),
            text="核对三项事项的时限，基金章程下季度前完成（示例）",
        )


@contextmanager
def _at(day: date) -> Iterator[None]:
    with clock.pretend(timezone.make_aware(datetime.combine(day, time(9)))):
        yield

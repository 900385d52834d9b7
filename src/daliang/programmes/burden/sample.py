"""What the sample city's districts are asked in two months; every line is made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from daliang.base.models import Organisation, User
from daliang.programmes.burden.models import Ask

_FORMS = (
    ("市发改委", "重大项目月报（示例）", ("新开工项目数（个）", "规上企业数（家）")),
    ("市工信局", "工业运行月报（示例）", ("规上企业数 家", "停产企业数")),
    ("市应急局", "安全生产月报（示例）", ("检查企业数", "隐患数", "本单位停产企业数情况")),
)


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Fill two months."""
    say("装入填报要求示例……")
    for month in (date(2024, 5, 1), date(2024, 6, 1)):
        for unit in ("江阴市", "宜兴市", "梁溪区", "新吴区"):
            for place, (asker, form, questions) in enumerate(
                _FORMS[: 3 if month.month == 6 else 2]
            ):
                for n, question in enumerate(questions):
                    is_known = (n + place) % 2 == 0
                    Ask.objects.create(
                        unit=bodies[unit],
                        asker=bodies[asker],
                        month_on=month,
                        form=form,
                        question=question,
                        answer=str(20 + n) if is_known else "",
                        answer_source="上月台账（示例）" if is_known else "",
                        is_synthetic=True,
                    )

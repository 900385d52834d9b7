"""What policies show on a firm's card, and to the firm itself: qualifies, lacks, waits."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from daliang.base import clock
from daliang.base.models import User
from daliang.parties.cards import Line, Section
from daliang.parties.models import Enterprise
from daliang.programmes.policy.choices import Outcome
from daliang.programmes.policy.matching import Answer, answers_for
from daliang.ui.parts import Badge, number

_TONES = {Outcome.ELIGIBLE: "green", Outcome.SHORT: "amber", Outcome.UNDECIDED: "blue"}
_MOST = 8


def money(answer: Answer) -> str:
    """Return the amount in words."""
    if not answer.amount:
        return ""
    return _("约%(n)s万元") % {"n": number(round(answer.amount, 2)).removesuffix(".0")}


def line_of(answer: Answer, url: str) -> Line:
    """Return one policy as a line: title, outcome, money or what is lacking."""
    words = money(answer) if answer.outcome is Outcome.ELIGIBLE else "；".join(answer.lacking)
    if answer.outcome is Outcome.UNDECIDED:
        words = _("待补：%(w)s") % {"w": words}
    if answer.outcome is Outcome.SHORT:
        words = _("只差：%(w)s") % {"w": words}
    mark = Badge(str(answer.outcome.label), _TONES.get(answer.outcome, "grey"))
    return Line(answer.version.text.title, url, mark, words)


def for_office(user: User, enterprise: Enterprise) -> Section | None:
    """Return the firm's policies as talking points for the visit."""
    del user  # whoever sees the card may see what the firm qualifies for
    shown = _shown(answers_for(enterprise, clock.today()))
    sheet = reverse("policy:firm", args=[enterprise.pk])
    return Section(
        title=_("政策（一企一策）"),
        icon="rosette-discount-check",
        lines=[line_of(a, a.version.text.get_absolute_url()) for a in shown[:_MOST]],
        source=_("测算数 · 条件为%(r)s，金额以审核为准 · 截至%(d)s")
        % {"r": _("本系统自行解读或主管部门确认（见政策页）"), "d": clock.today()},
        more_url=sheet,
        hint=_("还没有可谈的政策：现有事实下都不符合，或还没有登记政策。"),
    )


def for_firm(enterprise: Enterprise) -> Section:
    """Return what a firm qualifies for, and why."""
    shown = _shown(answers_for(enterprise, clock.today()))
    return Section(
        title=_("能享受和还差一步的政策"),
        icon="rosette-discount-check",
        lines=[line_of(a, reverse("policy:own", args=[a.version.text_id])) for a in shown],
        source=_("按已掌握的情况测算，是否享受以主管部门审核为准。"),
        hint=_("暂时没有匹配到政策。"),
    )


def _shown(answers: list[Answer]) -> list[Answer]:
    """Leave out what is excluded, and what nothing at all is known of."""
    return [
        a
        for a in answers
        if a.outcome in {Outcome.ELIGIBLE, Outcome.SHORT}
        or (a.outcome is Outcome.UNDECIDED and any(line.startswith("✓") for line in a.lines))
    ]

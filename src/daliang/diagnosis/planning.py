"""An attack plan proposed from a finding: which steps, at which firms, what they should bring.

Pure: a person edits and approves what is proposed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# What is asked to be won back of a firm's loss; the office changes it in the draft.
RECOVERED = 0.5
MOST_FIRMS = 3


@dataclass(frozen=True)
class FirmLoss:
    """A firm that pulled down, by key, name and impact."""

    key: int | None
    name: str
    base: float
    actual: float

    @property
    def impact(self) -> float:
        """Actual less base."""
        return self.actual - self.base


@dataclass(frozen=True)
class ProposedStep:
    """A step of a plan to be."""

    title: str
    due_on: date
    firm: FirmLoss | None = None
    expected: float | None = None


def propose_steps(
    place: str, kind: str, firms: Sequence[FirmLoss], *, unit: str, today: date
) -> list[ProposedStep]:
    """Return the steps that the office usually takes against such a finding.

    Examples
    --------
    >>> loss = FirmLoss(1, "示例机械", 100.0, 40.0)
    >>> steps = propose_steps("东区机械", "rate", [loss], unit="万元", today=date(2024, 6, 28))
    >>> [step.title for step in steps][1]
    '一企一策：示例机械（同比减少60.0万元），力争追回30.0万元'
    """
    first = (
        f"逐户核实{place}停产退出企业，分清检修、搬迁、关停、转出"
        if kind == "exit"
        else f"逐户走访{place}下降企业，查清订单、要素、技改停产等原因"
    )
    steps = [ProposedStep(first, today + timedelta(days=10))]
    for firm in [f for f in firms if f.impact < 0][:MOST_FIRMS]:
        back = -firm.impact * RECOVERED
        title = (
            f"一企一策：{firm.name}（同比减少{-firm.impact:.1f}{unit}），力争追回{back:.1f}{unit}"
        )
        steps.append(ProposedStep(title, today + timedelta(days=60), firm, back))
    if kind == "exit":
        steps.append(ProposedStep("盘活腾出的厂房和用地，招引接续项目", today + timedelta(days=90)))
    steps.append(
        ProposedStep(
            f"排出{place}新增量：新投产项目和增长企业，明确补缺额度", today + timedelta(days=30)
        )
    )
    steps.append(ProposedStep("按月复测，缺口不收窄即升级调度", today + timedelta(days=90)))
    return steps

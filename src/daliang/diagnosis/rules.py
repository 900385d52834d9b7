"""What becomes of a finding when its measure is drilled again. Plain values only."""

from __future__ import annotations

from daliang.base.refusal import NotAllowed
from daliang.diagnosis.choices import FindingState

# A pull that shrank to less than this part of the last one is called smaller.
SMALLER_BELOW = 0.8


def next_state(*, before_pp: float, now_pp: float | None) -> FindingState:
    """Return the state of a known finding whose pull was `before_pp` and is now `now_pp`.

    Examples
    --------
    >>> str(next_state(before_pp=-1.0, now_pp=-0.5)), str(next_state(before_pp=-1.0, now_pp=None))
    ('smaller', 'gone')
    """
    if now_pp is None or now_pp * before_pp < 0:
        return FindingState.GONE
    if abs(now_pp) < SMALLER_BELOW * abs(before_pp):
        return FindingState.SMALLER
    return FindingState.STILL


def require_reason(reason: str) -> None:
    """A finding is put aside with a reason only."""
    if not reason.strip():
        raise NotAllowed("请写明为什么不处理，例如：已知停产检修，7月恢复。")

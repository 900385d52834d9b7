"""穿透: exact contribution tables, and the search for the causes of a gap."""

from daliang.engine.drill.bridges import (
    BaseEffect,
    FirmChange,
    FirmGroup,
    ScopeBridge,
    ShiftShare,
    base_effect,
    firm_change,
    scope_bridge,
    shift_share,
    waterfall,
)
from daliang.engine.drill.causes import Cause, Explanation, find_causes
from daliang.engine.drill.contributions import (
    ContributionTable,
    Part,
    contribution_table,
    fold,
    growth_pct,
)
from daliang.engine.drill.leaves import Dimension, Leaves
from daliang.engine.drill.ratio import RatioEffects, ratio_effects

__all__ = [
    "BaseEffect",
    "Cause",
    "ContributionTable",
    "Dimension",
    "Explanation",
    "FirmChange",
    "FirmGroup",
    "Leaves",
    "Part",
    "RatioEffects",
    "ScopeBridge",
    "ShiftShare",
    "base_effect",
    "contribution_table",
    "find_causes",
    "firm_change",
    "fold",
    "growth_pct",
    "ratio_effects",
    "scope_bridge",
    "shift_share",
    "waterfall",
]

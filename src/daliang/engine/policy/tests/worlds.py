"""A small town of five firms and four policies (示例数据)."""

import numpy as np

from daliang.engine.policy import Facts, Policy, facts_from_columns, parse_policies, required_kinds

POLICIES = [
    {
        "id": "技改",
        "title": "技术改造补助",
        "effective": ["2024-01-01", "2024-12-31"],
        "all": [
            {"field": "revenue", "op": ">=", "value": 2000, "clause": "营业收入不低于2000万元"},
            {"field": "on_blacklist", "op": "is_false"},
        ],
        "benefit": {"kind": "rate_cap", "base": "equip", "rate": 0.1, "cap": 100},
        "group": "G1",
        "pool": "F1",
    },
    {
        "id": "培育",
        "title": "企业培育奖励",
        "effective": ["2024-01-01", None],
        "all": [
            {
                "any": [
                    {"field": "is_hightech", "op": "is_true"},
                    {"field": "revenue", "op": ">", "value": 5000},
                ]
            },
            {"field": "industry", "op": "in", "value": ["C38", "C39"]},
        ],
        "benefit": {"kind": "tiers", "by": "revenue", "tiers": [[0, 5], [2000, 20], [5000, 50]]},
        "group": "G1",
        "pool": "F1",
    },
    {
        "id": "落户",
        "title": "新落户奖励",
        "all": [
            {"field": "registered_on", "op": ">=", "value": "2023-01-01"},
            {"field": "district", "op": "==", "value": "江阴"},
        ],
        "benefit": {"kind": "fixed", "amount": 30},
        "pool": "F2",
    },
]

FIRMS = {
    "firm_id": np.array(["恒鑫", "华天", "永泰", "安德", "信诚"], dtype=object),
    "revenue": np.array([6000.0, 1900.0, 2000.0, np.nan, 800.0]),
    "equip": np.array([3000.0, 500.0, np.nan, 400.0, 0.0]),
    "on_blacklist": np.array([False, False, False, False, True]),
    "is_hightech": np.array(["true", None, "false", "true", "false"], dtype=object),
    "industry": np.array(["C38", "C39", "C38", None, "F51"], dtype=object),
    "registered_on": np.array(
        ["2023-05-01", "2022-12-31", None, "2024-02-29", "2023-01-01"], dtype=object
    ),
    "district": np.array(["江阴", "江阴", "江阴", "宜兴", "江阴"], dtype=object),
}


def town() -> tuple[tuple[Policy, ...], Facts]:
    """Return the policies and the facts of the five firms."""
    policies = parse_policies(POLICIES)
    return policies, facts_from_columns(FIRMS, required_kinds(policies))

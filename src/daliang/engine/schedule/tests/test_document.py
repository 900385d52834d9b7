import pytest

from daliang.engine.checks import BadInput
from daliang.engine.schedule import read_document


def test_links_may_carry_a_lag():
    _, projects = read_document(
        {"today": "2024-06-07", "projects": [{"id": 1, "milestones": [
            {"id": "a", "low": 1, "mode": 1, "high": 1},
            {"id": "b", "after": [{"after": "a", "lag": 3}], "low": 1, "mode": 1, "high": 1}]}]}
    )  # fmt: skip

    assert projects[0].milestones[1].after[0].lag == 3


def test_every_fault_of_a_document_is_collected():
    with pytest.raises(BadInput) as caught:
        read_document({"today": "x", "projects": [3, 4]})

    assert len(caught.value.problems) == 3

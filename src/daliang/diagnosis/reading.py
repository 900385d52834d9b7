"""A finding read back from the facts it rests on."""

from __future__ import annotations

from urllib.parse import parse_qsl

from daliang.diagnosis.comparison import Comparison
from daliang.diagnosis.drilling import drill
from daliang.diagnosis.models import DrillRun, Finding
from daliang.diagnosis.planning import FirmLoss
from daliang.engine.checks import BadInput
from daliang.parties.models import Enterprise
from daliang.warehouse.spans import Span

MOST = 10


def comparison_of(run: DrillRun) -> Comparison:
    """Return the question of a run."""
    base = Span(run.base_first, run.base_last)
    actual = Span(run.actual_first, run.actual_last)
    return Comparison(run.measure, base, actual, run.is_same_scope)


def losses_of(finding: Finding) -> list[FirmLoss]:
    """Return the firms of a finding that pulled down most; none where the facts are gone."""
    where = tuple(parse_qsl(finding.where))
    try:
        lines = drill(comparison_of(finding.run)).firms_of(where)[:MOST]
    except BadInput:
        return []
    names = [line.value for line in lines]
    keys = dict(Enterprise.objects.filter(name__in=names).values_list("name", "pk"))
    return [FirmLoss(keys.get(x.value), x.value, x.base, x.actual) for x in lines]

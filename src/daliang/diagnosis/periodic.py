"""The watch: every month each measure is drilled, and what is new is told with its reason."""

from __future__ import annotations

from datetime import date

from daliang.base.actions import notify
from daliang.diagnosis import actions, queries
from daliang.diagnosis.comparison import Comparison
from daliang.diagnosis.drilling import drill
from daliang.diagnosis.models import DrillRun, Finding
from daliang.engine.checks import BadInput
from daliang.parties.facts import folder, keep_register
from daliang.warehouse.catalogue import Catalogue, read_catalogue
from daliang.warehouse.spans import Span


def watch(today: date) -> str:
    """Drill what has new data since the last time; tell the analysts what is new."""
    catalogue = read_catalogue(folder())
    if not catalogue.measures:
        return ""
    keep_register()
    catalogue = read_catalogue(folder())
    fresh, drilled, refused = [], 0, []
    for measure in catalogue.measures:
        asked = _question(catalogue, measure.slug)
        if asked is None or _is_done(catalogue, asked):
            continue
        try:
            answer = drill(asked)
        except BadInput as error:
            refused.append(f"{measure.title}：{error.problems[0].what}")
            continue
        run = actions.keep_run(by=None, answer=answer)
        fresh += actions.follow_findings(run=run, answer=answer)
        drilled += 1
    tell(fresh)
    sentences = [f"穿透{drilled}个指标，新发现{len(fresh)}条", *refused]
    return "；".join(sentences) if drilled or refused else ""


def tell(findings: list[Finding]) -> int:
    """Put each new finding that pulls down into the analysts' inboxes."""
    users = queries.analysts()
    return sum(
        notify(
            users=users,
            key=f"finding-{f.pk}-{f.last_seen}",
            text=f"{f.run.title}新发现：{f.evidence}",
            url=f.get_absolute_url(),
        )
        for f in findings
        if f.impact < 0
    )


def _question(catalogue: Catalogue, slug: str) -> Comparison | None:
    """This year so far against last year, where both are complete."""
    months = catalogue.current(slug)
    for month in sorted(months, reverse=True):
        actual = Span.of_year(month)
        wanted = {*actual.months, *actual.year_before().months}
        if wanted <= set(months):
            return Comparison(slug, actual.year_before(), actual)
    return None


def _is_done(catalogue: Catalogue, asked: Comparison) -> bool:
    version = catalogue.version(asked.measure, (asked.base, asked.actual))
    return DrillRun.objects.filter(
        measure=asked.measure,
        actual_last=asked.actual.last,
        data_version=version,
        made_by=None,
    ).exists()

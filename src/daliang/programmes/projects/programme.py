"""The projects programme as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from daliang.base.calendar import today
from daliang.ledger.choices import Rhythm
from daliang.ledger.models import Commitment
from daliang.ledger.programme import Programme
from daliang.programmes.projects import queries
from daliang.programmes.projects.rules import light_facts


def extra_facts(commitments: Sequence[Commitment]) -> Mapping[int, Mapping[str, object]]:
    """Return what lights of projects speak of, for the commitments that are year plans."""
    standings = queries.standings_of([row.pk for row in commitments])
    return {pk: light_facts(standing, today()) for pk, standing in standings.items()}


PROJECTS = Programme(
    slug="projects",
    title=_("重大项目"),
    icon="crane",
    rhythm=Rhythm.MONTHLY,
    light_pack="yinchuan",
    extra_facts=extra_facts,
    url_name="projects:of-commitment",
)

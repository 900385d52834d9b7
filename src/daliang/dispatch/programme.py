"""The office's own line of work: tasks set by meetings, plans and written instructions."""

from django.utils.translation import gettext_lazy as _

from daliang.ledger.choices import Rhythm
from daliang.ledger.programme import Programme

TASKS = Programme(
    slug="tasks",
    title=_("重点任务督办"),
    icon="checklist",
    rhythm=Rhythm.MONTHLY,
    light_pack="suqian",
)

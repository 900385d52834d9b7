"""Closed lists of lists: what became of a row."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Settlement(TextChoices):
    """Which firm a row of a list is."""

    LINKED = "linked", _("已对上")
    REVIEW = "review", _("待核对")
    NEW = "new", _("新登记")
    CHOSEN = "chosen", _("人工对上")
    SKIPPED = "skipped", _("不登记")

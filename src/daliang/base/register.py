"""The lists of `base`, declared as data for the register kit."""

from __future__ import annotations

import json

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from daliang.base.models import AuditEntry
from daliang.ui.register import Column, Filter, Register

_SHOWN = 32


def _moment(entry: AuditEntry) -> str:
    return f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"


def _detail(entry: AuditEntry) -> str:
    return json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""


def _short_detail(entry: AuditEntry) -> str:
    """Return the detail for reading: a digest is cut, a narrow screen could not break it."""
    return "；".join(f"{key}: {str(value)[:_SHOWN]}" for key, value in entry.detail.items())


AUDIT = Register(
    name="audit",
    title=_("审计记录"),
    columns=[
        Column("id", _("编号"), sort=("id",), kind="number", digits=0, width=8),
        Column("at", _("时间"), _moment, width=20),
        Column("by", _("操作人"), "by_name"),
        Column("verb", _("动作")),
        Column("object", _("对象"), "object_text", kind="long", width=40),
        Column("detail", _("内容"), _short_detail, kind="long", export=_detail, width=60),
    ],
    filters=[Filter("at", _("时间"), "dates", field="at__date")],
    search=("verb", "by_name", "object_text"),
    search_hint=_("动作、操作人、对象"),
    default_sort="-id",
    empty_title=_("还没有审计记录"),
    empty_hint=_("第一次新建、修改或授权之后，这里会出现记录。"),
)

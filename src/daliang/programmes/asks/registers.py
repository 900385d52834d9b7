"""The monthly list of asks as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.models import Organisation
from daliang.programmes.asks.choices import Level, Material, Result
from daliang.programmes.asks.models import Ask
from daliang.programmes.asks.rules import window_words
from daliang.ui.parts import Badge, Link
from daliang.ui.register import Column, Filter, Register

_TONES = {Result.CLAUSE: "green", Result.MONEY: "green", Result.FAILED: "red"}


def window_badge(row: Ask) -> Badge:
    """Return how long the window is open."""
    tone, words = window_words(clock.today(), row.window_from, row.window_until)
    return Badge(words, tone if row.result == Result.OPEN else "grey")


def result_badge(row: Ask) -> Badge:
    """Return what came of it."""
    return Badge(row.get_result_display(), _TONES.get(Result(row.result), "blue"))


def _title(row: Ask) -> Link:
    note = row.document + ("（示例）" if row.commitment.is_synthetic else "")
    return Link(row.commitment.title, row.get_absolute_url(), note)


def _level(row: Ask) -> str:
    reached = list(row.reached.all())
    return reached[-1].get_level_display() if reached else ""


ASKS = Register(
    name="asks",
    title=_("向上争取"),
    columns=(
        Column("title", _("争取事项"), _title, kind="long", width=44),
        Column("lead", _("责任单位"), "commitment.lead.short_name", width=14),
        Column("window", _("窗口期"), window_badge, sort=("window_until",)),
        Column("until", _("窗口期止"), "window_until", kind="date", is_shown=False),
        Column("level", _("已到层级"), _level),
        Column("target", _("争取层级"), lambda r: r.get_target_display()),
        Column("material", _("材料"), lambda r: r.get_material_display()),
        Column("contacts", _("对接次数"), "contact_count", kind="number"),
        Column("result", _("结果"), result_badge, sort=("result",)),
        Column("amount", _("到位资金（万元）"), "amount_wan", kind="number", digits=1),
        Column("document", _("上级文件"), "document", kind="long", is_shown=False),
        Column("counterpart", _("对口部委处室"), "counterpart", is_shown=False, width=24),
        Column("clause", _("文件条款"), "clause", kind="long", is_shown=False),
        Column("failure", _("未成原因"), "failure", kind="long", is_shown=False),
    ),
    filters=(
        Filter("result", _("结果"), choices=Result.choices),
        Filter("material", _("材料"), choices=Material.choices),
        Filter("target", _("层级"), choices=Level.choices),
        Filter(
            "lead",
            _("单位"),
            field="commitment__lead",
            choices=lambda: list(
                Organisation.objects.filter(is_active=True).values_list("pk", "short_name")
            ),
        ),
        Filter("window", _("窗口止"), "dates", field="window_until"),
    ),
    search=("commitment__title", "document", "counterpart"),
    search_hint=_("搜索事项、文件、处室"),
    default_sort="window",
    row_url=lambda row: row.get_absolute_url(),
    empty_title=_("还没有争取事项"),
    empty_hint=_("把上级文件的窗口期和争取事项登记进来，逐级推进。"),
)

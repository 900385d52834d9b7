"""Offers and orders as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from daliang.programmes.orders.choices import Side
from daliang.programmes.orders.models import Offer, Order
from daliang.ui.parts import Badge, Link
from daliang.ui.register import Column, Filter, Register


def _firm(row: Offer) -> Link:
    note = "示例" if row.is_synthetic else ""
    return Link(row.enterprise.name, row.enterprise.get_absolute_url(), note)


OFFERS = Register(
    name="offers",
    title=_("供需订单"),
    columns=(
        Column("product", _("产品"), "product", sort=("product",), width=24),
        Column(
            "side",
            _("方向"),
            lambda r: Badge(r.get_side_display(), "green" if r.side == Side.SELLS else "blue"),
            sort=("side",),
        ),
        Column("firm", _("企业名称"), _firm, sort=("enterprise__name",), kind="long", width=36),
        Column("code", _("行业代码"), "industry_code", sort=("industry_code",)),
        Column("quantity", _("年产能或年需求"), "quantity", kind="number", sort=("quantity",)),
        Column("unit", _("单位"), "unit"),
        Column("certificates", _("资质认证"), "certificates", width=24),
        Column("note", _("说明"), "note", kind="long", is_shown=False),
    ),
    filters=(Filter("side", _("方向"), choices=Side.choices),),
    search=("product", "enterprise__name", "certificates"),
    search_hint=_("搜索产品、企业、资质"),
    default_sort="product",
    empty_title=_("还没有供需"),
    empty_hint=_("导入“供需清单”：谁能供、谁要买，系统给出可对接的一对和理由。"),
)


def _seller(row: Order) -> Link:
    note = "示例" if row.is_synthetic else ""
    return Link(row.seller.name, row.seller.get_absolute_url(), note)


ORDERS = Register(
    name="orders",
    title=_("订单回填"),
    columns=(
        Column("contract", _("合同号"), "contract", sort=("contract",)),
        Column("seller", _("供方"), _seller, kind="long", width=36),
        Column("buyer", _("需方"), lambda r: r.buyer or r.buyer_name, kind="long", width=36),
        Column("product", _("产品"), "product", width=24),
        Column("signed", _("签订日期"), "signed_on", kind="date", sort=("signed_on",)),
        Column(
            "amount", _("金额（万元）"), "amount_wan", kind="number", digits=2, sort=("amount_wan",)
        ),
        Column("event", _("活动"), "event.title", width=24),
        Column("reports", _("上报次数"), "reports", kind="number"),
    ),
    search=("contract", "seller__name", "buyer__name", "product"),
    default_sort="-signed",
    empty_title=_("还没有订单"),
    empty_hint=_("对接成交后回填合同号和金额；供需双方都报的只计一次。"),
)

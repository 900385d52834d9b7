"""The menu: one list of entries; each user sees those that his roles open.

An entry whose address does not exist yet is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from daliang.base.access import scope_of
from daliang.base.models import User
from daliang.base.queries import grants_of, unread_count
from daliang.base.roles import Permission as P
from daliang.ui.parts import NavGroup, NavItem


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: an address by name, and the permission that shows it."""

    group: object
    title: object
    url_name: str
    icon: str  # a name of Tabler's icon set
    permission: P | None = None


_WORK = _("工作")
_FIGURES = _("指标与研判")
_PROGRAMMES = _("专项")
_FIRMS = _("助企")
_PAPERS = _("文件")
_OFFICE = _("管理")

ENTRIES = (
    Entry(_WORK, _("驾驶舱"), "dispatch:cockpit", icon="gauge", permission=P.READ),
    Entry(_WORK, _("我的事项"), "ledger:mine", icon="checklist", permission=P.READ),
    Entry(
        _WORK, _("用 Excel 报送"), "dispatch:hand-in", icon="file-spreadsheet", permission=P.REPORT
    ),
    Entry(_WORK, _("任务台账"), "ledger:list", icon="list-details", permission=P.READ),
    Entry(_WORK, _("审核"), "ledger:review", icon="clipboard-check", permission=P.REVIEW),
    Entry(_WORK, _("日历"), "ledger:calendar", icon="calendar-event", permission=P.READ),
    Entry(_WORK, _("单位成绩"), "ledger:scoreboard", icon="trophy", permission=P.READ),
    Entry(_FIGURES, _("指标"), "indicators:list", icon="chart-line", permission=P.READ),
    Entry(
        _FIGURES,
        _("投资责任"),
        "indicators:responsibility",
        icon="chart-grid-dots",
        permission=P.READ,
    ),
    Entry(_FIGURES, _("导入指标"), "indicators:import", icon="file-import", permission=P.FIGURES),
    Entry(_FIGURES, _("穿透分析"), "diagnosis:list", icon="zoom-scan", permission=P.READ),
    Entry(_FIGURES, _("企业"), "parties:list", icon="building-factory-2", permission=P.READ),
    Entry(_PROGRAMMES, _("重大项目"), "projects:board", icon="crane", permission=P.READ),
    Entry(
        _PROGRAMMES,
        _("出访成果"),
        "delegations:events",
        icon="plane-departure",
        permission=P.READ,
    ),
    Entry(_PROGRAMMES, _("市校合作"), "agreements:list", icon="heart-handshake", permission=P.READ),
    Entry(_PROGRAMMES, _("安全生产"), "safety:overview", icon="shield-check", permission=P.READ),
    Entry(_PROGRAMMES, _("基层减负"), "burden:meter", icon="feather", permission=P.READ),
    Entry(_PROGRAMMES, _("宣传素材"), "publicity:pack", icon="speakerphone", permission=P.READ),
    Entry(_PROGRAMMES, _("专题培训"), "training:courses", icon="certificate", permission=P.READ),
    Entry(_PROGRAMMES, _("考试保障"), "exams:list", icon="school", permission=P.READ),
    Entry(
        _PROGRAMMES, _("民生实事"), "livelihood:items", icon="heart-handshake", permission=P.READ
    ),
    Entry(_PROGRAMMES, _("国有资产"), "assets:overview", icon="building-bank", permission=P.READ),
    Entry(_FIRMS, _("走访"), "visits:list", icon="map-pin", permission=P.READ),
    Entry(_FIRMS, _("企业诉求"), "demands:list", icon="message-report", permission=P.READ),
    Entry(_FIRMS, _("惠企政策"), "policy:list", icon="rosette-discount-check", permission=P.READ),
    Entry(_FIRMS, _("供需订单"), "orders:list", icon="arrows-exchange", permission=P.READ),
    Entry(_FIRMS, _("向上争取"), "asks:list", icon="stairs-up", permission=P.READ),
    Entry(_FIRMS, _("名单核对"), "parties:queue", icon="user-check", permission=P.DRAFT),
    Entry(_FIRMS, _("企业服务"), "portal:home", icon="home", permission=P.OWN_FIRM),
    Entry(_PAPERS, _("读文立项"), "dispatch:documents", icon="file-search", permission=P.DRAFT),
    Entry(_PAPERS, _("导入任务表"), "dispatch:import", icon="table-import", permission=P.DRAFT),
    Entry(_PAPERS, _("批示"), "dispatch:instructions", icon="writing-sign", permission=P.READ),
    Entry(_WORK, _("时间回看"), "ledger:known", icon="clock-search", permission=P.READ),
    Entry(_WORK, _("亮灯规则"), "ledger:lights", icon="traffic-lights", permission=P.READ),
    Entry(_PAPERS, _("月度封存"), "ledger:freezes", icon="snowflake", permission=P.READ),
    Entry(_PAPERS, _("文稿"), "dispatch:papers", icon="file-text", permission=P.READ),
    Entry(_PAPERS, _("通报"), "dispatch:bulletins", icon="news", permission=P.READ),
    Entry(_OFFICE, _("通知"), "base:inbox", icon="bell"),
    Entry(_OFFICE, _("单位"), "base:organisations", icon="sitemap"),
    Entry(_OFFICE, _("接口密钥"), "api:keys", icon="key", permission=P.MANAGE_PEOPLE),
    Entry(_OFFICE, _("审计记录"), "base:audit", icon="history", permission=P.READ_AUDIT),
    Entry(_OFFICE, _("基础数据"), "admin:index", icon="database", permission=P.MANAGE_SYSTEM),
    Entry(
        _OFFICE, _("账号与授权"), "admin:app_list base", icon="users", permission=P.MANAGE_PEOPLE
    ),
)


SEARCH = "ledger:search"


def address_of(url_name: str) -> str | None:
    """Return the address behind a name (`name argument ...`), None when there is none yet."""
    name, *arguments = url_name.split()
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None


def menu_for(user: User | AnonymousUser, path: str) -> list[NavGroup]:
    """Return the groups of links that a user's roles open."""
    if not user.is_authenticated:
        return []
    permissions = scope_of(user).permissions
    open_entries = [
        (entry, url)
        for entry in ENTRIES
        if (entry.permission is None or entry.permission in permissions)
        and (url := address_of(entry.url_name))
    ]
    # the longest address that begins the path is where the user is
    current = max((url for _e, url in open_entries if path.startswith(url)), key=len, default="")
    groups: dict[str, list[NavItem]] = {}
    for entry, url in open_entries:
        item = NavItem(str(entry.title), url, icon=entry.icon, is_active=url == current)
        groups.setdefault(str(entry.group), []).append(item)
    return [NavGroup(title, items) for title, items in groups.items()]


def first_address(user: User | AnonymousUser) -> str:
    """Return the page a user starts on; the sign-in page for a stranger."""
    if not user.is_authenticated:
        return reverse(settings.LOGIN_URL)
    groups = menu_for(user, "")
    return groups[0].items[0].url if groups else reverse("base:inbox")


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every template what the frame shows: menu, inbox, user, place, label of sample data."""
    user = getattr(request, "user", AnonymousUser())
    frame: dict[str, object] = {"is_synthetic": settings.SYNTHETIC, "place": settings.PLACE}
    if not user.is_authenticated:
        return frame
    # lazy: a fragment or a download never asks the database for the frame
    return frame | {
        "nav": SimpleLazyObject(lambda: menu_for(user, request.path)),
        "search_url": address_of(SEARCH),
        "notifications_url": address_of("base:inbox"),
        "notifications_count": SimpleLazyObject(lambda: unread_count(user)),
        "user_menu": [
            NavItem(str(_("个人资料")), reverse("base:profile"), icon="user-circle"),
            NavItem(str(_("修改密码")), reverse("base:password"), icon="key"),
        ],
        "user_note": SimpleLazyObject(lambda: _roles_of(user)),
        "sign_out_url": reverse("base:sign-out"),
    }


def _roles_of(user: User) -> str:
    return "、".join(
        f"{grant.organisation} {grant.get_role_display()}" for grant in grants_of(user)
    )

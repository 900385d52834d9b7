"""The admin site for reference nouns: our sign-in page, our roles."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from daliang.base.access import NotAllowed, may
from daliang.base.roles import Permission

# Who has no admin page to open sees no admin at all.
OPENERS = (Permission.MANAGE_SYSTEM, Permission.MANAGE_PEOPLE, Permission.READ_AUDIT)


class ReferenceSite(AdminSite):
    """Reference nouns: organisations, people, calendar, indicators and their like."""

    site_header = site_title = _("大梁 · 基础数据")
    index_title = _("基础数据")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether one of the user's roles opens the admin."""
        return any(may(request.user, permission) for permission in OPENERS)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Send to the one sign-in page; a signed-in user without the right is told so."""
        if request.user.is_authenticated:
            raise NotAllowed(_("基础数据由系统管理员和安全管理员维护，您的角色不能打开。"))
        target = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{target}")

    def password_change(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """Lead to the one page that changes a password, which leaves its trace."""
        return HttpResponseRedirect(resolve_url("base:password"))

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Sign out as everywhere else."""
        return LogoutView.as_view(http_method_names=["post", "options"])(request)

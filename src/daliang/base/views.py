"""Pages about people themselves: signing in, inbox, files, profile, tree, audit trail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from daliang.base import actions, queries
from daliang.base.audit import state
from daliang.base.forms import PasswordForm, ProfileForm, SignInForm
from daliang.base.models import User
from daliang.base.register import AUDIT
from daliang.ui.register import build_page, respond

PAGE_ROWS = 50


class SignIn(auth_views.LoginView):
    """The one place to sign in; repeated failures are held by axes."""

    template_name = "base/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(auth_views.LogoutView):
    """Signs out, by POST only, so that no foreign page can do it by an image."""

    http_method_names = ["post", "options"]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """Tell a guesser (and a forgetful clerk) to wait; called by axes."""
    return render(request, "base/locked_out.html", status=429)


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the user's notifications, unread ones marked."""
    page = Paginator(queries.notifications_of(request.user), PAGE_ROWS)
    context = {"page": page.get_page(request.GET.get("page"))}
    return render(request, "base/inbox.html", context)


@require_POST
@login_required
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark one line (`id`) or all lines as read."""
    chosen = [int(pk) for pk in request.POST.getlist("id") if pk.isascii() and pk.isdecimal()]
    actions.mark_read(by=request.user, notifications=chosen or None)
    return redirect("base:inbox")


@require_POST
@login_required
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a line as read and go where it leads."""
    line = get_object_or_404(queries.notifications_of(request.user), pk=pk)
    actions.mark_read(by=request.user, notifications=[line.pk])
    return redirect(line.url or "base:inbox")


@require_safe
@login_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out a file as an attachment; a foreign file is as absent as none."""
    file = queries.file_for(request.user, pk)
    if file is None:
        raise Http404
    try:
        content = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=file.name)
    response.headers["Content-Type"] = file.content_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what a person may change about himself, and list his roles."""
    user = request.user
    start = {"display_name": user.display_name, "phone": user.phone}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(by=user, **form.cleaned_data)
        messages.success(request, _("个人资料已保存。"))
        return redirect("base:profile")
    context = {"form": form, "grants": queries.grants_of(user), "views": queries.views_of(user)}
    return render(request, "base/profile.html", context)


@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions of the account end."""
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        # a fresh object: the request's own one must stay as it was if the action refuses
        user = User(pk=request.user.pk)
        user.refresh_from_db()
        actions.set_password(by=user, user=user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
        return redirect("base:profile")
    return render(request, "base/password.html", {"form": form})


@require_POST
@login_required
def save_view(request: HttpRequest, register: str) -> HttpResponse:
    """Keep the filters of a register under a name."""
    name = request.POST.get("title", "").strip()
    query = request.POST.get("query", "")
    if not name or len(name) > 40 or len(query) > 1000 or len(register) > 60:
        messages.error(request, _("请给视图起一个不超过40字的名称；筛选条件过长时请先减少。"))
    else:
        actions.save_view(by=request.user, register=register, name=name, query=query)
        messages.success(request, _("视图“%(name)s”已保存。") % {"name": name})
    return redirect(_back(request))


@require_POST
@login_required
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop one's own saved view."""
    view = get_object_or_404(queries.views_of(request.user), pk=pk)
    actions.delete_view(by=request.user, view=view)
    messages.success(request, _("视图“%(name)s”已删除。") % {"name": view.name})
    return redirect(_back(request))


@require_safe
@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """Show the organisation tree within the user's scope."""
    return render(request, "base/organisations.html", {"rows": queries.tree_for(request.user)})


@require_safe
@login_required
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Show the audit trail to the auditor."""
    entries = queries.audit_entries(request.user)
    return respond(
        request, "base/audit.html", build_page(AUDIT, entries, request.GET), {"state": state()}
    )


def _back(request: HttpRequest) -> str:
    """Return the page the form stood on, when it is one of ours."""
    target = request.POST.get("next") or request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if is_ours else "base:profile"

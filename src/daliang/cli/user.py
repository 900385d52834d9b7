"""建账号、给角色、改密码、停用。没有写密码就生成一个并印出来。

例：
  daliang user add clerk --title 督查室经办 --role office_clerk --organisation 督查室
  daliang user grant clerk --role office_head --organisation 督查室
  daliang user password clerk
  daliang user lock clerk
  daliang user roles                列出全部角色

单位树还是空的时候，--organisation 写的名称会建成市级单位。
"""

from __future__ import annotations

import argparse
import secrets

from django.core.exceptions import PermissionDenied, ValidationError

from daliang.base import actions
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation, User
from daliang.base.roles import ROLES
from daliang.engine.checks import BadInput, Problem
from daliang.site import migrating


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the verb."""
    parser.add_argument("action", choices=["add", "grant", "password", "lock", "unlock", "roles"])
    parser.add_argument("username", nargs="?", default="", help="用户名")
    parser.add_argument("--title", default="", help="姓名或岗位")
    parser.add_argument("--role", choices=sorted(ROLES), help="角色")
    parser.add_argument("--organisation", help="单位名称、简称或别名")


def run(args: argparse.Namespace) -> int:
    """Do one thing with one account, as the system itself."""
    if args.action == "roles":
        for role in ROLES.values():
            print(f"{role.slug:<18}{role.title}")
        return 0
    if not args.username:
        raise BadInput(Problem("没有写用户名", "例如 daliang user add clerk …"))
    migrating.migrate(print)
    try:
        _ACTIONS[args.action](args)
    except PermissionDenied as error:
        raise BadInput(Problem(str(error))) from None
    except ValidationError as error:
        raise BadInput([Problem(message) for message in error.messages]) from None
    return 0


def _add(args: argparse.Namespace) -> None:
    password = secrets.token_urlsafe(9)
    organisation = _organisation(args) if args.role else None
    user = actions.create_user(
        by=None, username=args.username, display_name=args.title, password=password
    )
    if organisation:
        actions.grant_role(by=None, user=user, role=args.role, organisation=organisation)
    print(f"已建账号{user.username}，密码：{password}（请登录后修改）")


def _grant(args: argparse.Namespace) -> None:
    if not args.role:
        raise BadInput(Problem("没有写角色", "加 --role；daliang user roles 列出全部角色"))
    user = _user(args)
    actions.grant_role(by=None, user=user, role=args.role, organisation=_organisation(args))
    print(f"已授予{user}：{ROLES[args.role].title}")


def _password(args: argparse.Namespace) -> None:
    password = secrets.token_urlsafe(9)
    actions.set_password(by=None, user=_user(args), password=password)
    print(f"{args.username}的新密码：{password}（请登录后修改）")


def _lock(args: argparse.Namespace) -> None:
    actions.set_user_active(by=None, user=_user(args), is_active=args.action == "unlock")
    print(f"已{'启用' if args.action == 'unlock' else '停用'}{args.username}")


_ACTIONS = {"add": _add, "grant": _grant, "password": _password, "lock": _lock, "unlock": _lock}


def _user(args: argparse.Namespace) -> User:
    user = User.objects.filter(username=args.username).first()
    if user is None:
        raise BadInput(Problem(f"没有账号“{args.username}”", "先用 daliang user add 建账号"))
    return user


def _organisation(args: argparse.Namespace) -> Organisation:
    name = args.organisation
    if not name:
        raise BadInput(Problem("没有写单位", "加 --organisation 单位名称"))
    if not Organisation.objects.exists():
        return actions.create_organisation(by=None, name=name, kind=OrganisationKind.CITY)
    found = Organisation.objects.filter(name=name) | Organisation.objects.filter(short_name=name)
    organisation = found.first() or Organisation.objects.filter(aliases__name=name).first()
    if organisation is None:
        raise BadInput(Problem(f"没有单位“{name}”", "核对名称；新单位在“基础数据”里添加"))
    return organisation

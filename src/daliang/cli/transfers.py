"""The closed lists of what `daliang import` and `daliang export` know.

An importer is a module with `import_file(path, *, by, is_dry_run) -> Iterable[str]`:
it yields the lines to print and raises BadInput with every problem. An exporter has
`export_file(path, *, by) -> Iterable[str]`. `by` is the user whose rights and scope hold.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType

from daliang.base.models import User
from daliang.engine.checks import BadInput, Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: where its code stands and what it is called."""

    module: str
    summary: str


IMPORTERS = {
    "tasks": Kind("daliang.dispatch.table_files", "任务分解表（.xlsx）"),
    "figures": Kind("daliang.indicators.figure_files", "指标数据（.csv、.xlsx）"),
    "firms": Kind("daliang.parties.firm_files", "企业名单（.csv、.xlsx、.parquet）"),
    "projects": Kind("daliang.programmes.projects.project_files", "重大项目清单（.xlsx）"),
    "project-figures": Kind("daliang.programmes.projects.figure_files", "项目三本账数据（.xlsx）"),
    "deals": Kind("daliang.programmes.delegations.deal_files", "出访成果表（.xlsx）"),
    "agreement-items": Kind("daliang.programmes.agreements.item_files", "协议事项表（.xlsx）"),
    "facts": Kind("daliang.diagnosis.fact_files", "企业月度数据（.csv、.xlsx、.parquet）"),
}
EXPORTERS = {
    "tasks": Kind("daliang.dispatch.table_files", "任务分解表（.xlsx）"),
    "figures": Kind("daliang.indicators.figure_files", "指标数据（.csv）"),
    "firms": Kind("daliang.parties.firm_files", "企业名册（.xlsx）"),
}


def module_for(kinds: dict[str, Kind], name: str) -> ModuleType:
    """Return the module of a kind, or say that this version has none."""
    module = kinds[name].module
    if find_spec(module) is None:
        raise BadInput(Problem(f"这个版本还不能处理“{kinds[name].summary}”", "升级大梁后再试"))
    return importlib.import_module(module)


def listing(kinds: dict[str, Kind]) -> str:
    """Return the kinds, one line each, for the help text."""
    return "；".join(f"{name} {kind.summary}" for name, kind in kinds.items())


def acting_user(username: str) -> User:
    """Return the user in whose name a command acts."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise BadInput(Problem(f"没有账号“{username}”，或已停用", "--by 写一个有权限的用户名"))
    return user

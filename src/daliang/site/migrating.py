"""Whether the database is there and up to date, and bringing it there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from daliang.engine.checks import BadInput, Problem


def pending() -> list[str]:
    """Return the migrations that the database still lacks, as `app.name`."""
    if connection.vendor == "sqlite":
        Path(settings.DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    try:
        executor = MigrationExecutor(connection)
    except (DatabaseError, OSError) as error:
        what = f"数据库连不上：{str(error).splitlines()[0]}"
        raise BadInput(Problem(what, "确认数据库已启动，核对DALIANG_DATABASE")) from None
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def require_current() -> None:
    """Refuse to work on a database that is not there or not up to date."""
    if missing := pending():
        raise BadInput(Problem(f"数据库还差{len(missing)}步升级", "先运行一次 daliang serve"))


def is_new() -> bool:
    """Tell whether nothing was ever built in this database."""
    return not MigrationRecorder(connection).applied_migrations()


def migrate(say: Callable[[str], None]) -> None:
    """Bring the database up to date; says what it does, does nothing when nothing is to do."""
    missing = pending()
    if not missing:
        return
    verb = "新建数据库" if is_new() else "升级数据库"
    say(f"{verb}：{len(missing)}步……")
    call_command("migrate", verbosity=0, interactive=False)
    say(f"{verb}：完成")

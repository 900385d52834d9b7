"""Backup and restore as one portable file: the same on SQLite and PostgreSQL.

The file is a zip: `manifest.json`, one `tables/<app.model>.jsonl` per table
(every column, ordered by key), and the uploaded files under `files/`. The
digest covers all of them in canonical form, so a backup and the database
restored from it, on either engine, show the same digest.

Sessions stay out: who restores a backup must sign in again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.apps.registry import Apps
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils._os import safe_join

from daliang import __version__
from daliang.engine.checks import BadInput, Problem
from daliang.parties import facts
from daliang.site import migrating
from daliang.site.rows import line_of, row_of

FORMAT = 1
LEFT_OUT = frozenset({"sessions.session"})
BATCH = 1000
DERIVED = {"leaves", "spill"}  # made anew from the facts
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was backed up or restored: counts and the digest that proves it."""

    rows: int
    files: int
    digest: str


def backup(target: Path, say: Say) -> Receipt:
    """Write a backup of the running system; the target appears only when it is complete."""
    migrating.require_current()
    partial = target.with_name(target.name + ".part")
    try:
        with _snapshot(), zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            receipt = _write(archive, say)
        partial.replace(target)
    except OSError as error:
        raise BadInput(Problem(f"写不了{target}：{error.strerror}", "换一个可写的位置")) from None
    finally:
        partial.unlink(missing_ok=True)
    return receipt


def restore(source: Path, say: Say, *, replace: bool = False) -> Receipt:
    """Fill the database from a backup, all or nothing, and prove it by the digest."""
    with _opened(source) as archive:
        manifest = _manifest(archive, source)
        targets = _targets(manifest, source)
        _refuse_filled(replace)
        say("建表……")
        registry = _migrate_to(targets)
        _put_files(archive, say)
        with transaction.atomic():
            _load(archive, registry, source, say)
            found = digest_of_all(registry)
            if found.digest != manifest["digest"]:
                raise BadInput(
                    Problem(
                        "装入后的摘要与备份不同，已撤销", "备份已损坏，换一份", file=source.name
                    )
                )
        migrating.migrate(say)
    return found


def digest_of_all(registry: Apps = apps) -> Receipt:
    """Return counts and digest of the present database and files, in canonical form."""
    seal = hashlib.sha256()
    rows, names = 0, set()
    for model in models_of(registry):
        count, digest, used = _digest_table(model)
        rows += count
        names |= used
        seal.update(f"{model._meta.label_lower} {count} {digest}\n".encode())
    files = _digest_files(names, seal) + _digest_facts(seal)
    return Receipt(rows, files, seal.hexdigest())


def models_of(registry: Apps) -> list[type[models.Model]]:
    """Return every model with a table of its own, many-to-many tables too, in a fixed order."""
    found = registry.get_models(include_auto_created=True)
    kept = (
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    )
    return sorted(kept, key=lambda model: model._meta.label_lower)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Let this thread read one moment of the database, without holding up writers."""
    if connection.vendor == "sqlite":
        with _sqlite_copy():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _sqlite_copy() -> Iterator[None]:
    """Copy the database with SQLite's online backup; this thread then reads the copy."""
    live = connections["default"]
    live.ensure_connection()
    with tempfile.TemporaryDirectory(prefix="daliang-backup-") as folder:
        path = Path(folder) / "copy.sqlite3"
        with closing(sqlite3.connect(path)) as copy:
            # in one step: taken in parts it would start anew after each foreign write
            live.connection.backup(copy)
        copied = type(live)({**live.settings_dict, "NAME": str(path)}, "default")
        connections["default"] = copied
        try:
            yield
        finally:
            copied.close()
            connections["default"] = live


def _write(archive: zipfile.ZipFile, say: Say) -> Receipt:
    seal = hashlib.sha256()
    rows, names = 0, set()
    for model in models_of(apps):
        label = model._meta.label_lower
        with archive.open(f"tables/{label}.jsonl", "w", force_zip64=True) as out:
            count, digest, used = _digest_table(model, out.write)
        rows += count
        names |= used
        seal.update(f"{label} {count} {digest}\n".encode())
        if count:
            say(f"  {label}：{count}行")
    files = _digest_files(names, seal, archive) + _digest_facts(seal, archive)
    receipt = Receipt(rows, files, seal.hexdigest())
    manifest = {
        "format": FORMAT,
        "daliang": __version__,
        "made_at": timezone.now().isoformat(),
        "engine": connection.vendor,
        "migrations": _last_migrations(),
        "rows": rows,
        "files": files,
        "digest": receipt.digest,
    }
    archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return receipt


def _digest_table(
    model: type[models.Model], write: Callable[[bytes], object] = len
) -> tuple[int, str, set[str]]:
    """Return count, digest and used file names of a table; hand each line to `write`."""
    fields = model._meta.concrete_fields
    seal, count, names = hashlib.sha256(), 0, set()
    file_columns = [i for i, field in enumerate(fields) if isinstance(field, models.FileField)]
    query = model._base_manager.order_by(_key_order(model))
    for values in query.values_list(*(field.attname for field in fields)).iterator(BATCH):
        line = line_of(fields, values)
        seal.update(line)
        write(line)
        count += 1
        names.update(str(values[i]) for i in file_columns if values[i])
    return count, seal.hexdigest(), names


def _key_order(model: type[models.Model]) -> str | Collate:
    """Order text keys by code point, as SQLite does; PostgreSQL would ask its locale."""
    is_text = isinstance(model._meta.pk, models.CharField | models.TextField)
    return Collate("pk", "C") if is_text and connection.vendor == "postgresql" else "pk"


def _digest_files(
    names: Iterable[str], seal: hashlib._Hash, archive: zipfile.ZipFile | None = None
) -> int:
    """Add every file that a row names to the digest (and the archive); a missing one counts too."""
    count = 0
    for name in sorted(names):
        if not default_storage.exists(name):
            seal.update(f"{name} missing\n".encode())
            continue
        with default_storage.open(name, "rb") as file:
            content = file.read()  # an upload is at most UPLOAD_MAX_BYTES
        seal.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
        count += 1
        if archive is not None:
            archive.writestr(f"files/{name}", content, zipfile.ZIP_STORED)
    return count


def _digest_facts(seal: hashlib._Hash, archive: zipfile.ZipFile | None = None) -> int:
    """Add the firm-month facts; a month's file never changes, so a copy under way is whole."""
    root = facts.folder()
    count = 0
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = path.relative_to(root).as_posix()
        if not path.is_file() or name.split("/")[0] in DERIVED or name.endswith(".lock"):
            continue
        with path.open("rb") as file:
            seal.update(
                f"facts {name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode()
            )
        count += 1
        if archive is not None:
            archive.write(path, f"facts/{name}", zipfile.ZIP_STORED)
    return count


def _last_migrations() -> list[list[str]]:
    """Return the last migration of each app; nothing is pending, so they are the schema's state."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    return sorted([app, name] for app, name in leaves)


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError:
        raise BadInput(Problem("没有这个文件", "核对路径", file=str(source))) from None
    except (zipfile.BadZipFile, OSError):
        raise BadInput(
            Problem("不是大梁的备份文件，或已损坏", "换一份备份", file=source.name)
        ) from None
    with archive:
        yield archive


def _manifest(archive: zipfile.ZipFile, source: Path) -> dict:
    try:
        manifest = json.loads(archive.read("manifest.json"))
        if manifest["format"] == FORMAT and manifest["digest"] and manifest["migrations"]:
            return manifest
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile):
        pass
    raise BadInput(Problem("不是大梁的备份文件，或版本不认识", "换一份备份", file=source.name))


def _targets(manifest: dict, source: Path) -> list[tuple[str, str]]:
    graph = MigrationLoader(None).graph  # what this version knows, without the database
    targets = [(app, name) for app, name in manifest["migrations"]]
    unknown = [f"{app}.{name}" for app, name in targets if (app, name) not in graph.nodes]
    if unknown:
        raise BadInput(
            Problem(
                f"备份来自更新的版本{manifest['daliang']}（{unknown[0]}）",
                f"把大梁从{__version__}升级后再恢复",
                file=source.name,
            )
        )
    return targets


def _refuse_filled(replace: bool) -> None:
    missing = migrating.pending()  # also says when no database is there
    if replace or migrating.is_new():
        return
    if missing or apps.get_model("base.User").objects.exists():
        raise BadInput(Problem("当前数据库里已有数据", "换一个空数据库，或确认后加 --replace 覆盖"))


def _migrate_to(targets: list[tuple[str, str]]) -> Apps:
    """Bring the schema to the backup's state, from empty; return the models of that state."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    # content types and permissions come with the rows, not from a signal
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(targets).apps


def _load(archive: zipfile.ZipFile, registry: Apps, source: Path, say: Say) -> None:
    kept = models_of(registry)
    with connection.cursor() as cursor:
        for model in kept:  # foreign keys are checked at the end of the transaction
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    for model in kept:
        count = _load_table(archive, model, source)
        if count:
            say(f"  {model._meta.label_lower}：{count}行")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)
    connection.check_constraints()


def _load_table(archive: zipfile.ZipFile, model: type[models.Model], source: Path) -> int:
    name = f"tables/{model._meta.label_lower}.jsonl"
    count, batch = 0, []
    for field in model._meta.concrete_fields:  # stamps stay as they were
        field.auto_now = field.auto_now_add = False
    try:
        with archive.open(name) as lines:
            for line in lines:
                batch.append(model(**row_of(model, json.loads(line))))
                count += 1
                if len(batch) == BATCH:
                    model._base_manager.bulk_create(batch)
                    batch = []
        model._base_manager.bulk_create(batch)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        problem = Problem(f"{name}第{count + 1}行读不出：{error}", "备份已损坏，换一份")
        raise BadInput(problem.within(source.name)) from None
    return count


def _put_files(archive: zipfile.ZipFile, say: Say) -> None:
    count = 0
    for member in archive.infolist():
        path = _place_of(member)
        if path is None:
            continue
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(path.name + ".part")
            partial.write_bytes(archive.read(member))
            partial.replace(path)
        count += 1
    if count:
        say(f"  文件：{count}个")


def _place_of(member: zipfile.ZipInfo) -> Path | None:
    """Return where a file of the archive belongs; None for what is no file. None climbs out."""
    kind, _slash, name = member.filename.partition("/")
    if member.is_dir() or not name:
        return None
    if kind == "files":
        return Path(default_storage.path(name))  # refuses a name that climbs out
    if kind == "facts":
        return Path(safe_join(facts.folder(), name))
    return None

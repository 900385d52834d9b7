"""Many people at once: PostgreSQL, two worker processes, 100,000 commitments, 600,000 milestones.

    python bench/load.py                       # a few minutes
    python bench/load.py --rows 10000 --clients 1,16 --seconds 10

Starts a PostgreSQL of its own and `daliang serve --workers 2` on 127.0.0.1, writes a
synthetic city, drives it with 1, 16 and 64 clients, prints one line of JSON for each cell,
compares with what was measured for Redmine and NetBox, stops and removes everything.
Loopback only; exit code 1 when an answer was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "bench")]

import postgres  # noqa: E402 tools/postgres.py
from _load_client import HOST, Call, Cell, Visitor, drive  # noqa: E402

# Requests a second of Redmine 5.0 and NetBox 4.4 at 64 clients with 100,000 objects on two
# cores of the same kind (docs/scale.md); the aim is 5 times that, and twice on create.
PEERS = {"list": (5.8, 1.2), "item": (12.0, 5.5), "search": (4.9, 2.3), "create": (36.0, 6.1)}
AIMS = {"list": 29.0, "item": 60.0, "search": 25.0, "create": 72.0}
PASSWORD = "jiangchuan-2024"


def operations(
    visitor: Visitor, rows: int, lead: int, words: tuple[str, ...]
) -> dict[str, Callable[[int], Call]]:
    """Return what each client does, by name."""
    states = ("drafted", "issued", "in_progress", "reported_done", "closed")
    sorts = ("-due", "due", "-progress", "title")
    short = [word[:2] for word in words]

    def listing(i: int) -> Call:
        query = {"state": states[i % 5], "sort": sorts[i % 4], "page": 1 + i % 7}
        return Call("GET", "/ledger/?" + urllib.parse.urlencode(query))

    def item(i: int) -> Call:
        return Call("GET", f"/ledger/items/2023-{1 + i * 7919 % rows:06d}/")

    def search(i: int) -> Call:
        # by turns two characters (an eighth of all rows) and a phrase that few rows have
        word = short[i % 8] if i % 2 else f"{words[i % 8]}项目第{i * 7919 % 1000:03d}"
        return Call("GET", "/ledger/search/?" + urllib.parse.urlencode({"q": word}))

    def create(i: int) -> Call:
        values = {
            "csrfmiddlewaretoken": visitor.token,
            "once": f"load-{os.getpid()}-{time.monotonic_ns()}-{i}",
            "title": f"新建任务{i}",
            "content": "现场纾困",
            "programme": "tasks",
            "lead": lead,
            "priority": "1_normal",
            "due_kind": "date",
            "due_on": "2030-12-31",
        }
        return Call("POST", "/ledger/new/", urllib.parse.urlencode(values).encode())

    return {"list": listing, "item": item, "search": search, "create": create}


def cockpit(_index: int) -> Call:
    """The first screen."""
    return Call("GET", "/dispatch/")


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                parent = int(_stat(int(entry.name))[1])
                found.setdefault(parent, []).append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    text = Path(f"/proc/{pid}/stat").read_text()
    return text[text.rindex(")") + 2 :].split()


def cpu_seconds(root: int) -> float:
    """Return the processor seconds of a process tree, children that ended included."""
    below, todo, total = _children(), [root], 0.0
    while todo:
        pid = todo.pop()
        with contextlib.suppress(OSError):
            total += sum(map(int, _stat(pid)[11:15])) / os.sysconf("SC_CLK_TCK")
        todo += below.get(pid, [])
    return total


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def serve(port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start the site and wait until it answers."""
    daliang = str(Path(sys.executable).parent / "daliang")
    command = [daliang, "serve", "--port", str(port), "--workers", str(workers)]
    command.append("--no-periodic")  # the worker is a machine of its own
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, **quiet)
    until = time.monotonic() + 60
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and process.poll() is None:
        try:
            opener.open(f"http://{HOST}:{port}/sign-in/", timeout=5)
        except OSError:
            time.sleep(0.3)
        else:
            return process
    raise SystemExit("load: the site did not start")


def server_pid() -> int:
    """Return the database server's process: the only child of ours that is no Python."""
    own = _children().get(os.getpid(), [])
    return next(p for p in own if "postgres" in Path(f"/proc/{p}/comm").read_text())


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the site with its workers."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def say(name: str, clients: int, cell: Cell, site: float, database: float) -> int:
    """Print a cell and return its number of errors.

    Processor milliseconds stand beside the times: a busy neighbour changes them little.
    """
    good = {"create": {302}}.get(name, {200})
    errors = sum(count for code, count in cell.codes.items() if code not in good)
    line = {
        "op": name,
        "clients": clients,
        "n": len(cell.seconds),
        "rps": round(cell.rate, 1),
        "p50_ms": round(cell.at(0.5)),
        "p95_ms": round(cell.at(0.95)),
        "site_cpu_ms": round(1000 * site / max(1, len(cell.seconds)), 1),
        "database_cpu_ms": round(1000 * database / max(1, len(cell.seconds)), 1),
        "load_1min": round(os.getloadavg()[0], 1),
        "errors": errors,
    }
    if errors:
        line["codes"] = {str(code): count for code, count in cell.codes.items()}
    if name in PEERS and clients == 64:
        line["redmine_rps"], line["netbox_rps"] = PEERS[name]
        line["times_redmine"] = round(cell.rate / PEERS[name][0], 1)
        line["aim_rps"] = AIMS[name]
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return errors


def measure(
    args: argparse.Namespace, port: int, lead: int, words: tuple[str, ...], roots: tuple[int, int]
) -> int:
    """Drive every operation at every number of clients; return the errors."""
    visitor = Visitor(port, "clerk", PASSWORD)

    def timed(make: Callable[[int], Call], **how: object) -> tuple[Cell, float, float]:
        before = [cpu_seconds(root) for root in roots]
        cell = asyncio.run(drive(visitor, make, **how))
        after = [cpu_seconds(root) for root in roots]
        return cell, after[0] - before[0], after[1] - before[1]

    errors, first = 0, 0
    work = operations(visitor, args.rows, lead, words)
    chosen = [name for name in args.ops.split(",") if name in work]
    for name in chosen:
        make = work[name]
        asyncio.run(drive(visitor, make, clients=2, requests=12, seconds=20, first=first))
        first += 12
        for clients in map(int, args.clients.split(",")):
            requests = args.requests * (1 if clients == 1 else 4)
            found = timed(
                make, clients=clients, requests=requests, seconds=args.seconds, first=first
            )
            first += requests
            errors += say(name, clients, *found)
    if "cockpit" in args.ops:
        asyncio.run(drive(visitor, cockpit, clients=2, requests=8, seconds=20))
        found = timed(cockpit, clients=64, requests=640, seconds=30, think=(1.0, 3.0))
        errors += say("cockpit", 64, *found)
    return errors


def run(args: argparse.Namespace) -> int:
    """Write the city, start the site, measure; the database is set already."""
    import django  # the address of the database stands in the environment by now

    django.setup()
    from _load_data import WORDS, write_city
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    lead = write_city(args.rows).east.pk
    connections.close_all()
    print(json.dumps({"rows": args.rows, "written_s": round(time.perf_counter() - started, 1)}))
    port = free_port()
    process = serve(port, args.workers)
    try:
        roots = (process.pid, server_pid())
        return 1 if measure(args, port, lead, WORDS, roots) else 0
    finally:
        stop(process)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--clients", default="1,16,64")
    parser.add_argument("--ops", default="list,item,search,create,cockpit")
    parser.add_argument("--requests", type=int, default=100, help="of one client; of more, 4 times")
    parser.add_argument("--seconds", type=float, default=30, help="most for one cell")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    place = postgres.programs()
    if place is None:
        print("load: no PostgreSQL here (Debian: apt-get install postgresql): not run")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with (
        tempfile.TemporaryDirectory(prefix="daliang-load-") as folder,
        postgres.server(place, postgres.LASTING) as address,
    ):
        os.environ |= {
            "DALIANG_VAR": folder,
            "DALIANG_DATABASE": address,
            "DALIANG_VENDOR": str(ROOT / "var" / "vendor"),
            "DALIANG_LOG": "ERROR",
            "DJANGO_SETTINGS_MODULE": "daliang.site.settings",
        }
        return run(args)


if __name__ == "__main__":
    sys.exit(main())

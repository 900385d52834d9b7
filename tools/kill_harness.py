"""Kill the server, a worker, the database or an import at random moments; look for what was lost.

    python tools/kill_harness.py --count 30
    python tools/kill_harness.py --count 1000 --seed 7      # an hour or two

Starts a PostgreSQL and `daliang serve --workers 2` of its own on 127.0.0.1. Writers create
commitments by the form and repeat each until it is acknowledged, with the same once-key;
an import writes 100 rows in one transaction. Each round sends kill -9 to one of them and
starts it again. After each round: every acknowledged write is there once, nothing is there
twice, an import is there whole or not at all, the audit chain is whole. Exit code 1 at the
first fault, which is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tools")]

import load  # noqa: E402 bench/load.py: starting the site
import postgres  # noqa: E402 tools/postgres.py
from _load_client import Visitor  # noqa: E402 bench/_load_client.py

VICTIMS = ("server", "worker", "database", "import")
IMPORT_ROWS = 100
PATIENCE = 120  # seconds until a write must have been acknowledged


class Fault(SystemExit):
    """A promise that did not hold."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow a redirect: the redirect is the acknowledgement."""

    def redirect_request(self, *_args: object) -> None:
        return None


class Writers:
    """Threads that create commitments and keep what was acknowledged."""

    def __init__(self, visitor: Visitor, lead: int, count: int) -> None:
        self.visitor, self.lead = visitor, lead
        self.acknowledged: list[str] = []
        self.repeats = 0
        self.failure = ""
        self._stop = threading.Event()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish what it is at."""
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._stop.is_set() and not self.failure:
            title = f"杀{uuid.uuid4().hex}"
            until = time.monotonic() + PATIENCE
            while not self._send(title):
                self.repeats += 1
                time.sleep(0.2)
                if time.monotonic() > until:
                    self.failure = f"{title}: not acknowledged in {PATIENCE} s"
                    return
            self.acknowledged.append(title)

    def _send(self, title: str) -> bool:
        values = {
            "csrfmiddlewaretoken": self.visitor.token,
            "once": title[1:],
            "title": title,
            "programme": "tasks",
            "lead": self.lead,
            "priority": "1_normal",
            "due_kind": "date",
            "due_on": "2030-12-31",
        }
        headers = dict(line.split(": ", 1) for line in self.visitor.headers().strip().split("\r\n"))
        request = urllib.request.Request(
            f"http://{load.HOST}:{self.visitor.port}/ledger/new/",
            urllib.parse.urlencode(values).encode(),
            headers,
        )
        try:
            self._opener.open(request, timeout=15)
        except urllib.error.HTTPError as answer:
            return answer.code == 302
        except (OSError, ValueError):  # refused, cut off, half an answer
            return False
        except Exception as error:  # http.client says a cut-off answer in many ways
            if type(error).__module__ != "http.client":
                raise
            return False
        return False


class Stage:
    """What runs, and how each part is killed and started again."""

    def __init__(self, place: Path, folder: Path, dice: random.Random) -> None:
        self.place, self.folder, self.dice = place, folder, dice
        self.port = load.free_port()
        self.database = postgres.start(place, folder, postgres.LASTING)
        self.site: subprocess.Popen[bytes] | None = None
        self.imports: dict[str, bool] = {}

    def serve(self) -> None:
        """Start the site."""
        self.site = load.serve(self.port, 2)

    def kill(self, victim: str) -> None:
        """Kill one part at a random moment and start it again."""
        importing = self._import() if victim == "import" or self.dice.random() < 0.5 else None
        time.sleep(self.dice.uniform(0.05, 1.5 if victim != "import" else 4.0))
        if victim == "server":
            self._kill_site()
            self.serve()
        elif victim == "worker":
            children = load._children().get(self.site.pid, [])
            os.kill(self.dice.choice(children), signal.SIGKILL)
        elif victim == "database":
            self._kill_database()
        elif importing and importing[1].poll() is None:
            importing[1].kill()
        if importing:
            name, process = importing
            self.imports[name] = process.wait(PATIENCE) == 0

    def _import(self) -> tuple[str, subprocess.Popen[bytes]]:
        name = f"批{uuid.uuid4().hex}"
        command = [sys.executable, __file__, "--import-as", name]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return name, subprocess.Popen(command, cwd=ROOT, **quiet)

    def _kill_site(self) -> None:
        children = load._children().get(self.site.pid, [])
        for pid in (self.site.pid, *children):
            os.kill(pid, signal.SIGKILL)
        self.site.wait()

    def _kill_database(self) -> None:
        children = load._children().get(self.database.pid, [])
        for pid in (self.database.pid, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # a session that ended by itself
        self.database.wait()
        time.sleep(0.5)  # its children give the shared memory back
        self.database = postgres.start(self.place, self.folder, postgres.LASTING)

    def close(self) -> None:
        """Stop everything."""
        if self.site and self.site.poll() is None:
            load.stop(self.site)
        self.database.send_signal(signal.SIGINT)
        self.database.wait(30)


def look(acknowledged: list[str], imports: dict[str, bool]) -> None:
    """Compare the database with what was acknowledged."""
    from django.db import connections

    from daliang.base import audit
    from daliang.ledger.models import Commitment

    connections.close_all()
    known = list(acknowledged)  # what comes later is looked at next time
    titles = Counter(Commitment.objects.values_list("title", flat=True))
    lost = [title for title in known if not titles[title]]
    doubled = [title for title, count in titles.items() if title[:1] == "杀" and count > 1]
    torn = [
        name
        for name, is_acknowledged in imports.items()
        if titles[name] not in ({IMPORT_ROWS} if is_acknowledged else {0, IMPORT_ROWS})
    ]
    broken = [str(each) for each in audit.verify()]
    connections.close_all()
    if lost or doubled or torn or broken:
        told = {"lost": lost, "doubled": doubled, "torn": torn, "chain": broken[:3]}
        raise Fault("kill: FAULT " + json.dumps(told, ensure_ascii=False))


def import_as(name: str) -> int:
    """Write the rows of one import in one transaction, as the import of a table does."""
    import django

    django.setup()
    from daliang.base.models import User
    from daliang.ledger.actions import Draft, commit_many

    drafts = [Draft(title=name, programme="tasks", due_kind="missing") for _ in range(IMPORT_ROWS)]
    commit_many(by=User.objects.get(username="clerk"), drafts=drafts)
    return 0


def play(stage: Stage, count: int) -> None:
    """Run the rounds."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from daliang.base.tests.world import build_world

    call_command("migrate", verbosity=0)
    lead = build_world().east.pk
    connections.close_all()
    stage.serve()
    writers = Writers(Visitor(stage.port, "clerk", load.PASSWORD), lead, 3)
    kills: Counter[str] = Counter()
    for number in range(count):
        victim = VICTIMS[number % len(VICTIMS)]
        stage.kill(victim)
        kills[victim] += 1
        look(writers.acknowledged, stage.imports)
        if writers.failure:
            raise Fault(f"kill: FAULT {writers.failure}")
        print(f"kill: {number + 1} {victim}, acknowledged {len(writers.acknowledged)}", flush=True)
    writers.stop()
    look(writers.acknowledged, stage.imports)
    told = {
        "kills": dict(kills),
        "acknowledged": len(writers.acknowledged),
        "repeated": writers.repeats,
        "imports": len(stage.imports),
        "imports_acknowledged": sum(stage.imports.values()),
        "lost": 0,
        "doubled": 0,
        "audit_chain": "whole",
    }
    print(json.dumps(told, ensure_ascii=False))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--import-as", help=argparse.SUPPRESS)  # the child that imports
    args = parser.parse_args()
    if args.import_as:
        return import_as(args.import_as)
    place = postgres.programs()
    if place is None:
        print("kill: no PostgreSQL here (Debian: apt-get install postgresql): not run")
        return 0
    folder = postgres.new_cluster(place)
    with tempfile.TemporaryDirectory(prefix="daliang-kill-") as var:
        os.environ |= {
            "DALIANG_VAR": var,
            "DALIANG_DATABASE": postgres.address_of(folder),
            "DALIANG_LOG": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "daliang.site.settings",
        }
        stage = Stage(place, folder, random.Random(args.seed))
        try:
            play(stage, args.count)
        finally:
            stage.close()
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run a command against a PostgreSQL that exists only while the command runs.

Finds the server's programs (Debian puts them in /usr/lib/postgresql/*/bin),
makes a cluster in a temporary folder, listens on a unix socket in that folder
alone (no port), sets DALIANG_DATABASE, and stops and removes it all at the end.
As root the server runs as an unprivileged user, as PostgreSQL demands.

    python tools/postgres.py -- pytest src/daliang/base
    python tools/postgres.py --find      # says where the programs are; 1 when nowhere
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "daliang"
SECONDS_TO_START = 60
# a test cluster may be lost: nothing waits for the disk
LOSABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
# a cluster that is killed and measured: what was acknowledged stays
LASTING = ("synchronous_commit=on", "max_connections=100", "shared_buffers=512MB", "jit=off")


def programs() -> Path | None:
    """Return the folder with initdb and postgres: the newest version found."""
    places = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdecimal()],
        reverse=True,
    )
    if found := shutil.which("initdb"):
        places.insert(0, Path(found).resolve().parent)
    return next((place for place in places if (place / "initdb").exists()), None)


def server_user() -> str | None:
    """Return the user to run as: none when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def server(place: Path, settings: Sequence[str] = LOSABLE) -> Iterator[str]:
    """Start a server, give its address for DALIANG_DATABASE, stop it afterwards."""
    folder = new_cluster(place)
    try:
        process = start(place, folder, settings)
        try:
            yield address_of(folder)
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_cluster(place: Path) -> Path:
    """Make an empty cluster and return its folder; the caller starts it and removes it."""
    # short: a socket's path may have 107 signs
    folder = Path(tempfile.mkdtemp(prefix="dlpg-", dir="/tmp"))
    if user := server_user():
        shutil.chown(folder, user)
    _initialise(place, folder, server_user())
    return folder


def start(place: Path, folder: Path, settings: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start the server of a cluster and wait until it answers."""
    options = [part for setting in ("listen_addresses=", *settings) for part in ("-c", setting)]
    process = subprocess.Popen(
        [str(place / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options],
        stdout=(folder / "log").open("a"),
        stderr=subprocess.STDOUT,
        **_as(server_user()),
    )
    _wait(place, folder, process)
    return process


def address_of(folder: Path) -> str:
    """Return a cluster's address for DALIANG_DATABASE."""
    return f"postgresql:///postgres?host={folder}&user={OWNER}"


def _as(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    group = pwd.getpwnam(user).pw_gid
    return {"user": user, "group": group, "extra_groups": [], "cwd": "/"}


def _initialise(place: Path, folder: Path, user: str | None) -> None:
    command = [
        *(str(place / "initdb"), "-D", str(folder / "data"), "-U", OWNER, "-A", "trust"),
        *("-E", "UTF8", "--locale=C", "--no-sync"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_as(user))
    if done.returncode:
        raise SystemExit(f"postgres: initdb failed\n{done.stdout}{done.stderr}")


def _wait(place: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    ready = [str(place / "pg_isready"), "-q", "-h", str(folder), "-U", OWNER]
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.2)
    log = (folder / "log").read_text(errors="replace")
    raise SystemExit(f"postgres: the server did not start\n{log[-3000:]}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--find", action="store_true", help="only say where the programs are")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    place = programs()
    if place is None:
        print("postgres: no PostgreSQL here; Debian: apt-get install postgresql", file=sys.stderr)
        return 1
    if args.find:
        print(place)
        return 0
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        parser.error("which command?")
    # a stopped build must not leave a server behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(place) as address:
        print(f"postgres: {place.parent.name} at {address}", flush=True)
        return subprocess.run(
            command, env={**os.environ, "DALIANG_DATABASE": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())

"""A closed-loop HTTP client on loopback: standard library only, bounded in requests and time."""

from __future__ import annotations

import asyncio
import contextlib
import http.cookiejar
import random
import re
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 120


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    body: bytes = b""


@dataclass(slots=True)
class Cell:
    """What a run of one operation gave."""

    seconds: list[float] = field(default_factory=list)
    codes: Counter[object] = field(default_factory=Counter)
    wall: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall if self.wall else 0.0

    def at(self, share: float) -> float:
        """Return the quantile of the answer times in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Visitor:
    """A signed-in user: his cookies and the token of his forms."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.port = port
        self._jar = http.cookiejar.CookieJar()
        handlers = (
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._jar),
        )
        self._opener = urllib.request.build_opener(*handlers)
        self._sign_in(username, password)
        self.token = self._token("/ledger/new/")

    def get(self, path: str) -> str:
        """Return a page."""
        return self._opener.open(self._address(path), timeout=60).read().decode()

    def headers(self) -> str:
        """Return the header lines of a signed-in request."""
        cookies = "; ".join(f"{c.name}={c.value}" for c in self._jar)
        return f"Cookie: {cookies}\r\nReferer: {self._address('/')}\r\n"

    def _address(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)', self.get(path))
        if found is None:
            raise SystemExit(f"load: no form at {path}")
        return found[1]

    def _sign_in(self, username: str, password: str) -> None:
        token = self._token("/sign-in/")
        values = {"csrfmiddlewaretoken": token, "username": username, "password": password}
        request = urllib.request.Request(
            self._address("/sign-in/"),
            urllib.parse.urlencode(values).encode(),
            {"Referer": self._address("/sign-in/")},
        )
        if "sign-in" in self._opener.open(request, timeout=60).geturl():
            raise SystemExit("load: signing in failed")


async def _answer(visitor: Visitor, call: Call) -> object:
    """Send one request over a new connection, as a proxy does by default; return the status."""
    reader, writer = await asyncio.open_connection(HOST, visitor.port)
    try:
        head = (
            f"{call.method} {call.path} HTTP/1.1\r\nHost: {HOST}:{visitor.port}\r\n"
            f"Connection: close\r\nAccept: text/html\r\n{visitor.headers()}"
        )
        if call.method != "GET":
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(call.body)}\r\n"
        writer.write(head.encode() + b"\r\n" + call.body)
        text = await reader.read()
        first = text.split(b"\r\n", 1)[0].split()
        status = int(first[1]) if len(first) > 1 else "cut off"
        return "signed out" if status == 302 and b"/sign-in/" in text[:2000] else status
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def drive(
    visitor: Visitor,
    make: Callable[[int], Call],
    *,
    clients: int,
    requests: int,
    seconds: float,
    think: tuple[float, float] | None = None,
    first: int = 0,
) -> Cell:
    """Send a fixed number of requests from many clients, at most for so many seconds."""
    cell, left, dice = Cell(), iter(range(first, first + requests)), random.Random(7)
    started = time.perf_counter()

    async def one() -> None:
        if think:  # they do not all come in at one moment
            await asyncio.sleep(dice.uniform(0, think[1]))
        for index in left:
            if time.perf_counter() - started > seconds:
                return
            sent = time.perf_counter()
            try:
                code = await asyncio.wait_for(_answer(visitor, make(index)), SECONDS_TO_ANSWER)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                code = type(error).__name__
            cell.seconds.append(time.perf_counter() - sent)
            cell.codes[code] += 1
            if think:
                await asyncio.sleep(dice.uniform(*think))

    await asyncio.gather(*(one() for _ in range(clients)))
    cell.wall = time.perf_counter() - started
    return cell

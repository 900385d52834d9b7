"""A network that can be cut: a small proxy between the browser and the server."""

from __future__ import annotations

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

_PER_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Unsteady:
    """Passes requests on while `is_up`; may lose one answer on the way and go down with it."""

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.is_up = True
        self.lose_answer_of: int | None = None  # the n-th accepted post from now on
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """One request, passed on or dropped."""

            def do_GET(self) -> None:
                outer.pass_on(self)

            do_POST = do_GET

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        """Hand one request to the server and its answer back, unless the line is cut."""
        request.close_connection = True
        if not self.is_up:
            return
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        line = http.client.HTTPConnection(self.target.hostname, self.target.port, timeout=30)
        line.request(request.command, request.path, body or None, dict(request.headers.items()))
        answer = line.getresponse()
        content = answer.read()
        line.close()
        if request.command == "POST" and answer.status == 200 and self._is_lost():
            return  # the server has it, the device never hears so
        request.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _PER_HOP:
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def _is_lost(self) -> bool:
        if self.lose_answer_of is None:
            return False
        self.lose_answer_of -= 1
        if self.lose_answer_of > 0:
            return False
        self.lose_answer_of, self.is_up = None, False
        return True

    def close(self) -> None:
        """Stop."""
        self.server.shutdown()
        self.server.server_close()

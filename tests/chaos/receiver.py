"""Who is told by webhooks: fails as told, and notes what it was sent and what it took."""

import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
from typing_extensions import override


class Receiver:
    """Refuses the first attempt of a share of the messages, and everything while it is `away`."""

    def __init__(self, seed: int, refused: float = 0.1) -> None:
        self.away = threading.Event()
        self.asked: Counter[str] = Counter()
        self.taken: dict[str, list[float]] = {}
        self.bodies: dict[str, set[bytes]] = {}
        self._seed, self._refused = seed, refused
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/told"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def interactions(self) -> set[str]:
        """The interactions that were told of."""
        return {msgspec.json.decode(next(iter(bodies)))["data"]["id"] for bodies in self.bodies.values()}

    def answer(self, message: str, body: bytes) -> int:
        with self._lock:
            self.asked[message] += 1
            first = self.asked[message] == 1
            if self.away.is_set() or (first and random.Random(f"{self._seed}{message}").random() < self._refused):
                return 503
            self.taken.setdefault(message, []).append(time.time())
            self.bodies.setdefault(message, set()).add(body)
            return 204

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(answer(self.headers["webhook-id"], body))
                self.end_headers()

            @override
            def log_message(self, format: str, *args: Any) -> None:
                """What was asked is counted; nothing is printed."""

        return Handler

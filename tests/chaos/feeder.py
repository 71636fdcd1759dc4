"""Whoever sends contacts in: again and again until they are taken, as a client should."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

import httpx

from tests.chaos.plan import Kind
from tests.e2e.conftest import Service

BATCH = 50
Clip = tuple[dict[str, Any], bytes]


class Feeder:
    """Sends in the background; `answers` counts by what was sent, what was broken meanwhile, and status (0: none)."""

    def __init__(self, service: Service, broken: Callable[[], Collection[Kind]]) -> None:
        self.answers: Counter[tuple[str, str, int]] = Counter()
        self._service, self._broken = service, broken
        self._thread: threading.Thread | None = None

    def start(self, chats: list[dict[str, Any]], clips: list[Clip], pause: float) -> None:
        self._thread = threading.Thread(target=self._run, args=(chats, clips, pause), daemon=True)
        self._thread.start()

    def _run(self, chats: list[dict[str, Any]], clips: list[Clip], pause: float) -> None:
        batches = [chats[at : at + BATCH] for at in range(0, len(chats), BATCH)]
        every = max(1, len(batches) // max(1, len(clips)))
        waiting = iter(clips)
        for number, batch in enumerate(batches):
            self._send("chats", "/interactions", content="\n".join(map(json.dumps, batch)))
            if number % every == 0 and (clip := next(waiting, None)):
                self._send_clip(clip)
            time.sleep(pause)
        for clip in waiting:
            self._send_clip(clip)

    def _send_clip(self, clip: Clip) -> None:
        known, audio = clip
        self._send("clips", "/recordings", data={"interaction": json.dumps(known)}, files={"audio": audio})

    def _send(self, what: str, path: str, **body: Any) -> None:
        while True:
            broken = {*self._broken()}
            try:
                with self._service.client() as client:
                    status = client.post(path, **body).status_code
            except httpx.TransportError:
                status = 0
            during = "+".join(sorted({*broken, *self._broken()})) or "nothing"
            self.answers[what, during, status] += 1
            if status == 202:
                return
            time.sleep(0.3)

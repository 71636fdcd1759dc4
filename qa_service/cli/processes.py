"""Child processes that belong together: started, started again when they die, stopped with their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from qa_service.config import Settings
from qa_service.errors import Unavailable

_PR_SET_PDEATHSIG = 1
SHORT_LIFE = 20.0
PAUSE = 3.0  # seconds between two starts of one child


class Child:
    """One process of a command line of ours; its output goes to `log`, or to ours."""

    def __init__(self, name: str, arguments: Sequence[str], environment: dict[str, str], log: Path | None) -> None:
        self.name = name
        self._arguments, self._environment, self._log = arguments, environment, log
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._short_lives = 0

    def start(self) -> None:
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(self._log.open("ab")) if self._log else None
            self._process = subprocess.Popen(  # noqa: S603 - our own program and arguments
                self._arguments, env=self._environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True, preexec_fn=_die_with_parent,  # noqa: PLW1509 - it only makes a system call
            )  # fmt: skip
        self._born = time.monotonic()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def dead(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def lived(self) -> float:
        return time.monotonic() - self._born

    def start_again(self) -> None:
        self._short_lives = self._short_lives + 1 if self.lived() < SHORT_LIFE else 0
        self.start()

    def check(self) -> None:
        """Raise Unavailable where it cannot live: it died right after each of its last starts."""
        if self._short_lives >= 3:
            raise Unavailable(f"the process '{self.name}' ends as soon as it is started: {self._last_words()}")

    def _last_words(self) -> str:
        if self._log is None:
            return "what it printed says why"
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1] if lines else 'it said nothing'} ({self._log})"

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            # Its session is its own: this ends what it forked too, and nothing else.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextlib.contextmanager
def running(children: Sequence[Child]) -> Iterator[Callable[[], None]]:
    """Keep `children` running inside the block; yields a check that raises Unavailable where one cannot live."""
    stopping = threading.Event()

    def keep() -> None:
        while not stopping.wait(0.5):
            for child in children:
                # One that dies at once is not started in a tight loop.
                if child.dead() and not stopping.wait(max(0.0, PAUSE - child.lived())):
                    child.start_again()

    for child in children:
        child.start()
    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()

    def check() -> None:
        for child in children:
            child.check()

    try:
        yield check
    finally:
        stopping.set()
        keeper.join()
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait(10)


def workers(settings: Settings, log_folder: Path | None = None) -> list[Child]:
    """One for recordings (one process, one model), one for everything short, one that only sweeps."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", settings.log_level]
    pools = {
        "transcribe": ["-Q", "qa_transcribe", "-c", "1"],
        "short": ["-Q", "qa_short", "-c", str(settings.concurrency)],
        "watch": ["-Q", "qa_watch", "-P", "solo"],
    }
    return [
        _child(name, ["worker", "-n", f"{name}@%h", *pool, *quiet], settings, log_folder)
        for name, pool in pools.items()
    ]


def schedule(settings: Settings, log_folder: Path | None = None) -> Child:
    """The schedule; it keeps no file, because what is due stands in rows."""
    line = ["beat", "--scheduler", "celery.beat:Scheduler", "--pidfile=", "--loglevel", settings.log_level]
    return _child("beat", line, settings, log_folder)


def _child(name: str, line: Sequence[str], settings: Settings, log_folder: Path | None) -> Child:
    celery = [sys.executable, "-m", "celery", "-A", "qa_service.worker.app"]
    return Child(name, [*celery, *line], environment(settings), _log(log_folder, name))


def environment(settings: Settings) -> dict[str, str]:
    """Our environment with the settings as `QA_…` variables, for a child to read."""
    told = {
        f"QA_{name.upper()}": str(value)
        for name, value in msgspec.to_builtins(settings, enc_hook=str).items()
        if value is not None
    }
    return {**os.environ, **told}


def _log(folder: Path | None, name: str) -> Path | None:
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _die_with_parent() -> None:
    """Linux: a parent that is killed takes its children with it, so that nothing of a demo stays behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

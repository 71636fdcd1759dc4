"""Commands that run until a signal, and what is checked before anything is started for them."""

import contextlib
import signal
import socket
import sys
import threading
from types import FrameType

from benchmarks.loader import LIBRARY, BenchmarkError, load
from qa_service.config import Settings
from qa_service.errors import Configuration


def leave_on_sigterm() -> None:
    """Make SIGTERM unwind the stack as Ctrl-C does, so that what was started is stopped."""

    def leave(number: int, _: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)


def wait() -> None:
    """Wait for SIGINT or SIGTERM."""
    ended = threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: ended.set())
    ended.wait()


def check(settings: Settings, *, port: bool) -> None:
    """Raise Configuration for what would only show later: benchmarks or models that cannot be read, a port taken."""
    from qa_service.pipeline.recognisers import recognisers

    try:
        load(settings.benchmarks or LIBRARY)
    except BenchmarkError as error:
        raise Configuration(f"QA_BENCHMARKS: {error}") from None
    recognisers(settings)
    if port:
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, settings.port))
            except OSError as error:
                where = f"{settings.host}:{settings.port}"
                raise Configuration(f"QA_HOST, QA_PORT: cannot serve on {where}: {error.strerror}") from None

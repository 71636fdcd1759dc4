"""What can go wrong, as one tree; each class knows its HTTP status and its exit code.

QaError
├── BadInput            422, exit 1   something a caller sent cannot be read; the message names the place
├── NotFound            404, exit 1
├── Conflict            409, exit 1
├── NotAllowed          403, exit 1
│   └── NotSignedIn     401, exit 1
├── TooMany             429, exit 1   too many requests in too short a time; `seconds` until the next one
├── Configuration       500, exit 2   a setting or a command line is wrong
└── Unavailable         503, exit 1   a part that this needs does not answer; trying again may help

The domain packages raise errors of their own (InteractionError, AudioError, BenchmarkError, ...), all ValueErrors:
the edges turn those into BadInput.
"""

import traceback
from pathlib import Path
from typing import ClassVar


class QaError(Exception):
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1


class BadInput(QaError):
    status = 422


class NotFound(QaError):
    status = 404


class Conflict(QaError):
    status = 409


class NotAllowed(QaError):
    status = 403


class NotSignedIn(NotAllowed):
    status = 401


class TooMany(QaError):
    status = 429

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class Configuration(QaError):
    status = 500
    exit_code = 2


class Unavailable(QaError):
    status = 503


def described(error: BaseException) -> str:
    """An unforeseen error's kind and place, without its message: that may hold what a customer said."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"

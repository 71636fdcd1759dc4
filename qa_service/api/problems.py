"""Errors as application/problem+json (RFC 9457): what was wrong, where, and nothing of our insides."""

import errno
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from qa_service.errors import BadInput, Configuration, QaError, TooMany

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


class Rejected(BadInput):
    """Input of which nothing could be taken; `errors` names each place."""

    def __init__(self, message: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(message)
        self.errors = errors


def problem(status: int, title: str, detail: str, **more: Any) -> Response[bytes]:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Response(msgspec.json.encode(body), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _ours(_: Request[Any, Any, Any], error: QaError) -> Response[bytes]:
    if isinstance(error, Configuration):
        log.error("request.misconfigured", error=str(error))
        return problem(500, "Configuration", "the service is not set up rightly; its log says more")
    more = {"errors": error.errors} if isinstance(error, Rejected) else {}
    made = problem(error.status, _title(type(error).__name__), str(error), **more)
    if isinstance(error, TooMany):
        made.headers["Retry-After"] = str(error.seconds)
    return made


def _framework(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    more = {"errors": error.extra} if error.extra else {}
    return problem(error.status_code, _title(type(error).__name__.removesuffix("Exception")), error.detail, **more)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("request.failed", path=request.url.path, exc_info=error)
    return problem(500, "Internal error", "something went wrong here; the service's log says what")


def _disk(request: Request[Any, Any, Any], error: OSError) -> Response[bytes]:
    """A disk that is full or write-protected: trying again helps once it is not."""
    if error.errno not in NO_ROOM:
        return _unexpected(request, error)
    log.error("request.no_room", path=request.url.path, error=error.strerror)
    return problem(503, "Unavailable", f"nothing can be kept now: {error.strerror}")


def _title(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip().capitalize()


HANDLERS: ExceptionHandlersMap = {QaError: _ours, HTTPException: _framework, OSError: _disk, Exception: _unexpected}

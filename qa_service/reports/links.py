"""Links that open one thing for whoever has them, until they expire: an HMAC over what, where and until when."""

import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

PURPOSE = b"links in mail"


def report_link(address: str, key: bytes, report: UUID, language: str, until: datetime) -> str:
    """Where one report is read, in one language."""
    return _link(address, key, f"/shared/reports/{report}/{language}", until)


def clip_link(address: str, key: bytes, contact: UUID, turn: int, until: datetime, language: str) -> str:
    """Where one moment of a contact is read and heard; its page speaks `language`, which the signature leaves open."""
    return f"{_link(address, key, f'/shared/clips/{contact}/{turn}', until)}&language={language}"


def valid(key: bytes, path: str, until: int, sign: str, now: datetime) -> bool:
    """Whether a link to `path` is one of ours and has not expired; `until` is seconds since 1970."""
    return hmac.compare_digest(_sign(key, path, until).encode(), sign.encode()) and now.timestamp() < until


def _link(address: str, key: bytes, path: str, until: datetime) -> str:
    seconds = int(until.timestamp())
    return f"{address}{path}?{urlencode({'until': seconds, 'sign': _sign(key, path, seconds)})}"


def _sign(key: bytes, path: str, until: int) -> str:
    own = hmac.digest(key, PURPOSE, "sha256")
    return hmac.new(own, f"{path}?{until}".encode(), hashlib.sha256).hexdigest()

"""A link to 20 seconds of one contact: whom it opens for is whoever holds it, and only until it expires."""

import base64
import hmac
from uuid import UUID

import msgspec
from msgspec import Struct

SECONDS = 20.0
DAYS = 7
PURPOSE = b"links to clips"


class Clip(Struct, frozen=True, array_like=True):
    """From `start` seconds of a contact; the link works until `expires`, in seconds since 1970."""

    interaction_id: UUID
    start: float
    expires: int


def link(clip: Clip, master_key: bytes) -> str:
    """The part of the address that says which clip, and that it was us who said so."""
    body = msgspec.json.encode(clip)
    return f"{_text(body)}.{_text(_signed(body, master_key))}"


def read(token: str, master_key: bytes, now: float) -> Clip | None:
    """The clip of a link that we made and that has not expired."""
    body, _, signature = token.partition(".")
    try:
        told, given = _bytes(body), _bytes(signature)
    except ValueError:
        return None
    if not hmac.compare_digest(_signed(told, master_key), given):
        return None
    clip = msgspec.json.decode(told, type=Clip)
    return clip if clip.expires > now else None


def _signed(body: bytes, master_key: bytes) -> bytes:
    return hmac.digest(hmac.digest(master_key, PURPOSE, "sha256"), body, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

"""Standard Webhooks (standardwebhooks.com, specification 1.0.0): what is sent, how it is signed, and to where.

A request goes to an address that was looked up and judged once: a name cannot point elsewhere a moment later. Redirects
are not followed.
"""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

import msgspec
from typing_extensions import override

from qa_service.errors import BadInput

EVENTS = (
    "interaction.scored",
    "interaction.failed",
    "night.done",
    "report.done",
    "signal.raised",
    "alert.raised",
    "alert.ended",
    "recovery.added",
)
SECONDS = 10.0
MOST_READ = 2048
PAUSES = (5.0, 30.0, 120.0, 600.0, 1800.0, 7200.0, 21600.0, 43200.0, 86400.0)
"""Seconds until the next attempt; after the last one a delivery is dead. About two days in all."""
_PREFIX = "whsec_"


class Answer(NamedTuple):
    """`status` is None where there was no answer."""

    status: int | None
    failure: str | None


class Target(NamedTuple):
    url: SplitResult
    port: int


def secret(master_key: bytes, salt: bytes) -> bytes:
    """A webhook's signing key: made of the installation's own and a salt, so that it is stored nowhere."""
    return hmac.digest(master_key, b"webhook\0" + salt, hashlib.sha256)


def shown(key: bytes) -> str:
    """The signing key as receivers' libraries take it."""
    return _PREFIX + base64.b64encode(key).decode()


def message(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The body: thin, because it says which, and whoever may know more asks the API."""
    return msgspec.json.encode({"type": kind, "timestamp": at.isoformat(), "data": data}, order="deterministic")


def headers(key: bytes, event_id: UUID, body: bytes, *, now: datetime) -> dict[str, str]:
    """The signed headers: the id stays from attempt to attempt, the time is that of the attempt."""
    identity, seconds = f"msg_{event_id}", str(int(now.timestamp()))
    signed = hmac.digest(key, f"{identity}.{seconds}.".encode() + body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "user-agent": "agent-quality",
        "webhook-id": identity,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def target(url: str, *, private: bool) -> Target:
    """Read a webhook's address, or raise BadInput: https, or http too where private addresses are allowed."""
    try:
        read = urlsplit(url)
        port = read.port
    except ValueError as error:
        raise BadInput(f"url: {error}") from None
    if read.scheme != "https" and not (private and read.scheme == "http"):
        raise BadInput("url: must begin with https://" + ("" if private else "; QA_WEBHOOK_PRIVATE allows http://"))
    if not read.hostname or read.username is not None or read.fragment or any(not 32 < ord(c) < 127 for c in url):
        raise BadInput("url: needs a host, and may hold no user, fragment, spaces or letters beyond ASCII")
    return Target(read, port or (443 if read.scheme == "https" else 80))


def resolved(to: Target, *, private: bool) -> str:
    """The address to connect to, or BadInput where any that the name has is not a public one."""
    assert to.url.hostname is not None
    try:
        found = socket.getaddrinfo(to.url.hostname, to.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadInput(f"url: {to.url.hostname} cannot be found") from None
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not private and not public(address):
            raise BadInput(
                f"url: {to.url.hostname} is {address}, which is no public address; QA_WEBHOOK_PRIVATE allows it"
            )
    return addresses[0]


def public(address: str) -> bool:
    """Whether this is an address of the open internet: not private, loopback, link-local, shared or multicast.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is as public as that one.
    """
    read = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(read, ipaddress.IPv6Address):
        carried = [read.ipv4_mapped, read.sixtofour, *(read.teredo or ())]
        if read in ipaddress.ip_network("64:ff9b::/96"):
            carried.append(ipaddress.IPv4Address(int(read) & 0xFFFFFFFF))
        if any(one is not None and not one.is_global for one in carried):
            return False
    return read.is_global and not read.is_multicast and not read.is_reserved


def send(url: str, key: bytes, event_id: UUID, body: bytes, *, private: bool) -> Answer:
    """Send one message once; anything but a 2xx is a failure, which says why without what the receiver said."""
    try:
        to = target(url, private=private)
        address = resolved(to, private=private)
        status = _posted(to, address, body, headers(key, event_id, body, now=datetime.now(UTC)))
    except BadInput as error:
        return Answer(None, str(error))
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, f"no answer: {type(error).__name__}")
    return Answer(status, None if 200 <= status < 300 else f"answered {status}")


def pause(attempts: int) -> float | None:
    """Seconds until the next attempt after this many, None where there is none."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def _posted(to: Target, address: str, body: bytes, head: Mapping[str, str]) -> int:
    connection = _Fixed(to, address)
    try:
        path = (to.url.path or "/") + (f"?{to.url.query}" if to.url.query else "")
        connection.request("POST", path, body, dict(head))
        answer = connection.getresponse()
        answer.read(MOST_READ)
        return answer.status
    finally:
        connection.close()


class _Fixed(http.client.HTTPConnection):
    """Connects to an address that was judged; the name serves the Host header and the certificate."""

    def __init__(self, to: Target, address: str) -> None:
        super().__init__(str(to.url.hostname), to.port, timeout=SECONDS)
        self._to, self._address = to, address
        if to.url.scheme == "https":
            self.default_port = 443

    @override
    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self._to.port), SECONDS)
        if self._to.url.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._to.url.hostname)

"""Bearer tokens of an OpenID provider: who its signature says is asking (OpenID Connect Core 1.0, section 3.1.3.7)."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import jwt
import structlog
from typing_extensions import override

from qa_service.config import Settings, private
from qa_service.errors import NotSignedIn, Unavailable

log = structlog.get_logger(__name__)

FITTING = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
"""Signatures with a private key only, by the kind of key: a public key never serves as a shared secret."""
ALGORITHMS = tuple(algorithm for several in FITTING.values() for algorithm in several)
KEEP_SECONDS = 600.0
AGAIN_SECONDS = 30.0
"""An unknown key asks the provider anew, at most this often."""
LEEWAY = 30
MOST_BYTES = 1_000_000
TIMEOUT = 5.0

Fetch = Callable[[str], Any]


class Told(NamedTuple):
    """What a valid token says: the person's `subject`, and until when."""

    subject: str
    expires_at: datetime


class Issuer:
    """One provider and its keys, fetched when they are needed."""

    def __init__(self, settings: Settings, fetch: Fetch | None = None) -> None:
        assert settings.oidc_issuer is not None
        self._issuer, self._audience = settings.oidc_issuer, settings.oidc_audience
        self._claim, self._url = settings.oidc_claim, settings.oidc_jwks_url
        self._fetch = fetch or fetched
        self._keys: Mapping[str, dict[str, Any]] = {}
        self._asked = float("-inf")
        self._lock = asyncio.Lock()

    async def told(self, token: str) -> Told:
        """Check a token; NotSignedIn says what is wrong with it, Unavailable that the provider does not answer."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise NotSignedIn(f"this token is signed with {header.get('alg')!r}, which is not accepted")
            key = _for(await self._key(str(header.get("kid", ""))), header["alg"])
            claims = jwt.decode(
                token, key, algorithms=[*ALGORITHMS], audience=self._audience, issuer=self._issuer, leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", self._claim], "strict_aud": False},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise NotSignedIn(f"this token is not valid: {error}") from None
        subject = claims[self._claim]
        if not isinstance(subject, str) or not subject:
            raise NotSignedIn(f"this token is not valid: its claim {self._claim!r} is no text")
        return Told(subject, datetime.fromtimestamp(claims["exp"], UTC))

    async def _key(self, kid: str) -> dict[str, Any]:
        async with self._lock:
            age = time.monotonic() - self._asked
            if age > KEEP_SECONDS or (kid not in self._keys and age > AGAIN_SECONDS):
                await self._ask()
            if kid not in self._keys:
                raise NotSignedIn("this token is signed with a key that the issuer does not name")
            return self._keys[kid]

    async def _ask(self) -> None:
        self._asked = time.monotonic()
        try:
            self._keys = await asyncio.to_thread(self._current)
        except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
            log.warning("tokens.no_keys", issuer=self._issuer, error=f"{type(error).__name__}: {error}")
            if not self._keys:  # those that were told before still hold
                self._asked = float("-inf")
                raise Unavailable("the issuer of tokens does not answer; try again in a moment") from None

    def _current(self) -> dict[str, dict[str, Any]]:
        url = self._url or self._fetch(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")["jwks_uri"]
        told = self._fetch(url)["keys"]
        usable = [
            one for one in told if one.get("kty") in FITTING and one.get("use", "sig") == "sig" and one.get("kid")
        ]
        return {one["kid"]: one for one in usable}


def _for(key: dict[str, Any], algorithm: str) -> jwt.PyJWK:
    """The key for this signature; one that names its own takes no other."""
    if algorithm not in FITTING[key["kty"]] or key.get("alg", algorithm) != algorithm:
        raise NotSignedIn(f"this token is not valid: its key is not for {algorithm}")
    return jwt.PyJWK(key, algorithm=algorithm)


class _Stays(urllib.request.HTTPRedirectHandler):
    @override
    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        """A provider's keys come from the address that was set, and from nowhere that it points to."""


def fetched(url: str) -> Any:
    """Read JSON from an https address, or from this machine."""
    if not private(url):
        raise ValueError(f"{url} does not begin with https://")
    with urllib.request.build_opener(_Stays).open(url, timeout=TIMEOUT) as answer:
        body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ValueError(f"{url} answers with more than {MOST_BYTES} bytes")
    return json.loads(body)

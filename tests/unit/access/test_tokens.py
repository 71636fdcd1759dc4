"""Tokens of a provider that runs here, over HTTP: who signed, for whom, until when. What is wrong is refused."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from qa_service.access import tokens
from qa_service.access.tokens import Issuer
from qa_service.config import Settings
from qa_service.errors import NotSignedIn, Unavailable

AUDIENCE = "qa"


class Provider:
    """An OpenID provider: its keys by their names, and how often they were asked for."""

    def __init__(self) -> None:
        rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.private: dict[str, Any] = {"r": rsa_key, "e": ec.generate_private_key(ec.SECP256R1())}
        self.named = ["r", "e"]
        self.asked = 0
        self.status = 200
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/keys":
                    provider.asked += 1
                if self.path == "/moved":
                    self.send_response(302)
                    self.send_header("Location", f"{provider.url}/keys")
                    self.end_headers()
                    return
                keys = self.path == "/keys"
                told = provider.jwks() if keys else {"issuer": provider.url, "jwks_uri": f"{provider.url}/keys"}
                self.send_response(provider.status)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: Any) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def jwks(self) -> dict[str, Any]:
        algorithms = {
            "r": jwt.algorithms.RSAAlgorithm,
            "e": jwt.algorithms.ECAlgorithm,
            "r2": jwt.algorithms.RSAAlgorithm,
        }
        keys = [
            {**algorithms[kid].to_jwk(self.private[kid].public_key(), as_dict=True), "kid": kid, "use": "sig"}
            for kid in self.named
        ]
        secret = base64.urlsafe_b64encode(b"s" * 32).decode()
        return {"keys": [*keys, {"kty": "oct", "kid": "shared", "k": secret}]}

    def public_pem(self, kid: str) -> bytes:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private[kid].public_key().public_bytes(serialization.Encoding.PEM, form)

    def token(self, kid: str = "r", algorithm: str = "RS256", key: Any = None, **claims: Any) -> str:
        told = {"iss": self.url, "aud": AUDIENCE, "sub": "anna", "exp": int(time.time()) + 300, **claims}
        told = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(told, key or self.private[kid], algorithm=algorithm, headers={"kid": kid})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


def issuer(provider: Provider, **more: Any) -> Issuer:
    settings = {"home": Path("/nowhere"), "oidc_issuer": provider.url, "oidc_audience": AUDIENCE}
    return Issuer(Settings(**{**settings, **more}))


@pytest.mark.parametrize(("kid", "algorithm"), [("r", "RS256"), ("r", "PS256"), ("e", "ES256")])
async def test_a_valid_token_names_its_person(provider, kid, algorithm):
    told = await issuer(provider).told(provider.token(kid, algorithm))
    assert told.subject == "anna"
    assert told.expires_at.timestamp() > time.time()


async def test_the_claim_that_names_a_person_is_a_setting(provider):
    made = issuer(provider, oidc_claim="preferred_username")
    assert (await made.told(provider.token(preferred_username="a.b"))).subject == "a.b"
    with pytest.raises(NotSignedIn, match="preferred_username"):
        await made.told(provider.token())
    with pytest.raises(NotSignedIn, match="is no text"):
        await made.told(provider.token(preferred_username=["a"]))


def forged(provider: Provider) -> str:
    """Signed with a public key as if it were a shared secret, by hand: libraries refuse to."""
    import hashlib
    import hmac

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {"iss": provider.url, "aud": AUDIENCE, "sub": "anna", "exp": int(time.time()) + 300}
    told = f"{part({'alg': 'HS256', 'kid': 'r'})}.{part(claims)}"
    digest = hmac.new(provider.public_pem("r"), told.encode(), hashlib.sha256).digest()
    return f"{told}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (lambda p: p.token(iss="https://elsewhere.example"), "Invalid issuer"),
        (lambda p: p.token(aud="another-service"), "Audience"),
        (lambda p: p.token(aud=None), "aud"),
        (lambda p: p.token(exp=int(time.time()) - 120), "expired"),
        (lambda p: p.token(exp=None), "exp"),
        (lambda p: p.token(nbf=int(time.time()) + 600), "not yet valid"),
        (lambda p: p.token(sub=None), "sub"),
        (lambda p: jwt.encode({"sub": "anna"}, None, algorithm="none", headers={"kid": "r"}), "'none'"),
        (forged, "'HS256'"),
        (lambda p: p.token("shared", "HS256", b"s" * 32), "'HS256'"),
        (lambda p: p.token("r", key=rsa.generate_private_key(public_exponent=65537, key_size=2048)), "Signature"),
        (lambda p: jwt.encode({"sub": "anna"}, p.private["r"], algorithm="RS256", headers={"kid": "x"}), "not name"),
        (lambda p: jwt.encode({"sub": "anna"}, p.private["r"], algorithm="RS256"), "does not name"),
        (lambda p: jwt.encode({"sub": "anna"}, p.private["e"], algorithm="ES256", headers={"kid": "r"}), "not valid"),
        (lambda p: p.token()[:-4] + "AAAA", "Signature"),
        (lambda _: "no.token.at.all", "not valid"),
        (lambda _: "\x00..", "not valid"),
    ],
)  # fmt: skip
async def test_what_is_refused(provider, token, says):
    with pytest.raises(NotSignedIn, match=says):
        await issuer(provider).told(token(provider))


async def test_keys_are_kept_and_a_new_one_is_asked_for_once(provider, monkeypatch):
    made, before = issuer(provider), provider.asked
    for _ in range(5):
        await made.told(provider.token())
    assert provider.asked == before + 1
    provider.private["r2"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    provider.named = ["r", "e", "r2"]
    for _ in range(5):  # not again within AGAIN_SECONDS
        with pytest.raises(NotSignedIn, match="does not name"):
            await made.told(provider.token("r2"))
    assert provider.asked == before + 1
    monkeypatch.setattr(tokens, "AGAIN_SECONDS", -1.0)
    assert (await made.told(provider.token("r2"))).subject == "anna"
    assert provider.asked == before + 2
    provider.status = 500
    try:  # a provider that is away takes nobody's known key
        with pytest.raises(NotSignedIn, match="does not name"):
            await made.told(provider.token("r3", key=provider.private["r"]))
        assert (await made.told(provider.token("r"))).subject == "anna"
        with pytest.raises(Unavailable, match="does not answer"):
            await issuer(provider).told(provider.token())
    finally:
        provider.status = 200


async def test_keys_come_from_nowhere_else(provider):
    with pytest.raises(Unavailable, match="does not answer"):
        await issuer(provider, oidc_jwks_url=f"{provider.url}/moved").told(provider.token())
    with pytest.raises(ValueError, match="does not begin with https"):
        tokens.fetched("http://192.0.2.1/keys")
    with pytest.raises(ValueError, match="does not begin with https"):
        tokens.fetched("file:///etc/passwd")

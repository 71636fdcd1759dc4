"""Sealed files: AES-256-GCM in chunks, so that a recording is sealed as it streams in and opened as it is read.

    magic 6 | format 1 | key id 8 | salt 32 | chunk | chunk | ... | last chunk

A chunk is CHUNK bytes of content, the last one 0 to CHUNK, and a tag of 16. Its nonce is its number (11 bytes) and 1
for the last, 0 for the others; the header is authenticated with each. So a file that was cut, put in another order or
mixed of two does not open (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár 2015). Each file has a key of its own,
derived by HKDF from one of the installation's and the salt: no nonce is used twice.
"""

import secrets
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from typing_extensions import override

MAGIC = b"QASEAL"
FORMAT = 1
KEY_ID, SALT, TAG = 8, 32, 16
HEAD = len(MAGIC) + 1 + KEY_ID + SALT
CHUNK = 1 << 16


class SealError(ValueError):
    """A sealed file that cannot be opened; the message says why, the caller adds which one."""


class Key(NamedTuple):
    """`id` tells keys apart in the files and tells nothing of `secret`."""

    id: bytes
    secret: bytes

    @override
    def __repr__(self) -> str:
        return f"Key({self.id.hex()})"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def key(material: bytes) -> Key:
    """Derive a key from a long random setting or a master key that serves other ends too."""
    return Key(_derived(material, b"sealed files: key id", KEY_ID), _derived(material, b"sealed files: key", 32))


class Sealer:
    """Writes what it is given to `out`, sealed; the file opens only after `finish`."""

    def __init__(self, out: BinaryIO, under: Key) -> None:
        salt = secrets.token_bytes(SALT)
        self._head = MAGIC + bytes([FORMAT]) + under.id + salt
        self._cipher = _cipher(under, salt)
        self._out, self._held, self._number = out, bytearray(), 0
        out.write(self._head)

    def write(self, content: bytes) -> None:
        self._held += content
        while len(self._held) > CHUNK:  # a full chunk stays: it may be the last, which is sealed as such
            self._put(last=False)

    def finish(self) -> None:
        self._put(last=True)

    def _put(self, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._out.write(self._cipher.encrypt(nonce, bytes(self._held[:CHUNK]), self._head))
        del self._held[:CHUNK]
        self._number += 1


def unseal(source: Readable, keys: Sequence[Key]) -> Iterator[bytes]:
    """Yield the content, chunk by chunk, each authenticated; it is whole only when this ends without a SealError."""
    head = source.read(HEAD)
    under = _under(head, keys)
    cipher = _cipher(under, head[-SALT:])
    number, chunk = 0, source.read(CHUNK + TAG)
    while following := source.read(CHUNK + TAG):
        yield _opened(cipher, head, number, chunk, last=False)
        number, chunk = number + 1, following
    yield _opened(cipher, head, number, chunk, last=True)


def key_id(head: bytes) -> bytes:
    """Whose key seals the file that begins with `head`."""
    if not head.startswith(MAGIC):
        raise SealError("is no sealed file")
    if len(head) < HEAD:
        raise SealError("is cut short: it ends within its header")
    if head[len(MAGIC)] != FORMAT:
        raise SealError(f"is sealed in format {head[len(MAGIC)]}; this release reads {FORMAT}")
    return head[len(MAGIC) + 1 :][:KEY_ID]


def _under(head: bytes, keys: Sequence[Key]) -> Key:
    wanted = key_id(head)
    for each in keys:
        if each.id == wanted:
            return each
    raise SealError(f"is sealed under key {wanted.hex()}, which is not among those given")


def _opened(cipher: AESGCM, head: bytes, number: int, chunk: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), chunk, head)
    except InvalidTag:
        raise SealError(_why(cipher, head, number, chunk, last=last)) from None


def _why(cipher: AESGCM, head: bytes, number: int, chunk: bytes, *, last: bool) -> str:
    """Tell a file that was cut between two chunks, or goes on after its last, from one that was changed."""
    try:
        cipher.decrypt(_nonce(number, last=not last), chunk, head)
    except InvalidTag:
        return f"is damaged or cut short in chunk {number}"
    return f"is cut short after chunk {number}" if last else f"goes on after its last chunk, {number}"


def _cipher(under: Key, salt: bytes) -> AESGCM:
    return AESGCM(_derived(under.secret, b"sealed file", 32, salt))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _derived(material: bytes, what: bytes, length: int, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=what).derive(material)

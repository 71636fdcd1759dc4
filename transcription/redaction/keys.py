"""Keys of the redaction hashes: one per customer, so that equal items of one customer meet and no others do."""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from transcription.interaction import Interaction


def derive_key(master: bytes, salt: bytes) -> bytes:
    """32 bytes by HKDF-SHA256 (RFC 5869). Destroying the salt destroys the key."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"redaction hashes").derive(master)


def customer_key(master: bytes, interaction: Interaction) -> bytes:
    """The key of the interaction's customer, or of the interaction where nobody says whose it is."""
    reference = interaction.customer.ref if interaction.customer else None
    parts = (
        ("customer", interaction.source, reference)
        if reference
        else ("interaction", interaction.source, interaction.id)
    )
    return derive_key(master, "\0".join(parts).encode("utf-8", "surrogatepass"))


def keyed_hash(key: bytes, value: str) -> str:
    """HMAC-SHA256 of the canonical value, its first 128 bits in hex."""
    return hmac.new(key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

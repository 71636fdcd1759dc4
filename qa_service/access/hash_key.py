"""The key of the redaction hashes: given by setting, or made once and kept beside the data."""

import os
import secrets

from qa_service.config import Settings


def master_key(settings: Settings) -> bytes:
    """Return QA_HASH_KEY, or the key under `home`, made where it is missing and readable by its owner only."""
    if settings.hash_key is not None:
        return settings.hash_key.encode()
    path = settings.home / "hash.key"
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()

"""The key of the redaction hashes: given by setting, or made once and kept beside the data."""

import contextlib
import os
import secrets
import tempfile

from qa_service.config import Settings


def master_key(settings: Settings) -> bytes:
    """Return QA_HASH_KEY, or the key under `home`, made where it is missing and readable by its owner only."""
    if settings.hash_key is not None:
        return settings.hash_key.encode()
    path = settings.home / "hash.key"
    settings.home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile(
            dir=settings.home, prefix="hash."
        ) as made:  # 0600, and whole before it is named
            made.write(secrets.token_bytes(32))
            made.flush()
            os.fsync(made.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_bytes()

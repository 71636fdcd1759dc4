"""Tables of words that redaction's rules read: `words/*.toml`, each entry one text of words between spaces."""

from functools import cache
from importlib.resources import files

import msgspec


@cache
def texts(name: str) -> dict[str, str]:
    """All entries of `words/<name>.toml`."""
    read = files("transcription.redaction").joinpath("words", f"{name}.toml").read_bytes()
    return msgspec.toml.decode(read, type=dict[str, str])


@cache
def words(name: str, kind: str) -> frozenset[str]:
    """The words of one entry; KeyError where there is none."""
    return frozenset(texts(name)[kind].split())

"""Common given names, family names, towns and streets of a language's countries, as Faker lists them."""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Listed(Struct, frozen=True, forbid_unknown_fields=True):
    """Folded, as `folding.fold_word` does: `nowak`, `new delhi`. Some are words of the language too."""

    given: frozenset[str]
    family: frozenset[str]
    towns: frozenset[str]
    streets: frozenset[str]


@cache
def listed(language: str) -> Listed:
    """Those of a language; empty where none are kept for it."""
    table = files("transcription.redaction").joinpath("words", "listed", f"{language}.json")
    if not table.is_file():
        return Listed(frozenset(), frozenset(), frozenset(), frozenset())
    return msgspec.json.decode(table.read_bytes(), type=Listed)

"""What people say around items, in five languages, as data: apart from the rules, which must not be tuned to it."""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

LANGUAGES = ("en", "pl", "id", "ar", "zh")


class SpokenNumbers(Struct, frozen=True, forbid_unknown_fields=True):
    """`digits` with their variants; `teens` from ten, `tens` from twenty, `hundreds` from one hundred."""

    digits: list[list[str]]
    misheard: dict[str, list[str]]
    double: list[str]
    triple: list[str]
    teens: list[str]
    tens: list[str]
    days: list[str]
    months: list[str]
    hundreds: list[str] = []


class Currency(Struct, frozen=True, forbid_unknown_fields=True):
    written: list[str]
    spoken: list[str]


class NearMisses(Struct, frozen=True, forbid_unknown_fields=True):
    tune: dict[str, list[str]]
    report: dict[str, list[str]]


class Texts(Struct, frozen=True, forbid_unknown_fields=True):
    """`tune` and `report` are carrier phrases by type: 'A' the agent, 'C' the customer, {x} the item."""

    given: list[str]
    family: list[str]
    streets: list[str]
    street_kinds: list[str]
    towns: list[str]
    hosts: list[str]
    acks: list[str]
    hesitations: list[str]
    strange: list[str]
    signs: dict[str, list[str]]
    numbers: SpokenNumbers
    tune: dict[str, list[str]]
    report: dict[str, list[str]]
    near: NearMisses
    currency: Currency


@cache
def texts(language: str) -> Texts:
    table = files("qa_service.evaluation.redaction_set").joinpath("texts", f"{language}.toml")
    return msgspec.toml.decode(table.read_bytes(), type=Texts)

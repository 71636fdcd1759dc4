"""What each language says numbers, dates, cues and names with: tables in `words/*.toml`, read once."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from transcription.redaction.folding import fold_word

# What a noun may end in: 'teleponnya' is 'the phone'.
_ENDINGS = {"id": "(?:nya|ku|mu)?"}
CODES = ("en", "pl", "id", "ar", "zh")


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """Number words by how they combine.

    `tens`, `teens`, `hundred`, `thousand`, `million` follow a digit and scale it; `hundreds`, `thousands` stand alone.
    `times` double the digit after them, `times_after` the one before, `times_infix` makes a digit do it (三个八).
    `plural` digits are as many as the digit before them says ('dwa zera'). `misheard` count between digits only.
    """

    digit: dict[str, int]
    teen: dict[str, int] = {}
    ten: dict[str, int] = {}
    hundreds: dict[str, int] = {}
    thousands: dict[str, int] = {}
    tens: list[str] = []
    teens: list[str] = []
    hundred: list[str] = []
    thousand: list[str] = []
    million: list[str] = []
    times: dict[str, int] = {}
    times_after: dict[str, int] = {}
    times_infix: list[str] = []
    plural: list[str] = []
    link: list[str] = []
    misheard: dict[str, int] = {}
    fillers: list[str] = []
    units_first: bool = False


class Dates(Struct, frozen=True, forbid_unknown_fields=True):
    months: dict[str, int] = {}
    ordinals: dict[str, int] = {}
    between: list[str] = []


class Email(Struct, frozen=True, forbid_unknown_fields=True):
    hints: list[str]
    at: list[str]
    dot: list[str]
    signs: dict[str, str]
    cues: list[str]


class Address(Struct, frozen=True, forbid_unknown_fields=True):
    """Words of streets, `before` the name or `after` it; `cues` are patterns.

    `unit` stands with flats and towns, `flats` before a flat's number.
    """

    triggers: list[str]
    before: list[str]
    after: list[str]
    unit: list[str]
    cues: list[str]
    flats: list[str] = []


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    """`cues` introduce a name and nothing else; `asked` are questions for one. All these are patterns.

    `states` ('I am'), `weak` (greetings, thanks, ends of letters) and `relations` ('my wife') may have a name after
    them: one in capitals, or a common one; after `plain` ones two unknown words will do where nothing has capitals.
    After a word of `greets`, and before one of `offers` ('how' may I help), one unknown word will do.
    `closing` stand after a name. `titles` stand before one, `honorifics` before
    nothing else; `particles` are small parts of one.
    """

    hints: list[str]
    triggers: list[str]
    cues: list[str]
    asked: list[str]
    titles: list[str]
    particles: list[str]
    spelled: list[str]
    states: list[str]
    weak: list[str] = []
    relations: list[str] = []
    plain: list[str] = []
    greets: list[str] = []
    offers: list[str] = []
    closing: list[str] = []
    honorifics: list[str] = []


class Stop(Struct, frozen=True, forbid_unknown_fields=True):
    """`words` end a name or an address; `ack` are said while the other party dictates."""

    words: list[str]
    ack: list[str]


class Units(Struct, frozen=True, forbid_unknown_fields=True):
    after: list[str]


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """`cues` by kind of number: patterns of the words that say what a number is."""

    numbers: Numbers
    dates: Dates
    cues: dict[str, list[str]]
    email: Email
    address: Address
    names: Names
    stop: Stop
    units: Units


class MailWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Mail hosts, ends of host names, and how they are misheard or spelt; `aside` is said of how one is written."""

    providers: list[str]
    aside: list[str]
    domains: list[str]
    heard: dict[str, str]
    spelt: dict[str, str]


def _table(name: str) -> bytes:
    return files("transcription.redaction").joinpath("words", f"{name}.toml").read_bytes()


@cache
def mail_words() -> MailWords:
    return msgspec.toml.decode(_table("mail"), type=MailWords)


@cache
def letters() -> dict[str, str]:
    """Names of letters: 'bee', 'zet'."""
    return msgspec.toml.decode(_table("letters"), type=dict[str, str])


@cache
def language(code: str) -> Language:
    return msgspec.toml.decode(_table(code), type=Language)


def folded(given: Iterable[str]) -> frozenset[str]:
    """Words of a table as they stand in folded text."""
    return frozenset(fold_word(word) for word in given)


def pattern(given: Iterable[str]) -> str:
    """One of these, as whole words; scripts that glue words together need no bounds."""
    alternatives = [fold_word(word) for word in given]
    plain = [word for word in alternatives if re.search(r"[a-z]", word)]
    glued = [word for word in alternatives if word not in plain]
    whole = [rf"(?<![^\W\d_])(?:{'|'.join(plain)})(?![^\W\d_])"] if plain else []
    return "|".join([*whole, *glued]) or r"(?!)"


def everywhere(kind: str) -> str:
    """The pattern of one kind of cue in all languages."""
    return pattern(
        f"(?:{word}){_ENDINGS.get(code, '')}" for code in CODES for word in language(code).cues.get(kind, [])
    )


_VERBS = ("'s", "'ll", "'re", "'ve", "'d")


@cache
def stops() -> frozenset[str]:
    """Words that no name or address goes on over, in any language."""
    return folded(word for code in CODES for word in language(code).stop.words)


@cache
def stops_of(code: str | None) -> frozenset[str]:
    """Those of one language; of all where it is none of them."""
    return folded(language(code).stop.words) if code in CODES else stops()


def is_stop(word: str) -> bool:
    """Arabic 'and' is glued to its word, an English verb to what it says something of: 'what's'."""
    if "'" in word and word.endswith(_VERBS):
        word = word.partition("'")[0]
    return word in stops() or (word[:1] == "و" and word[1:] in stops())


@cache
def acknowledged() -> frozenset[str]:
    """What is said while the other party dictates."""
    return folded(word for code in CODES for word in language(code).stop.ack)

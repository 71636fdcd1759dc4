"""The same conversation as somebody else would have had it: other names, genders, spellings, marks and letter case."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from random import Random

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.traditional import SIMPLIFIED
from qa_service.embedded.sample_centre.wording import wording
from transcription.interaction import Agent, Customer, Interaction

Change = Callable[[Interaction], Interaction]
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MARKS = re.compile(r"(?<!\d)[^\w\s'’\[\]]+|[^\w\s'’\[\]]+(?!\d)")
# Polish says in the ending of a verb who did it; nouns that end so are no verbs.
_PAST = re.compile(r"\b(\w+?)(ąłem|ąłeś|ąłbym|ęłam|ęłaś|ęłabym|łem|łam|łeś|łaś|łbym|łabym)\b", re.IGNORECASE)
_PAST_PAIRS = (
    ("ąłem", "ęłam"),
    ("ąłeś", "ęłaś"),
    ("ąłbym", "ęłabym"),
    ("łem", "łam"),
    ("łeś", "łaś"),
    ("łbym", "łabym"),
)
_OTHER_PAST = {one: other for pair in _PAST_PAIRS for one, other in (pair, pair[::-1])}
_NO_VERBS = frozenset({"działem", "tytułem", "zespołem", "kanałem", "artykułem", "materiałem", "hasłem", "mam", "tam"})
_SURNAME = re.compile(r"[\u4e00-\u9fff](?=先生|女士|小姐)")
_TITLES = re.compile(r"^(?:Mr|Ms|Mrs|Pak|Bu|Kak|Mas|Panie|Pani|أستاذ|أستاذة|سيدة)\s+")


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    names: tuple[str, ...]
    genders: tuple[tuple[str, str], ...]
    one_way: tuple[tuple[str, str], ...]
    spellings: tuple[tuple[str, str], ...]


@cache
def words(language: str) -> _Words:
    text = files("qa_service.evaluation").joinpath("invariance_words.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, _Words])[language]


def named(interaction: Interaction) -> Interaction:
    """Other names in the text and in the metadata, each for the same one throughout."""
    language = interaction.language or ""
    rng = Random(f"names:{interaction.id}")
    present = _names(language) | _introduced(interaction)
    others: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        return others.setdefault(found[0], rng.choice(words(language).names))

    pattern = _SURNAME if language == "zh" else None
    listed = re.compile("|".join(rf"{_edge(language)}{re.escape(name)}{_edge(language)}" for name in sorted(present)))

    def change(text: str) -> str:
        text = listed.sub(other, text) if present else text
        return pattern.sub(other, text) if pattern else text

    changed = _texts(interaction, change)
    agent = interaction.agent
    return replace(
        changed,
        agent=Agent(id=f"other-{agent.id}", team="other", kind=agent.kind) if agent else None,
        customer=Customer(ref=f"other-{rng.random()}"),
        turns=tuple(replace(turn, agent=f"other-{turn.agent}" if turn.agent else None) for turn in changed.turns or ()),
    )


def gendered(interaction: Interaction) -> Interaction:
    """Women for men and men for women, of both sides."""
    language = interaction.language or ""
    known = words(language)
    swapped = _both_ways(known.genders) | dict(known.one_way)

    def change(text: str) -> str:
        return _swapped(_PAST.sub(_other_past, text) if language == "pl" else text, swapped, language)

    return _texts(interaction, change)


def spelt(interaction: Interaction) -> Interaction:
    """British for American spelling and the other way, and what other languages mix."""
    language = interaction.language or ""
    swapped = _both_ways(words(language).spellings)
    return _texts(interaction, lambda text: _swapped(text, swapped, language))


def plain(interaction: Interaction) -> Interaction:
    """Without accents and vowel marks."""
    return _texts(interaction, _without_marks)


def traditional(interaction: Interaction) -> Interaction:
    """Chinese in traditional characters."""
    back = {
        ord(chr(simple)) if isinstance(simple, int) else ord(simple): chr(old) for old, simple in SIMPLIFIED.items()
    }
    return _texts(interaction, lambda text: text.translate(back))


def lower(interaction: Interaction) -> Interaction:
    """All in small letters."""
    return _texts(interaction, str.lower)


def upper(interaction: Interaction) -> Interaction:
    """All in capitals."""
    return _texts(interaction, str.upper)


def unpunctuated(interaction: Interaction) -> Interaction:
    """Small letters without any marks but those inside figures, as plain recognisers write."""
    return _texts(interaction, lambda text: " ".join(_MARKS.sub(" ", text.lower()).split()))


def _texts(interaction: Interaction, change: Callable[[str], str]) -> Interaction:
    turns = interaction.turns or ()
    return replace(interaction, turns=tuple(replace(turn, text=change(turn.text), redactions=()) for turn in turns))


def _names(language: str) -> set[str]:
    """First names and surnames that the sample centre's people have."""
    slots = wording(language).slots
    return (
        {_TITLES.sub("", name) for name in (*slots.agents, *slots.customers)} if language != "zh" else set(slots.agents)
    )


_SAYS_NAME = {
    "en": r"(?:this is|my name is|name's) ([A-Z]\w+)|\b([A-Z]\w+) (?:here|speaking)\b",
    "id": r"(?:nama saya|saya|dengan|sama) ([A-Z]\w+)",
    "pl": r"(?:tej strony|mówi|imieniu|nazywam się) ([A-ZŁŻŚ]\w+)",
    "ar": r"(?:معك|معاك|معكم|اسمي) (\w+)",
    "zh": r"(?:我是|我叫)(小\w)",
}


def _introduced(interaction: Interaction) -> set[str]:
    """Names that somebody gives as their own."""
    pattern = re.compile(_SAYS_NAME[interaction.language or ""])
    return {
        name
        for turn in interaction.turns or ()
        for found in pattern.finditer(turn.text)
        for name in found.groups()
        if name
    }


def _edge(language: str) -> str:
    return "" if language == "zh" else r"\b"


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {one: other for pair in pairs for one, other in (pair, pair[::-1])}


def _swapped(text: str, swapped: Mapping[str, str], language: str) -> str:
    """Whole words, or in Chinese the longest first; capitals stay."""
    if language == "zh":
        if not swapped:
            return text
        listed = "|".join(sorted(map(re.escape, swapped), key=len, reverse=True))
        return re.sub(listed, lambda found: swapped[found[0]], text)

    def other(found: re.Match[str]) -> str:
        word = swapped.get(found[0].lower())
        if word is None:
            return found[0]
        return word.capitalize() if found[0][0].isupper() else word

    return _WORD.sub(other, text)


def _other_past(found: re.Match[str]) -> str:
    return found[0] if found[0].lower() in _NO_VERBS else found[1] + _OTHER_PAST[found[2].lower()]


def _without_marks(text: str) -> str:
    stroked = text.translate(str.maketrans("łŁ", "lL"))
    return "".join(one for one in unicodedata.normalize("NFD", stroked) if not unicodedata.combining(one))

"""Which Polish words are names, may be names, or never are, in every form that a sentence gives them; all folded."""

import re
from functools import cache, lru_cache

from transcription.redaction import tables
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_words import called, describes, given_names
from transcription.redaction.numerals import all_number_words
from transcription.redaction.polish.declension import declined

_SHORTEST = 3
# Letters of a stem that a word has at least.
_STEM = 3
# What family names end in, and few other words.
_SHAPED = re.compile(
    r"[a-z]{2,}(?:[sc]k(?:i|a|iego|iemu|im|iej|ich|imi)|(?:icz|czyk|[cszn]iak|czak|szak|czuk|niuk|siuk|enk|yszyn)"
    r"(?:o|a|owi|iem|em|u|owa|owej|owie|ow)?)"
)
# Verbs, adverbs and nouns that are made of other words.
_MADE = re.compile(
    r"[a-z]+(?:l[ae]m|lismy|lysmy|liscie|lyscie|uje|uja|ujemy|ujecie|ujesz|ujac|owac|ywac|iwac|awac|ajac|lby|laby|loby|"
    r"[aioe]lo|[aeio]lam|ano|ono|ieto|ajcie|ijcie|ujcie|osc|osci|oscia|acja|acji|acje|izm|alnie|ycznie|anie|enie|ania|enia)"
)
_INFINITIVE = re.compile(r"[a-z]{3,}(?:[aeiy]c|[nlzd]iej)")
_VERB = re.compile(r"[a-z]+(?:[ae]la|[aiy]la|[aiey]l|[^s][^kc]i|y|e)")


@cache
def words_of(kind: str) -> frozenset[str]:
    """One table of `words/pl_names.toml`."""
    return tables.words("pl_names", kind)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(tables.texts("pl_names")["endings"].split())


def _stem(word: str) -> str:
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word


@cache
def _family() -> frozenset[str]:
    return declined(listed("pl").family | words_of("family"), family=True)


@cache
def _streets() -> frozenset[str]:
    return frozenset(word for street in listed("pl").streets for word in street.split())


@cache
def _towns() -> frozenset[str]:
    return frozenset(word for town in listed("pl").towns for word in town.split())


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether it is said of things and places."""
    said = is_stop(word) or word in acknowledged() or word in all_number_words() or word in _towns()
    return said or describes(word) or _stem(word) in words_of("stems")


@lru_cache(maxsize=4096)
def is_sure(word: str) -> bool:
    """Whether it is a given name and nothing else; no form of one that is a word: 'mieszka', of Mieszko."""
    given = is_given(word) and word not in words_of("beside")
    return given and (word in called() or not is_ordinary(word))


def is_given(word: str) -> bool:
    """Whether it is a given name, or a word that may be one; no town or brand."""
    given = len(word) >= _SHORTEST and word in given_names("pl")
    return given and not is_stop(word) and word not in words_of("things")


def is_family(word: str) -> bool:
    """Whether it is a listed family name, or a word that may be one."""
    return len(word) >= _SHORTEST and word in _family() and word not in words_of("never") and not is_stop(word)


def is_shaped(word: str) -> bool:
    """Whether it ends as family names do, and is no word."""
    return bool(_SHAPED.fullmatch(word)) and not is_ordinary(word)


def is_distinct(word: str) -> bool:
    """Whether it is a listed family name, no word, and no street is called after it."""
    return is_family(word) and not is_ordinary(word) and word not in _streets()


def is_unknown(word: str) -> bool:
    """Whether it is no word that people say otherwise."""
    plain = len(word) >= _SHORTEST and word.isascii() and word.isalpha()
    return plain and not (_MADE.fullmatch(word) or is_ordinary(word) or word in words_of("things"))


def is_made(word: str) -> bool:
    """Whether it ends as verbs and adverbs do that are made of other words: 'skontaktować', 'wolniej'."""
    return bool(_MADE.fullmatch(word) or _INFINITIVE.fullmatch(word))


def may_be_verb(word: str) -> bool:
    """Whether somebody may do it: 'pani dysponuje'."""
    return bool(_VERB.fullmatch(word)) and not is_family(word) and not is_shaped(word)

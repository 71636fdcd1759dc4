"""Parts of Polish addresses: where the name of a street, a house with its flat, a postcode, a town end."""

import re
from functools import cache, lru_cache

from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.listed import listed
from transcription.redaction.passage import Passage
from transcription.redaction.polish.declension import declined
from transcription.redaction.polish.words import is_family, is_given, is_ordinary, is_shaped, is_unknown, words_of

_STREET = 4
_TOWN = 3
_POSTCODE = 5
_SHORTEST = 3
# Digits of a house's number, and letters of a word that is cut short.
_HOUSE = 4
_CUT = 4
# What only names of streets end in where no word is known: 'Grabiszyńska', 'przy Jaśminowej', 'Batorego'.
_ADJECTIVE = re.compile(r"[a-z]{3,}(?:[snwct]k(?:a|iej)|(?:ow|[cnszr]n|yn|in)(?:a|ej)|dzk(?:a|iej))")
_GENITIVE = re.compile(r"[a-z]{3,}(?:(?:sk|ck)(?:iego|iej)|icza|ego|ow|a|y|i)")
_ORDINAL = re.compile(r"(?:pierwsz|drug|trzec|czwart|piat|szost|siodm|osm|dziewiat|dziesiat)\w{1,3}")
_MONTHS = frozenset(("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "wrzesnia",
                     "pazdziernika", "listopada", "grudnia"))  # fmt: skip
_NUMBER_WORDS = frozenset(("numer", "nr", "dom", "blok", "bloku", "pod"))
_SINGLE = frozenset(("i", "z", "w", "o", "m", "u"))


def joined(passage: Passage, at: int) -> bool:
    """Whether token `at` goes on what stands before it."""
    if not 0 < at < len(passage.tokens):
        return False
    before = passage.tokens[at - 1]
    gap = passage.folded[before.end : passage.tokens[at].start]
    if gap.strip(" ") in {"", "/", "-", ","}:
        return True
    if gap.strip(" ,") == "\n":  # the dictation goes on
        return passage.tokens[at].word in words_of("flats") or is_town(passage.tokens[at].word)
    return gap in {". ", "."} and len(before.word) <= _CUT and before.word.isalpha()


@cache
def _towns() -> frozenset[str]:
    return declined((word for town in listed("pl").towns for word in town.split()), family=False)


@lru_cache(maxsize=2048)
def is_town(word: str) -> bool:
    """Whether a folded word is a listed town, in any case."""
    return word in _towns() and not is_stop(word)


@cache
def _listed_words() -> frozenset[str]:
    return frozenset(word for street in listed("pl").streets for word in street.split() if len(word) > _SHORTEST)


@lru_cache(maxsize=2048)
def is_street(word: str) -> bool:
    """Whether one word names a street: a listed one, an adjective that is no word, or somebody in the genitive."""
    if word in _MONTHS or is_stop(word):
        return False
    nominative = re.sub(r"(?<=[kg])iej$|ej$", "a", word)
    if nominative in _listed_words() or (_ADJECTIVE.fullmatch(word) and not is_ordinary(word)):
        return True
    called = is_given(word) or (is_family(word) and not is_ordinary(word)) or is_shaped(word)
    return called and bool(_GENITIVE.fullmatch(word))


def only_street(word: str) -> bool:
    """Whether it is nothing else: no adjective of every day, no name as it is called."""
    return is_street(word) and not is_ordinary(word) and not (is_given(word) and not word.endswith("ego"))


def named(passage: Passage, at: int) -> int:
    """The token after a street's name of a few words: 'Armii Krajowej', '3 Maja', 'Jana Pawła II'."""
    here = at
    while here < len(passage.tokens) and here - at < _STREET and joined(passage, here):
        word = passage.tokens[here].word
        if here in passage.begun:
            last = passage.begun[here].last
            if here > at or last >= len(passage.tokens) or passage.tokens[last].word not in _MONTHS:
                break
            here = last
        elif (is_stop(word) and word != "i") or word in words_of("flats") or not (word.isalpha() and len(word) > 1):
            break
        here += 1
    return here


def street_alone(passage: Passage, at: int) -> int:
    """The same where no word says 'street': its own words must."""
    tokens = passage.tokens
    for length in (3, 2):
        if " ".join(token.word for token in tokens[at : at + length]) in listed("pl").streets:
            return min(at + length, len(tokens))
    if at in passage.begun or not is_street(tokens[at].word):
        return at
    last = at + 1
    if joined(passage, last) and last not in passage.begun and is_street(tokens[last].word):
        last += 1
    return last


def letter(passage: Passage, at: int) -> int:
    """The token after a letter that goes with a number: '12 a', '12A'."""
    if not joined(passage, at):
        return at
    word = passage.tokens[at].word
    if word != "be" and not (len(word) == 1 and word.isalpha() and word not in _SINGLE):
        return at
    following = passage.tokens[at + 1].word if at + 1 < len(passage.tokens) else ""
    glued = passage.tokens[at].start == passage.tokens[at - 1].end
    goes_on = not following or following in words_of("flats") or is_town(following) or following.isdecimal()
    return at + 1 if glued or word != "a" or goes_on or not joined(passage, at + 1) else at


def house(passage: Passage, at: int) -> int:
    """The token after the number of a house, with its flat; `at` where there is none."""
    here = at
    while joined(passage, here) and passage.tokens[here].word in _NUMBER_WORDS:
        here += 1
    if here not in passage.begun or not joined(passage, here):
        return at
    number = passage.begun[here]
    if len(number.digits) > _HOUSE or number.big:
        return at
    return flat(passage, letter(passage, number.last))


def flat(passage: Passage, at: int) -> int:
    """The token after flats, stairs and floors that follow: 'm. 7', 'łamane przez trzy', 'drugie piętro', '/9'."""
    last, tokens = at, passage.tokens
    while last < len(tokens) and (last == 0 or joined(passage, last)):
        here = last
        while here < len(tokens) and tokens[here].word in words_of("flats") and (here == 0 or joined(passage, here)):
            here += 1
        if here == last and here and "/" in passage.folded[tokens[here - 1].end : tokens[here].start]:
            if here not in passage.begun:
                break
            last = letter(passage, passage.begun[here].last)
        elif here > last and here in passage.begun and joined(passage, here):
            last = letter(passage, passage.begun[here].last)
        elif (
            here > last
            and joined(passage, here)
            and (len(tokens[here].word) == 1 or _ORDINAL.fullmatch(tokens[here].word))
        ):
            last = here + 1
        elif here == last and _ORDINAL.fullmatch(tokens[here].word) and _is_floor(passage, here + 1):
            last = here + 2
        else:
            break
    return last


def _is_floor(passage: Passage, at: int) -> bool:
    return joined(passage, at) and passage.tokens[at].word in words_of("flats")


def place(passage: Passage, at: int) -> int:
    """The token after a postcode and a town that follow, in either order."""
    here = postcode(passage, at)
    posted = here > at
    begins = here
    while joined(passage, begins) and passage.tokens[begins].word in {"w", "we", "miasto"}:
        begins += 1
    last = town(passage, begins, posted=posted)
    if last == begins:
        return here
    return last if posted else postcode(passage, last)


def postcode(passage: Passage, at: int) -> int:
    """The token after five digits, written '00-310' or said 'zero zero trzysta dziesięć'; `at` where there are none."""
    here = at
    while here < len(passage.tokens) and passage.tokens[here].word in {"kod", "pocztowy"}:
        here += 1
    first, digits = here, ""
    while here in passage.begun and len(digits) < _POSTCODE and (here == first or joined(passage, here)):
        digits += passage.begun[here].digits
        here = passage.begun[here].last
    goes_on = here in passage.begun and joined(passage, here)
    return here if len(digits) == _POSTCODE and not goes_on else at


def town(passage: Passage, at: int, *, posted: bool = False) -> int:
    """The token after the name of a town: a listed one, words with capitals or that nobody knows."""
    last = at
    for here in range(at, min(at + _TOWN, len(passage.tokens))):
        token = passage.tokens[here]
        if (here and not joined(passage, here)) or here in passage.begun or not _in_town(passage, token, posted=posted):
            hyphen = here > at and passage.folded[passage.tokens[here - 1].end : token.start] == "-"
            if not (hyphen and token.word.isalpha()):
                break
        last = here + 1
    return last


def _in_town(passage: Passage, token: Token, *, posted: bool) -> bool:
    word = token.word
    if not word.isalpha() or is_stop(word) or word in acknowledged() or len(word) < _SHORTEST:
        return False
    if passage.text[token.start].isupper():
        return posted or is_town(word) or not is_ordinary(word)
    return is_town(word) or is_unknown(word)

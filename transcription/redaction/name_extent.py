"""How far a name reaches that begins at a place: its words, particles and initials, up to what ends it."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from transcription.redaction.arabic import names as arabic_names
from transcription.redaction.english import names as english_names
from transcription.redaction.folding import Token, words
from transcription.redaction.indonesian import names as indonesian_names
from transcription.redaction.language import is_stop
from transcription.redaction.name_words import words_of
from transcription.redaction.passage import Passage

MOST = 4
MOST_SMALL = 2
"""Words that a name in small letters has at most."""

BREAK = re.compile(r"[,.;:!?()\"“”،؟。！？，：\d\[\]]|\n|\s-\s")
APART = re.compile(r"[.;!?\[\]()]|\d")
"""What does not stand between a cue and its name, and between a greeting and one."""

# Words that end a name or an address, and begin one where they have a capital.
_GIVEN = frozenset(("will", "hope", "may"))
_SAYS = frozenset(("here", "speaking", "calling"))


def place_of(passage: Passage, at: int) -> int:
    """The first token that begins at `at` or later."""
    return bisect_left(passage.tokens, at, key=lambda token: token.start)


def token_at(passage: Passage, at: int) -> Token | None:
    place = place_of(passage, at)
    return passage.tokens[place] if place < len(passage.tokens) else None


def taken(passage: Passage, at: int, *, most: int, capitals: bool = False, small: int = MOST_SMALL) -> list[Token]:
    """The name from `at` on: `most` words at most in capitals, `small` in small letters and Arabic."""
    name: list[Token] = []
    cased = False
    for place in range(place_of(passage, at), len(passage.tokens)):
        token = passage.tokens[place]
        gap = passage.folded[name[-1].end if name else at : token.start]
        if (name and _breaks(passage, gap, token)) or (not name and APART.search(gap)):
            break
        upper = passage.text[token.start].isupper()
        particle = token.word in words_of("particles")
        if not name:
            cased = upper
        arabic = arabic_names.is_arabic(token.word)
        stop = is_stop(token.word) and not (arabic and arabic_names.is_ali(passage, place))
        fits = (cased and upper and len(token.word) > 1) if name else begins(passage, place)
        if stop and not particle and not fits:
            break
        if arabic and not particle and arabic_names.ends(token.word):
            break
        if token.word.isdecimal() or (cased and not upper and not particle) or (capitals and not upper):
            break
        name.append(token)
        count = len({word.word for word in name if _counts(passage, word)})
        goes_on = passage.folded[token.end : token.end + 2] != "-" and passage.folded[token.end : token.end + 1] == "-"
        if _another(passage, name, place + 1, capitals=capitals):
            continue
        if count >= (most if cased else small) and not goes_on:
            break
    while (
        name and name[-1].word in words_of("particles") and len(name) > 1 and not passage.text[name[-1].start].isupper()
    ):
        name.pop()
    return name if any(len(token.word) > 1 for token in name) else []


def begins(passage: Passage, place: int) -> bool:
    """'Will Turner', 'May Chen': a given name that is a word as well, one in capitals, and then another phrase."""
    tokens = passage.tokens
    if tokens[place].word not in _GIVEN or place + 1 >= len(tokens):
        return False
    family, gap = tokens[place + 1], passage.text[tokens[place].end : tokens[place + 1].start]
    written = passage.text[tokens[place].start].isupper() and passage.text[family.start].isupper() and gap == " "
    if not written or len(family.word) == 1 or is_stop(family.word):
        return False
    following = tokens[place + 2] if place + 2 < len(tokens) else None
    rest = passage.text[family.end : following.start if following else None]
    if following is None or BREAK.search(rest):
        return "?" not in rest
    return is_stop(following.word) or following.word in _SAYS


def _another(passage: Passage, name: Sequence[Token], place: int, *, capitals: bool) -> bool:
    """Whether the word at `place` goes on an Arabic or Indonesian name."""
    following = passage.tokens[place] if place < len(passage.tokens) else None
    if following is None:
        return False
    gap = passage.folded[name[-1].end : following.start]
    if arabic_names.is_arabic(name[-1].word):
        return arabic_names.goes_on(name, following, gap)
    if capitals:
        return False
    if english_names.applies(passage):
        return english_names.goes_on(name, following, gap)
    return indonesian_names.applies(passage) and indonesian_names.goes_on(name, following, gap)


def _counts(passage: Passage, token: Token) -> bool:
    """Whether it is a word of a name of its own: no particle, no initial, not the second half of a double one."""
    joined = passage.folded[token.start - 1 : token.start] == "-"
    return len(token.word) > 1 and not joined and token.word not in words_of("particles")


def _breaks(passage: Passage, gap: str, token: Token) -> bool:
    """A line end is a pause of the dictation if one more word and then another clause follows."""
    if "\n" not in gap:
        return bool(BREAK.search(gap))
    line = words(passage.folded[token.start :].split("\n", 1)[0])
    after = passage.text[token.end :].lstrip()[:1]
    if passage.text[token.start].isupper() and after.islower():
        return False
    return len(line) > 1 and not is_stop(line[1]) and passage.folded[token.end : token.end + 1] not in {",", "."}

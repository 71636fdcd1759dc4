"""What a tagger sees of each word of a turn: shape, neighbours, how common it is, lists it is in, what was asked."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from transcription.redaction.cues import said
from transcription.redaction.folding import Token, tokens
from transcription.redaction.frequent import commonness
from transcription.redaction.language import CODES
from transcription.redaction.listed import listed
from transcription.redaction.name_words import given_names, words_of
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded, measured, years

# Words of the turn before that may say what is asked for; words before and after that may say what stands there.
_ASKED = 14
_EARLIER = 6
_LEFT, _RIGHT = 10, 9
_EDGE = 4
_LONGEST_NUMBER = 9
_MOST_DIGITS = 20


@cache
def _lists(code: str) -> tuple[tuple[str, AbstractSet[str]], ...]:
    known = listed(code)
    given = known.given if code == "zh" else known.given | given_names(code)
    return ("G", given), ("F", known.family), ("T", known.towns), ("S", known.streets), ("M", words_of("titles"))


def _shape(written: str, word: str) -> str:
    if word[:1].isdecimal():
        return f"D{min(len(word), _LONGEST_NUMBER)}"
    if len(written) == 1:
        return "X1" if written.isupper() else "x1"
    return "X" if written.isupper() else "Xx" if written[0].isupper() else "x"


class Line:
    """One turn, and what is seen of each of its words; `passage.before`: those before, with placeholders.

    `telling`: words that may say from afar what an item is; others are seen only beside it.
    """

    def __init__(self, passage: Passage, telling: AbstractSet[str]) -> None:
        self.tokens = passage.tokens
        code = passage.language if passage.language in CODES else passage.spoken
        numbers = number_words(code).table
        self._words = [token.word for token in passage.tokens]
        self._shapes = [
            f"n{numbers[token.word][0]}"
            if token.word in numbers
            else _shape(passage.text[token.start : token.end], token.word)
            for token in passage.tokens
        ]
        self._marks = _marks(self._words, code)
        self._common = ["<", *commonness(self._words, code), ">"]
        self._gaps = _gaps(passage.folded, passage.tokens)
        # A number counts by how it is made, not by which it is.
        keyed = zip(self._words, self._shapes, strict=True)
        self._keys = ["<<"] * 3 + [shape if shape[0] in "Dn" else word for word, shape in keyed] + [">>"] * 3
        self._numbered = _numbered(passage)
        self._around = [word if word in telling else "" for word in self._words]
        before = ["", "", *passage.folded_before.split("\n")]
        self._asked = _telling(before[-1], _ASKED, telling)
        self._earlier = _telling(before[-2], _EARLIER, telling)
        self._small = "l" if passage.text == passage.text.lower() else ""

    def seen(self, first: int, end: int) -> list[list[str]]:
        """What is seen of the words `first` to `end`, half open."""
        return [self._seen(at) for at in range(first, end)]

    def _seen(self, at: int) -> list[str]:
        word, shape, mark = self._words[at], self._shapes[at], self._marks[at]
        a3, a2, a1, key, z1, z2, z3 = self._keys[at : at + 7]
        left = self._shapes[at - 1] if at else "<"
        right = self._shapes[at + 1] if at + 1 < len(self._shapes) else ">"
        before, after = self._gaps[at], self._gaps[at + 1]
        c1, common, c2 = self._common[at : at + 3]
        kind = shape[0] if shape[0] in "Dn" else f"o{mark}"
        own = [
            f"w={key}", f"c={shape}", f"l={mark}", f"lc={mark}{shape}{self._small}", f"-1={a1}", f"-2={a2}", f"-3={a3}",
            f"+1={z1}", f"+2={z2}", f"+3={z3}", f"-1w={a1}|{key}", f"+1w={key}|{z1}", f"-12={a2}|{a1}",
            f"+12={z1}|{z2}", f"c-1={left}{shape}", f"c+1={shape}{right}", f"cc={left}{shape}{right}",
            f"s={before}", f"s+={after}", f"sc={before}{shape}{after}",
            f"-1l={self._marks[at - 1] if at else '<'}",
            f"+1l={self._marks[at + 1] if at + 1 < len(self._marks) else '>'}",
            f"f={common}", f"fl={common}{mark}{shape}{self._small}", f"f-1={c1}{common}", f"f+1={common}{c2}",
            f"ff={c1}{common}{c2}",
            f"-1k={a1}|{shape}|{mark}", f"-2k={a2}|{a1}|{shape}|{mark}",
        ]  # fmt: skip
        if word[:1].isalpha() and not "\u3400" <= word[0] <= "\u9fff":
            own += [f"p3={word[:3]}", f"s3={word[-3:]}", f"s2={word[-2:]}"]
        length = len(self._words)
        if at < _EDGE:
            own.append(f"first={at}{shape}")
        if length - at < _EDGE:
            own.append(f"last={length - at}{shape}")
        if length <= _EDGE:
            own.append("short")
        own += self._numbered.get(at, ())
        own += [f"q={one}{kind}" for one in self._asked]
        own += [f"r={one}{kind}" for one in self._earlier]
        own += [f"b={one}{kind}" for one in set(self._around[max(0, at - _LEFT) : max(0, at - 2)]) if one]
        own += [f"a={one}{kind}" for one in set(self._around[at + 3 : at + _RIGHT]) if one]
        return own


def _numbered(passage: Passage) -> dict[int, list[str]]:
    """Of each word of a number how long it is, and what the words about it say that it is."""
    seen: dict[int, list[str]] = {}
    for run in passage.runs:
        kind = said(passage, run.start, run.end)
        size = min(len(run.digits), _MOST_DIGITS)
        shape = ("m" if measured(passage.folded, run) else "c" if coded(passage.folded, run.start, run.end) else "") + (
            "y" if years(run) else ""
        )
        made = [f"u={kind}", f"n={size}", f"un={kind}{size}", f"us={kind}{shape}", f"ns={size}{shape}{run.spoken:d}"]
        for part in run.parts:
            seen.update(dict.fromkeys(range(part.first, part.last), made))
    return seen


def _marks(words: Sequence[str], code: str) -> list[str]:
    """The lists that each word is in; of Chinese signs also those that it begins a name of."""
    lists = _lists(code)
    marks = ["".join(letter for letter, known in lists if word in known) for word in words]
    if code == "zh":
        given, towns = lists[0][1], lists[2][1]
        for at in range(len(words) - 1):
            pair = words[at] + words[at + 1]
            marks[at] += ("2" if pair in given else "") + ("t" if pair in towns else "")
    return marks


def _gaps(folded: str, said: Sequence[Token]) -> list[str]:
    """What stands before each word and after the last: a sign, a line's end, or `_` for a space."""
    gaps: list[str] = []
    end = 0
    for token in said:
        gap = folded[end : token.start]
        gaps.append("/n" if "\n" in gap else _sign(gap.strip()[:2]) or ("_" if gap else ""))
        end = token.end
    return [*gaps, _sign(folded[end:].strip()[:1])]


def _sign(gap: str) -> str:
    """As it can be looked up: half of a pair of surrogates cannot."""
    return gap if gap.isascii() else gap.encode("utf-8", "replace").decode()


def _telling(turn: str, most: int, telling: AbstractSet[str]) -> list[str]:
    """The last words of a folded turn that tell something, each once."""
    last = dict.fromkeys(token.word for token in tokens(turn)[-_ASKED:])
    return [word for word in last if word in telling][:most]

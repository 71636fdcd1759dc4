"""Numbers in a text, written or in words of one language: 'forty one', 'sześćset dwa', 'dua puluh', '幺三八'."""

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

from transcription.redaction.folding import Token, fold_word
from transcription.redaction.language import CODES, language

_Kind = Literal["digit", "teen", "ten", "hundreds", "thousands", "times10", "plus10", "times", "times_after", "link"]
# What must still be open before a word, and what it leaves open after it.
_LIMITS = {"digit": (10, 1), "teen": (100, 1), "ten": (100, 10), "hundreds": (1000, 100), "thousands": (10_000, 1000)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}


class Atom(NamedTuple):
    """`text[start:end]` reads as `digits`; tokens `first` to `last`, half open. `big`: said with thousands."""

    start: int
    end: int
    first: int
    last: int
    digits: str
    spoken: bool
    big: bool = False

    @property
    def single(self) -> bool:
        """Digits said one by one."""
        return self.spoken and (len(self.digits) == 1 or len(set(self.digits)) == 1)


class NumberWords(NamedTuple):
    """One language's words ready to read: word -> (how it combines, value)."""

    table: dict[str, tuple[str, int]]
    misheard: dict[str, int]
    fillers: frozenset[str]
    units_first: bool
    plural: frozenset[str] = frozenset()


@cache
def number_words(code: str) -> NumberWords:
    given = language(code).numbers
    table: dict[str, tuple[str, int]] = {}
    for kind in ("digit", "teen", "ten", "hundreds", "thousands", "times", "times_after"):
        table |= {fold_word(word): (kind, value) for word, value in getattr(given, kind).items()}
    for kind, scale in _SCALES.items():
        table |= {fold_word(word): ("scale", scale) for word in getattr(given, kind)}
    table |= {fold_word(word): ("times10", 10) for word in given.tens}
    table |= {fold_word(word): ("plus10", 10) for word in given.teens}
    table |= {fold_word(word): ("infix", 0) for word in given.times_infix}
    table |= {fold_word(word): ("link", 0) for word in given.link}
    if given.units_first:  # 'and' is glued to what follows
        table = {f"و{word}": (f"and_{kind}", value) for word, (kind, value) in table.items() if kind != "link"} | table
    misheard = {fold_word(word): value for word, value in given.misheard.items() if fold_word(word) not in table}
    fillers, plural = (frozenset(fold_word(word) for word in words) for words in (given.fillers, given.plural))
    return NumberWords(table, misheard, fillers, given.units_first, plural)


@cache
def all_number_words() -> frozenset[str]:
    """Words of any language that may stand in a number by themselves."""
    return frozenset(
        word for code in CODES for word, (kind, _) in number_words(code).table.items() if kind not in {"link", "infix"}
    )


def spoken_in(words: Sequence[str], likely: str | None) -> str:
    """The language most of whose number words are among `words`; the likely one where it is even."""
    counts = {code: sum(word in number_words(code).table for word in words) for code in CODES}
    return max(CODES, key=lambda code: (counts[code], code == likely))


def atoms(tokens: Sequence[Token], folded: str, words: NumberWords) -> list[Atom]:
    """All numbers in order. Two digits in a row are two numbers, 'forty one' is one."""
    found: list[Atom] = []
    at = 0
    while at < len(tokens):
        atom = _written(tokens, at) or _multiplied(tokens, at, words) or _cardinal(tokens, at, folded, words)
        if atom is None:
            repeated = words.table.get(tokens[at].word, ("", 0))
            if repeated[0] == "times_after" and found and found[-1].last == at and found[-1].single:
                last = found.pop()
                found.append(last._replace(digits=last.digits * repeated[1], end=tokens[at].end, last=at + 1))
            at += 1
        else:
            found.append(atom)
            at = atom.last
    return found


def _written(tokens: Sequence[Token], at: int) -> Atom | None:
    token = tokens[at]
    if not token.word.isdecimal():
        return None
    return Atom(token.start, token.end, at, at + 1, token.word, spoken=False)


def _multiplied(tokens: Sequence[Token], at: int, words: NumberWords) -> Atom | None:
    """'double four', 'triple 5', 三个八."""
    kind, count = words.table.get(tokens[at].word, ("", 0))
    infix = (
        kind == "digit" and count > 1 and at + 2 < len(tokens) and words.table.get(tokens[at + 1].word) == ("infix", 0)
    )
    counted = kind == "digit" and count > 1 and at + 1 < len(tokens) and tokens[at + 1].word in words.plural
    if (kind != "times" and not infix and not counted) or at + 1 == len(tokens):
        return None
    last = at + 2 if infix else at + 1
    following = tokens[last]
    what, value = words.table.get(following.word, ("", 0))
    digit = str(value) if what == "digit" else following.word if following.word in set("0123456789") else None
    if digit is None:
        return None
    return Atom(tokens[at].start, following.end, at, last + 1, digit * count, spoken=True)


class _Sum(NamedTuple):
    """A number being said: what is closed, the group under way, and the limit that the next addend stays under."""

    whole: int
    group: int
    under: int
    big: bool

    @property
    def value(self) -> int:
        return self.whole + self.group


def _cardinal(tokens: Sequence[Token], at: int, folded: str, words: NumberWords) -> Atom | None:
    """The longest number in words from `at`."""
    total: _Sum | None = None
    last = at
    here = at
    while here < len(tokens):
        token = tokens[here]
        kind, value = words.table.get(token.word, ("", 0))
        linked = kind.startswith("and_")
        if here > at and not _adjacent(folded, tokens[here - 1], token):
            break
        if kind == "link" and total is not None and total.under >= 100:
            here += 1
            continue
        if kind == "digit" and value == 0 and total is not None and total.under in {100, 1000} and not folded.isascii():
            here += 1  # 一百零五
            continue
        if kind.removeprefix("and_") == "digit" and total is not None and _scales_next(tokens, here, words, total):
            break
        if words.units_first and kind == "digit" and total is not None and total.under == 10:
            break
        following = _add(total, kind.removeprefix("and_"), value, reversed_=words.units_first and linked)
        if following is None:
            break
        total = following
        here += 1
        last = here
        if kind == "digit" and value == 0:
            break
    if total is None:
        return None
    return Atom(tokens[at].start, tokens[last - 1].end, at, last, str(total.value), spoken=True, big=total.big)


def _scales_next(tokens: Sequence[Token], here: int, words: NumberWords, total: _Sum) -> bool:
    """Whether a digit begins a number of its own: 'lima puluh' before 'delapan belas' is 50, 18."""
    kind, value = words.table.get(tokens[here + 1].word, ("", 0)) if here + 1 < len(tokens) else ("", 0)
    needed = {"times10": 100, "plus10": 100}.get(kind, value * 10 if kind == "scale" and value < 1_000_000 else 0)
    return total.under < needed and not (kind == "scale" and total.under < 10)


def _adjacent(folded: str, left: Token, right: Token) -> bool:
    return folded[left.end : right.start] in {"", " ", "-", "\u00a0"}


def _add(total: _Sum | None, kind: str, value: int, *, reversed_: bool) -> _Sum | None:
    """The number with one more word, or None where the word begins another."""
    if kind == "scale":
        return _scaled(total, value)
    if kind in {"times10", "plus10"}:
        return _tenfold(total, kind)
    return _added(total, kind, value, reversed_=reversed_) if kind in _LIMITS else None


def _added(total: _Sum | None, kind: str, value: int, *, reversed_: bool) -> _Sum | None:
    needs, leaves = _LIMITS[kind]
    if total is None:
        return _Sum(value, 0, leaves, big=True) if kind == "thousands" else _Sum(0, value, leaves, big=False)
    if reversed_ and kind == "ten" and 0 < total.group % 100 < 10 and total.under == 1:
        return total._replace(group=total.group + value)  # خمسة وأربعون
    return total._replace(group=total.group + value, under=leaves) if total.under >= needs and value else None


def _scaled(total: _Sum | None, scale: int) -> _Sum | None:
    if total is None:
        return _Sum(0, 100, 100, big=False) if scale == 100 else _Sum(scale, 0, scale, big=True)
    if scale == 100:
        if total.under > 10 or not 0 < total.group % 100 < 100 or total.group >= 100:
            return None
        return total._replace(group=total.group * 100, under=100)
    if total.group == 0:
        return None
    return _Sum(total.whole + total.group * scale, 0, scale, big=True)


def _tenfold(total: _Sum | None, kind: str) -> _Sum | None:
    """'dua puluh', 'dua belas', 二十; 十 alone."""
    if total is None:
        return _Sum(0, 10, 10, big=False) if kind == "times10" else None
    unit = total.group % 10
    if total.under == 1 and 0 < total.group % 100 < 10:
        rest = total.group - unit
        return (
            total._replace(group=rest + unit * 10, under=10)
            if kind == "times10"
            else total._replace(group=rest + unit + 10, under=1)
        )
    if kind == "times10" and total.under >= 100:
        return total._replace(group=total.group + 10, under=10)
    return None

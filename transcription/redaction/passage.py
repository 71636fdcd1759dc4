"""What recognisers read: what one party said on end, and what was said before it."""

import re
from functools import cached_property

from msgspec import Struct

from transcription.redaction.digits import Run, runs
from transcription.redaction.folding import Token, fold, tokens, words
from transcription.redaction.numerals import Atom, NumberWords, all_number_words, atoms, number_words, spoken_in

# How far back words still say what a number is: 'my number is', 'order'. Characters.
CONTEXT = 240
# A number word alone is no number that names anybody.
_FEWEST = 2
_DIGIT = re.compile(r"\d")
_ARABIC = re.compile("[\u0621-\u064a]")


class Passage(Struct, frozen=True, dict=True):
    """One turn's text, or several joined by line ends; what stood before, a line per turn; the language if known."""

    text: str
    before: str = ""
    language: str | None = None

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def folded_before(self) -> str:
        return fold(self.before[-CONTEXT:])

    @cached_property
    def question(self) -> str:
        """The turn before, folded."""
        return self.folded_before.rstrip().rsplit("\n", 1)[-1]

    @cached_property
    def said(self) -> list[str]:
        return words(self.folded)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word there is, to see fast what need not be looked for."""
        return frozenset(self.said)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens(self.folded)

    @cached_property
    def arabic(self) -> bool:
        """Whether any of it is in Arabic letters."""
        return bool(_ARABIC.search(self.folded))

    @cached_property
    def number_words(self) -> NumberWords:
        return number_words(self.spoken)

    @cached_property
    def spoken(self) -> str:
        """The language of its numbers."""
        return spoken_in([token.word for token in self.tokens], self.language)

    @cached_property
    def numeric(self) -> bool:
        """Whether there is any digit or number word."""
        return bool(_DIGIT.search(self.folded)) or not all_number_words().isdisjoint(self.words)

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Its single numbers."""
        if not self.numeric:
            return ()
        return tuple(atoms(self.tokens, self.folded, self.number_words))

    @cached_property
    def begun(self) -> dict[int, Atom]:
        """Its single numbers by the token that each begins with."""
        return {part.first: part for part in self.atoms}

    @cached_property
    def ended(self) -> dict[int, Atom]:
        """Its single numbers by the token after the last of each."""
        return {part.last: part for part in self.atoms}

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Its runs of digits; none where there is neither a digit nor more than one number word."""
        if not _DIGIT.search(self.folded):
            numeric = all_number_words()
            if numeric.isdisjoint(self.words) or sum(word in numeric for word in self.said) < _FEWEST:
                return ()
        return tuple(runs(self.folded, self.tokens, self.number_words, self.atoms))

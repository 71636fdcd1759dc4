"""One turn as scoring reads it: its tokens, and which indicators fired where."""

from bisect import bisect_right
from functools import cached_property

from benchmarks.tokens import STOP_MARKS, asks, fold, may_ask, spans, tokens
from scoring.indicators.phrases import Match
from scoring.scorecard import Evidence
from scoring.vocabulary import Placed, Vocabulary
from transcription.transcript import Turn


class Said:
    """A turn and its tokens. What only few turns need is computed when it is asked for."""

    def __init__(self, number: int, turn: Turn) -> None:
        self.number = number
        self.turn = turn
        self.folded = fold(turn.text)
        self.words = tokens(self.folded)
        self.matches: dict[int, list[Match]] = {}
        self.keys = 0  # a bit for each key of `matches`
        self.answer_read = False
        self._placed: Placed | None = None
        self._terms: frozenset[str] | None = None
        self._asks: bool | None = None
        self._sentences: list[tuple[int, int]] | None = None

    def placed(self, vocabulary: Vocabulary) -> Placed:
        """Its content words, each with the token where it begins; always ask with the vocabulary of its language."""
        if self._placed is None:
            self._placed = vocabulary.placed(self.words)
        return self._placed

    def terms(self, vocabulary: Vocabulary) -> frozenset[str]:
        """What it is about."""
        if self._terms is None:
            self._terms = frozenset(term for term, _ in self.placed(vocabulary))
        return self._terms

    @property
    def asks(self) -> bool:
        """Whether something is asked in it."""
        if self._asks is None:
            self._asks = may_ask(self.folded) and any(map(asks, self.words))
        return self._asks

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each token stands in the text."""
        return spans(self.folded)

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences as ranges of tokens, half open, their closing marks included."""
        if self._sentences is None:
            self._sentences = self._cut()
        return self._sentences

    def _cut(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        first = 0
        for at, word in enumerate(self.words):
            if word[0] in STOP_MARKS:
                found.append((first, at + 1))
                first = at + 1
        if first < len(self.words):
            found.append((first, len(self.words)))
        return found

    def sentence_at(self, token: int) -> tuple[int, int]:
        sentences = self.sentences
        at = bisect_right(sentences, (token, len(self.words))) - 1
        return sentences[at] if at >= 0 and token < sentences[at][1] else (0, len(self.words))

    def evidence(self, first: int, end: int) -> Evidence:
        """The text from token `first` to token `end`, half open."""
        start, stop = self.spans[first][0], self.spans[end - 1][1]
        return Evidence(turn=self.number, start=start, end=stop, text=self.turn.text[start:stop])

    def whole(self) -> Evidence:
        return Evidence(turn=self.number, start=0, end=len(self.turn.text), text=self.turn.text)

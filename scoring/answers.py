"""Plain statements of the agent: what may answer a question though no phrase says so."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet

from benchmarks.tokens import COMMAS, asks, is_stop, unspaced
from scoring.conversation import Run, Signs
from scoring.reading import Said
from scoring.scorecard import Evidence
from scoring.vocabulary import Vocabulary

_WORDS = 2  # content words and figures that a statement needs


class Answers:
    """Finds statements by the signs of a ladder: neither a question, nor a courtesy, nor a delay."""

    def __init__(self, signs: Signs, vocabulary: Vocabulary, digits: Collection[str]) -> None:
        self._signs = signs
        self._vocabulary = vocabulary
        self._digits = digits

    def about(self, run: Run, told: AbstractSet[str]) -> Evidence | None:
        """The first statement that says enough, and about what was asked: words of the customer, or a figure."""
        enough = self._vocabulary.length(_WORDS)
        for said, first, end in self._statements(run):
            plain = _plain(said, first, end)
            terms, figures = self._vocabulary.terms(plain), self._figures(plain)
            if len(plain) > enough and len(terms) + figures >= enough and (figures or terms & told):
                return said.evidence(first, end)
        return None

    def any(self, run: Run) -> Evidence | None:
        """The first statement that says anything: enough where the customer's thanks tell that it was an answer."""
        for said, first, end in self._statements(run):
            plain = _plain(said, first, end)
            if self._vocabulary.terms(plain) or self._figures(plain):
                return said.evidence(first, end)
        return None

    def _statements(self, run: Run) -> Iterable[tuple[Said, int, int]]:
        for said in run.said:
            others = {said.sentence_at(hit.match.first) for hit in self._signs.hits([said], "level", "check")}
            polite = [hit.match.first for hit in self._signs.hits([said], "filler")]
            for first, end in said.sentences:
                if (first, end) in others or asks(said.words[end - 1]):
                    continue
                for start, stop in _clauses(said, first, end):
                    if not any(start <= at < stop for at in polite):
                        yield said, start, stop

    def _figures(self, words: Iterable[str]) -> int:
        return sum(word[0].isdigit() or word in self._digits for word in words)


def _plain(said: Said, first: int, end: int) -> list[str]:
    return [word for word in said.words[first:end] if word not in COMMAS and not is_stop(word)]


def _clauses(said: Said, first: int, end: int) -> Iterable[tuple[int, int]]:
    """The parts of a sentence; where words are not spaced commas part what others part by full stops."""
    start = first
    if not any(unspaced(word[0]) for word in said.words[first:end]):
        yield first, end
        return
    for at in range(first, end):
        if said.words[at] in COMMAS:
            yield start, at
            start = at + 1
    yield start, end

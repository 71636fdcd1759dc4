"""An answer in words that the customer has said before: what was asked for was there already."""

import re
from collections import deque

from benchmarks.tokens import fold, tokens
from scoring.conversation import Run
from scoring.given import Given
from scoring.vocabulary import Vocabulary

_RUNS = 100  # as many runs back an answer is recognised; time would grow with their square
_MOST_TERMS = 8  # a longer answer is a story
_ALL_OF = 3  # of so few words all must have been said
_SHARE = 0.75
_BARE_WORDS = 6  # one word that was said before is an answer only where it is nearly all of the turn
_MASK = re.compile(r"#[A-Z_]+#|\[[A-Z_ ]+\]|<[A-Z_ ]+>")  # what a channel puts in place of data


class Answered:
    """What customers said, run by run, and what agents said, by leg."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._told: deque[tuple[frozenset[str], frozenset[str], Given]] = deque(maxlen=_RUNS)
        self._heard: dict[int | None, set[str]] = {}

    def hear(self, run: Run) -> None:
        """Take in what an agent said: a customer who says it after that refers to it or chooses it."""
        self._heard.setdefault(run.leg, set()).update(run.terms(self._vocabulary))

    def tell(self, run: Run, asked: Run | None) -> None:
        """Take in what the customer said, and what the agent had asked just before."""
        terms = run.terms(self._vocabulary)
        if terms and not _redacted(run):
            self._told.append((terms, self._question(asked), Given(run.said[0].whole(), run.leg)))

    def before(self, run: Run, asked: Run) -> Given | None:
        """Where all that an answer says was said in one earlier run; None for what is new, or was the agent's word.

        One word may answer two questions: then both must be about the same, as far as they say what they are about.
        """
        terms = run.terms(self._vocabulary)
        if _redacted(run) or len(terms) > self._vocabulary.length(_MOST_TERMS):
            return None
        own = terms - self._heard.get(run.leg, set()) - self._masks(run)
        if not own or (len(own) == 1 and sum(len(said.words) for said in run.said) > self._length):
            return None
        enough = len(own) if len(own) <= _ALL_OF else _SHARE * len(own)
        question = self._question(asked) if len(own) == 1 else frozenset[str]()
        for told, answered, given in self._told:
            other = bool(question and answered) and question.isdisjoint(answered)
            if len(own & told) >= enough and not other:
                return given
        return None

    def _question(self, asked: Run | None) -> frozenset[str]:
        """What a question is about; nothing where none was asked."""
        return asked.terms(self._vocabulary) if asked is not None and asked.asks else frozenset()

    def _masks(self, run: Run) -> frozenset[str]:
        masks = (mask for said in run.said for mask in _MASK.findall(said.turn.text))
        return self._vocabulary.terms([word for mask in masks for word in tokens(fold(mask))])

    @property
    def _length(self) -> int:
        return self._vocabulary.length(_BARE_WORDS)


def _redacted(run: Run) -> bool:
    """Whether words stand in place of data, which only their hashes tell apart."""
    return any(said.turn.redactions for said in run.said)

"""What customers say in words they have said before: an answer that was there already, their story to someone new."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.tokens import COMMAS, fold, is_stop, tokens
from scoring.conversation import Run
from scoring.given import Given
from scoring.vocabulary import Vocabulary

_RUNS = 100  # as many runs back an answer is recognised; time would grow with their square
_MOST_TERMS = 8  # a longer answer is a story
_ALL_OF = 3  # of so few words all must have been said
_SHARE = 0.75
_BARE_WORDS = 6  # one word that was said before is an answer only where it is nearly all of the turn
_TOLD = ((3, 0.35), (2, 0.5))  # so many words, of so great a share of what is said first to a new agent, were told
_TOLD_HERE = ((3, 0.5),)
_MASK = re.compile(r"#[A-Z_]+#|\[[A-Z_ ]+\]|<[A-Z_ ]+>")  # what a channel puts in place of data

_Told = tuple[frozenset[str], frozenset[str], frozenset[str], Given]  # what was said, in which words, asked what, where


class Answered:
    """What customers said, run by run, and what agents said, by leg."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._told: deque[_Told] = deque(maxlen=_RUNS)
        self._heard: dict[int | None, set[str]] = {}

    def hear(self, run: Run) -> None:
        """Take in what an agent said: a customer who says it after that refers to it or chooses it."""
        self._heard.setdefault(run.leg, set()).update(run.terms(self._vocabulary))

    def tell(self, run: Run, asked: Run | None) -> None:
        """Take in what the customer said, and what the agent had asked just before."""
        terms = run.terms(self._vocabulary)
        if terms and not _redacted(run):
            words = self._words(word for said in run.said for word in said.words)
            self._told.append((terms, words, self._question(asked), Given(run.said[0].whole(), run.leg)))

    def before(self, run: Run, asked: Run) -> Given | None:
        """Where all that an answer says was said in one earlier run; None for what is new, or was the agent's word.

        One word may answer two questions: then both must be about the same, as far as they say what they are about.
        """
        if _redacted(run):
            return None
        whole = run.terms(self._vocabulary)
        words = [word for said in run.said for word in said.words]
        found = self._said(whole, words, run, asked)
        for part in _openings(run.said[0].words):
            terms = self._vocabulary.terms(part)
            if found is None and any(map(_holds_digit, terms)):
                found = self._said(terms, part, run, asked)
        return found

    def _said(self, terms: frozenset[str], words: Sequence[str], run: Run, asked: Run) -> Given | None:
        if len(terms) > self._vocabulary.length(_MOST_TERMS):
            return None
        own = terms - self._heard.get(run.leg, set()) - self._masks(run)
        if not own or (len(own) == 1 and len(words) > self._length):
            return None
        enough = len(own) if len(own) <= _ALL_OF else _SHARE * len(own)
        bare = len(own) == 1
        question = self._question(asked) if bare else frozenset[str]()
        rest = self._words(words) if bare else frozenset[str]()
        for told, said, answered, given in self._told:
            other = bool(question and answered) and question.isdisjoint(answered)
            if len(own & told) >= enough and rest <= said and not other:
                return given
        return None

    def told(self, run: Run) -> Given | None:
        """Where most of what is said here was said in other legs, by one run or several; None for what is new."""
        return self._most(run, [one for one in self._told if one[3].leg != run.leg], _TOLD)

    def told_here(self, run: Run) -> Given | None:
        """The same of this leg, which was told and then asked what it is about."""
        return self._most(run, [one for one in self._told if one[3].leg == run.leg], _TOLD_HERE)

    def _most(self, run: Run, earlier: Iterable[_Told], bounds: Iterable[tuple[int, float]]) -> Given | None:
        own = run.terms(self._vocabulary) - self._heard.get(run.leg, set()) - self._masks(run)
        common = [(told & own, given) for told, *_, given in earlier]
        shared = len(frozenset[str]().union(*(words for words, _ in common)))
        if not any(shared >= max(self._vocabulary.length(least), share * len(own)) for least, share in bounds):
            return None
        return max(common, key=lambda one: len(one[0]))[1]

    def _question(self, asked: Run | None) -> frozenset[str]:
        """What a question is about; nothing where none was asked."""
        unmarked = asked is not None and not any(is_stop(word) for said in asked.said for word in said.words)
        return asked.terms(self._vocabulary) if asked is not None and (asked.asks or unmarked) else frozenset()

    def _words(self, words: Iterable[str]) -> frozenset[str]:
        """All but those that every text has: 'my checking account' is more than the account that was spoken of."""
        return frozenset(word for word in words if word[0].isalnum() and word not in self._vocabulary.common)

    def _masks(self, run: Run) -> frozenset[str]:
        masks = (mask for said in run.said for mask in _MASK.findall(said.turn.text))
        return self._vocabulary.terms([word for mask in masks for word in tokens(fold(mask))])

    @property
    def _length(self) -> int:
        return self._vocabulary.length(_BARE_WORDS)


def _openings(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The first sentence, clause and word: a figure that opens an answer is the answer, whatever comes after it."""
    yield words[: next((at for at, word in enumerate(words) if is_stop(word)), len(words))]
    yield words[: next((at for at, word in enumerate(words) if is_stop(word) or word in COMMAS), len(words))]
    yield words[:1]


def _holds_digit(term: str) -> bool:
    return any(map(str.isdigit, term))


def _redacted(run: Run) -> bool:
    """Whether words stand in place of data, which only their hashes tell apart."""
    return any(said.turn.redactions for said in run.said)

"""Whether readers find that an answer meets an opportunity: by signs and cues, and by what it takes up of the matter.

Who is empathic often says so in no phrase at all, but in what comes back of the customer's story. A benchmark folder
whose `calibration.toml` holds the odds weighs both; signs and cues alone are one factor among others.
"""

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from benchmarks.calibration import Odds
from benchmarks.model import CALLING_ROLES
from benchmarks.tokens import asks
from scoring.conversation import Conversation, Run, Signs
from scoring.cues import Cues, Place
from scoring.lexicon import Lexicon
from scoring.odds import Weighed, weighed
from scoring.reading import Said
from scoring.scorecard import Evidence

# More of it says no more.
_MOST_ECHOED, _MOST_ECHOES, _MOST_OF_MATTER_AT_ONCE, _MOST_OF_MATTER = 4, 8, 3, 4
_MOST_CUES, _LEAST_CUES = 6.0, -4.0
_MOST_WORDS = 80


class _Sentence(NamedTuple):
    """One of an answer: the customer's words that come back in it, and those of them that call for the behaviour."""

    said: Said
    place: Place
    echoed: frozenset[str]
    matter: frozenset[str]


class Meets:
    """The answering side of a benchmark of the rule 'response'."""

    def __init__(self, signs: Signs, cues: Cues, odds: Odds | None) -> None:
        self._signs = signs
        self._cues = cues
        self._odds = odds

    def likely(self, conversation: Conversation, asked: Run, answers: Sequence[Run], grade: float) -> Weighed | None:
        """P(who sees the opportunity finds it met); None where that is not known. `grade`: by signs and cues."""
        if self._odds is None:
            return None
        return weighed(self._odds, self.factors(conversation, asked, answers, grade))

    def factors(self, conversation: Conversation, asked: Run, answers: Sequence[Run], grade: float) -> dict[str, float]:
        """What there is of each; the signs and cues by name, those of the first answer once more as `first_`."""
        found: dict[str, float] = {}
        for number, run in enumerate(answers):
            for hit in self._signs.hits(run.said, "met", "met_cue"):
                found[hit.indicator.name] = 1.0
                if not number:
                    found[f"first_{hit.indicator.name}"] = 1.0
        sentences = list(self._sentences(conversation, asked, answers))
        stated = [one for one in sentences if not asks(one.said.words[one.place[1] - 1])]
        sums = [cues.total for run in answers for said in run.said for cues in self._cues.sums(said).values()]
        words = sum(len(said.words) for run in answers for said in run.said)
        return found | {
            "by_rule": float(grade > 0),
            "by_rule_fully": float(grade >= 1),
            "echoed": min(_MOST_ECHOED, max((len(one.echoed) for one in stated), default=0)),
            "echoes": min(_MOST_ECHOES, len(frozenset[str]().union(*(one.echoed for one in sentences)))),
            "matter": min(_MOST_OF_MATTER_AT_ONCE, max((len(one.matter) for one in stated), default=0)),
            "matters": min(_MOST_OF_MATTER, len(frozenset[str]().union(*(one.matter for one in sentences)))),
            "cues_most": max(_LEAST_CUES, min(_MOST_CUES, max(sums, default=0.0))),
            "length": math.log1p(min(_MOST_WORDS, words / conversation.lexicon.vocabulary.tokens_per_word)),
        }

    def where(self, conversation: Conversation, asked: Run, answers: Sequence[Run]) -> Evidence | None:
        """The sentence that takes up most; None where none takes up anything."""
        taking = [one for one in self._sentences(conversation, asked, answers) if one.echoed]
        if not taking:
            return None
        best = max(taking, key=lambda one: (len(one.echoed) + len(one.matter), one.place[1] - one.place[0]))
        return best.said.evidence(*best.place)

    def _sentences(self, conversation: Conversation, asked: Run, answers: Sequence[Run]) -> Iterator[_Sentence]:
        vocabulary = conversation.lexicon.vocabulary
        told = conversation.told(asked.end)
        hits = self._signs.hits(asked.said, *CALLING_ROLES)
        calling = frozenset[str]().union(
            *(vocabulary.terms(hit.said.words[hit.match.first : hit.match.end]) for hit in hits)
        )
        for run in answers:
            for said in run.said:
                for place in said.sentences:
                    words = frozenset(echo(conversation.lexicon, said, place, (0, 0), told))
                    yield _Sentence(said, place, words, words & calling)


def echo(lexicon: Lexicon, said: Said, sentence: Place, beside: Place, told: Collection[str]) -> dict[str, int]:
    """The customer's content words that come back in a sentence, but `beside` some tokens: word -> its token."""
    found: dict[str, int] = {}
    first, end = sentence
    placed = said.placed(lexicon.vocabulary)
    for number in range(bisect_left(placed, first, key=itemgetter(1)), len(placed)):
        term, at = placed[number]
        if at >= end:
            break
        if term in told and not beside[0] <= at < beside[1]:
            found.setdefault(term, at)
    return found

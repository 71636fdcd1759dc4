"""What in a run of the customer calls for a behaviour: by signs and cues alone, or by all there is, weighed together.

A benchmark folder whose `calibration.toml` holds a Calling has both: what the signs say is one factor among others.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import UNSET, Struct, UnsetType

from benchmarks.calibration import Calling, Wording
from benchmarks.model import CALLING_ROLES, Benchmark
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.cues import Cues, CueSum, Place
from scoring.scorecard import Evidence
from scoring.vocabulary import Vocabulary
from scoring.wording import Heard, Spoken, heard, spoken

# The indicator where no single sign but several cues of one sentence decided, or a run as a whole.
TOGETHER = "cues"
AS_A_WHOLE = "outline"
# Cues spread over the sentences of a message call for the behaviour where they add up to so many times what is enough
# in one; each sentence that counts then holds at least so much.
_SPREAD = 1.2
_WEAKEST = 1.0
_LONG, _SHORT = 12, 4  # words
_MOST_SIGNS, _MOST_CUES, _LEAST_CUES = 4, 8.0, -3.0
_MOST_WORDS, _MOST_NEW = 80, 50  # a longer story says no more
_NAMED = 5  # factors that a judgement names, the heaviest


class Sign(Struct, frozen=True):
    """Something that calls for the behaviour; `opens` an episode of its own where it is new.

    `chance` is P(a reader sees an opportunity there), `factors` what adds most to its log odds, where they are known,
    and `words` the heaviest of the factor of that name.
    """

    name: str
    opens: bool
    where: Evidence
    chance: float | UnsetType = UNSET
    factors: dict[str, float] | UnsetType = UNSET
    words: tuple[str, ...] | UnsetType = UNSET


class Called(NamedTuple):
    """A run of the customer, what there is of each factor but its words, and these."""

    run: Run
    factors: dict[str, float]
    spoken: Spoken


class _Seen(NamedTuple):
    """Signs that stand, whether another was doubted, and the cues of each sentence of each turn."""

    hits: list[Hit]
    doubted: bool
    sums: dict[int, dict[Place, CueSum]]


class Calls:
    """The calling side of a benchmark of the rule 'response'."""

    def __init__(
        self,
        benchmark: Benchmark,
        signs: Signs,
        vocabulary: Vocabulary,
        calling: Calling | None,
        wording: Wording | None,
    ) -> None:
        self._enough = benchmark.enough
        self._signs = signs
        self._cues = Cues(signs, "opportunity_cue")
        self._vocabulary = vocabulary
        self._calling = calling
        self._wording = wording

    def of(self, conversation: Conversation, number: int, before: int, *, is_open: bool) -> list[Sign]:
        """Of the run of this number, which `before` runs of the customer precede; at most one where all is weighed.

        `is_open`: the leg has had an opportunity already.
        """
        run = conversation.runs[number]
        seen = self._seen(run)
        signs = self._by_rule(run, seen)
        if self._calling is None:
            return signs
        weights = self._calling.weights
        said = heard(self._wording, spoken(conversation, number)) if self._wording else Heard(0.0, ())
        found = self._factors(conversation, number, before, seen, by_rule=bool(signs))
        found |= {"open": float(is_open), "words": said.total}
        added = {name: weights[name] * value for name, value in found.items() if name in weights}
        chance = 1 / (1 + math.exp(-self._calling.base - sum(added.values())))
        if chance < self._calling.called_from or not self._signs.any(run.said, *CALLING_ROLES):
            return []  # where nothing speaks for it by name there is nothing to show
        name, where = self._where(run, seen, signs)
        heaviest = sorted(added, key=lambda one: -abs(added[one]))[:_NAMED]
        told = {one: round(added[one], 2) for one in heaviest}
        opens = chance >= self._calling.again_from and found["new_words"] > 0  # told again it is the same matter
        return [Sign(name, opens, where, round(chance, 3), told, said.words if "words" in told else UNSET)]

    def called(self, conversation: Conversation, number: int, before: int) -> Called:
        """What a Calling weighs of a run, but whether an opportunity is open."""
        run = conversation.runs[number]
        seen = self._seen(run)
        found = self._factors(conversation, number, before, seen, by_rule=bool(self._by_rule(run, seen)))
        return Called(run, found, spoken(conversation, number))

    def _seen(self, run: Run) -> _Seen:
        hits = self._signs.hits(run.said, "opportunity")
        if self._enough is None:
            return _Seen(hits, doubted=False, sums={})
        sums = {said.number: self._cues.sums(said) for said in run.said}
        standing = [hit for hit in hits if not _doubted(hit, sums[hit.said.number], self._enough.doubt)]
        return _Seen(standing, len(standing) < len(hits), sums)

    def _by_rule(self, run: Run, seen: _Seen) -> list[Sign]:
        """Its signs; cues together only where there is none."""
        if seen.hits or self._enough is None:
            return [Sign(hit.indicator.name, hit.indicator.opens, _place(hit)) for hit in seen.hits]
        spread = sum(max(0, summed.total) for found in seen.sums.values() for summed in found.values())
        least = self._enough.opportunity if spread < _SPREAD * self._enough.opportunity else _WEAKEST
        return [
            Sign(TOGETHER, opens=False, where=said.evidence(*summed.place))
            for said in run.said
            for summed in seen.sums[said.number].values()
            if summed.place and summed.total >= least
        ]

    def _factors(
        self, conversation: Conversation, number: int, before: int, seen: _Seen, *, by_rule: bool
    ) -> dict[str, float]:
        run = conversation.runs[number]
        found = {hit.indicator.name: 1.0 for hit in self._signs.hits(run.said, "opportunity_cue", "circumstance")}
        found |= {hit.indicator.name: 1.0 for hit in seen.hits}
        totals = [summed.total for sums in seen.sums.values() for summed in sums.values()]
        words = sum(len(said.words) for said in run.said) / self._vocabulary.tokens_per_word
        told = conversation.told(run.first)
        terms = frozenset[str]().union(*(said.terms(self._vocabulary) for said in run.said))
        previous = conversation.runs[number - 1] if number else None
        first, last = before == 0, conversation.next_run(number, "customer") is None
        return found | {
            "length": math.log1p(min(_MOST_WORDS, words)),
            "long": float(words >= _LONG),
            "short": float(words <= _SHORT),
            "new_words": math.log1p(min(_MOST_NEW, sum(term not in told for term in terms))),
            "figures": float(any(word[0].isdigit() for said in run.said for word in said.words)),
            "question": float(run.asks),
            "first": float(first),
            "second": float(before == 1),
            "last": float(last),
            "after_question": float(previous is not None and previous.side == "agent" and previous.asks),
            "signs": float(min(_MOST_SIGNS, len({hit.indicator.name for hit in seen.hits}))),
            "any_sign": float(bool(seen.hits)),
            "doubted": float(seen.doubted),
            "cues_most": max(_LEAST_CUES, min(_MOST_CUES, max(totals, default=0.0))),
            "cues_all": min(_MOST_CUES, sum(total for total in totals if total > 0)),
            "by_rule": float(by_rule),
            "first_sign": float(first and bool(seen.hits)),
            "first_by_rule": float(first and by_rule),
            "last_sign": float(last and bool(seen.hits)),
        }

    def _where(self, run: Run, seen: _Seen, signs: Sequence[Sign]) -> tuple[str, Evidence]:
        """The heaviest sign, else the cues that are enough, else the sentence that holds most of what counts."""
        weights = self._calling.weights if self._calling else {}
        if seen.hits:
            best = max(seen.hits, key=lambda hit: weights.get(hit.indicator.name, 0.0))
            return best.indicator.name, _place(best)
        if signs:
            return signs[0].name, signs[0].where
        held: dict[tuple[int, Place], float] = {}
        for hit in self._signs.hits(run.said, *CALLING_ROLES):
            at = hit.said.number, hit.said.sentence_at(hit.match.first)
            held[at] = held.get(at, 0.0) + max(0.0, weights.get(hit.indicator.name, 0.0))
        places = [(said, place) for said in run.said for place in said.sentences]
        said, place = max(places, key=lambda one: (held.get((one[0].number, one[1]), 0.0), one[1][1] - one[1][0]))
        return AS_A_WHOLE, said.evidence(*place)


def _place(hit: Hit) -> Evidence:
    return hit.said.evidence(hit.match.first, hit.match.end)


def _doubted(hit: Hit, sums: Mapping[Place, CueSum], doubt: float) -> bool:
    """Whether its sentence speaks against it: a calm question, a remark that all is well."""
    summed = sums.get(hit.said.sentence_at(hit.match.first))
    return summed is not None and summed.total < -doubt

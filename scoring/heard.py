"""Whether words were heard well enough to judge by them; where they were not, a behaviour is N/A rather than missed.

A recogniser's errors destroy what a rule looks for far more often than they make it: acknowledgements, requests to say
it again, numbers. So what was found stands; that nothing was found stands only where the words that were looked through
were heard well. The aim is that as many findings of nothing are set aside as findings of something are lost. Contacts
heard worse than that are not judged at all, whatever was found.

Confidences of 1 throughout mean that nobody measured them: typed text, or a person's transcript. All of it counts.
"""

from collections.abc import Iterable
from functools import cached_property

from msgspec import UNSET

from benchmarks.model import Rule
from scoring.scorecard import Judgement
from transcription.transcript import Transcript, Turn

# The mean confidence from which a talk was heard well enough, by what decides: a few words do, or all of it; where the
# clock does, none. Assumed: confidences are near the share of words that are right, which is not measured for Whisper.
SURE: dict[Rule, float] = {"response": 0.87, "repetition": 0.87, "presence": 0.87, "hand_off": 0.87, "ladder": 0.8}
# The same of the words that were looked through, where finding nothing decides. Chosen on simulated errors of 10% in
# the sample centre's chats and, by shifts and not by labels, blind texts (`qa evaluate invariance`); between, at 5 and
# 15%, English empathy still falls by 0.04 to 0.06. Ladders and hand-overs are lost in both directions.
SURE_OF_NOTHING: dict[Rule, float] = {"response": 0.85, "repetition": 0.85, "presence": 0.9}
# What some engines call so: pocketsphinx has 0.7 to 0.9 where it hears every word, 0.2 to 0.6 on real calls.
ENGINES = {"sphinx": 0.75}
OPENING = 8  # words of a turn that are looked at: where an answer acknowledges, and where a datum is given


class Hearing:
    """How well one transcript was heard."""

    def __init__(self, transcript: Transcript) -> None:
        self._turns = transcript.turns
        engine = (transcript.speech or "").partition("-")[0]
        self._scale = ENGINES.get(engine, 1.0)
        self._measured = any(word.confidence < 1 for turn in self._turns for word in turn.words)

    def counts(self, judgement: Judgement, rule: Rule) -> bool:
        """Whether the judgement stands."""
        if not self._measured or rule not in SURE:
            return True
        if self._all < SURE[rule] * self._scale:
            return False
        least = SURE_OF_NOTHING.get(rule)
        if least is None or not _found_nothing(judgement, rule):
            return True
        return _sureness(self._searched(judgement, rule), OPENING) >= least * self._scale

    @cached_property
    def _all(self) -> float:
        return _sureness(self._turns, None)

    def _searched(self, judgement: Judgement, rule: Rule) -> Iterable[Turn]:
        """The turns whose words would have made it another judgement."""
        if rule == "repetition":
            return [self._turns[judgement.turn]]
        answers = range(*judgement.searched) if judgement.searched is not UNSET else [judgement.evidence[0].turn]
        return [self._turns[number] for number in answers if self._turns[number].speaker != "customer"]


def _found_nothing(judgement: Judgement, rule: Rule) -> bool:
    """Whether the grade would be another if more had been found: errors lift repetition and lower the others."""
    return judgement.grade > 0 if rule == "repetition" else judgement.grade < 1


def _sureness(turns: Iterable[Turn], most: int | None) -> float:
    """The mean confidence of the first `most` words of each turn; 1 where there are none."""
    said = [word.confidence for turn in turns for word in turn.words[:most]]
    return sum(said) / len(said) if said else 1.0

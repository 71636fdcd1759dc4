"""Whether words were heard well enough to judge by them; where they were not, a behaviour is N/A rather than missed.

A recogniser's errors destroy what a rule looks for far more often than they make it: acknowledgements, requests to say
it again, numbers. So what was found stands; that nothing was found stands only where the words that were looked through
were heard well. As the noise grows, about as many findings of nothing are set aside as findings of something are lost,
which keeps means where they were. Contacts heard worse than that are not judged at all, whatever was found.

Confidences of 1 throughout mean that nobody measured them: typed text, or a person's transcript. All of it counts.
"""

from collections.abc import Iterable
from functools import cached_property

from msgspec import UNSET

from benchmarks.model import Rule
from scoring.scorecard import Judgement
from transcription.transcript import Transcript, Turn

# The mean confidence from which words were heard well, by what decides: a few words do, or the whole talk; where the
# clock does, none. Confidences are taken to be near the share of words that are right, as Whisper's are.
SURE: dict[Rule, float] = {"response": 0.85, "repetition": 0.85, "presence": 0.85, "hand_off": 0.85, "ladder": 0.8}
# What some engines call so: pocketsphinx has 0.7 to 0.9 where it hears every word, 0.2 to 0.6 on real calls.
ENGINES = {"sphinx": 0.75}
OPENING = 8  # words of a turn: where an answer acknowledges, and where a datum is given


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
        least = SURE[rule] * self._scale
        return self._all >= least and (
            not _found_nothing(judgement, rule) or _sureness(self._searched(judgement, rule), OPENING) >= least
        )

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
    """Whether it would be another if more had been heard. The rungs of a ladder are lost in both directions."""
    if rule == "ladder":
        return False
    return judgement.grade > 0 if rule == "repetition" else judgement.grade < 1


def _sureness(turns: Iterable[Turn], most: int | None) -> float:
    """The mean confidence of the first `most` words of each turn; 1 where there are none."""
    said = [word.confidence for turn in turns for word in turn.words[:most]]
    return sum(said) / len(said) if said else 1.0

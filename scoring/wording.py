"""What single words, and two in a row, say: of whether a run of the customer calls for a behaviour, of how it ended.

Who tells what happened to them speaks otherwise than who asks for something, whatever it is about: 'my', 'had to',
'still', 'since' beside 'can', 'need', 'thanks'. Who was helped ends otherwise than who was put off: 'oh', 'there',
'ten' beside 'so', 'they', 'but'. No list of phrases has that; the weights are learned.
"""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from benchmarks.calibration import Wording
from scoring.conversation import Conversation, Run

_NAMED = 3
_LETTER = re.compile(r"[^\W\d_]")


class Spoken(NamedTuple):
    """What a run of the customer says, words and pairs of them, and what the agent says beside it.

    Of what may call for a behaviour `before` are the agent's single words right before it. Of an ending `said` is the
    customer's last reply, `earlier` the replies before it, and `before` all that the agent says after the request;
    with pairs.
    """

    said: frozenset[str]
    before: frozenset[str]
    earlier: frozenset[str] = frozenset()


class Heard(NamedTuple):
    """`total`, in log odds, the base alone where no word is known; `words`: up to three that weighed most."""

    total: float
    words: tuple[str, ...]


def spoken(conversation: Conversation, number: int) -> Spoken:
    run = conversation.runs[number]
    previous = conversation.runs[number - 1] if number else None
    asked = previous if previous is not None and previous.side == "agent" else None
    return Spoken(_with_pairs(run), _words(asked) if asked else frozenset())


def ended(replies: Sequence[Run], answers: Sequence[Run]) -> Spoken:
    """The words after the request; nothing of who said nothing."""
    return Spoken(_with_pairs(*replies[-1:]), _with_pairs(*answers), _with_pairs(*replies[:-1]))


def heard(wording: Wording, told: Spoken) -> Heard:
    """The sum of the weights of known words over the root of how many they are, for each party and place."""
    places = (told.said, wording.said), (told.before, wording.before), (told.earlier, wording.earlier)
    known = [{word: weights[word] for word in words if word in weights} for words, weights in places]
    total = wording.base + math.fsum(_evened(list(weights.values())) for weights in known)
    return Heard(total, _heaviest(known, 1 if total > 0 else -1))


def evened(known: int) -> float:
    """What one of so many known words counts: a long story is more sure, but not in step with its length."""
    return 1 / math.sqrt(known) if known else 0.0


def _evened(weights: Sequence[float]) -> float:
    return math.fsum(weights) * evened(len(weights))  # in whatever order a set gives them


def _heaviest(known: Sequence[Mapping[str, float]], sign: int) -> tuple[str, ...]:
    """By what each adds, wherever it is said."""
    adds: dict[str, float] = {}
    for weights in known:
        for word, weight in weights.items():
            adds[word] = adds.get(word, 0.0) + sign * weight * evened(len(weights))
    towards = [word for word, added in adds.items() if added > 0 and _LETTER.search(word)]
    return tuple(sorted(towards, key=lambda word: (-adds[word], word))[:_NAMED])


def _with_pairs(*runs: Run) -> frozenset[str]:
    pairs = (f"{one} {other}" for run in runs for said in run.said for one, other in pairwise(said.words))
    return frozenset(pairs).union(*map(_words, runs))


def _words(run: Run) -> frozenset[str]:
    return frozenset(word for said in run.said for word in said.words)

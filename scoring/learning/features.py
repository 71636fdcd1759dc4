"""What a learned scorer sees of an interaction or a turn: words where they stand, and which indicators fired.

Words come in pairs, too, and where words are not spaced in runs of up to three characters. Sizes are told by every step
that they reach, so that what is learned of short texts is learned of longer ones, too. Nothing tells who the agent is.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import UNSET

from benchmarks.tokens import STOP_MARKS, asks, fold, tokens, unspaced
from scoring.scorecard import Scorecard
from transcription.transcript import Transcript, Turn

# Each block is made as long as the next one before it is weighted: a long chat's words do not drown its last reply.
Blocks = dict[str, Counter[str]]
WEIGHTS: Mapping[str, float] = {
    "customer": 0.7,
    "agent": 0.7,
    "reply": 1.0,
    "ending": 0.55,
    "signs": 0.55,
    "shape": 0.55,
    "sizes": 0.6,
    "judged": 0.4,
}
AGENTS = frozenset({"agent", "bot"})
_SCORE_STEPS = 4
_SCORE_WEIGHT = 3
_TENTHS = 10
_MOST_MARKS = 6
_EXCLAIMS = frozenset("!！")
_PAUSES = frozenset(",;，；、،؛")


def grams(text: str) -> list[str]:
    """Tokens, pairs of tokens, and runs of three where words are not spaced."""
    words = tokens(fold(text))
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(words)]
    threes = zip(words, words[1:], words[2:], strict=False)
    return words + pairs + ["".join(run) for run in threes if all(unspaced(word[0]) for word in run)]


def of_interaction(transcript: Transcript, card: Scorecard, signs: Sequence[Iterable[str]]) -> Blocks:
    """A whole interaction: what each side says, the customer's last reply, the last turn, signs, scores, shape, sizes
    and how the library judges.

    `signs` are the indicators that fired in each turn, `card` what the library makes of it.
    """
    turns = [turn for turn in transcript.turns if turn.speaker in AGENTS or turn.speaker == "customer"]
    asked = [turn for turn in turns if turn.speaker == "customer"]
    blocks = _empty()
    for turn in turns:
        blocks[side_of(turn)].update(grams(turn.text))
    if len(asked) > 1:
        blocks["reply"].update(grams(asked[-1].text))
    if turns:
        blocks["ending"].update(f"{side_of(turns[-1])} {gram}" for gram in grams(turns[-1].text))
    blocks["signs"] = _signs(transcript, signs) + _scores(card)
    blocks["shape"] = _shape(turns)
    for side in ("agent", "customer"):
        own = [turn.text for turn in turns if side_of(turn) == side]
        blocks["sizes"].update(f"{side} {size}" for size in _sizes(" ".join(own)))
        blocks["sizes"].update(f"{side} last {size}" for size in _reached("words", _words(own[-1] if own else "")))
    blocks["judged"] = _judged(card)
    return blocks


def of_turn(transcript: Transcript, number: int, signs: Sequence[Iterable[str]]) -> Blocks:
    """One turn: its own words, those of the other side before it, and the signs of both."""
    turns = transcript.turns
    side = side_of(turns[number])
    before = next((at for at in range(number - 1, -1, -1) if side_of(turns[at]) != side), None)
    blocks = _empty()
    blocks["reply"].update(grams(turns[number].text))
    blocks["signs"].update(signs[number])
    blocks["shape"] = Counter([f"words {_step(len(turns[number].text.split()))}", f"at {_step(number)}"])
    blocks["sizes"].update(_sizes(turns[number].text))
    if before is not None:
        blocks["customer"].update(grams(turns[before].text))
        blocks["signs"].update(f"before {sign}" for sign in signs[before])
    return blocks


def _empty() -> Blocks:
    return {name: Counter() for name in WEIGHTS}


def side_of(turn: Turn) -> Literal["agent", "customer"]:
    """Whose words a turn holds; a bot speaks for the firm."""
    return "agent" if turn.speaker in AGENTS else "customer"


def _signs(transcript: Transcript, signs: Sequence[Iterable[str]]) -> Counter[str]:
    """The indicators that fired, and once more where they did so in the customer's last turn or at the end."""
    found: Counter[str] = Counter()
    asked = [number for number, turn in enumerate(transcript.turns) if turn.speaker == "customer"]
    for number, fired in enumerate(signs):
        found.update(fired)
        if asked and number == asked[-1]:
            found.update(f"reply {sign}" for sign in fired)
        if number == len(transcript.turns) - 1:
            found.update(f"ending {sign}" for sign in fired)
    return found


def _scores(card: Scorecard) -> Counter[str]:
    """What the library makes of it, in quarters."""
    found: Counter[str] = Counter()
    for name, behaviour in card.behaviours.items():
        score = "none" if behaviour.score is None else str(round(behaviour.score * _SCORE_STEPS))
        found[f"score {name} {score}"] = _SCORE_WEIGHT
    return found


def _judged(card: Scorecard) -> Counter[str]:
    """What decided each judgement, its rung and the factors of its outline; scores by every tenth that they reach."""
    found: set[str] = set()
    for name, behaviour in card.behaviours.items():
        reached = -1 if behaviour.score is None else round(behaviour.score * _TENTHS)
        found |= {f"{name} from {tenth}" for tenth in range(reached + 1)}
        for judgement in behaviour.judgements:
            found.add(judgement.indicator)
            if judgement.step is not UNSET:
                found.add(f"{name} step {judgement.step}")
            if judgement.factors is not UNSET:
                found |= {f"{name} factor {factor}" for factor in judgement.factors}
    return Counter(found)


def _sizes(text: str) -> Iterator[str]:
    """How long a text is, in words and characters, how it is cut into sentences, and what it asks and exclaims."""
    words = tokens(fold(text))
    yield from _reached("words", len(words))
    yield from _reached("characters", len(text))
    marks = {
        "asks": sum(map(asks, words)),
        "exclaims": sum(word[0] in _EXCLAIMS for word in words),
        "sentences": sum(word[0] in STOP_MARKS for word in words),
        "pauses": sum(word[0] in _PAUSES for word in words),
    }
    for name, number in marks.items():
        yield from (f"{name} from {least}" for least in range(1, min(number, _MOST_MARKS) + 1))


def _reached(name: str, number: int) -> Iterator[str]:
    """Every quarter of a doubling up to a number."""
    return (f"{name} from {step}" for step in range(round(4 * math.log2(1 + number)) + 1))


def _words(text: str) -> int:
    return len(tokens(fold(text)))


def _shape(turns: Sequence[Turn]) -> Counter[str]:
    """How many turns and words there are, in steps of half a doubling, and who speaks last."""
    if not turns:
        return Counter()
    shape = Counter([f"turns {_step(len(turns))}", f"last {side_of(turns[-1])}"])
    for side in ("agent", "customer"):
        said = [_words(turn.text) for turn in turns if side_of(turn) == side]
        shape[f"{side} words {_step(sum(said))}"] = 1
        shape[f"{side} last {_step(said[-1] if said else 0)}"] = 1
    return shape


def _step(number: int) -> int:
    return round(2 * math.log2(1 + number))

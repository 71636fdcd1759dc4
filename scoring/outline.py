"""How a contact went, told from its outline alone: who helps, puts off, thanks or protests, and what the last reply is.

A reader of a transcript is seldom sure how far a request got, and a rung that one sign decides is sure of itself. So
the grade of a ladder is the mean of readings on the scale of readers' grades: the rung, what readers are known to make
of contacts of this outline, which weighs twice, and how likely they call it met, which all of it tells together
(ending.py), with the words of the ending (wording.py).
"""

from collections.abc import Mapping, Sequence

from msgspec import UNSET, Struct
from msgspec.structs import replace

from benchmarks.calibration import Outline
from benchmarks.traits import Factor
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.judging import MET
from scoring.odds import weighed
from scoring.scorecard import Judgement
from scoring.wording import Heard

STATED = 0.75
WORDS = "words"  # what single words of the ending come to, among what decided
_BELOW_MET = 0.49  # the highest grade of what is not met


class After(Struct, frozen=True):
    """A contact after its request: the customer's runs and the agent's, with the levels that each of the latter states.

    `asked` are the customer's runs up to the request's.
    """

    asked: tuple[Run, ...]
    replies: tuple[Run, ...]
    agent: tuple[Run, ...]
    levels: tuple[tuple[Hit, ...], ...]


def after(conversation: Conversation, turn: int, signs: Signs) -> After:
    """What follows the request, which stands in `turn`."""
    customer = [run for run in conversation.runs if run.side == "customer"]
    agent = tuple(run for run in conversation.runs if run.side == "agent" and run.first > turn)
    return After(
        tuple(run for run in customer if run.first <= turn < run.end),
        tuple(run for run in customer if run.first > turn),
        agent,
        tuple(tuple(signs.standing(run.said, "level")) for run in agent),
    )


def beside_outline(
    judgement: Judgement,
    outline: Outline,
    found: Mapping[Factor, float],
    ending: Mapping[str, float],
    words: Heard | None = None,
) -> Judgement:
    """The mean of the rung and of what the outline makes readers expect, with what each factor adds to the latter.

    Where it is known how likely readers call it met, that is a third reading, the outline counts twice (annotators
    follow it best), and the grade is kept on its side; what single words of the ending say is added to its log odds.
    But what the customer denies at the end is not met, whatever else was said.
    """
    added = {name: round(outline.weights.get(name, 0.0) * value, 3) for name, value in found.items() if value}
    told: dict[str, float] = {"base": outline.base, **{name: value for name, value in added.items() if value}}
    expected = min(1.0, max(0.0, sum(told.values())))
    known = replace(judgement, step=judgement.grade, factors=told)
    if outline.met is None:
        return replace(known, grade=round((judgement.grade + expected) / 2, 4))
    odds = weighed(outline.met, {**found, **ending}, {WORDS: words.total} if words else None)
    met = odds.likely
    if judgement.grade == 0 and judgement.indicator.endswith(".customer_denied"):
        met = min(met, 1 - met)
    grade = round((judgement.grade + 2 * expected + met) / 4, 4)
    kept = max(grade, MET) if met >= MET else min(grade, _BELOW_MET)
    named = words.words if words and WORDS in odds.by else UNSET
    return replace(known, grade=kept, probability=round(met, 3), decided_by=odds.by, words=named)


def factors(conversation: Conversation, parts: After, signs: Signs) -> dict[Factor, float]:
    """What there is of each, 0 to 1.

    Over all that follows: the agent states a solution (`helped`) or a figure, takes up the customer's words
    (`taken_up`, their share); the customer thanks, or protests and does not close with thanks. Of the agent's last
    turn: it puts the matter off. Of the customer's last one: it thanks, says that it works, asks, has more to settle.
    """
    replies, agent = parts.replies, parts.agent
    grades = [[hit.indicator.grade for hit in hits] for hits in parts.levels]
    found: dict[Factor, float] = {
        "question": any(run.asks or signs.any(run.said, "question") for run in parts.asked),
        "helped": any(grade >= STATED for some in grades for grade in some),
        "put_off": any(grade < MET for grade in grades[-1]) if grades else False,
        "figures": any(figures(run) for run in agent),
        "taken_up": _taken_up(conversation, agent),
        "thanked": any(signs.any(run.said, "acknowledged") for run in replies),
    }
    if replies:
        last = replies[-1]
        closed = closing(signs, last, "contested", "request", "question")
        protests = any(signs.any(run.said, "contested", "denied", "refuted", "fault") for run in replies)
        found |= {
            "protested": protests and closed is None,
            "thanks_last": signs.any(last.said, "acknowledged", "confirmed"),
            "works_last": signs.any(last.said, "confirmed"),
            "asks_last": last.asks,
            "unsettled_last": signs.any(last.said, "fault", "request"),
        }
    return {name: float(value) for name, value in found.items()}


def figures(run: Run) -> bool:
    return any(word[0].isdigit() for said in run.said for word in said.words)


def closing(signs: Signs, run: Run, *unsettled: str) -> Hit | None:
    """Thanks or agreement after which nothing of these roles, and no question, is left open."""
    if run.asks:
        return None
    hits = signs.hits(run.said, "acknowledged", *unsettled)
    return hits[-1] if hits and hits[-1].indicator.role == "acknowledged" else None


def _taken_up(conversation: Conversation, agent: Sequence[Run]) -> float:
    vocabulary = conversation.lexicon.vocabulary
    told = conversation.topics.first.keys()
    taken = frozenset[str]().union(*(told & said.terms(vocabulary) for run in agent for said in run.said))
    return len(taken) / len(told) if told else 0.0

"""How a contact went, told from its outline alone: who helps, puts off, thanks or protests, and what the last reply is.

A reader of a transcript is seldom sure how far a request got, and a rung that one sign decides is sure of itself. So
the grade of a ladder is the mean of two readings, both on the scale of readers' grades: the rung, and what readers are
known to make of contacts of this outline.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from benchmarks.model import Factor, Outline
from scoring.conversation import Conversation, Hit, Run, Signs
from scoring.judging import MET
from scoring.scorecard import Judgement

STATED = 0.75


def beside_outline(judgement: Judgement, outline: Outline, found: dict[Factor, float]) -> Judgement:
    """The mean of the rung and of what the outline makes readers expect, with what each factor adds to the latter."""
    added = {name: round(outline.weights.get(name, 0.0) * value, 3) for name, value in found.items() if value}
    told: dict[str, float] = {"base": outline.base, **{name: value for name, value in added.items() if value}}
    expected = min(1.0, max(0.0, sum(told.values())))
    grade = round((judgement.grade + expected) / 2, 4)
    return replace(judgement, grade=grade, step=judgement.grade, factors=told)


def factors(conversation: Conversation, turn: int, signs: Signs) -> dict[Factor, float]:
    """What there is of each, 0 to 1, in a contact whose request stands in `turn`.

    Over all that follows: the agent states a solution (`helped`) or a figure, takes up the customer's words
    (`taken_up`, their share); the customer thanks, or protests and does not close with thanks. Of the agent's last
    turn: it puts the matter off. Of the customer's last one: it thanks, says that it works, asks, has more to settle.
    """
    customer = [run for run in conversation.runs if run.side == "customer"]
    replies = [run for run in customer if run.first > turn]
    agent = [run for run in conversation.runs if run.side == "agent" and run.first > turn]
    asked = [run for run in customer if run.first <= turn < run.end]
    levels = [[hit.indicator.grade for hit in signs.standing(run.said, "level")] for run in agent]
    found: dict[Factor, float] = {
        "question": any(run.asks or signs.any(run.said, "question") for run in asked),
        "helped": any(grade >= STATED for grades in levels for grade in grades),
        "put_off": any(grade < MET for grade in levels[-1]) if levels else False,
        "figures": any(word[0].isdigit() for run in agent for said in run.said for word in said.words),
        "taken_up": _taken_up(conversation, agent),
        "thanked": any(signs.any(run.said, "acknowledged") for run in replies),
    }
    if replies:
        last = replies[-1]
        closed = closing(signs, last, "contested", "request", "question")
        protests = any(signs.any(run.said, "contested", "denied", "fault") for run in replies)
        found |= {
            "protested": protests and closed is None,
            "thanks_last": signs.any(last.said, "acknowledged", "confirmed"),
            "works_last": signs.any(last.said, "confirmed"),
            "asks_last": last.asks,
            "unsettled_last": signs.any(last.said, "fault", "request"),
        }
    return {name: float(value) for name, value in found.items()}


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

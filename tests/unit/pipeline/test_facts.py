"""Who answers for a score: the leg for a person's behaviour, the responsible leg else, nobody for 'system'."""

from datetime import date
from uuid import UUID

import pytest

from qa_service.pipeline.facts import LegFact, card, scored
from qa_service.store.scorecards import Cell
from scoring.scorecard import BehaviourScore, Evidence, Judgement, LegScore, Scorecard

NOTHING = BehaviourScore(score=None, probability=None, opportunities=0, met=0)


def judged(*grades_and_legs):
    judgements = tuple(
        Judgement(
            turn=0, start=0, end=1, grade=grade, probability=None, indicator="x.y",
            evidence=(Evidence(turn=0, start=0, end=1, text="a"),), responsible=leg,
        )
        for grade, leg in grades_and_legs
    )  # fmt: skip
    grades = [grade for grade, _ in grades_and_legs]
    met = sum(grade >= 0.5 for grade in grades)
    return BehaviourScore(
        score=sum(grades) / len(grades), probability=None, opportunities=len(grades), met=met, judgements=judgements
    )


def result(behaviours, legs, agents):
    return scored(
        Scorecard(language="en", instrument="i", behaviours=behaviours, legs=legs),
        agents,
        interaction_id=UUID(int=1),
        version=1,
        day=date(2026, 3, 1),
        cell=Cell(None, None, "chat", "en", 9),
        turns=6,
    )


def test_a_persons_behaviour_belongs_to_the_leg_and_no_opportunity_is_no_fact():
    empathy = judged((0.5, 0))
    legs = (
        LegScore(leg=0, turns=(0, 3), behaviours={"empathy": empathy}),
        LegScore(leg=1, turns=(3, 6), behaviours={"empathy": NOTHING}),
    )
    found = result({"empathy": empathy}, legs, ("a", "b"))
    assert found.facts == (LegFact(0, "a", "empathy", 1, 1, 0.5),)


def test_the_responsible_leg_answers_and_the_system_is_nobody():
    legs = tuple(LegScore(leg=n, turns=(n, n + 1), behaviours={}) for n in range(2))
    found = result({"repetition": judged((0.0, 1), (1.0, 1), (0.0, "system"))}, legs, ("a", "b"))
    assert found.facts == (LegFact(-1, None, "repetition", 1, 0, 0.0), LegFact(1, "b", "repetition", 2, 1, 0.5))


def test_cards_hold_the_whole_and_every_leg():
    legs = (LegScore(leg=0, turns=(0, 6), behaviours={"empathy": NOTHING}),)
    found = result({"empathy": NOTHING}, legs, ("a",))
    cards = [card(found, number, {"a": 7}, 3) for number in range(len(found.cards))]
    assert [(one.leg, one.agent_id, one.turn_first, one.turn_end) for one in cards] == [(-1, None, 0, 6), (0, 7, 0, 6)]
    assert cards[1].behaviours["empathy"]["score"] is None


def learned(score, *responsible):
    beside = judged(*((0.0, leg) for leg in responsible)).judgements if responsible else ()
    met = 0 if score is None else int(score >= 0.5)
    return BehaviourScore(
        score=score, probability=None, opportunities=int(score is not None), met=met, judgements=beside, source="model"
    )


@pytest.mark.parametrize(
    ("score", "legs", "facts"),
    [
        (learned(0.75, 1), 2, (LegFact(1, "b", "resolution", 1, 1, 0.75),)),
        (learned(0.75), 1, (LegFact(0, "a", "resolution", 1, 1, 0.75),)),
        (learned(0.25), 2, (LegFact(-1, None, "resolution", 1, 0, 0.25),)),
        (learned(0.25, 0, 1), 2, (LegFact(-1, None, "resolution", 1, 0, 0.25),)),
        (learned(0.25, "system"), 1, (LegFact(-1, None, "resolution", 1, 0, 0.25),)),
        (learned(None, 1), 2, ()),
    ],
)
def test_a_learned_score_counts_and_not_the_judgements_beside_it(score, legs, facts):
    cards = tuple(LegScore(leg=n, turns=(n, n + 1), behaviours={}) for n in range(legs))
    assert result({"resolution": score}, cards, ("a", "b")[:legs]).facts == facts

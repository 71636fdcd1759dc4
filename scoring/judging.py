"""Judgements -> the score of a behaviour."""

from collections.abc import Iterable

from scoring.scorecard import BehaviourScore, Judgement

MET = 0.5
NOT_APPLICABLE = BehaviourScore(score=None, probability=None, opportunities=0, met=0)


def behaviour_score(judgements: Iterable[Judgement]) -> BehaviourScore:
    """The mean grade; N/A where there was no opportunity."""
    judged = tuple(judgements)
    if not judged:
        return NOT_APPLICABLE
    return BehaviourScore(
        score=sum(judgement.grade for judgement in judged) / len(judged),
        probability=None,
        opportunities=len(judged),
        met=sum(judgement.grade >= MET for judgement in judged),
        judgements=judged,
    )

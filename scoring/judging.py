"""Judgements -> the score of a behaviour."""

from collections.abc import Iterable

from scoring.scorecard import BehaviourScore, Judgement

MET = 0.5
NOT_APPLICABLE = BehaviourScore(score=None, probability=None, opportunities=0, met=0)


def behaviour_score(judgements: Iterable[Judgement]) -> BehaviourScore:
    """The mean grade; N/A where there was no opportunity. P(met) is the mean, None where one was not calibrated."""
    judged = tuple(judgements)
    if not judged:
        return NOT_APPLICABLE
    sure = [judgement.probability for judgement in judged if judgement.probability is not None]
    return BehaviourScore(
        score=sum(judgement.grade for judgement in judged) / len(judged),
        probability=sum(sure) / len(sure) if len(sure) == len(judged) else None,
        opportunities=len(judged),
        met=sum(judgement.grade >= MET for judgement in judged),
        judgements=judged,
    )

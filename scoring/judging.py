"""Judgements -> the score of a behaviour."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from scoring.scorecard import BehaviourScore, Evidence, Judgement

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


def judgement(
    where: Evidence,
    grade: float,
    indicator: str,
    evidence: tuple[Evidence, ...],
    searched: tuple[int, int],
    called_by: str | UnsetType = UNSET,
) -> Judgement:
    """One opportunity at `where`; what was searched is named only where nothing was found."""
    return Judgement(
        turn=where.turn,
        start=where.start,
        end=where.end,
        grade=grade,
        probability=None,
        indicator=indicator,
        evidence=evidence,
        searched=UNSET if grade else searched,
        called_by=called_by,
    )

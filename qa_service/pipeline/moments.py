"""Quotable moments of a team's contacts: each judgement's words, and what called for them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from qa_service.pipeline.rows import by_interaction
from qa_service.reports.report import Moment
from qa_service.store import appeals, interactions, scorecards
from qa_service.store.database import Connection
from qa_service.store.interactions import StoredTurn
from qa_service.store.scorecards import JudgedLeg
from scoring.scorecard import BehaviourScore, Judgement

CARDS_PER_AGENT = 60
_SENTENCE_END = re.compile(r"[.!?؟]+(?:\s|$)|[。！？]|\n")
_AGENTS = frozenset(("agent", "bot"))


async def moments(
    db: Connection,
    agents: Mapping[int, str],
    instrument_id: int,
    day_from: date,
    day_until: date,
    *,
    address: str,
    scored_until: datetime | None = None,
    team_id: int | None = None,
) -> list[Moment]:
    """The latest moments of these agents (number -> ref), newest contacts first; links begin with `address`.

    `scored_until` leaves out what was scored later, `team_id` what they did while they were in no or another team.
    """
    legs = [
        leg
        for agent_id in agents
        for leg in await scorecards.JUDGED_LEGS.all(
            db, agent_id, instrument_id, day_from, day_until, CARDS_PER_AGENT, scored_until, team_id
        )
    ]
    ids = sorted({leg.interaction_id for leg in legs})
    spoken = by_interaction(await interactions.TURNS.all(db, ids))
    ruled = {(one.interaction_id, one.leg, one.behaviour) for one in await appeals.OF_CONTACTS.all(db, ids)}
    return [
        moment
        for leg in legs
        if leg.interaction_id in spoken  # words that retention has taken cannot be quoted
        for moment in _of_leg(leg, agents[leg.agent_id], spoken[leg.interaction_id], address)
        if (leg.interaction_id, leg.leg, moment.behaviour) not in ruled  # contested, or found to be wrong
    ]


def _of_leg(leg: JudgedLeg, agent: str, spoken: Sequence[StoredTurn], address: str) -> Iterable[Moment]:
    per_leg, whole = _scores(leg.behaviours), _scores(leg.whole)
    judged = [(name, judgement) for name, score in per_leg.items() for judgement in score.judgements]
    judged += [
        (name, judgement)
        for name, score in whole.items()
        if name not in per_leg
        for judgement in score.judgements
        if judgement.responsible == leg.leg
    ]
    for name, judgement in judged:
        if judgement.unsure is True:
            continue  # neither what went well nor what was missed
        quote, turn = _quote(judgement, spoken)
        if quote:
            yield Moment(
                interaction=leg.ref,
                agent=agent,
                behaviour=name,
                met=judgement.grade >= 0.5,
                grade=judgement.grade,
                quote=quote,
                opportunity=spoken[judgement.turn].text[judgement.start : judgement.end],
                turn=turn,
                when=leg.started_at,
                seconds=spoken[turn].start_s,
                link=link(address, leg.interaction_id, turn),
                language=leg.language,
                probability=judgement.probability,
                contact=leg.interaction_id,
                asked=judgement.turn,
            )


def link(address: str, interaction_id: UUID, turn: int) -> str:
    return f"{address}/interactions/{interaction_id}#turn-{turn}"


def _quote(judgement: Judgement, spoken: Sequence[StoredTurn]) -> tuple[str, int]:
    """The deciding words of an agent; else what the customer's decided on, or what was said next instead."""
    for evidence in judgement.evidence:
        turn = spoken[evidence.turn]
        if turn.speaker in _AGENTS:
            return sentence(turn.text, evidence.start, evidence.end), turn.number
    decided = max((evidence.turn for evidence in judgement.evidence), default=judgement.turn)
    for turn in (*reversed(spoken[judgement.turn + 1 : decided]), *spoken[judgement.turn + 1 :]):
        if turn.speaker in _AGENTS and turn.text.strip():
            return turn.text, turn.number
    return "", judgement.turn


def sentence(text: str, start: int, end: int) -> str:
    """The sentences that `text[start:end]` stands in: a few words alone say little."""
    ends = [mark.end() for mark in _SENTENCE_END.finditer(text)]
    first = max((at for at in ends if at <= start), default=0)
    last = min((at for at in ends if at >= end), default=len(text))
    return text[first:last].strip()


def _scores(behaviours: dict[str, Any]) -> dict[str, BehaviourScore]:
    return msgspec.convert(behaviours, dict[str, BehaviourScore])

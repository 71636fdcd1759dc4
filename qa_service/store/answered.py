"""Scores of contacts whose outcome is known, late ones too."""

from msgspec import Struct

from qa_service.store.database import Query

OUTCOMES = ("csat", "nps", "resolved", "spend", "returned")


class Answered(Struct, frozen=True):
    """One score of one agent with what became of the contact: None where that is not known, else a number."""

    agent: str
    behaviour: str
    reason: str | None
    queue: str | None
    channel: str | None
    language: str | None
    hour: int | None
    score: float
    csat: float | None
    nps: float | None
    resolved: float | None
    spend: float | None
    returned: float | None


IN_PERIOD = Query(
    Answered,
    """select a.ref as agent, b.name as behaviour, c.reason, c.queue, c.channel, c.language, c.hour, f.score, o.csat,
         o.nps, o.resolved::integer::double precision as resolved, o.spend,
         o.returned::integer::double precision as returned
       from outcome o join fact f on f.interaction_id = o.interaction_id
       join agent a on a.id = f.agent_id join behaviour b on b.id = f.behaviour_id join cell c on c.id = f.cell_id
       where f.instrument_id = $1 and f.day >= $2 and f.day < $3
         and ($4::text is null or c.queue = $4) and ($5::text is null or c.reason = $5)
         and ($6::text is null or c.channel = $6) and ($7::text is null or c.language = $7)
         and ($8::text is null or exists (select from team t where t.ref = $8 and t.id = team_on(f.agent_id, f.day)))
       order by f.interaction_id, f.leg, f.behaviour_id""",
)

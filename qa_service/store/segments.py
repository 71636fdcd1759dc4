"""Scores by what kind of customer a contact was of, summed per agent and case-mix cell."""

from msgspec import Struct

from qa_service.store.database import Query


class Segmented(Struct, frozen=True, kw_only=True):
    """`n` scores of one agent on one behaviour in one cell and segment, None where none is known, with their sums."""

    agent: str
    kind: str
    behaviour: str
    segment: str | None
    reason: str | None
    queue: str | None
    channel: str | None
    language: str | None
    hour: int | None
    n: int
    total: float
    square: float


# $1 instrument, $2-$3 days, half open, $4-$8 filters, $9 which segment. A ruling stands in the place of what it is of.
IN_PERIOD = Query(
    Segmented,
    """with summed as materialized (
         select f.agent_id, f.behaviour_id, f.cell_id, i.body #>> array['customer', 'segment', $9::text] as segment,
           count(*)::integer as n, sum(s.score) as total, sum(s.score * s.score) as square
         from fact f join interaction i on i.id = f.interaction_id and i.day >= $2 and i.day < $3
         join cell c on c.id = f.cell_id
         left join ruling r on r.interaction_id = f.interaction_id and r.leg = f.leg and r.behaviour_id = f.behaviour_id
         cross join lateral (select case when r.appeal_id is null then f.score else r.score end as score) s
         where f.instrument_id = $1 and f.day >= $2 and f.day < $3 and s.score is not null
           and ($4::text is null or c.queue = $4) and ($5::text is null or c.reason = $5)
           and ($6::text is null or c.channel = $6) and ($7::text is null or c.language = $7)
           and ($8::text is null or exists (select from team t where t.ref = $8 and t.id = team_on(f.agent_id, f.day)))
         group by 1, 2, 3, 4
       )
       select a.ref as agent, a.kind, b.name as behaviour, s.segment, c.reason, c.queue, c.channel, c.language, c.hour,
         s.n, s.total, s.square
       from summed s join agent a on a.id = s.agent_id join behaviour b on b.id = s.behaviour_id
       join cell c on c.id = s.cell_id
       order by s.behaviour_id, s.agent_id, s.cell_id, s.segment""",
)

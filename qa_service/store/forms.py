"""Evaluation forms: each revision stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class FormRow(Struct, frozen=True, kw_only=True):
    """`id` is the name, so that pages go by it."""

    id: str
    revision: int
    body: dict[str, Any]
    made_by: str
    made_at: datetime


class ContactScores(Struct, frozen=True, kw_only=True):
    """The scores of one contact, in the order of the behaviours that were asked for; None is N/A or unknown."""

    interaction_id: UUID
    agent_id: int | None
    scores: list[float | None]


_ROW = "name as id, revision, body, made_by, made_at"
LOCK = Command("select pg_advisory_xact_lock(hashtextextended($1::text, 13))")
INSERT = Command(
    """insert into form (name, revision, body, made_by)
       select $1, coalesce(max(revision), 0) + 1, $2, $3 from form where name = $1 returning revision"""
)
GET = Query(
    FormRow,
    f"""select {_ROW} from form where name = $1 and ($2::integer is null or revision = $2)
        order by revision desc limit 1""",  # noqa: S608 - our own columns
)
PAGE = Query(
    FormRow,
    f"""select distinct on (name) {_ROW} from form where ($1::text is null or name > $1)
        order by name, revision desc limit $2""",  # noqa: S608 - our own columns
)
# The newest card of each contact under one instrument; what the machine does not score is what people answered.
# $12: how many days ago it was scored at the least.
SCORES = Query(
    ContactScores,
    """select i.id as interaction_id, i.agent_id, (select array_agg(
           case when s.behaviours ? b.name then (s.behaviours #>> array[b.name, 'score'])::double precision
             else (select avg(c.score) from review r join review_score c on c.review_id = r.id and c.leg = -1
                   where r.interaction_id = i.id and r.version = i.version and r.submitted_at is not null
                     and c.behaviour = b.name) end order by b.place)
         from unnest($1::text[]) with ordinality b(name, place)) as scores
       from interaction i left join agent a on a.id = i.agent_id
       join scorecard s on s.interaction_id = i.id and s.leg = -1 and s.version = i.version and s.instrument_id = $2
       where i.day >= $3 and i.day < $4 and i.state = 'scored' and ($5::text is null or a.ref = $5)
         and ($6::text is null or team_on(i.agent_id, i.day) = (select id from team where ref = $6))
         and ($7::text is null or i.channel = $7) and ($8::text is null or i.queue = $8)
         and reaches($9, $10, $11, i.agent_id, i.day) and s.scored_at <= now() - $12::integer * interval '1 day'
       order by i.id""",
)

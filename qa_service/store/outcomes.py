"""What happened to the customer; it may come late and in parts."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query
from qa_service.store.scorecards import AgentDate
from transcription.interaction import Outcome


class StoredOutcome(Struct, frozen=True):
    csat: float | None
    nps: float | None
    resolved: bool | None
    spend: float | None
    returned: bool | None


PUT = Command(
    """insert into outcome (interaction_id, csat, nps, resolved, spend, returned) values ($1, $2, $3, $4, $5, $6)
       on conflict (interaction_id) do update set csat = coalesce(excluded.csat, outcome.csat),
         nps = coalesce(excluded.nps, outcome.nps), resolved = coalesce(excluded.resolved, outcome.resolved),
         spend = coalesce(excluded.spend, outcome.spend), returned = coalesce(excluded.returned, outcome.returned),
         updated_at = now()"""
)
GET = Query(StoredOutcome, "select csat, nps, resolved, spend, returned from outcome where interaction_id = $1")


async def put(db: Connection, interaction_id: UUID, outcome: Outcome) -> None:
    await PUT.run(db, interaction_id, outcome.csat, outcome.nps, outcome.resolved, outcome.spend, outcome.returned)


class Heard(Struct, frozen=True, kw_only=True):
    """A contact that an outcome is told of."""

    source: str
    ref: str
    id: UUID


class OutcomeRow(Struct, frozen=True, kw_only=True):
    """`id` is the interaction's."""

    id: UUID
    source: str
    ref: str
    csat: float | None
    nps: float | None
    resolved: bool | None
    spend: float | None
    returned: bool | None
    updated_at: datetime


KNOWN = Query(
    Heard,
    """select u.source, u.ref, k.interaction_id as id from unnest($1::text[], $2::text[]) as u(source, ref)
       join interaction_key k using (source, ref)""",
)
PUT_ALL = Command(
    """insert into outcome (interaction_id, csat, nps, resolved, spend, returned)
       select * from unnest($1::uuid[], $2::double precision[], $3::double precision[], $4::boolean[],
         $5::double precision[], $6::boolean[]) order by 1
       on conflict (interaction_id) do update set csat = coalesce(excluded.csat, outcome.csat),
         nps = coalesce(excluded.nps, outcome.nps), resolved = coalesce(excluded.resolved, outcome.resolved),
         spend = coalesce(excluded.spend, outcome.spend), returned = coalesce(excluded.returned, outcome.returned),
         updated_at = now()"""
)
DAYS = Query(
    AgentDate,
    """select distinct agent_id, day from fact where interaction_id = any($1::uuid[]) and agent_id is not null""",
)
ONE = Query(
    OutcomeRow,
    """select o.interaction_id as id, i.source, i.ref, o.csat, o.nps, o.resolved, o.spend, o.returned, o.updated_at
       from outcome o join interaction i on i.id = o.interaction_id where o.interaction_id = $1""",
)
PAGE = Query(
    OutcomeRow,
    """select o.interaction_id as id, i.source, i.ref, o.csat, o.nps, o.resolved, o.spend, o.returned, o.updated_at
       from outcome o join interaction i on i.id = o.interaction_id
       where ($1::uuid is null or o.interaction_id > $1) and ($2::date is null or i.day >= $2)
         and ($3::date is null or i.day < $3) order by o.interaction_id limit $4""",
)

"""What happened to the customer; it may come late and in parts."""

from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query
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

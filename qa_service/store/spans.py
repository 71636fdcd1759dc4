"""What stays of a contact's turns for its case when its words are gone: when it ended, whether it was answered."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class Span(Struct, frozen=True):
    interaction_id: UUID
    ended_at: datetime
    answered: bool


# Of contacts without a turn: those that had some.
GONE = Query(
    Span,
    """select s.interaction_id, s.ended_at, s.answered from contact_span s
       where s.interaction_id = any($1::uuid[])
         and not exists (select from turn t where t.interaction_id = s.interaction_id)""",
)
# Without a turn there is nothing to note.
PUT = Command(
    """insert into contact_span (interaction_id, ended_at, answered)
       select u.id, u.ended_at, u.answered from unnest($1::uuid[], $2::timestamptz[], $3::boolean[])
         as u(id, ended_at, answered)
       where exists (select from turn t where t.interaction_id = u.id)
       on conflict (interaction_id) do update set ended_at = excluded.ended_at, answered = excluded.answered
         where (contact_span.ended_at, contact_span.answered) is distinct from (excluded.ended_at, excluded.answered)"""
)
FORGET = Command("delete from contact_span where interaction_id = any($1::uuid[])")
# What was found to be given again while there were words.
FOUND_AGAIN = Command("select interaction_id from later_contact where interaction_id = any($1::uuid[])")

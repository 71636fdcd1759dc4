"""What a person has confirmed may be named, who did, why, and until when."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class Release(Struct, frozen=True, kw_only=True):
    id: int
    kind: str
    agent: str | None
    report: UUID | None
    reason: str
    released_by: str
    released_at: datetime
    ended_by: str | None
    ended_at: datetime | None


_SHOWN = """select r.id, r.kind, a.ref as agent, r.report_id as report, r.reason, r.released_by, r.released_at,
    r.ended_by, r.ended_at
  from release r left join agent a on a.id = r.agent_id"""
INSERT = Command(
    """insert into release (kind, agent_id, report_id, reason, released_by) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning id"""
)
END = Command("update release set ended_by = $2, ended_at = now() where id = $1 and ended_at is null")
GET = Query(Release, f"{_SHOWN} where r.id = $1")
PAGE = Query(Release, f"{_SHOWN} where ($1::bigint is null or r.id > $1) order by r.id limit $2")
NAMED = Command(
    """select a.ref from release r join agent a on a.id = r.agent_id where r.ended_at is null and r.kind = 'agent'"""
)
REPORT = Command("select count(*)::integer from release where report_id = $1 and ended_at is null and kind = 'report'")
# A contact that a released report quotes, or in which only released people and bots have a part.
CONTACT = Command(
    """select exists (select from release e join report r on r.id = e.report_id
           where e.ended_at is null and e.kind = 'report' and exists (
             select from jsonb_path_query(r.document, '$.**.link') l
             where substring(l #>> '{}' from '/interactions/([0-9a-f-]{36})')::uuid = $1::uuid))
         or not exists (select from interaction i join agent a on a.kind = 'human' and a.id in (
             select i.agent_id union select s.agent_id from scorecard s where s.interaction_id = i.id)
           where i.id = $1 and not exists (
             select from release e where e.agent_id = a.id and e.ended_at is null and e.kind = 'agent'))"""
)

"""API keys: only their digests are kept; each belongs to a person or to a machine."""

from datetime import datetime

from msgspec import Struct

from qa_service.store.database import Command, Query


class KeyRow(Struct, frozen=True, kw_only=True):
    """A key as it is listed. `teams` None: not limited to teams."""

    id: int
    name: str
    role: str
    person: str | None
    agent: str | None
    teams: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    made_by: str | None


class Holder(Struct, frozen=True, kw_only=True):
    """Who holds a key or is named by a token, with the teams that they lead today.

    `name` is one holder's alone. `limited_to` are a key's own teams, None where it has none. `agent_id` is a key's own
    agent (`for_agent`), else the person's.
    """

    key_id: int | None
    name: str
    role: str
    person_id: int | None
    agent_id: int | None
    agent: str | None
    for_agent: bool
    limited_to: list[int] | None
    leads: list[int]
    expires_at: datetime | None


_LED = """coalesce((select array_agg(distinct l.team_id) from team_lead l where l.person_id = p.id
           and l.day_from <= $2::date and (l.day_until is null or l.day_until > $2)), '{}')"""

# What a holder is known as, in the log and as whose an answer is. Of two keys of one name that were valid at one time
# the later is `name#number`, and so is one whose name is a person's reference or looks like that. A key that was made
# when the last one of its name had ended goes on in its place.
_KNOWN_AS = """coalesce(p.ref, k.name || case when k.name like '%#%'
    or exists (select from api_key e where e.name = k.name and e.person_id is null and e.id < k.id
               and coalesce(least(e.revoked_at, e.expires_at), 'infinity') > k.created_at)
    or exists (select from person n where n.ref = k.name) then '#' || k.id else '' end)"""
INSERT = Command(
    """insert into api_key (name, role, digest, expires_at, person_id, agent_id, teams, made_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id"""
)
FIND = Query(
    Holder,
    f"""select k.id as key_id, {_KNOWN_AS} as name, k.role, p.id as person_id, a.id as agent_id,
          a.ref as agent, k.agent_id is not null as for_agent, k.teams as limited_to, {_LED} as leads, k.expires_at
        from api_key k left join person p on p.id = k.person_id
        left join agent a on a.id = coalesce(k.agent_id, p.agent_id)
        where k.digest = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
          and coalesce(p.active, true)""",  # noqa: S608 - our own text
)
OF_SUBJECT = Query(
    Holder,
    f"""select null::bigint as key_id, p.ref as name, p.role, p.id as person_id, a.id as agent_id, a.ref as agent,
          false as for_agent, null::bigint[] as limited_to, {_LED} as leads,
          null::timestamptz as expires_at
        from person p left join agent a on a.id = p.agent_id where p.subject = $1 and p.active""",  # noqa: S608
)
_LISTED = """select k.id, k.name, k.role, p.ref as person, a.ref as agent,
    (select array_agg(t.ref order by t.ref) from team t where t.id = any(k.teams)) as teams,
    k.created_at, k.expires_at, k.revoked_at, k.made_by
  from api_key k left join person p on p.id = k.person_id left join agent a on a.id = k.agent_id"""
PAGE = Query(KeyRow, f"{_LISTED} where ($1::bigint is null or k.id > $1) order by k.id limit $2")
GET = Query(KeyRow, f"{_LISTED} where k.id = $1")
REVOKE = Command("update api_key set revoked_at = now() where name = $1 and revoked_at is null")
REVOKE_ONE = Command("update api_key set revoked_at = now() where id = $1 and revoked_at is null")

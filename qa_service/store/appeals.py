"""Appeals against scores, and the rulings that count in place of what was appealed against."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class Contested(Struct, frozen=True, kw_only=True):
    """One agent's score of one behaviour that may be appealed against, with the card it stands on."""

    interaction_id: UUID
    version: int
    leg: int
    behaviour_id: int
    agent_id: int
    agent: str
    instrument_id: int
    day: date
    score: float
    opportunities: int
    met: int
    scored_at: datetime
    judged: dict[str, Any]


class AppealRow(Struct, frozen=True, kw_only=True):
    """`score` is what the machine gave, `decided_score` what counts instead where it was overturned; None is N/A."""

    id: UUID
    interaction_id: UUID
    ref: str
    version: int
    leg: int
    behaviour: str
    turn: int | None
    agent: str
    team: str | None
    indicators: list[str]
    score: float
    reason: str
    made_by: str
    represented: bool
    made_at: datetime
    decide_by: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    decided_score: float | None


class Moved(Struct, frozen=True):
    """The agent-days that a ruling moves."""

    agent_id: int
    day: date


class Overturned(Struct, frozen=True, kw_only=True):
    """How many decided appeals there were against an indicator's judgements, and how many overturned them."""

    behaviour: str
    indicator: str
    decided: int
    overturned: int
    open: int


class Ruled(Struct, frozen=True, kw_only=True):
    """The appeal that decides or withholds one behaviour of one leg."""

    appeal_id: UUID
    leg: int
    behaviour: str
    state: str
    score: float | None


class RuledOf(Struct, frozen=True, kw_only=True):
    """A score that an appeal contests or has put right."""

    interaction_id: UUID
    leg: int
    behaviour: str


LOCK = Command("select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 11))")
# The card of the leg, or of the whole where the behaviour is scored over the interaction; the newest instrument's.
CONTESTED = Query(
    Contested,
    """select f.interaction_id, i.version, f.leg, f.behaviour_id, f.agent_id, a.ref as agent, f.instrument_id, f.day,
         f.score, f.opportunities::integer as opportunities, f.met::integer as met, c.scored_at,
         coalesce(c.behaviours -> b.name, w.behaviours -> b.name) as judged
       from fact f join interaction i on i.id = f.interaction_id join agent a on a.id = f.agent_id
       join behaviour b on b.id = f.behaviour_id and b.name = $2
       join scorecard w on w.interaction_id = f.interaction_id and w.instrument_id = f.instrument_id and w.leg = -1
       join scorecard c on c.interaction_id = f.interaction_id and c.instrument_id = f.instrument_id
         and c.leg = f.leg
       where f.interaction_id = $1 and ($3::bigint is null or f.agent_id = $3) and ($4::integer is null or f.leg = $4)
       order by c.scored_at desc, f.leg""",
)
INSERT = Command(
    """insert into appeal (id, interaction_id, version, leg, behaviour_id, turn, agent_id, instrument_id, indicators,
         score, reason, made_by, represented, decide_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict do nothing"""
)
WITHHOLD = Command(
    """insert into ruling (interaction_id, leg, behaviour_id, appeal_id) values ($1, $2, $3, $4)
       on conflict (interaction_id, leg, behaviour_id) do update set appeal_id = $4, score = null, opportunities = null,
         met = null"""
)
RULE = Command("update ruling set score = $2, opportunities = $3, met = $4 where appeal_id = $1")
LIFT = Command("delete from ruling where appeal_id = $1")
DECIDE = Command(
    """update appeal set state = $2, decided_by = $3, decided_at = now(), decision = $4, decided_score = $5
       where id = $1 and state = 'open'"""
)
MOVED = Query(
    Moved,
    """select distinct f.agent_id, f.day from appeal p join fact f on f.interaction_id = p.interaction_id
         and f.leg = p.leg and f.behaviour_id = p.behaviour_id
       where p.id = $1 and f.agent_id is not null""",
)
# A new version of a contact is another contact: what was appealed against is no more.
SUPERSEDE = Command(
    """with gone as (delete from ruling where interaction_id = any($1::uuid[]))
       update appeal set state = 'superseded', decided_at = coalesce(decided_at, now())
       where interaction_id = any($1::uuid[]) and state = 'open'"""
)
_ROW = """select p.id, p.interaction_id, i.ref, p.version, p.leg::integer as leg, b.name as behaviour, p.turn,
    a.ref as agent, t.ref as team, p.indicators, p.score, p.reason, p.made_by, p.represented, p.made_at, p.decide_by,
    p.state, p.decided_by, p.decided_at, p.decision, p.decided_score
  from appeal p join interaction i on i.id = p.interaction_id join behaviour b on b.id = p.behaviour_id
  join agent a on a.id = p.agent_id left join team t on t.id = team_on(p.agent_id, i.day)"""
GET = Query(AppealRow, f"{_ROW} where p.id = $1 and (reaches($2, $3, $4, p.agent_id, i.day) or p.made_by = $5)")
PAGE = Query(
    AppealRow,
    f"""{_ROW} where ($1::uuid is null or p.id > $1) and ($2::text is null or p.state = $2)
          and ($3::text is null or a.ref = $3) and ($4::text is null or b.name = $4)
          and ($5::uuid is null or p.interaction_id = $5)
          and (not $6::boolean or (p.state = 'open' and p.decide_by < now()))
          and (reaches($7, $8, $9, p.agent_id, i.day) or p.made_by = $10)
        order by p.id limit $11""",
)
# What is to be decided, the most urgent first; then the newest.
NEWEST = Query(
    AppealRow,
    f"""{_ROW} where (reaches($1, $2, $3, p.agent_id, i.day) or p.made_by = $4)
          and ($6::timestamptz is null or p.made_at >= $6) and ($7::timestamptz is null or p.made_at < $7)
        order by case when p.state = 'open' then p.decide_by end nulls last, p.id desc limit $5""",
)
# Who judged this contact already may not decide about it.
READERS = Command(
    """select distinct reader from review where interaction_id = $1 and version = $2 and submitted_at is not null"""
)
OVERTURNED = Query(
    Overturned,
    """select b.name as behaviour, n.indicator,
         (count(*) filter (where p.state in ('upheld', 'overturned')))::integer as decided,
         (count(*) filter (where p.state = 'overturned'))::integer as overturned,
         (count(*) filter (where p.state = 'open'))::integer as open
       from appeal p join behaviour b on b.id = p.behaviour_id
       cross join lateral unnest(p.indicators) n(indicator)
       where ($1::date is null or p.made_at >= $1::date) and ($2::date is null or p.made_at < $2::date)
         and ($3::text is null or b.name = $3)
       group by 1, 2 order by 1, 2""",
)
RULED = Query(
    Ruled,
    """select r.appeal_id, r.leg::integer as leg, b.name as behaviour, p.state, r.score
       from ruling r join appeal p on p.id = r.appeal_id join behaviour b on b.id = r.behaviour_id
       where r.interaction_id = $1 order by b.name, r.leg""",
)
OF_CONTACTS = Query(
    RuledOf,
    """select r.interaction_id, r.leg::integer as leg, b.name as behaviour
       from ruling r join behaviour b on b.id = r.behaviour_id where r.interaction_id = any($1::uuid[])""",
)

"""Agent-days: sufficient statistics per agent, day, team, instrument, behaviour and case-mix cell, made of facts."""

from datetime import date

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query


class DirtyDay(Struct, frozen=True):
    agent_id: int
    day: date


class AgentDay(Struct, frozen=True):
    """n scores with the sums of their powers; `below` how many were under the instrument's target.

    `log_score` and `log_rest` sum log(score) and log(1 - score) over scores strictly inside (0, 1); `zeros` and `ones`
    count the others.
    """

    agent: str
    kind: str
    team: str | None
    behaviour: str
    day: date
    reason: str | None
    queue: str | None
    channel: str | None
    language: str | None
    hour: int | None
    n: int
    total: float
    square: float
    cube: float
    fourth: float
    log_score: float
    log_rest: float
    zeros: int
    ones: int
    below: int
    opportunities: int
    met: int


class Inside(Struct, frozen=True):
    """An agent who has scores of days in some teams; `elsewhere`: of days outside of them, too."""

    agent: str
    elsewhere: bool


TAKE = Query(
    DirtyDay,
    """delete from dirty_agent_day where (agent_id, day) in (
         select agent_id, day from dirty_agent_day order by agent_id, day limit $1 for update skip locked)
       returning agent_id, day""",
)
CLEAR = Command(
    """delete from agent_day d using unnest($1::bigint[], $2::date[]) as u(agent_id, day)
       where d.agent_id = u.agent_id and d.day = u.day"""
)
# The team is looked up once a day, the target once a behaviour, all days of an agent at once. `offset 0` keeps the
# planner from joining the other way round, which reads every fact there is where it guesses badly. A ruling stands in
# the place of the fact that was appealed against; one without a score keeps it out.
FILL = Command(
    """with moved as materialized (
         select agent_id, day, team_on(agent_id, day) as team_id
         from unnest($1::bigint[], $2::date[]) as u(agent_id, day)
       ), who as materialized (
         select agent_id, array_agg(day) as days from moved group by agent_id
       ), aim as materialized (
         select i.id as instrument_id, b.id as behaviour_id, (i.targets ->> b.name)::double precision as target
         from instrument i cross join behaviour b
       ), counted as (
         select f.agent_id, f.day, f.instrument_id, f.behaviour_id, f.cell_id,
           case when r.appeal_id is null then f.score else r.score end as score,
           case when r.appeal_id is null then f.opportunities else r.opportunities end as opportunities,
           case when r.appeal_id is null then f.met else r.met end as met
         from who w
         cross join lateral (select * from fact where agent_id = w.agent_id and day = any(w.days) offset 0) f
         left join ruling r on r.interaction_id = f.interaction_id and r.leg = f.leg
           and r.behaviour_id = f.behaviour_id
         where r.appeal_id is null or r.score is not null
       )
       insert into agent_day (agent_id, day, team_id, instrument_id, behaviour_id, cell_id, n, total, square, cube,
         fourth, log_score, log_rest, zeros, ones, below, opportunities, met)
       select f.agent_id, f.day, m.team_id, f.instrument_id, f.behaviour_id, f.cell_id, count(*), sum(f.score),
         sum(f.score * f.score), sum(f.score * f.score * f.score), sum(f.score * f.score * f.score * f.score),
         sum(case when f.score > 0 and f.score < 1 then ln(f.score) else 0 end),
         sum(case when f.score > 0 and f.score < 1 then ln(1 - f.score) else 0 end),
         count(*) filter (where f.score <= 0), count(*) filter (where f.score >= 1),
         count(*) filter (where f.score < a.target), sum(f.opportunities), sum(f.met)
       from counted f
       join moved m on m.agent_id = f.agent_id and m.day = f.day
       join aim a on a.instrument_id = f.instrument_id and a.behaviour_id = f.behaviour_id
       group by 1, 2, 3, 4, 5, 6"""
)
# A day stands in one or two partitions of many: an index says in a microsecond that it holds none, a bitmap in ten.
NO_BITMAPS = Command("select set_config('enable_bitmapscan', 'off', true)")
MARK_ALL = Command(
    """insert into dirty_agent_day (agent_id, day)
       select distinct agent_id, day from fact where agent_id is not null order by 1, 2 on conflict do nothing"""
)
MARK_PERIOD = Command(
    """insert into dirty_agent_day (agent_id, day)
       select distinct agent_id, day from fact where day >= $1 and day < $2 and agent_id is not null order by 1, 2
       on conflict (agent_id, day) do update set marked_at = now()"""
)
DIRTY = Command("select count(*)::integer from dirty_agent_day")
_SHOWN = """select a.ref as agent, a.kind, t.ref as team, b.name as behaviour, d.day, c.reason, c.queue, c.channel,
    c.language, c.hour, d.n, d.total, d.square, d.cube, d.fourth, d.log_score, d.log_rest, d.zeros, d.ones, d.below,
    d.opportunities, d.met
  from agent_day d join agent a on a.id = d.agent_id left join team t on t.id = d.team_id
  join behaviour b on b.id = d.behaviour_id join cell c on c.id = d.cell_id"""
_FILTERED = """and ($4::text is null or c.queue = $4) and ($5::text is null or c.reason = $5)
    and ($6::text is null or c.channel = $6) and ($7::text is null or c.language = $7)
    and ($8::text is null or t.ref = $8)
  order by a.ref, b.name, d.day, d.cell_id"""
PERIOD = Query(AgentDay, f"{_SHOWN} where d.instrument_id = $1 and d.day >= $2 and d.day < $3 {_FILTERED}")
# The days of signals' bases that lie before the period.
BEFORE = Query(
    AgentDay,
    f"""{_SHOWN} join signal_base s on s.instrument_id = d.instrument_id and s.agent_id = d.agent_id
          and s.behaviour_id = d.behaviour_id and d.day >= s.day_from and d.day < s.day_until
        where d.instrument_id = $1 and d.day < $2 and s.day_until <= $3 {_FILTERED}""",
)
# $4: teams. Who never was in one of them is not looked for among the days, nor elsewhere who was in one all the time.
INSIDE = Query(
    Inside,
    """with wanted as (select array_agg(id) as ids from team where ref = any($4::text[]))
       select a.ref as agent, case
           when team_on(a.id, $2) = any(w.ids) and not exists (
             select from team_member m where m.agent_id = a.id and m.day_from > $2 and m.day_from < $3
               and not coalesce(m.team_id = any(w.ids), false)) then false
           else exists (
             select from agent_day d where d.agent_id = a.id and d.instrument_id = $1 and d.day >= $2 and d.day < $3
               and not coalesce(d.team_id = any(w.ids), false)) end as elsewhere
       from wanted w join agent a on a.id in (select m.agent_id from team_member m where m.team_id = any(w.ids))
       where exists (
           select from agent_day d where d.agent_id = a.id and d.instrument_id = $1 and d.day >= $2 and d.day < $3
             and d.team_id = any(w.ids))
       order by a.ref""",
)


async def refresh(db: Connection, most: int) -> int:
    """Recompute up to `most` dirty agent-days from their facts and return how many."""
    taken = await TAKE.all(db, most)
    agents, days = [row.agent_id for row in taken], [row.day for row in taken]
    if taken:
        await NO_BITMAPS.value(db)
        await CLEAR.run(db, agents, days)
        await FILL.run(db, agents, days)
    return len(taken)

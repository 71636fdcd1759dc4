"""The days that an agent's signals on a behaviour are held against, under one instrument."""

from datetime import date

from msgspec import Struct

from qa_service.monitoring.frozen import BASE_DAYS, BASE_SCORES
from qa_service.store.database import Command, Query


class Base(Struct, frozen=True, kw_only=True):
    """Days half open."""

    agent: str
    behaviour: str
    day_from: date
    day_until: date


# An agent's first days under an instrument, at least BASE_DAYS and until they hold BASE_SCORES; $1 is the last day that
# counts. What comes later moves no base: only a late contact from before its end does.
FILL = Command(
    f"""with daily as (
          select instrument_id, agent_id, behaviour_id, day, sum(n) as n from agent_day where day <= $1
          group by 1, 2, 3, 4
        ), running as (
          select instrument_id, agent_id, behaviour_id, day, sum(n) over (
            partition by instrument_id, agent_id, behaviour_id order by day) as seen from daily
        ), held as (
          select instrument_id, agent_id, behaviour_id, min(day) as day_from,
            greatest(min(day) + {BASE_DAYS}, min(day) filter (where seen >= {BASE_SCORES}) + 1) as day_until
          from running group by 1, 2, 3 having max(seen) >= {BASE_SCORES}
        ), complete as materialized (select * from held where day_until <= $1::date + 1),
        gone as (
          delete from signal_base b where not exists (
            select from complete c where c.instrument_id = b.instrument_id and c.agent_id = b.agent_id
              and c.behaviour_id = b.behaviour_id))
        insert into signal_base as b (instrument_id, agent_id, behaviour_id, day_from, day_until)
        select instrument_id, agent_id, behaviour_id, day_from, day_until from complete
        on conflict (instrument_id, agent_id, behaviour_id)
          do update set day_from = excluded.day_from, day_until = excluded.day_until
          where (b.day_from, b.day_until) is distinct from (excluded.day_from, excluded.day_until)"""  # noqa: S608
)
OF_INSTRUMENT = Query(
    Base,
    """select a.ref as agent, b.name as behaviour, s.day_from, s.day_until
       from signal_base s join agent a on a.id = s.agent_id join behaviour b on b.id = s.behaviour_id
       where s.instrument_id = $1 order by 1, 2""",
)

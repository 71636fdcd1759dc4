"""History under another instrument: what is left to score again, and the sample that keeps its older scorecards."""

from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


class Marked(Struct, frozen=True):
    id: UUID


class Behind(Struct, frozen=True):
    """How many interactions stand under another instrument."""

    instrument: str
    interactions: int


class Pair(Struct, frozen=True):
    """One behaviour of one interaction under two instruments, None for N/A; `before` was scored first.

    `people` had a part in it.
    """

    interaction_id: UUID
    before_instrument: str
    after_instrument: str
    overall: bool
    behaviour: str
    before: float | None
    after: float | None
    people: list[str]


# $1 and $2 are days, half open, null for no end; $3 begins the names of the present instruments.
_DAYS = "($1::date is null or i.day >= $1) and ($2::date is null or i.day < $2)"
# What an interaction was scored under last; a bridging sample has older cards beside it.
_LATEST = """cross join lateral (
    select n.name from scorecard s join instrument n on n.id = s.instrument_id
    where s.interaction_id = i.id and s.leg = -1 order by s.scored_at desc, s.instrument_id desc limit 1) latest"""

# A scorecard is a candidate as long as it stands: of those that were scored again only the sample's do. So the first
# $4 in an order that a seed fixes are the same however often a rescoring is broken off and begun again. Where a
# behaviour is rare, more are drawn until as many show it; that search ends after twenty times as many.
DRAW = Command(
    f"""with candidate as (
          select s.interaction_id, s.instrument_id, s.behaviours, row_number() over (
              partition by s.instrument_id order by md5($5::text || s.interaction_id::text), s.interaction_id) as place
          from interaction i join scorecard s on s.interaction_id = i.id and s.leg = -1 and s.version = i.version
          join instrument n on n.id = s.instrument_id
          where {_DAYS} and not starts_with(n.name, $3)),
        shown as (
          select c.interaction_id, row_number() over (partition by c.instrument_id, b.key order by c.place) as place
          from candidate c cross join lateral jsonb_each(c.behaviours) b
          where c.place <= 20 * $4::integer and b.value ->> 'score' is not null)
        insert into bridge (interaction_id, overall)
        select interaction_id, bool_or(overall) from (
          select interaction_id, true as overall from candidate where place <= $4
          union all select interaction_id, false from shown where place <= $4) drawn
        group by interaction_id order by interaction_id
        on conflict (interaction_id) do update set overall = bridge.overall or excluded.overall"""  # noqa: S608 - ours
)
MARK = Query(
    Marked,
    f"""with due as (
          select i.id from interaction i {_LATEST}
          where i.state = 'scored' and {_DAYS} and not starts_with(latest.name, $3)
            and ($4::uuid is null or i.id > $4)
            and exists (select from turn t where t.interaction_id = i.id)  -- words that went cannot be scored again
          order by i.id limit $5 for update of i skip locked)
        update interaction i set state = 'transcribed', attempts = 0, failure = null, lease_until = null,
          leased_by = null
        from due where i.id = due.id returning i.id""",  # noqa: S608 - our own text
)
BEHIND = Query(
    Behind,
    f"""select latest.name as instrument, count(*)::integer as interactions from interaction i {_LATEST}
        where i.id = any($1::uuid[]) and i.state = 'scored' and not starts_with(latest.name, $2)
        group by 1 order by 2 desc, 1""",  # noqa: S608 - our own text
)
WAITING = Command("select count(*)::integer from interaction where id = any($1::uuid[]) and state = 'transcribed'")
PAIRS = Query(
    Pair,
    """select b.interaction_id, o.name as before_instrument, n.name as after_instrument, b.overall,
         k.behaviour, (before.behaviours #>> array[k.behaviour, 'score'])::double precision as before,
         (after.behaviours #>> array[k.behaviour, 'score'])::double precision as after,
         array(select distinct a.ref from scorecard c join agent a on a.id = c.agent_id and a.kind = 'human'
               where c.interaction_id = b.interaction_id) as people
       from bridge b
       join scorecard before on before.interaction_id = b.interaction_id and before.leg = -1
       join scorecard after on after.interaction_id = b.interaction_id and after.leg = -1
         and after.version = before.version and after.scored_at > before.scored_at
       join instrument o on o.id = before.instrument_id join instrument n on n.id = after.instrument_id
       cross join lateral (select distinct jsonb_object_keys(before.behaviours || after.behaviours)) k(behaviour)
       order by o.id, n.id, k.behaviour, b.interaction_id""",
)

"""Look for interactions by what was said in them and how they were judged."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store import people
from qa_service.store.database import Command, Connection, Query


class Hit(Struct, frozen=True, kw_only=True):
    """`judged` is the behaviour that was asked for, as the whole interaction's newest card holds it."""

    id: UUID
    source: str
    ref: str
    started_at: datetime
    channel: str
    language: str | None
    queue: str | None
    reason: str | None
    agent: str | None
    instrument: str | None
    judged: dict[str, Any] | None


class SaidThere(Struct, frozen=True, kw_only=True):
    interaction_id: UUID
    number: int
    speaker: str
    text: str
    start_s: float | None


class Found(Struct, frozen=True):
    """`more` is what to go on after; None where nothing more is to be found."""

    rows: list[Hit]
    more: UUID | None


# $1 behaviour, $2 missed, met or unsure, $3-$4 the probability of one of its judgements, $5 agent, $6-$7 days, half
# open, $8 channel, $9 language, $10 queue, $11-$13 whom the user reaches, $14 days before whoever leads a team sees
# a card, $15 the last id there is already, $16 how many; $17 the phrase. The newest come first. Judgements are told
# to who reaches every person with a part in the contact. Cards are read of the next WINDOW contacts only.
_AMONG = """select i.* from interaction i
    where ($5::bigint is null or i.agent_id = $5) and ($6::date is null or i.day >= $6)
      and ($7::date is null or i.day < $7)"""
# Words find the contacts, but of one agent it is quicker to look at what was said in each of theirs.
_SAID = {
    "": "",
    "by words": """and i.id in (select interaction_id from said
                         where words @@ plainto_tsquery('simple', searchable($17)))""",
    "by agent": """and (select w.words @@ plainto_tsquery('simple', searchable($17)) from said w
                        where w.interaction_id = i.id)""",
}
_AFTER = "and ($15::uuid is null or i.id < $15) order by i.id desc"
_AFTER_BY_DAY = """and ($15::uuid is null or (i.day, i.id) < ((select x.day from interaction x where x.id = $15), $15))
    order by i.day desc, i.id desc"""
_SEARCH = """select i.id, i.source, i.ref, i.started_at, i.channel, i.language, i.queue, i.reason, a.ref as agent,
      s.instrument, s.behaviours -> $1::text as judged
    from ({among} limit {window}) i left join agent a on a.id = i.agent_id
    left join lateral (
      select c.behaviours, n.name as instrument from scorecard c join instrument n on n.id = c.instrument_id
      where $1::text is not null and c.interaction_id = i.id and c.leg = -1 and c.version = i.version
        and c.scored_at <= now() - $14::integer * interval '1 day'
      order by c.scored_at desc, c.instrument_id desc limit 1) s on true
    where ($8::text is null or i.channel = $8) and ($9::text is null or i.language = $9)
      and ($10::text is null or i.queue = $10) and ($11 or {ever} and reaches($11, $12, $13, i.agent_id, i.day))
      and ($1::text is null or $11 or not exists (
        select from scorecard o join agent p on p.id = o.agent_id and p.kind = 'human'
        where o.interaction_id = i.id and not reaches($11, $12, $13, o.agent_id, i.day)))
      and ($1::text is null or ((s.behaviours #>> array[$1, 'opportunities'])::integer > 0
        and ($2::text is null or case $2
          when 'missed' then (s.behaviours #>> array[$1, 'met'])::integer
            < (s.behaviours #>> array[$1, 'opportunities'])::integer
          when 'met' then (s.behaviours #>> array[$1, 'met'])::integer
            = (s.behaviours #>> array[$1, 'opportunities'])::integer
            and not s.behaviours -> $1 @? '$.judgements[*].unsure'
          else s.behaviours -> $1 @? '$.judgements[*].unsure' end)
        and (($3::double precision is null and $4::double precision is null) or exists (
          select from jsonb_array_elements(s.behaviours #> array[$1, 'judgements']) j
          where (j ->> 'probability')::double precision between coalesce($3, 0) and coalesce($4, 1)))))
      {spoken} {order} limit $16"""
_SPOKEN = """and exists (select from turn u where u.interaction_id = i.id
      and to_tsvector('simple', searchable(u.text)) @@ phraseto_tsquery('simple', searchable($17)))"""
WINDOW = {"": 5_000, "by words": 500, "by agent": 500}
"""Each turn of those that hold a phrase's words is read for the phrase itself: fewer of them."""


def _among(said: str, *, by_day: bool) -> str:
    return f"{_AMONG} {_SAID[said]} {_AFTER_BY_DAY if by_day else _AFTER}"


def _last(said: str, *, by_day: bool) -> str:
    places = {"5": "1", "6": "2", "7": "3", "15": "4", "17": "5"}
    among = re.sub(r"\$(\d+)", lambda place: f"${places[place[1]]}", _among(said, by_day=by_day))
    return f"{among.replace('i.*', 'i.id', 1)} offset {WINDOW[said] - 1} limit 1"


def _written(said: str, *, by_day: bool) -> str:
    among = _among(said, by_day=by_day)
    order = among[among.index("order by") :]
    return (
        _SEARCH.replace("{among}", among)
        .replace("{window}", str(WINDOW[said]))
        .replace("{ever}", people.ever_reached("i.agent_id", "$12", "$13"))
        .replace("{spoken}", _SPOKEN if said else "")
        .replace("{order}", order)
    )


BOTH = (False, True)
FOUND = {(said, by_day): Query(Hit, _written(said, by_day=by_day)) for said in _SAID for by_day in BOTH}
# The last of the contacts that were looked at: agent, days, after and phrase.
LAST = {(said, by_day): Command(_last(said, by_day=by_day)) for said in _SAID for by_day in BOTH}
SAID = Query(
    SaidThere,
    """select interaction_id, number, speaker, text, start_s from turn
       where interaction_id = any($1::uuid[])
         and to_tsvector('simple', searchable(text)) @@ phraseto_tsquery('simple', searchable($2))
       order by interaction_id, number""",
)
EVER_REACHED = Command(f"select $1 or {people.ever_reached('$2::bigint', '$3::bigint', '$4::bigint[]')}")
WORDS = Command("select numnode(phraseto_tsquery('simple', searchable($1::text)))")
# Which conditions there are differs from search to search, and so does what is best: plans are not kept.
PLANNED_ANEW = Command("select set_config('plan_cache_mode', 'force_custom_plan', true)")


async def found(db: Connection, asked: Sequence[Any], phrase: str | None) -> Found:
    """Up to `asked[15] - 1` hits, in a transaction of its own; the values are those of FOUND."""
    agent, day_from, day_until, after, most = *asked[4:7], *asked[14:16]
    kind = ("" if phrase is None else "by agent" if agent else "by words", bool(day_from or day_until))
    everyone, own, teams = asked[10:13]
    if agent and not await EVER_REACHED.value(db, everyone, agent, own, teams):
        return Found([], None)
    said = [phrase] if phrase is not None else []
    await PLANNED_ANEW.value(db)
    rows = await FOUND[kind].all(db, *asked, *said)
    if len(rows) == most:
        return Found(rows[:-1], rows[-2].id)
    return Found(rows, await LAST[kind].value(db, agent, day_from, day_until, after, *said))

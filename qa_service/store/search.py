"""Look for interactions by what was said in them and how they were judged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Query


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


# $1 behaviour, $2 missed or met, $3-$4 the probability of one of its judgements, $5 agent, $6-$7 days, half open,
# $8 channel, $9 language, $10 queue, $11-$13 whom the user reaches, $14 days before whoever leads a team sees a card,
# $15 the last id there is already, $16 how many; $17 the phrase. The newest come first. Judgements are told
# to who reaches every person with a part in the contact.
_SEARCH = """select i.id, i.source, i.ref, i.started_at, i.channel, i.language, i.queue, i.reason, a.ref as agent,
      s.instrument, s.behaviours -> $1::text as judged
    from interaction i left join agent a on a.id = i.agent_id
    left join lateral (
      select c.behaviours, n.name as instrument from scorecard c join instrument n on n.id = c.instrument_id
      where $1::text is not null and c.interaction_id = i.id and c.leg = -1 and c.version = i.version
        and c.scored_at <= now() - $14::integer * interval '1 day'
      order by c.scored_at desc, c.instrument_id desc limit 1) s on true
    where ($15::uuid is null or i.id < $15) and ($6::date is null or i.day >= $6) and ($7::date is null or i.day < $7)
      and ($5::bigint is null or i.agent_id = $5) and ($8::text is null or i.channel = $8)
      and ($9::text is null or i.language = $9) and ($10::text is null or i.queue = $10)
      and reaches($11, $12, $13, i.agent_id, i.day)
      and ($1::text is null or $11 or not exists (
        select from scorecard o join agent p on p.id = o.agent_id and p.kind = 'human'
        where o.interaction_id = i.id and not reaches($11, $12, $13, o.agent_id, i.day)))
      and ($1::text is null or ((s.behaviours #>> array[$1, 'opportunities'])::integer > 0
        and ($2::text is null or ($2 = 'met') =
          ((s.behaviours #>> array[$1, 'met'])::integer = (s.behaviours #>> array[$1, 'opportunities'])::integer))
        and (($3::double precision is null and $4::double precision is null) or exists (
          select from jsonb_array_elements(s.behaviours #> array[$1, 'judgements']) j
          where (j ->> 'probability')::double precision between coalesce($3, 0) and coalesce($4, 1)))))"""
_LAST = "order by i.id desc limit $16"
FOUND = Query(Hit, f"{_SEARCH} {_LAST}")
FOUND_SAID = Query(
    Hit,
    f"""{_SEARCH}
        and i.id in (select interaction_id from said where words @@ plainto_tsquery('simple', searchable($17)))
        and exists (select from turn u where u.interaction_id = i.id
                      and to_tsvector('simple', searchable(u.text)) @@ phraseto_tsquery('simple', searchable($17)))
        {_LAST}""",  # noqa: S608 - our own text
)
SAID = Query(
    SaidThere,
    """select interaction_id, number, speaker, text, start_s from turn
       where interaction_id = any($1::uuid[])
         and to_tsvector('simple', searchable(text)) @@ phraseto_tsquery('simple', searchable($2))
       order by interaction_id, number""",
)
WORDS = Command("select numnode(phraseto_tsquery('simple', searchable($1::text)))")

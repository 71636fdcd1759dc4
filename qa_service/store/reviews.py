"""Samples drawn for review, the queue they make, and what people judged of interactions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query, copy
from qa_service.store.interactions import COLUMNS, Stored

OPEN_HOURS = 24
"""How long an opened review keeps its place before another reader is asked."""


class Sample(Struct, frozen=True, kw_only=True):
    """`open` counts the places that still wait for a reader."""

    id: UUID
    kind: str
    behaviour: str | None
    seed: str
    filters: dict[str, Any]
    wanted: int
    readers: int
    population: int
    drawn: int
    open: int
    drawn_by: str
    drawn_at: datetime
    closed_at: datetime | None


class Drawn(Struct, frozen=True):
    """`population` contacts fitted; this is the one at `position`, from 1."""

    interaction_id: UUID
    version: int
    population: int
    position: int


class ReviewRow(Struct, frozen=True, kw_only=True):
    """One review. `answers` is None where the one who asks may not see them yet."""

    id: UUID
    interaction_id: UUID
    ref: str
    version: int
    agent: str | None
    sample_id: UUID | None
    kind: str | None
    inclusion: float | None
    reader: str
    assisted: bool
    opened_at: datetime
    submitted_at: datetime | None
    comment: str | None
    answers: list[Any] | None


class Answer(Struct, frozen=True, kw_only=True):
    """What a submitted review says of one behaviour of one leg, -1 for the whole; a score of None is N/A."""

    review_id: UUID
    interaction_id: UUID
    reader: str
    assisted: bool
    leg: int
    behaviour: str
    score: float | None


class RandomAnswer(Struct, frozen=True, kw_only=True):
    """An answer of a random, unassisted review: what levels may be corrected by."""

    review_id: UUID
    interaction_id: UUID
    day: date
    channel: str
    language: str | None
    reader: str
    leg: int
    behaviour: str
    score: float | None
    inclusion: float


# $1-$2 days, half open; $3 channel, $4 language, $5 queue, $6 reason, $7 source, $8 agent, $9 team, $10 the behaviour
# that was missed, $11 the one whose probabilities count, the nearest to one half; $12 how many, $13 the seed.
_CANDIDATES = """select i.id, i.version, $13::text || i.id::text as lot,
      (select min(abs(p::double precision - 0.5)) from (
         select w.behaviours #>> array[$11::text, 'probability'] as p union all
         select j ->> 'probability' from jsonb_array_elements(w.behaviours #> array[$11, 'judgements']) j) d) as doubt
    from interaction i left join agent a on a.id = i.agent_id
    left join team t on t.id = team_on(i.agent_id, i.day)
    left join lateral (select s.behaviours from scorecard s
      where s.interaction_id = i.id and s.leg = -1 and s.version = i.version
        and coalesce($10::text, $11::text) is not null
      order by s.scored_at desc, s.instrument_id desc limit 1) w on true
    where i.state = 'scored' and ($1::date is null or i.day >= $1) and ($2::date is null or i.day < $2)
      and ($3::text is null or i.channel = $3) and ($4::text is null or i.language = $4)
      and ($5::text is null or i.queue = $5) and ($6::text is null or i.reason = $6)
      and ($7::text is null or i.source = $7) and ($8::text is null or a.ref = $8)
      and ($9::text is null or t.ref = $9)
      and ($10::text is null or
        (w.behaviours #>> array[$10, 'met'])::integer < (w.behaviours #>> array[$10, 'opportunities'])::integer)"""
DRAW_RANDOM = Query(
    Drawn,
    f"""select id as interaction_id, version, count(*) over ()::integer as population,
          (row_number() over (order by md5(lot), id))::integer as position
        from ({_CANDIDATES}) c order by position limit $12""",  # noqa: S608 - our own text
)
DRAW_UNCERTAIN = Query(
    Drawn,
    f"""select id as interaction_id, version, count(*) over ()::integer as population,
          (row_number() over (order by doubt, md5(lot), id))::integer as position
        from ({_CANDIDATES}) c where doubt is not null order by position limit $12""",  # noqa: S608 - our own text
)
INSERT_SAMPLE = Command(
    """insert into review_sample (id, kind, behaviour, seed, filters, wanted, readers, population, drawn_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""
)
# A place is filled by as many readers as the sample asks for; one who opened it lately still holds theirs.
_HELD = f"""(select count(*) from review h
    where h.sample_id = p.sample_id and h.interaction_id = p.interaction_id and h.version = p.version
      and (h.submitted_at is not null or h.opened_at > now() - interval '{OPEN_HOURS} hours'))"""  # noqa: S608
_DONE = """(select count(*) from review d
    where d.sample_id = p.sample_id and d.interaction_id = p.interaction_id and d.version = p.version
      and d.submitted_at is not null)"""
_SAMPLE = f"""select s.id, s.kind, s.behaviour, s.seed, s.filters, s.wanted, s.readers, s.population,
    (select count(*)::integer from review_place p where p.sample_id = s.id) as drawn,
    (select count(*)::integer from review_place p join interaction i on i.id = p.interaction_id
       and i.version = p.version
     where p.sample_id = s.id and s.closed_at is null and {_DONE} < s.readers) as open,
    s.drawn_by, s.drawn_at, s.closed_at from review_sample s"""  # noqa: S608 - our own text
SAMPLE = Query(Sample, f"{_SAMPLE} where s.id = $1")
SAMPLES = Query(Sample, f"{_SAMPLE} where ($1::uuid is null or s.id > $1) order by s.id limit $2")
NEWEST_SAMPLES = Query(Sample, f"{_SAMPLE} order by s.id desc limit $1")
CLOSE_SAMPLE = Command("update review_sample set closed_at = now() where id = $1 and closed_at is null")
LOCK = Command("select pg_advisory_xact_lock(7301970)")
OPENED = Command(
    """select r.id from review r join interaction i on i.id = r.interaction_id and i.version = r.version
       where r.reader = $1 and r.submitted_at is null and r.sample_id is not null
         and ($2::uuid is null or r.sample_id = $2) order by r.opened_at limit 1"""
)
# $4 to $6: whom the reader reaches; nobody reviews a contact in which they had a part, first or later.
_OWN = """(coalesce(i.agent_id = $5, false)
    or exists (select from scorecard o where o.interaction_id = i.id and o.agent_id = $5))"""
OPEN_NEXT = Command(
    f"""insert into review (id, interaction_id, version, sample_id, reader, assisted)
        select $1, p.interaction_id, p.version, p.sample_id, $2,
          exists (select from answers_seen a where a.interaction_id = p.interaction_id and a.reader = $2)
        from review_place p join review_sample s on s.id = p.sample_id
        join interaction i on i.id = p.interaction_id and i.version = p.version and i.state = 'scored'
        where ($3::uuid is null or s.id = $3) and s.closed_at is null and {_HELD} < s.readers
          and reaches($4, $5, $6, i.agent_id, i.day) and not {_OWN}
          and not exists (select from review r where r.interaction_id = p.interaction_id and r.version = p.version
                            and r.reader = $2)
        order by exists (select from answers_seen a where a.interaction_id = p.interaction_id and a.reader = $2),
          s.drawn_at, s.id, p.position limit 1
        returning id"""  # noqa: S608 - our own text
)
OPEN_ONE = Command(
    f"""insert into review (id, interaction_id, version, reader, assisted)
       select $1, i.id, i.version, $3,
         exists (select from answers_seen a where a.interaction_id = i.id and a.reader = $3)
       from interaction i where i.id = $2 and i.state = 'scored' and reaches($4, $5, $6, i.agent_id, i.day)
         and not {_OWN}
       on conflict (interaction_id, version, reader) do nothing returning id"""  # noqa: S608 - our own text
)
GIVE_BACK = Command("delete from review where id = $1 and reader = $2 and submitted_at is null")
ASSIST = Command("update review set assisted = true where id = $1 and reader = $2 and submitted_at is null")
SUBMIT = Command(
    """update review r set submitted_at = now(), comment = $3, assisted = r.assisted or $4
       from interaction i
       where r.id = $1 and r.reader = $2 and r.submitted_at is null and i.id = r.interaction_id
         and i.version = r.version"""
)
# The answers of others stay hidden from whoever has read this contact not yet and may still be asked to.
_ROW = f"""select r.id, r.interaction_id, i.ref, r.version, a.ref as agent, r.sample_id, s.kind, p.inclusion, r.reader,
    r.assisted, r.opened_at, r.submitted_at, case when v.shown then r.comment end as comment,
    case when v.shown then coalesce((
      select jsonb_agg(jsonb_build_object('behaviour', c.behaviour, 'leg', c.leg, 'score', c.score,
               'judgements', c.judgements, 'comment', c.comment) order by c.behaviour, c.leg)
      from review_score c where c.review_id = r.id), '[]') end as answers
  from review r join interaction i on i.id = r.interaction_id left join agent a on a.id = i.agent_id
  left join review_sample s on s.id = r.sample_id
  left join review_place p on p.sample_id = r.sample_id and p.interaction_id = r.interaction_id
  cross join lateral (select r.reader = $1 or (r.submitted_at is not null
    and not exists (select from review m where m.interaction_id = r.interaction_id and m.version = r.version
                      and m.reader = $1 and m.submitted_at is null)
    and (exists (select from review m where m.interaction_id = r.interaction_id and m.version = r.version
                   and m.reader = $1 and m.submitted_at is not null)
         or not exists (select from review_place p join review_sample o on o.id = p.sample_id
                        where p.interaction_id = r.interaction_id and p.version = r.version
                          and o.closed_at is null and {_DONE} < o.readers))) as shown) v"""  # noqa: S608 - our own text
REVIEW = Query(ReviewRow, f"{_ROW} where r.id = $2 and reaches($3, $4, $5, i.agent_id, i.day)")
REVIEWS = Query(
    ReviewRow,
    f"""{_ROW} where ($2::uuid is null or r.id > $2) and ($3::uuid is null or r.interaction_id = $3)
          and ($4::uuid is null or r.sample_id = $4) and ($5::text is null or r.reader = $5)
          and ($6::boolean is null or (r.submitted_at is not null) = $6)
          and reaches($7, $8, $9, i.agent_id, i.day)
        order by r.id limit $10""",
)
# $6-$7: put in, or where it is not yet opened, between these moments.
NEWEST = Query(
    ReviewRow,
    f"""{_ROW} where reaches($2, $3, $4, i.agent_id, i.day)
          and ($6::timestamptz is null or coalesce(r.submitted_at, r.opened_at) >= $6)
          and ($7::timestamptz is null or coalesce(r.submitted_at, r.opened_at) < $7)
        order by r.id desc limit $5""",
)
SEEN = Command(
    """insert into answers_seen (interaction_id, reader) select unnest($1::uuid[]), $2 order by 1
       on conflict (interaction_id, reader) do nothing"""
)
# Whether this reader has opened a review of it that is not in yet, and may therefore see no answers.
BLIND = Command(
    """select r.interaction_id from review r join interaction i on i.id = r.interaction_id and i.version = r.version
       where r.interaction_id = any($1::uuid[]) and r.reader = $2 and r.submitted_at is null and not r.assisted"""
)
ANSWERS = Query(
    Answer,
    """select r.id as review_id, r.interaction_id, r.reader, r.assisted, c.leg, c.behaviour, c.score
       from review r join review_score c on c.review_id = r.id
       join interaction i on i.id = r.interaction_id and i.version = r.version
       where r.interaction_id = any($1::uuid[]) and r.submitted_at is not null
       order by r.interaction_id, c.behaviour, c.leg, r.submitted_at, r.id""",
)
RANDOM = Query(
    RandomAnswer,
    """select r.id as review_id, r.interaction_id, i.day, i.channel, i.language, r.reader, c.leg, c.behaviour, c.score,
         p.inclusion
       from review r join review_sample s on s.id = r.sample_id and s.kind = 'random'
       join review_place p on p.sample_id = s.id and p.interaction_id = r.interaction_id
       join interaction i on i.id = r.interaction_id and i.version = r.version
       join review_score c on c.review_id = r.id
       where r.submitted_at is not null and not r.assisted
         and ($1::date is null or i.day >= $1) and ($2::date is null or i.day < $2)
       order by r.interaction_id, r.submitted_at, r.id, c.behaviour, c.leg""",
)
LEGS = Command(
    """select distinct s.leg from scorecard s join interaction i on i.id = s.interaction_id and i.version = s.version
       where s.interaction_id = $1 order by 1"""
)
_STORED = ", ".join(f"i.{column}" for column in COLUMNS)
REVIEWED = Query(
    Stored,
    f"""select {_STORED} from interaction i
        where ($1::uuid is null or i.id > $1) and exists (select from review r where r.interaction_id = i.id
          and r.version = i.version and r.submitted_at is not null and ($3 or not r.assisted))
        order by i.id limit $2""",  # noqa: S608 - our own column names
)


# Whom the contacts are of that an export of reviews holds.
REVIEWED_AGENTS = Command(
    """select distinct a.ref from agent a where a.id in (
         select s.agent_id from scorecard s where s.interaction_id in (
           select r.interaction_id from review r where r.submitted_at is not null and ($1 or not r.assisted)))
       order by 1"""
)


async def put_places(db: Connection, sample_id: UUID, drawn: Sequence[Drawn], inclusion: float | None) -> None:
    rows = [(sample_id, one.position, one.interaction_id, one.version, inclusion) for one in drawn]
    await copy(db, "review_place", ("sample_id", "position", "interaction_id", "version", "inclusion"), rows)


async def put_scores(db: Connection, review_id: UUID, scores: Sequence[tuple[Any, ...]]) -> None:
    """Write (behaviour, leg, score, judgements, comment) rows."""
    columns = ("review_id", "behaviour", "leg", "score", "judgements", "comment")
    await copy(db, "review_score", columns, [(review_id, *score) for score in scores])

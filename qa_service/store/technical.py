"""What the technical file counts: the contacts, what they were scored by, what people reviewed and contested."""

from datetime import date

from msgspec import Struct

from qa_service.store.database import Query


class Counted(Struct, frozen=True, kw_only=True):
    """Contacts of one channel and language, with their days, and how many of them failed."""

    channel: str
    language: str
    n: int
    failed: int
    first: date
    last: date


class Scored(Struct, frozen=True, kw_only=True):
    """What one instrument scored of a behaviour: of `n` contacts or legs that called for it."""

    instrument: str
    behaviour: str
    n: int
    mean: float


class People(Struct, frozen=True, kw_only=True):
    agents: int
    bots: int
    teams: int
    reviews: int
    random_reviews: int
    appeals: int
    overturned: int


COUNTED = Query(
    Counted,
    """select channel, coalesce(language, 'unknown') as language, count(*)::integer as n,
         (count(*) filter (where state = 'failed'))::integer as failed, min(day) as first, max(day) as last
       from interaction group by 1, 2 order by 1, 2""",
)
SCORED = Query(
    Scored,
    """select n.name as instrument, b.name as behaviour, sum(d.n)::integer as n,
         sum(d.total) / sum(d.n) as mean
       from agent_day d join instrument n on n.id = d.instrument_id join behaviour b on b.id = d.behaviour_id
       group by 1, 2 having sum(d.n) > 0 order by max(n.id) desc, 2""",
)
PEOPLE = Query(
    People,
    """select (select count(*) from agent where kind = 'human')::integer as agents,
         (select count(*) from agent where kind = 'bot')::integer as bots,
         (select count(*) from team)::integer as teams,
         (select count(*) from review where submitted_at is not null)::integer as reviews,
         (select count(*) from review r join review_sample s on s.id = r.sample_id
           where r.submitted_at is not null and s.kind = 'random' and not r.assisted)::integer as random_reviews,
         (select count(*) from appeal)::integer as appeals,
         (select count(*) from appeal where state = 'overturned')::integer as overturned""",
)

"""What random, unassisted reviews say of the machine's scores, and how many scores stand beside them."""

from msgspec import Struct

from qa_service.store.database import Command, Query

SURE = 0.8
"""Mean confidence of a call's words from which it counts as heard well."""


class ReviewedScore(Struct, frozen=True, kw_only=True):
    """One behaviour of one contact, scores 0..1; `band` is how well a call was heard, `inside`: in the period."""

    behaviour: str
    language: str | None
    channel: str
    band: str | None
    inside: bool
    machine: float
    review: float


class StratumSums(Struct, frozen=True, kw_only=True):
    """Scores of `n` contacts of one language, channel and band."""

    behaviour: str
    language: str | None
    channel: str
    band: str | None
    n: int
    mean: float
    variance: float | None


_BAND = f"case when i.channel <> 'voice' or i.heard is null then null when i.heard >= {SURE} then 'high' else 'low' end"
_SIGHT = """($4::text is null or i.queue = $4) and ($5::text is null or i.reason = $5)
  and ($6::text is null or i.channel = $6) and ($7::text is null or i.language = $7)
  and ($8::text is null or exists (select from team t where t.ref = $8 and t.id = team_on(i.agent_id, i.day)))"""
# One line a contact: the mean of its legs, and of its readers. A behaviour that is left out, by either, is no pair.
PAIRS = Query(
    ReviewedScore,
    f"""select c.behaviour, i.language, i.channel, {_BAND} as band,
          i.day >= $2 and i.day < $3 and {_SIGHT} as inside, m.score as machine, avg(c.score) as review
        from review r join review_sample s on s.id = r.sample_id and s.kind = 'random'
        join interaction i on i.id = r.interaction_id and i.version = r.version
        join review_score c on c.review_id = r.id and c.score is not null
        join behaviour b on b.name = c.behaviour
        cross join lateral (select avg(f.score) as score from fact f
          where f.interaction_id = i.id and f.instrument_id = $1 and f.behaviour_id = b.id) m
        where r.submitted_at is not null and not r.assisted and m.score is not null
        group by i.id, c.behaviour, i.language, i.channel, i.heard, i.day, i.queue, i.reason, i.agent_id, m.score
        order by c.behaviour, i.id""",  # noqa: S608 - our own text
)
SUMS = Query(
    StratumSums,
    f"""select behaviour, language, channel, band, count(*)::integer as n, avg(score) as mean,
          var_samp(score) as variance
        from (
          select b.name as behaviour, i.language, i.channel, {_BAND} as band, avg(f.score) as score
          from fact f join behaviour b on b.id = f.behaviour_id join interaction i on i.id = f.interaction_id
          where f.instrument_id = $1 and f.day >= $2 and f.day < $3 and {_SIGHT} and b.name = any($9::text[])
          group by i.id, b.name, i.language, i.channel, i.heard) one
        group by behaviour, language, channel, band order by 1, 2, 3, 4""",  # noqa: S608 - our own text
)
PUT_HEARD = Command(
    """update interaction i set heard = u.heard from unnest($1::uuid[], $2::real[]) u(id, heard) where i.id = u.id"""
)

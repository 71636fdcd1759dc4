"""Erasing a customer: what is known of them goes, batch by batch; scores and facts stay and lead to nobody."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Connection, Query, copy


class ErasureRow(Struct, frozen=True, kw_only=True):
    """`digest` stands for the customer's reference, keyed; `certificate` is None until all of it is gone."""

    id: UUID
    digest: bytes
    requested_by: str
    requested_at: datetime
    state: str
    failure: str | None
    counts: dict[str, int]
    certificate: dict[str, Any] | None
    finished_at: datetime | None


class ClaimedErasure(Struct, frozen=True, kw_only=True):
    id: UUID
    digest: bytes
    customer_id: int | None
    requested_by: str
    requested_at: datetime
    certificate: dict[str, Any] | None


class Contact(Struct, frozen=True, kw_only=True):
    """What of a contact decides what is left of it; `engine` is what heard it."""

    id: UUID
    source: str
    ref: str
    channel: str
    day: date
    engine: dict[str, Any] | None


class Quoted(Struct, frozen=True):
    """A report that quotes an erased contact."""

    id: UUID
    document: dict[str, Any]


class QuotedText(Struct, frozen=True):
    """The same in one language, as it was composed."""

    report_id: UUID
    language: str
    document: dict[str, Any]


class CardText(Struct, frozen=True):
    interaction_id: UUID
    leg: int
    instrument_id: int
    behaviours: dict[str, Any]


class Unwanted(Struct, frozen=True):
    id: int
    folder: str
    path: str


class CustomerRef(Struct, frozen=True):
    id: int
    ref: str


class Erased(Struct, frozen=True):
    digest: bytes
    interaction_id: UUID


_FIELDS = "id, digest, requested_by, requested_at, state, failure, counts, certificate, finished_at"
CUSTOMER = Command("select id from customer where ref = $1")
CUSTOMERS = Query(CustomerRef, "select id, ref from customer where ref is not null and id > $1 order by id limit $2")
# A customer who came back after an erasure is erased again; the certificate of before stays until the new one stands.
REQUEST = Query(
    ErasureRow,
    f"""insert into erasure (id, digest, customer_id, requested_by) values ($1, $2, $3, $4)
        on conflict (digest) do update set customer_id = excluded.customer_id, requested_by = excluded.requested_by,
          requested_at = now(), state = 'waiting', attempts = 0, lease_until = null, leased_by = null, failure = null,
          counts = '{{}}'
        where erasure.state <> 'waiting' and excluded.customer_id is not null
        returning {_FIELDS}""",  # noqa: S608 - our own column names
)
# One that is done is taken again where a contact came in while it ended: it was on its way and knew the customer.
_LATE = """(e.state = 'done' and e.finished_at > now() - interval '2 hours'
            and exists (select from interaction i where i.customer_id = e.customer_id))"""
CLAIM = Query(
    ClaimedErasure,
    f"""update erasure set attempts = attempts + 1, leased_by = $1, lease_until = now() + $2 * interval '1 second',
          state = 'waiting'
        where id = (select e.id from erasure e where ((e.state = 'waiting' and e.attempts < {STRIKES}) or {_LATE})
            and (e.lease_until is null or e.lease_until < now()) order by e.id limit 1 for update skip locked)
        returning id, digest, customer_id, requested_by, requested_at, certificate""",  # noqa: S608 - our own text
)
HEARTBEAT = Command(
    "update erasure set lease_until = now() + $2 * interval '1 second' where leased_by = $1 and state = 'waiting'"
)
OURS = Command("select 1 from erasure where id = $1 and leased_by = $2 and state = 'waiting' for update")
WAITING = Command(
    f"""select exists (select from erasure e where (e.state = 'waiting' or {_LATE})
          and (e.lease_until is null or e.lease_until < now()))"""  # noqa: S608 - our own text
)
RETRY_LATER = Command(
    f"""update erasure set failure = $3, leased_by = null,
          lease_until = now() + power(2, attempts) * interval '1 second',
          state = case when attempts >= {STRIKES} then 'failed' else state end
        where id = $1 and leased_by = $2"""  # noqa: S608 - a number of ours
)
GIVE_UP = Command(
    f"""update erasure set state = 'failed', lease_until = null, leased_by = null,
          failure = coalesce(failure, 'the worker died {STRIKES} times while it worked on this')
        where state = 'waiting' and attempts >= {STRIKES} and lease_until < now()"""  # noqa: S608 - a number of ours
)
COUNT = Command(
    """update erasure set counts = (select jsonb_object_agg(k, coalesce((counts ->> k)::integer, 0)
         + coalesce(($2::jsonb ->> k)::integer, 0))
         from (select jsonb_object_keys(counts || $2::jsonb) as k) n), attempts = 1
       where id = $1"""
)
FINISH = Command(
    """update erasure set state = 'done', certificate = $2, finished_at = $3, lease_until = null, leased_by = null,
         failure = null where id = $1"""
)
GET = Query(ErasureRow, f"select {_FIELDS} from erasure where id = $1")  # noqa: S608 - our own column names
OF_DIGEST = Query(ErasureRow, f"select {_FIELDS} from erasure where digest = $1")  # noqa: S608 - our own column names
PAGE = Query(
    ErasureRow,
    f"select {_FIELDS} from erasure where ($1::uuid is null or id > $1) order by id limit $2",  # noqa: S608
)

# Locked in order; whoever transcribes or scores one of them loses its lease with the change of state below.
CONTACTS = Query(
    Contact,
    """select i.id, i.source, i.ref, i.channel, i.day, i.body #> '{extra,engine}' as engine from interaction i
       where i.id in (select id from interaction where customer_id = $1 order by id limit $2)
       order by i.id for update""",
)
SEVER = Command(
    """update interaction set ref = $2, content_hash = '', body = $3, case_ref = null, customer_id = null,
         state = 'erased', failure = null, lease_until = null, leased_by = null where id = $1"""
)
SEVER_KEY = Command("update interaction_key set ref = $3 where source = $1 and ref = $2")
ERASED = Query(Erased, "select digest, interaction_id from erased_contact where digest = any($1::bytea[])")
ANY_ERASED = Command("select exists (select from erased_contact)")
# A case that was waiting to be strung again is left as it was: who came back is a fact, about nobody known any more.
FORGET_CASES = Command("delete from dirty_case where interaction_id = any($1::uuid[])")
FORGET_WORDS = Command("delete from said where interaction_id = any($1::uuid[])")
FORGET_TURNS = Command("delete from turn where interaction_id = any($1::uuid[])")
FORGET_OUTCOMES = Command("delete from outcome where interaction_id = any($1::uuid[])")
FORGET_RECORDINGS = Command(
    """with gone as (delete from recording where interaction_id = any($1::uuid[]) returning path)
       insert into unwanted_file (folder, path) select 'spool', path from gone"""
)
FORGET_AUDIO = Command(
    """with gone as (delete from audio where interaction_id = any($1::uuid[]) returning path)
       insert into unwanted_file (folder, path) select 'audio', path from gone"""
)
CARDS = Query(
    CardText,
    "select interaction_id, leg, instrument_id, behaviours from scorecard where interaction_id = any($1::uuid[])",
)
PUT_CARD = Command("update scorecard set behaviours = $4 where interaction_id = $1 and leg = $2 and instrument_id = $3")
SILENCE_REVIEWS = Command("update review set comment = null where interaction_id = any($1::uuid[])")
SILENCE_ANSWERS = Command(
    """update review_score s set comment = null, judgements = coalesce(
         (select jsonb_agg(j - 'comment') from jsonb_array_elements(s.judgements) j), '[]')
       from review r where r.id = s.review_id and r.interaction_id = any($1::uuid[])"""
)
SILENCE_APPEALS = Command(
    """update appeal set reason = '', decision = case when decision is not null then '' end
       where interaction_id = any($1::uuid[])"""
)
SILENCE_SESSIONS = Command(
    """update coaching_session s set moments = (select jsonb_agg(
         case when m ->> 'interaction' = any($1::text[]) then m - 'note' else m end)
         from jsonb_array_elements(s.moments) m)
       where exists (select from jsonb_array_elements(s.moments) m where m ->> 'interaction' = any($1::text[]))"""
)
SILENCE_RECOVERED = Command("update recovered set note = null where interaction_id = any($1::uuid[])")
# A report that is being written holds words in memory already: whoever writes it starts again.
CUT_REPORTS = Command(
    "update report set leased_by = null, lease_until = null where state = 'waiting' and leased_by is not null"
)
QUOTED = Query(
    Quoted,
    """select r.id, r.document from report r
       where exists (select from jsonb_path_query(r.document, '$.**.link') l
         where substring(l #>> '{}' from '/interactions/([0-9a-f-]{36})')::uuid = any($1::uuid[]))""",
)
QUOTED_TEXTS = Query(
    QuotedText,
    """select r.report_id, r.language, r.document from report_text r
       where exists (select from jsonb_path_query(r.document, '$.**.link') l
         where substring(l #>> '{}' from '/interactions/([0-9a-f-]{36})')::uuid = any($1::uuid[]))""",
)
PUT_TEXT = Command("update report_text set document = $3 where report_id = $1 and language = $2")
PUT_REPORT = Command("update report set document = $2, html = $3, pdf = $4 where id = $1")
LEFT = Command("select exists (select from interaction where customer_id = $1)")
LOCK_CUSTOMER = Command("select id from customer where id = $1 for update")
FORGET_CUSTOMER = Command(
    "update customer set ref = null, salt = null, erased_at = coalesce(erased_at, now()) where id = $1"
)
UNWANTED = Query(Unwanted, "select id, folder, path from unwanted_file order by id limit $1")
UNWANTED_GONE = Command("delete from unwanted_file where id = any($1::bigint[])")
DIGESTS = Command("select digest from erasure where state = 'done' order by finished_at, id")


async def remember(db: Connection, erased: Sequence[Erased]) -> None:
    await copy(db, "erased_contact", ("digest", "interaction_id"), [(one.digest, one.interaction_id) for one in erased])

"""Standing results: what the statistics said of a period, as one document."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from qa_service.store.database import Command, Query


class StandingAnalysis(Struct, frozen=True):
    instrument: str
    day_from: date
    day_until: date
    computed_at: datetime
    document: dict[str, Any]


class Standing(Struct, frozen=True):
    """Which analysis is the newest; its document is megabytes where there are a thousand agents."""

    id: int
    instrument_id: int
    instrument: str
    day_from: date
    day_until: date
    computed_at: datetime


INSERT = Command("insert into analysis (instrument_id, day_from, day_until, document) values ($1, $2, $3, $4)")
LATEST = Query(
    StandingAnalysis,
    """select i.name as instrument, a.day_from, a.day_until, a.computed_at, a.document
       from analysis a join instrument i on i.id = a.instrument_id order by a.computed_at desc, a.id desc limit 1""",
)
NEWEST = Query(
    Standing,
    """select a.id, a.instrument_id, i.name as instrument, a.day_from, a.day_until, a.computed_at
       from analysis a join instrument i on i.id = a.instrument_id order by a.computed_at desc, a.id desc limit 1""",
)
DOCUMENT = Command("select document from analysis where id = $1")
# Nothing that it is made of has moved since: it answers for its period as computing it anew would.
STANDS = Query(
    StandingAnalysis,
    """select i.name as instrument, a.day_from, a.day_until, a.computed_at, a.document
       from analysis a join instrument i on i.id = a.instrument_id
       where a.instrument_id = $1 and a.day_from = $2 and a.day_until = $3
         and a.id = (select max(id) from analysis)
         and not exists (select from unanalysed) and not exists (select from dirty_agent_day)""",
)
UNSEEN = Command("select id from unanalysed")
SEEN = Command("delete from unanalysed where id = any($1::bigint[])")
# Only the newest of each period is read; older ones of the same instrument and period would only pile up.
DELETE_OLDER = Command(
    """delete from analysis a using analysis newer
       where newer.instrument_id = a.instrument_id and newer.day_from = a.day_from and newer.day_until = a.day_until
         and newer.id > a.id"""
)
# By instrument, as the index is: there are a few, and millions of days.
LAST_DAY = Command(
    """select max(last.day) from instrument i cross join lateral (
         select d.day from agent_day d where d.instrument_id = i.id and d.day <= current_date + 1
         order by d.day desc limit 1) last"""
)

"""The night as a row: begun by beat, caught up after an outage, done once."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Query


class Night(Struct, frozen=True):
    """One centre's day that was scored in a night. `left_over` says what could not be done, and why."""

    centre: str
    day: date
    state: str
    attempts: int
    left_over: dict[str, Any] | None
    failure: str | None
    created_at: datetime
    finished_at: datetime | None


_FIELDS = "centre, day, state, attempts, left_over, failure, created_at, finished_at"

# From the day after the last night, at most a month back; a new centre begins with its first.
BEGIN = Command(
    """insert into night (centre, day)
       select $1, d::date from generate_series(
         greatest(coalesce((select max(day) + 1 from night where centre = $1), $2::date), $2::date - 31), $2::date,
         interval '1 day') d
       on conflict do nothing"""
)
CLAIM = Query(
    Night,
    f"""update night set state = 'running', attempts = attempts + 1, leased_by = $2,
          lease_until = now() + $3 * interval '1 second'
        where (centre, day) in (select centre, day from night where centre = $1 and state in ('waiting', 'running')
            and (lease_until is null or lease_until < now()) and attempts < {STRIKES}
          order by day limit 1 for update skip locked)
        returning {_FIELDS}""",  # noqa: S608 - our own column names
)
HEARTBEAT = Command("update night set lease_until = now() + $2 * interval '1 second' where leased_by = $1")
FINISH = Command(
    """update night set state = 'done', left_over = $4, finished_at = now(), lease_until = null, leased_by = null,
         failure = null
       where centre = $1 and day = $2 and leased_by = $3"""
)
RETRY_LATER = Command(
    f"""update night set failure = $4, leased_by = null,
          state = case when attempts >= {STRIKES} then 'failed' else 'waiting' end,
          lease_until = now() + power(2, attempts) * interval '1 second'
        where centre = $1 and day = $2 and leased_by = $3"""  # noqa: S608 - a number of ours
)
AGAIN = Command(
    """insert into night (centre, day) values ($1, $2)
       on conflict (centre, day) do update set state = 'waiting', attempts = 0, failure = null, lease_until = null,
         leased_by = null, finished_at = null"""
)
GET = Query(Night, f"select {_FIELDS} from night where centre = $1 and day = $2")  # noqa: S608
LATEST = Query(Night, f"select {_FIELDS} from night where centre = $1 order by day desc limit $2")  # noqa: S608
GIVE_UP = Command(
    f"""update night set state = 'failed', lease_until = null, leased_by = null,
          failure = coalesce(failure, 'the worker died {STRIKES} times while it ran this')
        where state = 'running' and attempts >= {STRIKES} and lease_until < now()"""  # noqa: S608 - a number of ours
)

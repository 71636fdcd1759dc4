"""The night as a row: begun by beat, caught up after an outage, done once."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from qa_service.store.database import STRIKES, Command, Query
from qa_service.store.interactions import StateCount


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


class TeamNight(Struct, frozen=True):
    """A night's work on one team. `left_over` counts its contacts of the day that are not scored, by state."""

    team: str
    state: str
    attempts: int
    left_over: dict[str, Any] | None
    failure: str | None
    finished_at: datetime | None


class WaitingTeam(Struct, frozen=True):
    team_id: int
    attempts: int


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
    """with gone as (delete from team_night where centre = $1 and day = $2)
       insert into night (centre, day) values ($1, $2)
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
# What a night takes in: everything up to its day that is neither scored nor erased.
LEFT_OVER = Query(
    StateCount,
    """select state, count(*)::integer as count from interaction
       where state in ('received', 'transcribed', 'failed') and day <= $1 group by state order by state""",
)
LEFT_OVER_OF_TEAM = Query(
    StateCount,
    """select state, count(*)::integer as count from interaction
       where state in ('received', 'transcribed', 'failed') and day = $1 and team_on(agent_id, day) = $2
       group by state order by state""",
)
FILL_TEAMS = Command(
    """insert into team_night (centre, day, team_id) select $1, $2, id from team order by id
       on conflict (centre, day, team_id) do nothing"""
)
WAITING_TEAMS = Query(
    WaitingTeam,
    """select team_id, attempts from team_night
       where centre = $1 and day = $2 and state = 'waiting' order by team_id""",
)
TRY_TEAM = Command("update team_night set attempts = attempts + 1 where centre = $1 and day = $2 and team_id = $3")
FINISH_TEAM = Command(
    """update team_night set state = 'done', left_over = $4, failure = null, finished_at = now()
       where centre = $1 and day = $2 and team_id = $3"""
)
PUT_OFF_TEAM = Command(
    f"""update team_night set failure = $4, state = case when attempts >= {STRIKES} then 'failed' else state end
        where centre = $1 and day = $2 and team_id = $3"""  # noqa: S608 - a number of ours
)
TEAMS = Query(
    TeamNight,
    """select t.ref as team, n.state, n.attempts, n.left_over, n.failure, n.finished_at
       from team_night n join team t on t.id = n.team_id where n.centre = $1 and n.day = $2 order by t.ref""",
)

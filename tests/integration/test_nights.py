"""Nights go on where they were broken off, say what they left by team, and past ones are run again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qa_service.errors import BadInput, Conflict, NotFound
from qa_service.pipeline import night as module
from qa_service.pipeline.analyse import Period
from qa_service.pipeline.backfill import backfill, check_past, retry
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.night import night
from qa_service.store import interactions, nights
from qa_service.store.ids import new_id
from transcription.interaction import decode

pytestmark = pytest.mark.integration
DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 11, 3, tzinfo=UTC)


class Woken:
    """A sender that notes what it was to send."""

    def __init__(self):
        self.tasks = []

    async def send(self, *tasks):
        self.tasks += tasks


def chat(number, day=DAY):
    return decode(
        f"""{{"id": "n-{number}", "channel": "chat", "started_at": "{day}T10:00:00Z",
              "agent": {{"id": "ag-{number % 2}", "team": "team-{number % 2}"}},
              "turns": [{{"speaker": "customer", "text": "hello"}}]}}""".encode()
    )


@pytest.fixture
async def taken(database, settings):
    return await ingest(database, [Incoming(chat(n)) for n in range(3)], master_key=b"k" * 32, zone=settings.zone)


async def execute(database, sql, *values):
    async with database.transaction() as db:
        return await db.fetch(sql, *values)


async def fail(database, one):
    await execute(database, "update interaction set state = 'failed', failure = 'so' where id = $1", one.id)


async def teams(database, day=DAY):
    async with database.connection() as db:
        return {one.team: (one.state, one.left_over, one.failure) for one in await nights.TEAMS.all(db, "main", day)}


async def test_a_night_says_what_it_left_by_team(database, settings, taken):
    await fail(database, taken[0])
    assert await night(database, settings, now=NOW) == 1
    async with database.connection() as db:
        found = await nights.GET.one(db, "main", DAY)
    assert (found.state, found.left_over) == ("done", {"failed": 1, "transcribed": 2})
    assert await teams(database) == {
        "team-0": ("done", {"failed": 1, "transcribed": 1}, None),
        "team-1": ("done", {"transcribed": 1}, None),
    }


async def test_a_night_that_was_broken_off_goes_on_with_the_teams_that_wait(database, settings, taken, monkeypatch):
    asked, real = [], module.request_of

    async def second_fails(db, team_id, given):
        asked.append(team_id)
        if len(asked) == 2:
            raise NotFound("the report's parts are away")
        return await real(db, team_id, given)

    monkeypatch.setattr(module, "request_of", second_fails)
    assert await night(database, settings, now=NOW) == 0
    assert (await teams(database))["team-1"] == ("waiting", None, "the report's parts are away")
    await execute(database, "update night set lease_until = null")
    assert await night(database, settings, now=NOW) == 1
    assert [state for state, _, _ in (await teams(database)).values()] == ["done", "done"]
    assert len(asked) == 3
    assert asked[2] == asked[1]


async def test_a_team_that_fails_three_times_stops_no_other(database, settings, taken, monkeypatch):
    async def fails(*_):
        raise NotFound("away for good")

    monkeypatch.setattr(module, "request_of", fails)
    done = []
    for _ in range(3):
        done.append(await night(database, settings, now=NOW))
        await execute(database, "update night set lease_until = null")
    assert done == [0, 0, 1]
    assert {state for state, _, _ in (await teams(database)).values()} == {"failed"}


async def test_nights_that_were_missed_are_caught_up_and_stand_is_computed_once(database, settings, taken, monkeypatch):
    stood, real = [], module.stand

    async def counted(*arguments, **options):
        stood.append(1)
        await real(*arguments, **options)

    monkeypatch.setattr(module, "stand", counted)
    await night(database, settings, now=NOW)
    assert await night(database, settings, now=NOW + timedelta(days=4)) == 4
    assert len(stood) == 2
    assert set(await teams(database, DAY + timedelta(days=4))) == {"team-0", "team-1"}


async def test_what_failed_is_tried_again_when_asked(database, settings, taken):
    sender = Woken()
    with pytest.raises(Conflict, match="has not failed"):
        await retry(database, sender, taken[0].id)
    with pytest.raises(NotFound):
        await retry(database, sender, new_id())
    await fail(database, taken[0])
    assert (await retry(database, sender, taken[0].id)).state == "transcribed"
    assert sender.tasks == ["score"]
    async with database.connection() as db:
        shown = await interactions.SHOWN.one(db, taken[0].id)
    assert (shown.state, shown.attempts, shown.failure) == ("transcribed", 0, None)
    await execute(database, "delete from turn")
    await fail(database, taken[1])
    with pytest.raises(Conflict, match="send it once more"):
        await retry(database, sender, taken[1].id)


async def test_a_period_is_brought_up_to_date(database, settings, taken):
    late = await ingest(
        database, [Incoming(chat(7, DAY + timedelta(days=1)))], master_key=b"k" * 32, zone=settings.zone
    )
    for one in (*taken, *late):
        await fail(database, one)
    sender = Woken()
    done = await backfill(database, settings, sender, Period(DAY - timedelta(days=1), DAY + timedelta(days=1)))
    assert (done.retried, done.nights, done.reports) == (3, 2, 2)
    assert sender.tasks == ["score", "refresh", "night", "report"]
    async with database.connection() as db:
        assert [one.state for one in await nights.LATEST.all(db, "main", 5)] == ["waiting", "waiting"]
        assert (await interactions.SHOWN.one(db, late[0].id)).state == "failed"
    with pytest.raises(BadInput, match="1 to"):
        await backfill(database, settings, sender, Period(DAY, DAY))
    with pytest.raises(BadInput, match="has not come"):
        check_past(DAY + timedelta(days=2), DAY)

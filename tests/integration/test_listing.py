"""Lists of interactions: every filter, in both orders, to their end whatever the size of a page and of the window."""

from datetime import date, timedelta

import msgspec
import pytest

from qa_service.store import listing
from qa_service.store.listing import Wanted, listed
from tests.desk import opened
from tests.factories import chat

pytestmark = pytest.mark.integration
EVERYBODY = (True, None, [])
FIRST = date(2026, 3, 1)


@pytest.fixture
async def desk(database, settings):
    """Contacts of two teams on four days, those of later days taken in first."""
    async with opened(database, settings) as made:
        for number in range(12):
            of = number % 2 + 1
            channel, language = ("email", "pl") if number % 3 == 0 else ("chat", "en")
            more = {"channel": channel, "language": language, "queue": f"q-{number % 4}", "reason": f"r-{number % 5}"}
            await made.take(chat(f"c-{number}", agent=f"ag-{of}", team=f"t-{of}", day=3 - number // 3, **more))
        async with database.transaction() as db:
            await db.execute("update interaction set state = 'failed' where ref in ('c-4', 'c-9')")
        yield made


ROWS = [
    {"ref": f"c-{n}", "agent": f"ag-{n % 2 + 1}", "channel": "email" if n % 3 == 0 else "chat",
     "language": "pl" if n % 3 == 0 else "en", "queue": f"q-{n % 4}", "reason": f"r-{n % 5}",
     "day": FIRST + timedelta(days=3 - n // 3), "state": "failed" if n in {4, 9} else "scored", "n": n}
    for n in range(12)
]  # fmt: skip
ASKED = [
    Wanted(),
    Wanted(state="failed"),
    Wanted(state="scored"),
    Wanted(state="received"),
    Wanted(agent="ag-1"),
    Wanted(agent="ag-2", channel="email"),
    Wanted(agent="nobody"),
    Wanted(channel="social"),
    Wanted(channel="email", language="pl"),
    Wanted(queue="q-1"),
    Wanted(reason="r-2", agent="ag-1"),
    Wanted(ref="c-7"),
    Wanted(ref="c-7", source="file"),
    Wanted(ref="c-7", source="other"),
    Wanted(day_from=FIRST + timedelta(days=1)),
    Wanted(day_until=FIRST + timedelta(days=2)),
    Wanted(day_from=FIRST + timedelta(days=1), day_until=FIRST + timedelta(days=3)),
    Wanted(day_from=FIRST, day_until=FIRST + timedelta(days=3), agent="ag-1", channel="chat"),
    Wanted(day_from=FIRST, state="failed"),
]


def expected(wanted, agents, *, newest_first):
    told = [
        row
        for row in ROWS
        if row["agent"] in agents
        and (wanted.day_from is None or row["day"] >= wanted.day_from)
        and (wanted.day_until is None or row["day"] < wanted.day_until)
        and wanted.source in {None, "file"}
        and all(getattr(wanted, name) in {None, row[name]} for name in
                ("state", "agent", "ref", "channel", "queue", "reason", "language"))
    ]  # fmt: skip
    told.sort(key=lambda row: (row["day"] if wanted.by_day else FIRST, row["n"]), reverse=newest_first)
    return [row["ref"] for row in told]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(("window", "most"), [(10_000, 50), (10_000, 2), (3, 2), (3, 50)])
async def test_a_list_holds_what_was_asked_for_to_its_end(desk, monkeypatch, window, most, newest_first):
    monkeypatch.setattr(listing, "WINDOW", window)
    async with desk.database.connection() as db:
        team = await db.fetchval("select id from team where ref = 't-2'")
        for reach, agents in ((EVERYBODY, {"ag-1", "ag-2"}), ((False, None, [team]), {"ag-2"})):
            for wanted in ASKED:
                seen, after = [], None
                for _ in range(20):
                    page = await listed(
                        db, msgspec.structs.replace(wanted, after=after), reach, most, newest_first=newest_first
                    )
                    assert len(page.rows) <= most
                    seen += [row.ref for row in page.rows]
                    after = page.more
                    if after is None:
                        break
                assert after is None
                assert seen == expected(wanted, agents, newest_first=newest_first), wanted


async def test_the_api_lists_by_day_where_days_are_asked_for_and_goes_on(desk):
    first = await desk.get("qa_lead", "/interactions", limit=5, **{"from": "2026-03-02", "until": "2026-03-05"})
    rest = await desk.get("qa_lead", "/interactions", limit=5, after=first["next"], **{"from": "2026-03-02"})
    seen = [row["ref"] for row in first["items"] + rest["items"]]
    assert seen == ["c-6", "c-7", "c-8", "c-3", "c-4", "c-5", "c-0", "c-1", "c-2"]
    assert rest["next"] is None

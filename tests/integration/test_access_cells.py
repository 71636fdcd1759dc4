"""Figures of fewer agents than QA_MIN_CELL are shown by no route, and cannot be reckoned from what is shown."""

import msgspec
import pytest

from tests.desk import MISSED, SHOWN, opened
from tests.factories import chat

pytestmark = pytest.mark.integration
MAIL = "My e-mail is anna.smith@example.org."
TOLD = [("customer", f"Where is my parcel? {MAIL}"), ("agent", "I will ask."), ("customer", "Thanks.")]
AGAIN = [("agent", "Hello, what is your e-mail?"), ("customer", MAIL), ("agent", "Thank you, it is on its way.")]


def of(settings, least):
    return msgspec.structs.replace(settings, min_cell=least)


def cases(agents):
    """Two contacts of one case for each agent; the first two are in queue `post`, bots take `bots`."""
    for number, (agent, team, queue, kind) in enumerate(agents):
        for day, said in enumerate((TOLD, AGAIN)):
            more = {"queue": queue, "reason": "parcel", "customer": {"ref": f"c-{number}"}}
            made = chat(f"{agent}-{day}", agent=agent, team=team, day=day, said=said, **more)
            yield msgspec.structs.replace(made, agent=msgspec.structs.replace(made.agent, kind=kind))


PEOPLE = [
    ("ag-1", "t-1", "post", "human"),
    ("ag-2", "t-1", "post", "human"),
    ("ag-3", "t-2", "letters", "human"),
    ("ag-4", "t-2", "letters", "human"),
    ("ag-5", "t-2", "money", "human"),
    ("bot-1", "t-3", "bots", "bot"),
]


@pytest.mark.parametrize("path", ["/resolution", "/repetition"])
async def test_parts_of_few_agents_are_left_out_of_what_is_said_of_cases(database, settings, path):
    figure = path[1:]
    async with opened(database, of(settings, 2)) as desk:
        await desk.take(*cases(PEOPLE))
        found = await desk.get("viewer", path)
        assert found[figure]["n"] == 6
        # `money` is of one; without `letters` the whole would tell it.
        assert set(found["parts"]["queue"]) == {"bots", "post"}
        assert set(found["left_out"]["queue"]) == {"money", "letters"}
        assert set(found["parts"]["team"]) == {"t-1", "t-2", "t-3"}
        for filtered, shown in (("money", False), ("post", True), ("bots", True)):
            one = await desk.get("viewer", path, queue=filtered)
            assert (one[figure] is not None) == shown, filtered
            assert (one["left_out"] == {"whole": "of fewer than 2 agents"}) != shown
        assert (await desk.get("lead-1", path))[figure]["n"] == 2
    async with opened(database, of(settings, 3)) as desk:
        lead = await desk.get("lead-1", path)
        assert (lead[figure], lead["parts"]) == (None, {})
        if path == "/resolution":  # their own agents are theirs to see by name
            assert {one["agent"] for one in lead["agents"]} == {"ag-1", "ag-2"}


def answered(number):
    shown = number // 8 % 2 == 0 and number % 8 != 2
    csat = (4 if shown else 2) + number % 5 // 4
    said = SHOWN if shown else MISSED
    return chat(f"c-{number}", agent=f"ag-{number % 8}", day=number % 28, said=said, outcome={"csat": csat})


async def test_drivers_of_few_agents_are_left_out(database, settings):
    async with opened(database, of(settings, 8)) as desk:
        await desk.take(*(answered(number) for number in range(120)))
        assert (await desk.get("viewer", "/drivers"))["drivers"]
    async with opened(database, of(settings, 9)) as desk:
        found = await desk.get("viewer", "/drivers")
        assert (found["drivers"], found["outcome"]) == ([], None)
        assert found["left_out"]["empathy"] == "of fewer than 9 agents"


async def test_a_bridge_of_few_agents_tells_no_figure(database, settings):
    async with opened(database, of(settings, 2)) as desk:
        await desk.take(*(chat(f"c-{n}", agent=f"ag-{n % 2}") for n in range(4)))
        async with database.transaction() as db:
            await db.execute(
                """with other as (insert into instrument (name, targets) select 'other', targets from instrument
                                  returning id),
                     drawn as (insert into bridge (interaction_id, overall) select id, true from interaction)
                   insert into scorecard (interaction_id, leg, instrument_id, version, agent_id, turn_first, turn_end,
                     behaviours, scored_at)
                   select interaction_id, leg, o.id, version, agent_id, turn_first, turn_end, behaviours,
                     scored_at + interval '1 day' from scorecard cross join other o"""
            )
        (bridge,) = (await desk.get("viewer", "/bridge"))["bridges"]
        assert (bridge["behaviours"]["empathy"]["n"], bridge["left_out"]) == (4, [])
    async with opened(database, of(settings, 3)) as desk:
        (bridge,) = (await desk.get("viewer", "/bridge"))["bridges"]
        assert bridge["behaviours"] == {}
        assert "empathy" in bridge["left_out"]

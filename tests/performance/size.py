"""Latency of the API with many scored contacts beside few: `python -m tests.performance.size --cards 5000000`.

One server holds a database of each size, one process serves each; requests go to one and the other in turn, each for
something else. Without `--cards` the larger has 400,000, which `make bench` has time for.
"""

import argparse
import asyncio
import random
import statistics
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
from msgspec import Struct

from qa_service.api.app import create
from qa_service.config import Settings
from tests.performance.centre import WORD_DAYS, filled, key_of, options, standing
from tests.performance.served import p95, seconds, serving

FEW, MANY = 100_000, 400_000
REQUESTS, WARM = 120, 10
MOST = 1.5

ROUTES: Mapping[str, str] = {
    "one": "/v1/interactions/{any}",
    "transcript (audited)": "/v1/interactions/{worded}/transcript",
    "scorecards (audited)": "/v1/interactions/{any}/scorecards",
    "list": "/v1/interactions",
    "list after one": "/v1/interactions?after={any}",
    "list of an agent": "/v1/interactions?agent={agent}",
    "list of an agent, a week": "/v1/interactions?agent={agent}&from={day}&until={week}",
    "list of a day": "/v1/interactions?from={day}&until={next}",
    "list of a week, channel": "/v1/interactions?from={day}&until={week}&channel=chat",
    "list of a channel, none": "/v1/interactions?channel=social",
    "list of what failed, none": "/v1/interactions?state=failed",
    "list of a reference": "/v1/interactions?source=copies&ref={ref}",
    "search missed": "/v1/search?behaviour=empathy&verdict=missed",
    "search missed, agent": "/v1/search?behaviour=empathy&verdict=missed&agent={agent}",
    "search missed, a week": "/v1/search?behaviour=empathy&verdict=missed&from={day}&until={week}",
    "search met, agent, a week": "/v1/search?behaviour=empathy&verdict=met&agent={agent}&from={day}&until={week}",
    "search a phrase": "/v1/search?phrase={phrase}",
    "search a phrase, agent": "/v1/search?phrase={phrase}&agent={agent}",
    "search in a language": "/v1/search?language=ar&phrase={phrase}",
    "variability of an agent": "/v1/agents/{agent}/variability",
    "priorities": "/v1/priorities",
    "agents": "/v1/agents",
}


class Found(Struct, frozen=True):
    """What one database holds that requests can name."""

    settings: Settings
    rows: Sequence[Mapping[str, Any]]
    worded: Sequence[Any]
    lead: str
    everyone: str


def main() -> None:
    """Print p95 of both and the ratio; exits with 1 where one is beyond its bound."""
    parser = options(argparse.ArgumentParser(description=__doc__), cards=MANY)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--only", default="", help="routes whose name holds this")
    arguments = parser.parse_args()
    with standing(arguments.at) as server:
        few, many = (asyncio.run(_found(filled(server, cards))) for cards in (arguments.few, arguments.cards))
        within = _compare(few, many, arguments.only)
    sys.exit(0 if within else 1)


async def _found(settings: Settings) -> Found:
    assert settings.database_url is not None
    db = await asyncpg.connect(settings.database_url)
    await db.execute("set jit = off")
    # Ids of contacts that were written evenly: the next one after a moment drawn by chance.
    rows = await db.fetch(
        """with ends as (select min(day) as first, max(day) as last from interaction where source = 'copies')
           select i.id as any, i.ref, i.day, a.ref as agent from ends, generate_series(1, $1) n
           cross join lateral (select * from interaction
             where source = 'copies' and agent_id is not null
               and id > uuid7_floor(ends.first::timestamptz + random() * (ends.last - ends.first) * interval '1 day')
               order by id limit 1) i
           join agent a on a.id = i.agent_id""",
        REQUESTS + WARM,
    )
    last = max(row["day"] for row in rows)
    worded = [row["any"] for row in rows if row["day"] > last - timedelta(days=WORD_DAYS - 5)]
    team = await db.fetchval("select t.ref from team t where t.ref like '%-%' order by t.ref limit 1")
    await db.close()
    everyone = await key_of(settings, "qa_lead")
    return Found(settings, [dict(row) for row in rows], worded, await key_of(settings, "team_lead", team), everyone)


def _compare(few: Found, many: Found, only: str) -> bool:
    with (
        serving(lambda: create(few.settings)) as first,
        serving(lambda: create(many.settings)) as second,
        closing(httpx.Client(timeout=130)) as client,
    ):
        sides = ((first, few), (second, many))
        rows = [
            _row(client, f"{name}, {role}", route, sides, role)
            for role in ("qa_lead", "team_lead")
            for name, route in ROUTES.items()
            if only in f"{name}, {role}"
        ]
    return all(rows)


def _row(client: httpx.Client, what: str, route: str, sides: Sequence[tuple[str, Found]], role: str) -> bool:
    rng = random.Random(what)
    taken: list[list[float]] = [[], []]
    for number in range(REQUESTS + WARM):
        seed = rng.random()
        for times, (address, found) in zip(taken, sides, strict=True):
            client.headers["Authorization"] = f"Bearer {found.everyone if role == 'qa_lead' else found.lead}"
            times.append(_seconds(client, address + _filled(route, found, number, random.Random(seed))))
            if len(times) > 4 and sum(times) > 20:
                break
        if sum(map(sum, taken)) > 25:  # enough is known of what takes so long
            break
    few, many = (p95(times[WARM:] or times) for times in taken)
    middles = [statistics.median(times[WARM:] or times) for times in taken]
    within = many / few <= MOST
    print(f"{what:<40} p95 {few * 1000:8.2f} ms {many * 1000:9.2f} ms {many / few:6.2f}  "
          f"median {middles[0] * 1000:8.2f} {middles[1] * 1000:9.2f} {'' if within else 'MISSED'}", flush=True)  # fmt: skip
    return within


def _seconds(client: httpx.Client, address: str) -> float:
    try:
        return seconds(client, address)
    except httpx.HTTPStatusError as error:
        if error.response.status_code == 404:  # not of the lead's team: to find that out is what took the time
            return error.response.elapsed.total_seconds()
        raise


def _filled(route: str, found: Found, number: int, rng: random.Random) -> str:
    row = found.rows[number % len(found.rows)]
    phrase = rng.choice(("refund%20status", "credit%20on%20your%20bill", "pizza", "new%20card"))
    return route.format(
        any=row["any"], worded=found.worded[number % len(found.worded)], agent=row["agent"], day=row["day"],
        next=row["day"] + timedelta(days=1), week=row["day"] + timedelta(days=7), ref=row["ref"], phrase=phrase,
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""Server time and weight of every page: `python -m tests.performance.pages`, on the sample centre and with `--cards`.

p95 over requests of one client that asks for one page after the other, signed in as a QA lead and as a team lead. What
is worked out once and then kept (other periods and filters than the standing ones) is asked for twice, and the first
time is shown as well. Weight is what a browser is sent with everything the page shows, squeezed, without audio.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
from msgspec import Struct

from qa_service.api.app import create
from qa_service.config import Settings
from tests.performance.centre import empty, filled, key_of, options, standing, take_in
from tests.performance.served import p95, seconds, serving

CHATS, PER_LANGUAGE = 6_000, 100
REQUESTS, WARM = 30, 3
MOST_SECONDS = {"sample": 0.150, "many": 0.300}
MOST_WEIGHT = 150_000
ASSET = re.compile(r"(?:src|href)=\"(/static/[^\"]+)\"")

PAGES: Mapping[str, str] = {
    "today": "/",
    "recovery": "/recovery",
    "verdicts": "/verdicts",
    "verdicts: one priority": "/verdicts/priority?agent={ranked}&behaviour={behaviour}",
    "centre": "/centre",
    "centre: one behaviour": "/centre?behaviour={behaviour}",
    "centre: other days": "/centre?from={day}&until={week}",
    "verdicts: a team": "/verdicts?team={team}",
    "agents": "/agents",
    "one agent": "/agents/{agent}",
    "interactions": "/interactions",
    "interactions of an agent": "/interactions?agent={agent}",
    "interactions of some days": "/interactions?from={day}&until={week}",
    "interactions, further back": "/interactions?before={contact}",
    "one interaction": "/interactions/{contact}",
    "reviews": "/reviews",
    "appeals": "/appeals",
    "benchmarks": "/benchmarks",
    "reports": "/reports",
    "people": "/people",
    "imports": "/imports",
    "audit": "/audit",
}
OF = {"people": ("admin",), "audit": ("admin",), "imports": ("qa_lead",), "today": ("qa_lead",), "centre": ("qa_lead",),
      "centre: one behaviour": ("qa_lead",), "centre: other days": ("qa_lead",),
      "benchmarks": ("qa_lead",)}  # fmt: skip


class Centre(Struct, frozen=True):
    """What pages of one database can be asked for; `rows` are contacts of the last weeks, of the lead's team."""

    settings: Settings
    kind: str
    rows: Sequence[Mapping[str, Any]]
    keys: Mapping[str, str]


def main() -> None:
    """Print p95 and weight of each; exits with 1 where one is beyond its bound."""
    parser = options(argparse.ArgumentParser(description=__doc__), cards=0)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--chats", type=int, default=CHATS, help="of the sample centre; 0: leave it out")
    arguments = parser.parse_args()
    within = True
    with standing(arguments.at) as server:
        if arguments.chats:
            settings, made = empty(server, f"sample_{arguments.chats}")
            if made:
                last = datetime.now(UTC).date() - timedelta(days=1)
                asyncio.run(take_in(settings, arguments.chats, per_language=PER_LANGUAGE, last_day=last))
            within = _measure(asyncio.run(_centre(settings, "sample")), arguments.only)
        if arguments.cards:
            within &= _measure(asyncio.run(_centre(filled(server, arguments.cards), "many")), arguments.only)
    sys.exit(0 if within else 1)


async def _centre(settings: Settings, kind: str) -> Centre:
    assert settings.database_url is not None
    db = await asyncpg.connect(settings.database_url, server_settings={"jit": "off"})
    last = await db.fetchval("select max(day) from agent_day")
    team = await db.fetchrow(
        """select t.id, t.ref from team t join team_member m on m.team_id = t.id
           group by t.id, t.ref order by t.ref like '%-%' desc, count(*) desc, t.ref limit 1"""
    )
    assert team is not None
    rows = await db.fetch(
        """select i.id as contact, i.day, a.ref as agent, p.value ->> 'agent' as ranked,
             p.value ->> 'behaviour' as behaviour
           from interaction i join agent a on a.id = i.agent_id
           left join lateral (select value from analysis n cross join lateral jsonb_array_elements(n.document -> 'priorities')
                              where value ->> 'agent' = a.ref limit 1) p on true
           where i.day between $1 and $2 and team_on(i.agent_id, i.day) = $3 and i.state = 'scored'
           order by i.id desc limit 40""",
        last - timedelta(days=20), last - timedelta(days=3), team["id"], timeout=600,
    )  # fmt: skip
    await db.close()
    roles: dict[str, tuple[str, ...]] = {"qa_lead": (), "team_lead": (team["ref"],), "admin": ()}
    made = {role: await key_of(settings, role, *teams) for role, teams in roles.items()}  # type: ignore[arg-type]
    return Centre(settings, kind, [{**row, "team": team["ref"]} for row in rows], made)


def _measure(centre: Centre, only: str) -> bool:
    print(f"\n{'sample centre' if centre.kind == 'sample' else 'many contacts'}: at most "
          f"{MOST_SECONDS[centre.kind] * 1000:.0f} ms, {MOST_WEIGHT // 1000} KB", flush=True)  # fmt: skip
    with (
        serving(lambda: create(centre.settings)) as address,
        closing(httpx.Client(timeout=130, base_url=address, headers={"Accept-Encoding": "gzip"})) as client,
    ):
        rows = [
            _page(client, centre, name, route, role)
            for name, route in PAGES.items()
            for role in OF.get(name, ("qa_lead", "team_lead"))
            if only in name
        ]
    return all(rows)


def _page(client: httpx.Client, centre: Centre, name: str, route: str, role: str) -> bool:
    client.headers["Authorization"] = f"Bearer {centre.keys[role]}"
    taken: list[float] = []
    address = route
    for number in range(REQUESTS + WARM):
        row = centre.rows[number % len(centre.rows)]
        usual = {"ranked": row["agent"], "behaviour": "empathy"}
        told = {name: value for name, value in row.items() if value is not None}
        # The same days again and again: others are worked out when they are asked for first.
        at = centre.rows[0]["day"]
        address = route.format(**{**usual, **told, "day": at - timedelta(days=7), "week": at})
        taken.append(seconds(client, address))
        if sum(taken) > 30:
            break
    weight = _weight(client, address)
    steady = p95(taken[WARM:] or taken)
    slow, heavy = steady > MOST_SECONDS[centre.kind], weight > MOST_WEIGHT
    print(f"{name:<28} {role:<10} p95 {steady * 1000:8.1f} ms  first {taken[0] * 1000:8.1f} ms  {weight / 1000:6.1f} KB "
          f"{'SLOW' if slow else ''} {'HEAVY' if heavy else ''}", flush=True)  # fmt: skip
    return not (slow or heavy)


def _weight(client: httpx.Client, address: str) -> int:
    """Bytes of the page as sent, and of what it loads."""
    with client.stream("GET", address) as answer:
        text = answer.read().decode(errors="replace")
        size = answer.num_bytes_downloaded
    for asset in sorted(set(ASSET.findall(text))):
        with client.stream("GET", asset) as loaded:
            loaded.read()
            size += loaded.num_bytes_downloaded
    return size


if __name__ == "__main__":
    main()

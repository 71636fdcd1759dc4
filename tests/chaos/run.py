"""Kill everything at seeded moments while work comes in, and look whether anything was lost or done twice."""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any

from tests.chaos import contacts
from tests.chaos.chaos import POST_PATIENCE
from tests.chaos.feeder import Feeder
from tests.chaos.plan import Broker, plan, slots
from tests.chaos.promises import checked
from tests.chaos.set_up import employ, set_up


def run(
    broker: Broker, *, chats: int, recordings: int, leads: int, seed: int, times: int, pause: float
) -> dict[str, Any]:
    """Do it all and return what was found; raises AssertionError where a promise was broken."""
    faults = plan(seed, broker, times)
    clips = contacts.clips(recordings)
    with set_up(broker, seed) as chaos:
        chaos.watch()
        with chaos.service.client() as client:
            told = {"url": chaos.receiver.url, "events": ["interaction.scored"]}
            assert client.post("/webhooks", json=told).status_code == 201
            employ(client, contacts.TEAMS, leads)
        feeder = Feeder(chaos.service, lambda: chaos.now)
        began = time.monotonic()
        feeder.start(contacts.chats(chats, seed), clips, pause)
        total = chats + recordings
        chaos.until_scored(total, [*faults, *slots(seed, contacts.TEAMS)])
        scored = time.monotonic() - began
        chaos.until("select count(*) from delivery where state = 'waiting'", "deliveries")
        chaos.until("select count(*) from dirty_agent_day", "dirty days")
        # Due once more: whoever has a mail of the standing report gets no second one.
        chaos.due(*contacts.TEAMS)
        chaos.until("select count(*) from report_schedule where last_slot < now() - interval '7 days'", "schedules")
        chaos.until("select count(*) from mail where state = 'waiting'", "mails", POST_PATIENCE)
        left = chaos.emptied()
        return {
            "broker": broker,
            "seed": seed,
            "postgres": chaos.query("show server_version")[0][0],
            "faults": Counter(fault.kind for fault in faults),
            "seconds": round(scored, 1),
            **checked(chaos, feeder, total, left),
        }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "brokers", nargs="*", choices=["pgmq", "rabbitmq", "redis"], default=["pgmq", "rabbitmq", "redis"]
    )
    asked.add_argument("--chats", type=int, default=5000)
    asked.add_argument("--recordings", type=int, default=40)
    asked.add_argument("--leads", type=int, default=10, help="leads of each team, who get its reports by mail")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--times", type=int, default=3, help="how often each part is killed")
    asked.add_argument("--pause", type=float, default=0.5, help="seconds between two batches that are sent in")
    given = vars(asked.parse_args())
    failed = []
    for broker in given.pop("brokers"):
        print(f"{broker}:", flush=True)
        try:
            found = run(broker, **given)
        except AssertionError as error:
            failed.append(broker)
            print(f"  BROKEN: {error}", flush=True)
        else:
            print(json.dumps(found, indent=2), flush=True)
    sys.exit(f"broken: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()

"""Kill everything at seeded moments while work comes in, and look whether anything was lost or done twice."""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import asyncpg
import httpx

from qa_service.embedded.postgres import Postgres
from qa_service.queue.tasks import broker_url
from tests.chaos import contacts, disk
from tests.chaos.receiver import Receiver
from tests.chaos.servers import Debian, RabbitMQ, Redis, Server, waiting
from tests.e2e.conftest import Service

Broker = Literal["pgmq", "rabbitmq", "redis"]
Kind = Literal["workers", "broker", "database", "disk", "receiver"]
PATIENCE = 120.0
WINDOW = 10.0
"""Seconds around a kill in which something that was sent may not have been noted as sent."""
BATCH = 50


class Fault(NamedTuple):
    """What goes wrong once this share of all contacts is scored, and for how many seconds."""

    share: float
    kind: Kind
    seconds: float


def plan(seed: int, broker: Broker, times: int) -> list[Fault]:
    """Each part `times` over, and once a full disk and receivers that answer nothing, at seeded moments."""
    rng = random.Random(seed)
    kinds: list[Kind] = ["workers", "database", *(["broker"] if broker != "pgmq" else [])] * times
    kinds += ["disk", "receiver"]
    rng.shuffle(kinds)
    return sorted(Fault(rng.uniform(0.03, 0.9), kind, rng.uniform(0.5, 4.0)) for kind in kinds)


class Chaos:
    """One run: a service, what it stands on, and what is done to both."""

    def __init__(self, service: Service, database: Debian | None, broker: Server | None, receiver: Receiver) -> None:
        self.service, self.receiver = service, receiver
        self._database, self._broker = database, broker
        self.disk = False
        self.now: set[Kind] = set()
        self.kills: list[float] = []
        self.answers: Counter[tuple[str, str, int]] = Counter()
        self._feeder: threading.Thread | None = None

    @property
    def url(self) -> str:
        return self._database.url if self._database else Postgres(self.service.home).url

    @property
    def broker(self) -> str:
        return self._broker.url if self._broker else broker_url(self.url, None)

    def query(self, sql: str) -> list[asyncpg.Record]:
        """Ask the database; waits where it is away."""

        async def ask() -> list[asyncpg.Record]:
            db = await asyncpg.connect(self.url, timeout=5)
            try:
                return await db.fetch(sql)
            finally:
                await db.close()

        for _ in range(300):
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                return asyncio.run(ask())
            time.sleep(0.2)
        raise AssertionError("the database did not come back within a minute")

    def scored(self) -> int:
        return self.query("select count(*) from interaction where state = 'scored'")[0][0]

    def watch(self) -> None:
        """Note every scorecard that is ever committed, so that a second scoring cannot hide."""
        self.query("create table written (interaction_id uuid)")
        self.query(
            """create function note() returns trigger language plpgsql as
               $$ begin insert into written values (new.interaction_id); return new; end $$"""
        )
        self.query(
            "create trigger noted after insert on scorecard for each row when (new.leg = -1) execute function note()"
        )

    def feed(self, chats: list[dict[str, Any]], clips: list[tuple[dict[str, Any], bytes]], pause: float) -> None:
        """Send everything in the background, again and again until it is taken, as a client should."""
        self._feeder = threading.Thread(target=self._feed, args=(chats, clips, pause), daemon=True)
        self._feeder.start()

    def _feed(self, chats: list[dict[str, Any]], clips: list[tuple[dict[str, Any], bytes]], pause: float) -> None:
        batches = [chats[at : at + BATCH] for at in range(0, len(chats), BATCH)]
        every = max(1, len(batches) // max(1, len(clips)))
        waiting_clips = iter(clips)
        for number, batch in enumerate(batches):
            self._send("chats", "/interactions", content="\n".join(map(json.dumps, batch)))
            for _ in range(1 if number % every == 0 else 0):
                self._send_clip(next(waiting_clips, None))
            time.sleep(pause)
        for clip in waiting_clips:
            self._send_clip(clip)

    def _send_clip(self, clip: tuple[dict[str, Any], bytes] | None) -> None:
        if clip is not None:
            known, audio = clip
            self._send("clips", "/recordings", data={"interaction": json.dumps(known)}, files={"audio": audio})

    def _send(self, what: str, path: str, **body: Any) -> None:
        while True:
            during = "+".join(sorted(self.now)) or "nothing"
            try:
                with self.service.client() as client:
                    status = client.post(path, **body).status_code
            except httpx.TransportError:
                status = 0
            during = "+".join(sorted({*self.now, *(during.split("+") if during != "nothing" else [])})) or "nothing"
            self.answers[what, during, status] += 1
            if status == 202:
                return
            time.sleep(0.3)

    def fed(self) -> bool:
        return self._feeder is not None and not self._feeder.is_alive()

    def do(self, fault: Fault) -> None:
        """Break it, wait, mend it."""
        self.now.add(fault.kind)
        began = time.time()
        spool = self.service.home / "spool"
        match fault.kind:
            case "workers":
                for pid in self.service.workers():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            case "database" if self._database is None:
                os.kill(self.service.postgres(), signal.SIGKILL)
            case "database" | "broker":
                server = self._database if fault.kind == "database" else self._broker
                assert server is not None
                server.kill()
                time.sleep(fault.seconds)
                server.start()
            case "disk":
                disk.fill(spool, mounted=self.disk)
                time.sleep(4 * fault.seconds)
                disk.clear(spool, mounted=self.disk)
            case "receiver":
                self.receiver.away.set()
                time.sleep(fault.seconds)
                self.receiver.away.clear()
        self.query("select 1")
        if fault.kind in {"workers", "database"}:
            self.kills += [began, time.time()]
        self.now.remove(fault.kind)

    def until_scored(self, total: int, faults: list[Fault]) -> None:
        """Do each fault when its moment has come; until everything is scored, or nothing moves any more."""
        todo, last, moved = list(faults), -1, time.monotonic()
        while last < total or todo:
            done = self.scored()
            if done != last:
                last, moved = done, time.monotonic()
            if todo and done >= todo[0].share * total:
                fault = todo.pop(0)
                print(f"  at {done} scored: {fault.kind}, {fault.seconds:.1f} s", flush=True)
                self.do(fault)
                moved = time.monotonic()
            assert time.monotonic() - moved < PATIENCE, f"stands still at {done} of {total}: {self.states()}"
            time.sleep(0.1)

    def states(self) -> dict[str, int]:
        return dict(self.query("select state, count(*) from interaction group by 1"))

    def until(self, sql: str, what: str) -> None:
        """Wait until a count is 0, as long as it moves."""
        last, moved = -1, time.monotonic()
        while left := self.query(sql)[0][0]:
            if left != last:
                last, moved = left, time.monotonic()
            assert time.monotonic() - moved < PATIENCE, f"{left} {what} are left"
            time.sleep(0.2)

    def emptied(self) -> int:
        """The least that the broker held within the time that what killed workers fetched needs to come back."""
        least, deadline = waiting(self.broker), time.monotonic() + 120
        while least and time.monotonic() < deadline:
            least = min(least, waiting(self.broker))
            time.sleep(0.05)
        return least


@contextlib.contextmanager
def set_up(broker: Broker, seed: int) -> Iterator[Chaos]:
    """A service on a broker of its own: pgmq on the embedded PostgreSQL, the others beside Debian's."""
    with contextlib.ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix="qa-chaos-"))
        home.chmod(0o755)
        stack.callback(_put_away, home)
        receiver = Receiver(seed)
        stack.callback(receiver.close)
        mounted = stack.enter_context(disk.small(home / "qa" / "spool"))
        (home / "qa").chmod(0o755)
        service = Service(home / "qa")
        service.environment |= {"QA_ENGINE": "sphinx", "QA_WEBHOOK_PRIVATE": "true", "QA_CONCURRENCY": "2"}
        database, queue = None, None
        if broker != "pgmq":
            if Debian.programs():
                database = Debian(home / "postgres")
                database.make()
                database.start()
                stack.callback(database.close)
                asyncio.run(database.create())
            queue = RabbitMQ(home / "rabbitmq") if broker == "rabbitmq" else Redis(home / "redis")
            queue.start()
            stack.callback(queue.close)
            service.environment["QA_BROKER_URL"] = queue.url
        if database:
            service.environment["QA_DATABASE_URL"] = database.url
            service.run("migrate")
        service.start()
        stack.callback(service.stop)
        chaos = Chaos(service, database, queue, receiver)
        chaos.disk = mounted
        yield chaos


def _put_away(home: Path) -> None:
    """Keep the log of what broke, and nothing else."""
    if sys.exc_info()[0] is not None:
        kept = Path(tempfile.gettempdir()) / f"{home.name}.log"
        shutil.copy(home / "qa" / "service.log", kept)
        print(f"  the service's log: {kept}", flush=True)
    shutil.rmtree(home, ignore_errors=True)


def run(broker: Broker, *, chats: int, recordings: int, seed: int, times: int, pause: float) -> dict[str, Any]:
    """Do it all and return what was found; raises AssertionError where a promise was broken."""
    faults = plan(seed, broker, times)
    clips = contacts.clips(recordings)
    with set_up(broker, seed) as chaos:
        chaos.watch()
        with chaos.service.client() as client:
            told = {"url": chaos.receiver.url, "events": ["interaction.scored"]}
            assert client.post("/webhooks", json=told).status_code == 201
        began = time.monotonic()
        chaos.feed(contacts.chats(chats, seed), clips, pause)
        total = chats + recordings
        chaos.until_scored(total, faults)
        scored = time.monotonic() - began
        chaos.until("select count(*) from delivery where state = 'waiting'", "deliveries")
        chaos.until("select count(*) from dirty_agent_day", "dirty days")
        left = chaos.emptied()
        return {
            "broker": broker,
            "seed": seed,
            "postgres": chaos.query("show server_version")[0][0],
            "faults": Counter(fault.kind for fault in faults),
            "seconds": round(scored, 1),
            **_checked(chaos, total, left),
        }


def _checked(chaos: Chaos, total: int, left: int) -> dict[str, Any]:
    written, different = chaos.query("select count(*), count(distinct interaction_id) from written")[0]
    facts = chaos.query("select count(distinct interaction_id) from fact where leg = -1 or leg >= 0")[0][0]
    events, told = chaos.query("select count(*), count(distinct data ->> 'id') from event")[0]
    sent = chaos.query("select count(*) from delivery where state = 'sent'")[0][0]
    taken = chaos.receiver.taken
    again = {message: times for message, times in taken.items() if len(times) > 1}
    unexplained = [times for times in again.values() if not _explained(times, chaos.kills)]
    answers = {" ".join(map(str, key)): count for key, count in sorted(chaos.answers.items())}
    found = {
        "states": chaos.states(),
        "scored_twice": written - different,
        "events": events,
        "told": len(taken),
        "told_again": len(again),
        "told_again_without_a_kill": len(unexplained),
        "queue": left,
        "answers": answers,
        "disk": "tmpfs" if chaos.disk else "write-protected",
    }
    assert found["states"] == {"scored": total}, found
    assert (written, different, facts) == (total, total, total), (found, facts)
    assert (events, told, sent, len(taken)) == (total, total, total, total), (found, told, sent)
    assert len(chaos.receiver.interactions()) == total, found
    assert all(len(bodies) == 1 for bodies in chaos.receiver.bodies.values()), "one id stood for two messages"
    assert not unexplained, (found, unexplained, chaos.kills)
    assert left == 0, found
    assert {status for _, _, status in chaos.answers} <= {202, 503}, found
    refused = {during for what, during, status in chaos.answers if what == "chats" and status != 202}
    assert all("database" in during for during in refused), found
    return found


def _explained(times: list[float], kills: list[float]) -> bool:
    """Whether each time but the last was near a kill, after which nobody knew that it had been sent."""
    pairs = list(zip(kills[::2], kills[1::2], strict=True))
    return all(any(began - WINDOW < each < ended + WINDOW for began, ended in pairs) for each in sorted(times)[:-1])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "brokers", nargs="*", choices=["pgmq", "rabbitmq", "redis"], default=["pgmq", "rabbitmq", "redis"]
    )
    asked.add_argument("--chats", type=int, default=5000)
    asked.add_argument("--recordings", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--times", type=int, default=3, help="how often each part is killed")
    asked.add_argument("--pause", type=float, default=0.5, help="seconds between two batches that are sent in")
    given = asked.parse_args()
    failed = []
    for broker in given.brokers:
        print(f"{broker}:", flush=True)
        try:
            found = run(
                broker, chats=given.chats, recordings=given.recordings, seed=given.seed, times=given.times,
                pause=given.pause,
            )  # fmt: skip
        except AssertionError as error:
            failed.append(broker)
            print(f"  BROKEN: {error}", flush=True)
        else:
            print(json.dumps(found, indent=2), flush=True)
    sys.exit(f"broken: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()

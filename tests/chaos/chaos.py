"""One run: a service, what it stands on, and what is done to both."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from qa_service.embedded.postgres import Postgres
from qa_service.queue.tasks import broker_url
from tests.chaos import disk
from tests.chaos.plan import Fault, Kind, Slot
from tests.chaos.postbox import Postbox
from tests.chaos.receiver import Receiver
from tests.chaos.servers import PostgreSQL, Server, waiting
from tests.e2e.conftest import Service

PATIENCE = 120.0
POST_PATIENCE = 300.0
"""Seconds in which no mail may get through: three attempts in a row that fail are 7 minutes apart, two are 3."""

MAIL_SECONDS = 20.0


class Kill(NamedTuple):
    """From the moment that something was killed until it served again."""

    kind: Kind
    began: float
    ended: float


class Chaos:
    """`now` is what is broken at the moment, `kills` what was; `disk`: whether the spool has a disk of its own."""

    def __init__(
        self, service: Service, database: PostgreSQL | None, broker: Server | None, receiver: Receiver, post: Postbox
    ) -> None:
        self.service, self.receiver, self.post = service, receiver, post
        self._database, self._broker = database, broker
        self.disk = False
        self.now: set[Kind] = set()
        self.kills: list[Kill] = []

    @property
    def url(self) -> str:
        return self._database.url if self._database else Postgres(self.service.home).url

    @property
    def broker(self) -> str:
        return self._broker.url if self._broker else broker_url(self.url, None)

    def query(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Ask the database; waits where it is away."""

        async def ask() -> list[asyncpg.Record]:
            db = await asyncpg.connect(self.url, timeout=5)
            try:
                return await db.fetch(sql, *values)
            finally:
                await db.close()

        for _ in range(300):
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                return asyncio.run(ask())
            time.sleep(0.2)
        raise AssertionError("the database did not come back within a minute")

    def scored(self) -> int:
        return self.query("select count(*) from interaction where state = 'scored'")[0][0]

    def states(self) -> dict[str, int]:
        return dict(self.query("select state, count(*) from interaction group by 1"))

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

    def due(self, *teams: str) -> None:
        """Set these teams' schedules back by a week, so that a mail of each is due at the next tick."""
        self.query(
            """insert into report_schedule (team_id, last_slot)
               select id, now() - interval '8 days' from team where ref = any($1)
               on conflict (team_id) do update set last_slot = excluded.last_slot""",
            list(teams),
        )

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
            case "database" | "broker" | "post":
                server = {"database": self._database, "broker": self._broker, "post": self.post}[fault.kind]
                assert server is not None
                if server is self.post:
                    self._until_mail_comes()
                    began = time.time()
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
        if fault.kind in {"workers", "database", "post"}:
            self.kills.append(Kill(fault.kind, began, time.time()))
        self.now.remove(fault.kind)

    def _until_mail_comes(self) -> None:
        """So that mail is on its way when its receiver is killed; not for ever, because all of it may be sent."""
        before, deadline = len(self.post.noted()), time.monotonic() + MAIL_SECONDS
        while len(self.post.noted()) == before and time.monotonic() < deadline:
            time.sleep(0.01)

    def until_scored(self, total: int, happens: Sequence[Fault | Slot]) -> None:
        """Let everything happen at its moment; until all is scored, or nothing moves any more."""
        todo, last, moved = sorted(happens, key=lambda one: one.share), -1, time.monotonic()
        while last < total or todo:
            done = self.scored()
            if done != last:
                last, moved = done, time.monotonic()
            if todo and done >= todo[0].share * total:
                match todo.pop(0):
                    case Slot(_, team):
                        print(f"  at {done} scored: mail of {team} is due", flush=True)
                        self.due(team)
                    case Fault() as fault:
                        print(f"  at {done} scored: {fault.kind}, {fault.seconds:.1f} s", flush=True)
                        self.do(fault)
                moved = time.monotonic()
            assert time.monotonic() - moved < PATIENCE, f"stands still at {done} of {total}: {self.states()}"
            time.sleep(0.1)

    def until(self, sql: str, what: str, patience: float = PATIENCE) -> None:
        """Wait until a count is 0, as long as it moves."""
        last, moved = -1, time.monotonic()
        while left := self.query(sql)[0][0]:
            if left != last:
                last, moved = left, time.monotonic()
            assert time.monotonic() - moved < patience, f"{left} {what} are left"
            time.sleep(0.2)

    def emptied(self) -> int:
        """The least that the broker held within the time that what killed workers fetched needs to come back."""
        least, deadline = waiting(self.broker), time.monotonic() + 120
        while least and time.monotonic() < deadline:
            least = min(least, waiting(self.broker))
            time.sleep(0.05)
        return least

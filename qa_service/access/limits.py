"""How many requests one caller may send: a bucket of tokens that fills evenly, for each, over all processes."""

import asyncio
import math
import time
from collections.abc import Callable

from qa_service.errors import TooMany
from qa_service.store import allowances
from qa_service.store.database import Database

MOST_CALLERS = 10_000
FAILURES = 60
"""Keys that are not valid which one address may try a minute."""


class Here:
    """What this process holds for a caller: tokens, or until when there are none anywhere."""

    def __init__(self) -> None:
        self.held = 0
        self.shut_until = 0.0
        self.lock = asyncio.Lock()


class Limits:
    """`per_minute` tokens at most, as many at the start; 0 is no limit.

    A process takes a second's worth at once, so that few requests ask the database: so many more may come from each.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._at_once = max(1, per_minute // 60)
        self._callers: dict[str, Here] = {}

    async def take(self, database: Database, caller: str) -> None:
        """Take one token, or raise TooMany with the seconds until there is one."""
        if not self._per_minute:
            return
        here = self._here(caller)
        if not here.held:
            async with here.lock:
                if not here.held:  # nobody fetched any while this waited
                    here.held = await self._fetched(database, caller, here)
        here.held -= 1

    async def check(self, database: Database, caller: str) -> None:
        """Raise TooMany where no token is left; takes none."""
        if not self._per_minute:
            return
        here = self._here(caller)
        if here.held or here.shut_until > self._clock():
            remaining = float(here.held)
        else:
            async with database.connection() as db:
                found: float | None = await allowances.REMAINING.value(db, caller, self._per_minute)
            remaining = self._per_minute if found is None else found
        if remaining < 1:
            raise TooMany("too many keys that are not valid came from this address; try again in a minute", 60)

    async def _fetched(self, database: Database, caller: str, here: Here) -> int:
        seconds = math.ceil(here.shut_until - self._clock())
        if seconds <= 0:
            async with database.connection() as db:
                found = await allowances.TAKE.one(db, caller, self._per_minute, self._at_once)
            if found is not None and found.granted:
                return found.granted
            seconds = math.ceil((1 - (found.remaining if found else 0)) * 60 / self._per_minute)
            here.shut_until = self._clock() + seconds
        raise TooMany(f"more than {self._per_minute} requests a minute; try again in {seconds} s", seconds)

    def _here(self, caller: str) -> Here:
        if caller not in self._callers and len(self._callers) >= MOST_CALLERS:
            self._callers.clear()
        return self._callers.setdefault(caller, Here())

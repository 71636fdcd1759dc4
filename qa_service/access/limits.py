"""How many requests one caller may send: a bucket of tokens that fills evenly, for each of them."""

import math
import time
from collections.abc import Callable

from qa_service.errors import TooMany

MOST_CALLERS = 10_000
FAILURES = 60
"""Keys that are not valid which one address may try a minute."""


class Limits:
    """`per_minute` tokens at most, as many at the start; 0 is no limit. Of this process alone."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> None:
        """Take one token, or raise TooMany with the seconds until there is one."""
        left = self._left(caller)
        if left < 1:
            seconds = math.ceil((1 - left) * 60 / self._per_minute)
            raise TooMany(f"more than {self._per_minute} requests a minute; try again in {seconds} s", seconds)
        if self._per_minute:
            self._buckets[caller] = (left - 1, self._clock())

    def check(self, caller: str) -> None:
        """Raise TooMany where no token is left; takes none."""
        if self._left(caller) < 1:
            raise TooMany("too many keys that are not valid came from this address; try again in a minute", 60)

    def _left(self, caller: str) -> float:
        if not self._per_minute:
            return 1.0
        if caller not in self._buckets and len(self._buckets) >= MOST_CALLERS:
            self._forget()
        left, since = self._buckets.get(caller, (float(self._per_minute), self._clock()))
        return min(self._per_minute, left + (self._clock() - since) * self._per_minute / 60)

    def _forget(self) -> None:
        """Leave out whose bucket has filled again; all of them where none has."""
        full = {caller for caller in self._buckets if self._left(caller) >= self._per_minute}
        for caller in full or list(self._buckets):
            del self._buckets[caller]

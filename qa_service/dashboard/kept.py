"""What pages need and is dear to make, kept in this process: as long as its key stands, or for a while."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, TypeVar

MOST = 32
TIMES = 10

Made = TypeVar("Made")


async def once(cache: dict[Any, Any], key: object, make: Callable[[], Awaitable[Made]]) -> Made:
    """Make it where `key`, which names all that it depends on, is not known."""
    if key not in cache:
        put(cache, key, await make())
    found: Made = cache[key]
    return found


async def a_while(cache: dict[Any, Any], key: object, make: Callable[[], Awaitable[Made]]) -> Made:
    """Make it anew where it is older than ten times what making it took: it is never more than a tenth of the work."""
    found, until = cache.get(key, (None, 0.0))
    if monotonic() >= until:
        began = monotonic()
        found = await make()
        ended = monotonic()
        put(cache, key, (found, ended + TIMES * (ended - began)))
    made: Made = found
    return made


def put(cache: dict[Any, Any], key: object, value: object) -> None:
    if len(cache) >= MOST:
        cache.clear()
    cache[key] = value

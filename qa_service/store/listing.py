"""Lists of interactions. Only what is asked for stands in a statement, so that an index answers it in its own order.

Contacts come in the order in which they came in, or, where days are asked for, by day and then in that order. What no
index knows (channel, queue, whom the user reaches, ...) is looked for among the next WINDOW contacts: a list may hold
fewer than were asked for and still go on after `more`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from qa_service.store import people
from qa_service.store.database import Connection
from qa_service.store.interactions import _SHOWN, Shown

WINDOW = 10_000
INDEXED = ("received", "transcribed", "failed")
"""States that few contacts are in: partial indexes hold them."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Days half open; `after` is the last contact of the list so far."""

    after: UUID | None = None
    state: str | None = None
    day_from: date | None = None
    day_until: date | None = None
    agent: str | None = None
    source: str | None = None
    ref: str | None = None
    channel: str | None = None
    queue: str | None = None
    reason: str | None = None
    language: str | None = None

    @property
    def by_day(self) -> bool:
        return self.day_from is not None or self.day_until is not None


class Listed(Struct, frozen=True):
    """`more` is what to go on after; None at the end of the list."""

    rows: list[Shown]
    more: UUID | None


Reach = tuple[bool, int | None, list[int]]
_COLUMNS, _, _JOINED = _SHOWN.partition("from interaction i")
_KEYS = {
    "day_from": "i.day >= {}",
    "day_until": "i.day < {}",
    "ref": "i.ref = {0} and i.id in (select interaction_id from interaction_key where ref = {0})",
}
_FILTERS = {name: f"i.{name} = {{}}" for name in ("source", "channel", "queue", "reason", "language")}


async def listed(db: Connection, wanted: Wanted, reach: Reach, most: int, *, newest_first: bool = False) -> Listed:
    """Up to `most` of the contacts that the user reaches."""
    values: list[object] = []
    keys = _keys(wanted, reach, values, newest_first=newest_first)
    of_keys = len(values)
    filters = _filters(wanted, reach, values)
    order = _order(wanted, newest_first=newest_first)
    values.append(most + 1)
    count = f"${len(values)}"
    among = f"select i.* from interaction i {_where(keys)} {order} limit {WINDOW if filters else count}"  # noqa: S608 - our own text
    found = f"select i.* from ({among}) i {_where(filters)} {order} limit {count}"  # noqa: S608 - our own text
    records = await db.fetch(f"{_COLUMNS} from ({found}) i {_JOINED} {order}", *values)
    rows = [Shown(**dict(record)) for record in records]
    if len(rows) > most:
        return Listed(rows[:most], rows[most - 1].id)
    if not filters:
        return Listed(rows, None)
    last = f"select i.id from interaction i {_where(keys)} {order} offset {WINDOW - 1} limit 1"  # noqa: S608 - our own text
    return Listed(rows, await db.fetchval(last, *values[:of_keys]))


def _keys(wanted: Wanted, reach: Reach, values: list[object], *, newest_first: bool) -> list[str]:
    """What an index finds in the list's order; somebody whom the user never reached has nothing to look through."""
    keys = _conditions(wanted, _KEYS, values)
    if wanted.agent is not None:
        asked = f"select a.id from agent a where a.ref = {_placed(wanted.agent, values)}"  # noqa: S608 - our own text
        if not reach[0]:
            asked += f" and {people.ever_reached('a.id', *(_placed(each, values) for each in reach[1:]))}"
        keys.append(f"i.agent_id = ({asked})")
    if wanted.state in INDEXED:  # spelled out: a partial index is only used for what it says itself
        keys.append(f"i.state = '{wanted.state}'")
    if wanted.after is not None:
        than, last = "<" if newest_first else ">", _placed(wanted.after, values)
        by_day = f"(i.day, i.id) {than} ((select x.day from interaction x where x.id = {last}), {last})"  # noqa: S608 - our own text
        keys.append(by_day if wanted.by_day else f"i.id {than} {last}")
    return keys


def _filters(wanted: Wanted, reach: Reach, values: list[object]) -> list[str]:
    filters = _conditions(wanted, _FILTERS, values)
    if wanted.state is not None and wanted.state not in INDEXED:
        filters.append(f"i.state = {_placed(wanted.state, values)}")
    if not reach[0]:
        everyone, own, teams = (_placed(each, values) for each in reach)
        filters.append(people.ever_reached("i.agent_id", own, teams))
        filters.append(f"reaches({everyone}, {own}, {teams}, i.agent_id, i.day)")
    return filters


def _conditions(wanted: Wanted, told: Mapping[str, str], values: list[object]) -> list[str]:
    given = [(condition, getattr(wanted, name)) for name, condition in told.items()]
    return [condition.format(_placed(value, values)) for condition, value in given if value is not None]


def _placed(value: object, values: list[object]) -> str:
    values.append(value)
    return f"${len(values)}"


def _order(wanted: Wanted, *, newest_first: bool) -> str:
    way = " desc" if newest_first else ""
    return f"order by i.day{way}, i.id{way}" if wanted.by_day else f"order by i.id{way}"


def _where(conditions: Sequence[str]) -> str:
    return f"where {' and '.join(conditions)}" if conditions else ""

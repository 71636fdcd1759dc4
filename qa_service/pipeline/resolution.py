"""How first contacts of a period went on, and what customers had to give again in later ones."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from qa_service.monitoring.cases import Contact, Followed, Leg, part
from qa_service.monitoring.given_again import Repetition, repetition
from qa_service.monitoring.resolution import AgentResolution, Resolution, by_agent, resolution
from qa_service.pipeline.analyse import Filters, Period
from qa_service.pipeline.sums import NONE
from qa_service.store import cases
from qa_service.store.cases import AgainRow, FollowedRow
from qa_service.store.database import Database

People = dict[str, dict[str, frozenset[str]]]
"""Who is behind each part's figures: their references by the part's name and value."""
Segment = tuple[str, str]
"""A kind of segment and its value."""
SEGMENT = "segment:"
"""Before the kind of segment that is a part."""
PARTS = ("queue", "reason", "channel", "language", "team")


class Resolved(Struct, frozen=True, kw_only=True):
    """First contacts of a period, followed up to `until`, by each part's values; `windows` are days by reason.

    `people` are behind each part's figures, as `everybody` is behind the whole's.
    """

    period: Period
    filters: Filters
    until: dt.datetime | None
    windows: dict[str, float]
    whole: Resolution | None
    parts: dict[str, dict[str, Resolution]]
    agents: tuple[AgentResolution, ...]
    people: People
    everybody: frozenset[str]


class Repeated(Struct, frozen=True, kw_only=True):
    """Later contacts of a period's cases, by each part's values."""

    period: Period
    filters: Filters
    whole: Repetition | None
    parts: dict[str, dict[str, Repetition]]
    people: People
    everybody: frozenset[str]


async def resolved(
    database: Database, period: Period, filters: Filters, segment: Segment | None = None, kinds: Sequence[str] = ()
) -> Resolved:
    """First-contact resolution of the period's first contacts, up to the last contact that is known.

    `segment` narrows them to customers of one kind; `kinds` are segments that become parts, too.
    """
    async with database.connection() as db:
        until: dt.datetime | None = await cases.UNTIL.value(db)
        windows = {one.reason: one.days for one in await cases.WINDOWS.all(db)}
        rows = await cases.FOLLOWED.all(db, *_sight(period, filters, segment))
    known = [(row, _followed(row, until)) for row in rows if until is not None and row.started_at <= until]
    return Resolved(
        period=period,
        filters=filters,
        until=until,
        windows=windows,
        whole=resolution([one for _, one in known]),
        parts={name: _parted(name, known) for name in _parts(kinds)},
        agents=by_agent([one for _, one in known]) if known and segment is None else (),
        people=_people([row for row, _ in known], kinds),
        everybody=frozenset(one for row, _ in known for one in row.people),
    )


async def repeated(
    database: Database, period: Period, filters: Filters, segment: Segment | None = None, kinds: Sequence[str] = ()
) -> Repeated:
    """What customers had to give again in later contacts of their cases; segments as of resolution."""
    async with database.connection() as db:
        rows = await cases.AGAIN.all(db, *_sight(period, filters, segment))
    held = [(row, [(one["type"], one["cause"]) for one in row.again]) for row in rows]
    parts: dict[str, dict[str, list[list[tuple[str, str]]]]] = {name: {} for name in _parts(kinds)}
    for row, again in held:
        for name, values in parts.items():
            values.setdefault(_value(row, name), []).append(again)
    return Repeated(
        period=period,
        filters=filters,
        whole=repetition([again for _, again in held]),
        parts={
            name: {value: found for value, of in sorted(values.items()) if (found := repetition(of))}
            for name, values in parts.items()
        },
        people=_people(rows, kinds),
        everybody=frozenset(one for row in rows for one in row.people),
    )


async def set_windows(database: Database, windows: Mapping[str, float]) -> None:
    """Put these windows, days by reason, in the place of all; cases of reasons that change are strung anew."""
    async with database.transaction() as db:
        before = {one.reason: one.days for one in await cases.WINDOWS.all(db)}
        await cases.DELETE_WINDOWS.run(db, list(windows))
        await cases.PUT_WINDOWS.run(db, list(windows), list(windows.values()))
        changed = sorted(name for name in before.keys() | windows.keys() if before.get(name) != windows.get(name))
        await cases.MARK_REASON.run(db, changed)


def _followed(row: FollowedRow, until: dt.datetime) -> Followed:
    back = row.back_at if row.back_at is not None and row.back_at <= until else None
    contact = Contact(
        id=str(row.interaction_id),
        at=row.started_at,
        end=row.ended_at,
        cause=row.cause,
        legs=tuple(Leg(agent=agent, share=share) for agent, share in zip(row.agents, row.shares, strict=True)),
    )
    return Followed(
        contact=contact,
        followed=part(row.ended_at, dt.timedelta(days=row.window_days), back or until),
        back=str(row.back_id) if back else None,
    )


def _parted(name: str, known: Sequence[tuple[FollowedRow, Followed]]) -> dict[str, Resolution]:
    values: dict[str, list[Followed]] = {}
    for row, one in known:
        values.setdefault(_value(row, name), []).append(one)
    return {value: found for value, of in sorted(values.items()) if (found := resolution(of))}


def _parts(kinds: Sequence[str]) -> tuple[str, ...]:
    return (*PARTS, *(f"{SEGMENT}{kind}" for kind in kinds))


def _value(row: FollowedRow | AgainRow, part: str) -> str:
    if part.startswith(SEGMENT):
        return (row.segment or {}).get(part.removeprefix(SEGMENT)) or NONE
    return getattr(row, part) or NONE


def _people(rows: Sequence[FollowedRow] | Sequence[AgainRow], kinds: Sequence[str]) -> People:
    found: dict[str, dict[str, set[str]]] = {name: {} for name in _parts(kinds)}
    for row in rows:
        for name, values in found.items():
            values.setdefault(_value(row, name), set()).update(row.people)
    return {name: {value: frozenset(of) for value, of in values.items()} for name, values in found.items()}


def _sight(period: Period, filters: Filters, segment: Segment | None) -> tuple[object, ...]:
    return (
        period.day_from, period.day_until, filters.queue, filters.reason, filters.channel, filters.language,
        filters.team, *(segment or (None, None)),
    )  # fmt: skip

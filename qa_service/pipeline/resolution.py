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
from qa_service.store.cases import FollowedRow
from qa_service.store.database import Database

PARTS = ("queue", "reason", "channel", "language", "team")


class Resolved(Struct, frozen=True, kw_only=True):
    """First contacts of a period, followed up to `until`, by each part's values; `windows` are days by reason.

    `team_agents` counts the agents behind each team's figure.
    """

    period: Period
    filters: Filters
    until: dt.datetime | None
    windows: dict[str, float]
    whole: Resolution | None
    parts: dict[str, dict[str, Resolution]]
    agents: tuple[AgentResolution, ...]
    team_agents: dict[str, int]


class Repeated(Struct, frozen=True, kw_only=True):
    """Later contacts of a period's cases, by each part's values."""

    period: Period
    filters: Filters
    whole: Repetition | None
    parts: dict[str, dict[str, Repetition]]


async def resolved(database: Database, period: Period, filters: Filters) -> Resolved:
    """First-contact resolution of the period's first contacts, up to the last contact that is known."""
    async with database.connection() as db:
        until: dt.datetime | None = await cases.UNTIL.value(db)
        windows = {one.reason: one.days for one in await cases.WINDOWS.all(db)}
        rows = await cases.FOLLOWED.all(db, *_sight(period, filters))
    known = [(row, _followed(row, until)) for row in rows if until is not None and row.started_at <= until]
    teams: dict[str, set[str]] = {}
    for row, _ in known:
        teams.setdefault(row.team or NONE, set()).update(row.agents)
    return Resolved(
        period=period,
        filters=filters,
        until=until,
        windows=windows,
        whole=resolution([one for _, one in known]),
        parts={name: _parted(name, known) for name in PARTS},
        agents=by_agent([one for _, one in known]) if known else (),
        team_agents={team: len(agents) for team, agents in teams.items()},
    )


async def repeated(database: Database, period: Period, filters: Filters) -> Repeated:
    """What customers had to give again in later contacts of their cases."""
    async with database.connection() as db:
        rows = await cases.AGAIN.all(db, *_sight(period, filters))
    held = [(row, [(one["type"], one["cause"]) for one in row.again]) for row in rows]
    parts: dict[str, dict[str, list[list[tuple[str, str]]]]] = {name: {} for name in PARTS}
    for row, again in held:
        for name, values in parts.items():
            values.setdefault(getattr(row, name) or NONE, []).append(again)
    return Repeated(
        period=period,
        filters=filters,
        whole=repetition([again for _, again in held]),
        parts={
            name: {value: found for value, of in sorted(values.items()) if (found := repetition(of))}
            for name, values in parts.items()
        },
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
        values.setdefault(getattr(row, name) or NONE, []).append(one)
    return {value: found for value, of in sorted(values.items()) if (found := resolution(of))}


def _sight(period: Period, filters: Filters) -> tuple[object, ...]:
    return (
        period.day_from, period.day_until, filters.queue, filters.reason, filters.channel, filters.language,
        filters.team,
    )  # fmt: skip

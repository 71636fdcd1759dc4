"""What a period says of the centre: drivers, resolution over cases, what had to be given again, bridges."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from litestar import Request, Router, get, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Struct, field, structs

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.cells import because, few, hidden
from qa_service.access.names import names
from qa_service.access.roles import READERS, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.period import FILTERED, From, Until, asked, parts, wanted
from qa_service.api.results import Asked, echoed
from qa_service.api.segments import SegmentOf, segment_of
from qa_service.config import Settings
from qa_service.errors import BadInput
from qa_service.monitoring.cases import WINDOW_DAYS
from qa_service.monitoring.drivers import known
from qa_service.monitoring.given_again import Repetition
from qa_service.monitoring.resolution import AgentResolution, Resolution
from qa_service.monitoring.results import Driver
from qa_service.pipeline import resolution as over_cases
from qa_service.pipeline.analyse import Filters, Period
from qa_service.pipeline.bridge import Bridge, bridges
from qa_service.pipeline.segments import FEWEST
from qa_service.queue.tasks import wake
from qa_service.store import people
from qa_service.store.database import Connection

MOST_DAYS = 365
WHOLE = "whole"
Sum = TypeVar("Sum", Resolution, Repetition)
TEAMS = (*READERS, "team_lead")


class Drivers(Struct, frozen=True, kw_only=True):
    """`outcome` is the one that training is expected to move, and that priorities count.

    `left_out` are behaviours of too few agents.
    """

    asked: Asked
    outcome: str | None
    drivers: tuple[Driver, ...]
    left_out: dict[str, str]


class OfCases(Struct, frozen=True, kw_only=True):
    """Days are half open, in the centre's time zone; first contacts are followed up to the last contact there is."""

    day_from: date = field(name="from")
    day_until: date = field(name="until")
    timezone: str
    filters: Filters
    segment: str | None = None
    followed_until: datetime | None = None


class Windows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days in which a customer of a reason may come back; other reasons have `default`, which is not set here."""

    reasons: dict[str, float]
    default: float = WINDOW_DAYS


class OverCases(Struct, frozen=True, kw_only=True):
    """`resolution` of all first contacts, and by queue, reason, channel, language and team; None without any.

    `left_out` are parts of too few agents, by their names and values: a figure of few is one of persons; `whole` where
    all is.
    """

    asked: OfCases
    windows: Windows
    resolution: Resolution | None
    parts: dict[str, dict[str, Resolution]]
    agents: tuple[AgentResolution, ...]
    left_out: dict[str, dict[str, str] | str]


class GivenAgain(Struct, frozen=True, kw_only=True):
    """`left_out` as of resolution."""

    asked: OfCases
    repetition: Repetition | None
    parts: dict[str, dict[str, Repetition]]
    left_out: dict[str, dict[str, str] | str]


class Bridges(Struct, frozen=True, kw_only=True):
    """Without a bridge two instruments are not compared."""

    bridges: list[Bridge]


@get("/drivers", guards=[allows_reached(*TEAMS)], dependencies=FILTERED)
async def drivers(
    state: State,
    filters: NamedDependency[Filters],
    day_from: From = None,
    day_until: Until = None,
    instrument: FromQuery[str | None] = None,
) -> Drivers:
    """What goes with a behaviour in what happened to the customer, within agents and between them; who answered."""
    database, settings = parts(state)
    found = await asked(
        database, settings, day_from=day_from, day_until=day_until, filters=filters, instrument=instrument
    )
    gone_with = found.analysis.drivers
    shown = tuple(one for one in gone_with if one.agents >= settings.min_cell)
    return Drivers(
        asked=echoed(found, settings.timezone),
        outcome=known(shown)[0],
        drivers=shown,
        left_out={one.behaviour: because(settings.min_cell) for one in gone_with if one not in shown},
    )


@get("/resolution", guards=[allows_reached(*TEAMS)], dependencies=FILTERED, opt={LOOKS_AT: "resolution"})
async def resolution(
    request: Request[User, Any, State],
    state: State,
    filters: NamedDependency[Filters],
    day_from: From = None,
    day_until: Until = None,
    segment: SegmentOf = None,
) -> OverCases:
    """The share of first contacts after which nobody had to come back, windows still open reckoned with.

    No agent is told by a segment.
    """
    database, settings = parts(state)
    of_segment = segment_of(settings, segment)
    period = await wanted(database, settings, day_from, day_until)
    found = await over_cases.resolved(database, period, filters, of_segment, settings.reported_segments)
    enough, left_out = _enough(
        found.parts, found.people, found.everybody, settings.min_cell, found.whole if of_segment else None
    )
    async with database.connection() as db:
        shown = await _shown(db, request.user, settings, found.agents, period, filters.team)
    looked(request, [one.agent for one, _ in shown])
    return OverCases(
        asked=OfCases(
            day_from=period.day_from,
            day_until=period.day_until,
            timezone=settings.timezone,
            filters=filters,
            segment=segment,
            followed_until=found.until,
        ),
        windows=Windows(reasons=found.windows),
        resolution=None if WHOLE in left_out else found.whole,
        parts=enough,
        agents=tuple(structs.replace(one, agent=name) for one, name in shown),
        left_out=left_out,
    )


@put("/resolution/windows", guards=[allows("admin", "qa_lead")])
async def set_windows(state: State, data: JSONBody[Windows]) -> Windows:
    """Put these windows in the place of all; what follows from them is computed anew."""
    if data.default != WINDOW_DAYS:
        raise BadInput(f"default: is {WINDOW_DAYS:g} days and cannot be set; name the reason")
    for reason, days in data.reasons.items():
        if not 0 < days <= MOST_DAYS:
            raise BadInput(f"reasons: {reason!r} has {days:g} days; they are more than 0 and at most {MOST_DAYS}")
    await over_cases.set_windows(state.database, data.reasons)
    await wake(state.sender, "refresh")
    return data


@get("/repetition", guards=[allows_reached(*TEAMS)], dependencies=FILTERED)
async def repetition(
    state: State,
    filters: NamedDependency[Filters],
    day_from: From = None,
    day_until: Until = None,
    segment: SegmentOf = None,
) -> GivenAgain:
    """How often customers gave again in a later contact of their case what they had given in an earlier one."""
    database, settings = parts(state)
    of_segment = segment_of(settings, segment)
    period = await wanted(database, settings, day_from, day_until)
    found = await over_cases.repeated(database, period, filters, of_segment, settings.reported_segments)
    enough, left_out = _enough(
        found.parts, found.people, found.everybody, settings.min_cell, found.whole if of_segment else None
    )
    return GivenAgain(
        asked=OfCases(
            day_from=period.day_from,
            day_until=period.day_until,
            timezone=settings.timezone,
            filters=filters,
            segment=segment,
        ),
        repetition=None if WHOLE in left_out else found.whole,
        parts=enough,
        left_out=left_out,
    )


@get("/bridge", guards=[allows(*READERS)])
async def bridge(state: State) -> Bridges:
    """How much each change of instrument moved the scores of the sample that was scored under both."""
    database, settings = parts(state)
    return Bridges(bridges=await bridges(database, least=settings.min_cell))


def _enough(
    parts: Mapping[str, Mapping[str, Sum]],
    people: over_cases.People,
    everybody: frozenset[str],
    least: int,
    of_segment: Resolution | Repetition | None,
) -> tuple[dict[str, dict[str, Sum]], dict[str, dict[str, str] | str]]:
    """The parts that are of enough people, and why the others are not here; of segments those of enough contacts, too.

    Values of segments are not named there: one that is rare may be a person's.
    """
    if few(everybody, least):
        return {}, {WHOLE: because(least)}
    fewest = max(least, FEWEST)
    if of_segment is not None and of_segment.n < fewest:
        return {}, {WHOLE: f"of fewer than {fewest} contacts"}
    shown: dict[str, dict[str, Sum]] = {}
    left_out: dict[str, dict[str, str] | str] = {}
    for name, of in parts.items():
        segment = name.startswith(over_cases.SEGMENT)
        rare = {value for value, one in of.items() if (segment or of_segment) and one.n < fewest}
        gone = rare | ({v for v in of if few(people[name][v], least)} if segment else hidden(people[name], least))
        shown[name] = {value: one for value, one in of.items() if value not in gone}
        if gone:
            left_out[name] = because(least) if segment else dict.fromkeys(sorted(gone), because(least))
    return shown, left_out


async def _shown(
    db: Connection, user: User, settings: Settings, found: tuple[AgentResolution, ...], period: Period, team: str | None
) -> list[tuple[AgentResolution, str]]:
    """Agents whom this user reaches, with the name that the user reads."""
    reached: set[str] | None = None
    if not user.everyone:
        of_team = (await people.TEAMS.all(db, [team]))[0] if team else None
        members = await people.AGENTS_OF_TEAM.all(db, of_team.id, period.day_from, period.day_until) if of_team else []
        reached = {agent.ref for agent in members}
    known_as = await names(db, settings, user)
    return [
        (one, name)
        for one in found
        if (reached is None or one.agent in reached) and (name := known_as.shown(one.agent)) is not None
    ]


router = Router(path="/", route_handlers=[drivers, resolution, set_windows, repetition, bridge])

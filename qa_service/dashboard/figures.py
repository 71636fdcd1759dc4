"""The statistics that pages show: the standing analysis, or that of the period and filters asked for.

What leaves here holds only agents whom the visitor may see, under the names that the visitor may read.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from litestar.datastructures import State
from msgspec import Struct
from msgspec.structs import replace

from qa_service.dashboard import kept
from qa_service.dashboard.asked import Asked
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, NotAllowed, NotFound
from qa_service.monitoring.results import Analysis, TeamResult
from qa_service.pipeline.analyse import Period, analyse, inside_of, standing_period
from qa_service.pipeline.team_days import Within
from qa_service.reports.coaching import weak_speech
from qa_service.store import analyses, pages, people, scorecards
from qa_service.store.database import Connection


class Figures(Struct, frozen=True, kw_only=True):
    """An analysis with what it is of. `others` counts scores of the same days by other instruments.

    `ranked` is how many pairs of agent and behaviour are ranked in all, whoever may see them. `inside` are the agents
    who have days in the visitor's teams; None: whoever there is.
    """

    analysis: Analysis
    period: Period
    instrument: str
    instrument_id: int
    others: dict[str, int]
    computed_at: datetime
    ranked: int
    inside: frozenset[str] | None = None

    @property
    def badly_heard(self) -> bool:
        """Whether they are of calls whose words were mostly missed."""
        return weak_speech(self.instrument) is not None

    @property
    def last_day(self) -> date:
        return self.period.day_until - timedelta(days=1)


class Centre(Struct, frozen=True, kw_only=True):
    """Whom a visitor may see, by the names they read, and what filters can choose."""

    agents: Mapping[str, pages.Known]
    teams: tuple[str, ...]
    choices: dict[str, list[str]]

    @property
    def refs(self) -> list[str]:
        """Who they really are: for the log of who looked at whom."""
        return [one.agent for one in self.agents.values()]

    def team(self, agent: str) -> str:
        known = self.agents.get(agent)
        return (known.team if known else None) or ""


async def look(state: State, visitor: Visitor, asked: Asked) -> tuple[Figures | None, Centre]:
    """The figures of whom this visitor may see; None where nothing is scored yet.

    Who reaches agents through teams gets those of the days on which they were in one.
    """
    user = visitor.user
    found = await figures(state, asked, None if user.everyone else Within(user.teams, user.agent))
    async with state.database.connection() as db:
        around = await centre(db, visitor)
    if found is not None and visitor.names.mode == "team-only" and user.agent is None:
        found = of_enough(found, state.settings.min_cell)
    return (None if found is None else seen(found, around)), around


def of_enough(found: Figures, least: int) -> Figures:
    """Without behaviours of fewer than `least` agents, where nobody reads the figures of one; NotAllowed for none."""
    behaviours = {name: of for name, of in found.analysis.behaviours.items() if len(of.agents) >= least}
    if found.analysis.behaviours and not behaviours:
        raise NotAllowed(f"these are figures of fewer than {least} agents, which nobody reads in this centre")
    return replace(found, analysis=replace(found.analysis, behaviours=behaviours))


def seen(found: Figures, around: Centre) -> Figures:
    """Only who is in `around`, by the names there."""
    names = {
        one.agent: name for name, one in around.agents.items() if found.inside is None or one.agent in found.inside
    }
    behaviours = {
        name: replace(
            of,
            agents=tuple(replace(one, agent=names[one.agent]) for one in of.agents if one.agent in names),
            teams=tuple(_team(one, names) for one in of.teams if one.team in around.teams),
        )
        for name, of in found.analysis.behaviours.items()
    }
    priorities = tuple(replace(one, agent=names[one.agent]) for one in found.analysis.priorities if one.agent in names)
    return replace(found, analysis=replace(found.analysis, behaviours=behaviours, priorities=priorities))


def _team(one: TeamResult, names: Mapping[str, str]) -> TeamResult:
    return replace(one, agents=tuple(replace(at, agent=names[at.agent]) for at in one.agents if at.agent in names))


async def centre(db: Connection, visitor: Visitor) -> Centre:
    choices: dict[str, list[str]] = {}
    for one in await pages.CHOICES.all(db):
        choices.setdefault(one.filter, []).append(one.value)
    reached = None if visitor.user.everyone else list(visitor.user.teams)
    told = [(visitor.shown(one.agent, one.team), one) for one in await pages.AGENTS.all(db, reached)]
    teams = [team.ref for team in await people.ALL_TEAMS.all(db)]
    return Centre(
        agents={name: one for name, one in told if name is not None},
        teams=tuple(team for team in teams if visitor.user.reaches_team(team)),
        choices=choices,
    )


async def figures(state: State, asked: Asked, within: Within | None = None) -> Figures | None:
    """The analysis asked for; None where nothing is scored yet, NotFound where nothing fits what was asked."""
    async with state.database.connection() as db:
        standing = await analyses.NEWEST.one(db)
        if standing is None:
            return None
        whole = await standing_period(db, state.settings.window_days)
        everybody = await _standing(db, standing, state.page_cache) if asked.everything else None
    assert whole is not None
    period = Period(asked.day_from or whole.day_from, asked.day_until or whole.day_until)
    if period.day_from >= period.day_until:
        raise BadInput(f"from: {period.day_from} is not before until {period.day_until}")
    found = everybody or await _kept(state, asked, period, asked.instrument, None, standing.computed_at)
    if within is None:
        return found
    async with state.database.connection() as db:
        there = await inside_of(db, found.instrument_id, found.period, within)
    if any(there.values()):  # somebody came or went: their days here are told alone
        return await _kept(state, asked, found.period, found.instrument, within, standing.computed_at)
    return replace(found, inside=frozenset(there))


async def _kept(
    state: State, asked: Asked, period: Period, instrument: str | None, within: Within | None, computed_at: datetime
) -> Figures:
    async def compute() -> Figures:
        found = await analyse(state.database, period, asked.filters, instrument=instrument, within=within)
        if found is None:
            raise NotFound(f"nothing is scored between {period.day_from} and {period.day_until}")
        return Figures(
            analysis=found.analysis,
            period=period,
            instrument=found.instrument.name,
            instrument_id=found.instrument.id,
            others=found.others,
            computed_at=computed_at,
            ranked=len(found.analysis.priorities),
            inside=found.inside,
        )

    return await kept.once(state.page_cache, (asked, within, computed_at), compute)


async def _standing(db: Connection, row: analyses.Standing, cache: dict[Any, Any]) -> Figures:
    if row.computed_at not in cache:
        used = await scorecards.USED_INSTRUMENTS.all(db, row.day_from, row.day_until)
        analysis = msgspec.convert(await analyses.DOCUMENT.value(db, row.id), Analysis)
        cache[row.computed_at] = Figures(
            analysis=analysis,
            period=Period(row.day_from, row.day_until),
            instrument=row.instrument,
            instrument_id=row.instrument_id,
            others={one.name: one.scores for one in used if one.name != row.instrument},
            computed_at=row.computed_at,
            ranked=len(analysis.priorities),
        )
    return cache[row.computed_at]

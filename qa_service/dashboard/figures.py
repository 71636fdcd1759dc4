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

from qa_service.dashboard.asked import Asked
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, NotFound
from qa_service.monitoring.results import Analysis, TeamResult
from qa_service.pipeline.analyse import Period, analyse, standing_period
from qa_service.reports.coaching import speech_warnings
from qa_service.store import analyses, interactions, pages, people, scorecards
from qa_service.store.database import Connection

KEPT = 32
"""Analyses of other periods and filters that stay in memory until the figures move."""


class Figures(Struct, frozen=True, kw_only=True):
    """An analysis with what it is of. `others` counts scores of the same days by other instruments.

    `ranked` is how many pairs of agent and behaviour are ranked in all, whoever may see them.
    """

    analysis: Analysis
    period: Period
    instrument: str
    instrument_id: int
    others: dict[str, int]
    computed_at: datetime
    ranked: int

    @property
    def last_day(self) -> date:
        return self.period.day_until - timedelta(days=1)


class Centre(Struct, frozen=True, kw_only=True):
    """Whom a visitor may see, by the names they read, and what filters can choose."""

    agents: Mapping[str, pages.Known]
    teams: tuple[str, ...]
    choices: dict[str, list[str]]
    warnings: tuple[str, ...]

    @property
    def refs(self) -> list[str]:
        """Who they really are: for the log of who looked at whom."""
        return [one.agent for one in self.agents.values()]

    def team(self, agent: str) -> str:
        known = self.agents.get(agent)
        return (known.team if known else None) or ""


async def look(state: State, visitor: Visitor, asked: Asked) -> tuple[Figures | None, Centre]:
    """The figures of whom this visitor may see; None where nothing is scored yet."""
    found = await figures(state, asked)
    async with state.database.connection() as db:
        around = await centre(db, visitor)
    return (None if found is None else seen(found, around)), around


def seen(found: Figures, around: Centre) -> Figures:
    """Only who is in `around`, by the names there."""
    names = {one.agent: name for name, one in around.agents.items()}
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
    told = [(visitor.shown(one.agent, one.team), one) for one in await pages.AGENTS.all(db)]
    teams = [team.ref for team in await people.ALL_TEAMS.all(db)]
    return Centre(
        agents={name: one for name, one in told if name is not None},
        teams=tuple(team for team in teams if visitor.user.reaches_team(team)),
        choices=choices,
        warnings=speech_warnings(await interactions.SPEECH_ENGINES_EVER.values(db)),
    )


async def figures(state: State, asked: Asked) -> Figures | None:
    """The analysis asked for; None where nothing is scored yet, NotFound where nothing fits what was asked."""
    async with state.database.connection() as db:
        standing = await analyses.LATEST.one(db)
        if standing is None:
            return None
        if asked.everything:
            return await _standing(db, standing, state.page_cache)
        whole = await standing_period(db, state.settings.window_days)
    assert whole is not None
    key = (asked, standing.computed_at)
    cache: dict[Any, Figures] = state.page_cache
    if key not in cache:
        period = Period(asked.day_from or whole.day_from, asked.day_until or whole.day_until)
        if period.day_from >= period.day_until:
            raise BadInput(f"from: {period.day_from} is not before until {period.day_until}")
        found = await analyse(state.database, period, asked.filters, instrument=asked.instrument)
        if found is None:
            raise NotFound(f"nothing is scored between {period.day_from} and {period.day_until}")
        if len(cache) >= KEPT:
            cache.clear()
        cache[key] = Figures(
            analysis=found.analysis,
            period=period,
            instrument=found.instrument.name,
            instrument_id=found.instrument.id,
            others=found.others,
            computed_at=standing.computed_at,
            ranked=len(found.analysis.priorities),
        )
    return cache[key]


async def _standing(db: Connection, row: analyses.StandingAnalysis, cache: dict[Any, Any]) -> Figures:
    if row.computed_at not in cache:
        used = await scorecards.USED_INSTRUMENTS.all(db, row.day_from, row.day_until)
        analysis = msgspec.convert(row.document, Analysis)
        cache[row.computed_at] = Figures(
            analysis=analysis,
            period=Period(row.day_from, row.day_until),
            instrument=row.instrument,
            instrument_id=next(one.id for one in used if one.name == row.instrument),
            others={one.name: one.scores for one in used if one.name != row.instrument},
            computed_at=row.computed_at,
            ranked=len(analysis.priorities),
        )
    return cache[row.computed_at]

"""Compose a team's coaching report from what the analysis of the whole centre found. Pure: fetches nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from qa_service.monitoring.results import Analysis, BehaviourResult
from qa_service.monitoring.results import Priority as Ranked
from qa_service.reports import selection, since, standing, words
from qa_service.reports.report import (
    AgentLevel,
    Confirmed,
    Moment,
    Period,
    Priority,
    Report,
    Session,
    Standing,
    Term,
    Then,
    Verdict,
)
from qa_service.reports.words import ENGLISH, Words

CAUTIONS = ("rank", "cause", "moment", "average")
SEVERAL = 3  # agents whose levels are told as a range: of fewer it would be those of each
TERMS = ("level", "interval", "spread", "below", "variation", "rank", "gain", "probability")


class Findings(Struct, frozen=True, kw_only=True):
    """All that one team's report is made of, in no language yet.

    `exercises` gives the benchmark's text by behaviour; `moments` come in the order they should be preferred; `others`
    counts scores of other instruments.
    `bots` are those of the agents that are no people. `named` False leaves out whatever tells of a single agent.
    """

    analysis: Analysis
    team: str
    agents: frozenset[str]
    bots: frozenset[str] = frozenset()
    moments: Sequence[Moment]
    period: Period
    timezone: str
    instrument: str
    generated_at: datetime
    exercises: Mapping[str, str] = {}
    others: Mapping[str, int] = {}
    then: Then | None = None
    sessions: Sequence[Session] = ()
    confirmed: Confirmed | None = None
    named: bool = True


def compose(found: Findings, language: str = "en") -> Report:
    """Say where variation comes from, how the team stands, whom to train in what, and how sure all of it is."""
    say = words.of(language)
    analysis = found.analysis
    rows = standing.levels(analysis, found.agents)
    standings = standing.standings(analysis, rows, say)
    priorities = _priorities(found, rows, standings, say)
    named = found.named
    among = found.agents - found.bots if named else frozenset[str]()
    verdicts = tuple(verdict(name, result, say, among=among) for name, result in sorted(analysis.behaviours.items()))
    return Report(
        team=found.team,
        period=found.period,
        timezone=found.timezone,
        instrument=found.instrument,
        generated_at=found.generated_at,
        summary=_summary(verdicts, priorities, say, scored=bool(rows)),
        verdicts=verdicts,
        standings=standings,
        levels=rows if named else (),
        priorities=priorities,
        order=selection.order(priorities, say),
        also=selection.unranked(analysis, rows, priorities, say) if named else (),
        went_well=standing.went_well(standings, rows, say, named=named),
        changes=standing.changes(analysis, found.agents, say) if named else (),
        since=since.moved(found.then, say),
        since_lead=since.heading(found.then, say),
        sessions=since.held(found.sessions, say) if named else (),
        confirmed=since.confirmed(found.confirmed, say),
        not_enough=standing.not_enough(analysis, found.agents, say) if named else (),
        cautions=tuple(say(f"caution.{name}") for name in CAUTIONS),
        glossary=tuple(Term(term=say(f"term.{name}"), meaning=say(f"meaning.{name}")) for name in TERMS),
        warnings=_warnings(found, priorities, say),
        notes=tuple(
            say("page.others", count=say.number(count), name=name) for name, count in sorted(found.others.items())
        ),
        language=language,
        named=named,
    )


def _priorities(
    found: Findings, rows: tuple[AgentLevel, ...], standings: tuple[Standing, ...], say: Words
) -> tuple[Priority, ...]:
    """Named agents first, by rank; behaviours of the whole team fill what is left of three."""
    analysis = found.analysis
    known = {(row.agent, row.behaviour): row for row in rows}
    total = len(analysis.priorities)
    ranked: list[Ranked] = selection.candidates(analysis, rows) if found.named else []
    moments = found.moments if found.named else ()
    named = [
        selection.of_agent(one, known[one.agent, one.behaviour], total, moments, found.exercises, say)
        if one.agent not in found.bots
        else selection.of_bot(one, known[one.agent, one.behaviour], total, moments, say)
        for one in ranked[: selection.MOST]
    ]
    shared = [
        selection.of_team(one, found.team, moments, found.exercises, say)
        for one in selection.team_candidates(analysis, standings)
    ]
    return tuple((named + shared)[: selection.MOST])


def verdict(
    name: str, result: BehaviourResult, say: Words = ENGLISH, *, among: Collection[str] = frozenset()
) -> Verdict:
    """The verdict on one behaviour in words, opened by where its variation comes from.

    How far the levels of `among` are apart is told too.
    """
    return Verdict(
        behaviour=name,
        verdict=result.verdict,
        heading=say(f"verdict.{result.verdict}"),
        sentence=" ".join(part for part in (_sources(result.budget, say), *_consequence(result, say, among)) if part),
        n=result.n,
        budget=dict(result.budget),
        icc=result.icc,
    )


def _sources(budget: Mapping[str, float], say: Words) -> str:
    """Where the variation comes from: the largest named sources, and what no source explains."""
    if not budget:
        return ""
    ranked = sorted(
        ((share, name) for name, share in budget.items() if name != "rest" and share >= 0.005), reverse=True
    )
    if not ranked:
        return say("sentence.no_source")
    parts = say.listed([f"{say.source(name)} {say.percent(share)}" for share, name in ranked[:3]])
    if "rest" not in budget:
        return say("sentence.sources", parts=parts)
    return say("sentence.sources_rest", parts=parts, rest=say.percent(budget["rest"]))


def _consequence(result: BehaviourResult, say: Words, among: Collection[str]) -> tuple[str, ...]:
    """What to do, how sure it is that agents differ, and how far apart they are: a small share may be that."""
    if result.verdict == "not_enough":
        return (say("sentence.not_enough", contacts=say.counted("figure.contacts", result.n)),)
    to_do = say(f"sentence.{result.verdict}")
    if result.icc is None:
        return (to_do,)
    sure = say("sentence.interval", low=say.percent(result.icc.low), high=say.percent(result.icc.high))
    enough = [one for one in result.agents if one.agent in among and one.status == "enough"]
    levels = [one.level.estimate for one in enough if one.level is not None]
    if result.verdict != "train_agents" or len(levels) < SEVERAL:
        return to_do, sure
    apart = say("sentence.agents_apart", low=say.percent(min(levels)), high=say.percent(max(levels)))
    return to_do, sure, apart


def _summary(verdicts: tuple[Verdict, ...], priorities: tuple[Priority, ...], say: Words, *, scored: bool) -> str:
    """The report in a few sentences."""
    if not scored:
        return say("sentence.nothing_scored")
    by_heading: dict[str, list[str]] = {}
    for one in verdicts:
        by_heading.setdefault(one.heading, []).append(say.behaviour(one.behaviour))
    first = " ".join(
        say("sentence.verdict", heading=_inside(to_do), names=_opened(say.listed(names)))
        for to_do, names in by_heading.items()
    )
    if not priorities:
        return f"{first} {say('sentence.nobody')}"
    whom = say.listed([say("sentence.pair", who=one.who, what=one.what) for one in priorities])
    return f"{first} {say('sentence.proposed', whom=whom)}"


def _opened(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def _inside(text: str) -> str:
    """A heading in the middle of one."""
    return text[:1].lower() + text[1:]


def _warnings(found: Findings, priorities: Collection[Priority], say: Words) -> tuple[str, ...]:
    """What must be said loudly about how this came about."""
    weak = weak_speech(found.instrument)
    warnings = [say("page.weak_speech", engines=weak)] if weak else []
    if any(moment.probability is None for one in priorities for moment in one.good + one.missed):
        warnings.append(say("page.uncalibrated"))
    if not found.named:
        warnings.append(say("page.nameless"))
    return tuple(warnings)


def weak_speech(instrument: str) -> str | None:
    """The engine that transcribed the calls in an instrument's figures, where it misses most words."""
    _, _, engine = instrument.partition(" speech@")
    return engine if "sphinx" in engine.lower() else None

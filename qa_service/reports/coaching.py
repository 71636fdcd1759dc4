"""Compose a team's coaching report from what the analysis of the whole centre found. Pure: fetches nothing."""

from collections.abc import Collection, Mapping
from datetime import datetime

from qa_service.monitoring.results import Analysis, BehaviourResult
from qa_service.monitoring.results import Priority as Ranked
from qa_service.reports import selection, standing, words
from qa_service.reports.report import AgentLevel, Moment, Period, Priority, Report, Standing, Term, Verdict

GLOSSARY = (
    Term(term="Level", meaning="the average grade, with differences in reason, queue, channel and hour taken out."),
    Term(term="90% interval", meaning="the range that holds the true figure in 9 of 10 such statements."),
    Term(term="Spread", meaning="how far single contacts lie from the agent's own level; small is steady."),
    Term(term="1 in 6 below target", meaning="what customers meet: of six contacts, one is under the target."),
    Term(term="Share of variation", meaning="how much of all differences between contacts goes with one source."),
    Term(term="Rank interval", meaning="the places this proposal could have, given what is not known."),
    Term(term="Expected gain", meaning="shortfall from the target, times contacts to come, times what each is worth."),
    Term(term="Probability below target", meaning="how sure it is that the level is under the target; named from 0.9."),
)
CAUTIONS = (
    "Do not rank those who are not named, nor those whose rank intervals overlap: they cannot be told apart.",
    "Do not read a cause into it: the figures say what goes together, not why.",
    "Do not judge a person by one quoted moment: the moments are examples; the level rests on all contacts.",
)


def compose(
    analysis: Analysis,
    *,
    team: str,
    agents_of_team: Collection[str],
    moments: Collection[Moment],
    period: Period,
    timezone: str,
    instrument: str,
    generated_at: datetime,
    speech: Collection[str] = (),
    exercises: Mapping[str, str] | None = None,
    notes: Collection[str] = (),
) -> Report:
    """Say where variation comes from, how the team stands, whom to train in what, and how sure all of it is.

    `speech` names the engines that transcribed calls of this period; `exercises` gives the benchmark's text by
    behaviour; `moments` come in the order they should be preferred.
    """
    rows = standing.levels(analysis, agents_of_team)
    standings = standing.standings(analysis, rows)
    found = selection.candidates(analysis, rows)
    exercises = exercises or {}
    priorities = _priorities(analysis, team, rows, standings, found, moments, exercises)
    verdicts = tuple(verdict(name, result) for name, result in sorted(analysis.behaviours.items()))
    return Report(
        team=team,
        period=period,
        timezone=timezone,
        instrument=instrument,
        generated_at=generated_at,
        summary=_summary(verdicts, priorities, scored=bool(rows)),
        verdicts=verdicts,
        standings=standings,
        levels=rows,
        priorities=priorities,
        order=selection.order(priorities),
        also=selection.unranked(analysis, rows, priorities),
        went_well=standing.went_well(standings, rows),
        changes=standing.changes(analysis, agents_of_team),
        not_enough=standing.not_enough(analysis, agents_of_team),
        cautions=CAUTIONS,
        glossary=GLOSSARY,
        warnings=_warnings(speech, priorities),
        notes=tuple(notes),
    )


def _priorities(
    analysis: Analysis,
    team: str,
    rows: tuple[AgentLevel, ...],
    standings: tuple[Standing, ...],
    found: list[Ranked],
    moments: Collection[Moment],
    exercises: Mapping[str, str],
) -> tuple[Priority, ...]:
    """Named agents first, by rank; behaviours of the whole team fill what is left of three."""
    known = {(row.agent, row.behaviour): row for row in rows}
    total = len(analysis.priorities)
    named = [
        selection.of_agent(one, known[one.agent, one.behaviour], total, moments, exercises)
        for one in found[: selection.MOST]
    ]
    shared = [
        selection.of_team(one, team, moments, exercises) for one in selection.team_candidates(analysis, standings)
    ]
    return tuple((named + shared)[: selection.MOST])


def verdict(name: str, result: BehaviourResult) -> Verdict:
    """The verdict on one behaviour in words, opened by where its variation comes from."""
    return Verdict(
        behaviour=name,
        verdict=result.verdict,
        heading=words.HEADINGS[result.verdict],
        sentence=f"{_sources(result.budget)} {_consequence(result)}".strip(),
        n=result.n,
        budget=dict(result.budget),
        icc=result.icc,
    )


def _sources(budget: Mapping[str, float]) -> str:
    """Where the variation comes from: the largest named sources, and what no source explains."""
    ranked = sorted(
        ((share, name) for name, share in budget.items() if name != "rest" and share >= 0.005), reverse=True
    )
    if not budget:
        return ""
    parts = [
        f"{words.SOURCES.get(name, words.behaviour(name))} carries {words.percent(share)}" for share, name in ranked
    ]
    if not parts:
        return "No source that is recorded carries any of the variation."
    rest = f"; {words.percent(budget['rest'])} is one contact to the next" if "rest" in budget else ""
    text = words.listed(parts[:3])
    return f"{text[0].upper()}{text[1:]}{rest}."


def _consequence(result: BehaviourResult) -> str:
    sure = ""
    if result.icc is not None:
        low, high = words.percent(result.icc.low), words.percent(result.icc.high)
        sure = f" (their share of the variation lies between {low} and {high})"
    return {
        "train_agents": f"Who answers makes a difference{sure}: train the agents who are below target.",
        "train_team": f"Agents cannot be told apart{sure} and the level is below target: train everybody together.",
        "fix_process": f"What differs is the work, not who does it{sure}: change the process before training anyone.",
        "leave": f"Nothing here calls for training{sure}.",
        "not_enough": f"{words.counted(result.n, 'contact')} so far are too few to say what to do.",
    }[result.verdict]


def _summary(verdicts: tuple[Verdict, ...], priorities: tuple[Priority, ...], *, scored: bool) -> str:
    """The report in two sentences."""
    if not scored:
        return "Nothing was scored for this team in this period, so nothing can be said about it yet."
    by_heading: dict[str, list[str]] = {}
    for one in verdicts:
        by_heading.setdefault(one.heading, []).append(words.behaviour(one.behaviour))
    parts = "; ".join(f"{heading.lower()} in {words.listed(names)}" for heading, names in by_heading.items())
    first = f"{parts[0].upper()}{parts[1:]}"
    if not priorities:
        return f"{first}. Nobody in this team can be named as surely in need of training."
    whom = words.listed([f"{one.who} in {one.what}" for one in priorities])
    return f"{first}. Proposed for training: {whom}."


def speech_warnings(engines: Collection[str]) -> tuple[str, ...]:
    """What must be said loudly about the engines that transcribed calls."""
    weak = sorted(one for one in engines if "sphinx" in one.lower())
    if not weak:
        return ()
    warning = (
        f"Calls were transcribed by {words.listed(weak)}, which needs no model files but misses most words of real"
        " telephone calls. Do not act on figures or quotes from calls before they were transcribed with Whisper."
    )
    return (warning,)


def _warnings(speech: Collection[str], priorities: tuple[Priority, ...]) -> tuple[str, ...]:
    """What must be said loudly about how this came about."""
    found = list(speech_warnings(speech))
    quoted = [moment for one in priorities for moment in one.good + one.missed]
    if any(moment.probability is None for moment in quoted):
        found.append("Quotes come from rules that were not yet calibrated against reviews: listen before you use them.")
    return tuple(found)

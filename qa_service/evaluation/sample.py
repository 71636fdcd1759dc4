"""`qa evaluate sample`: what is found in the sample centre, beside what its generator put there."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from uuid import UUID

import numpy as np

from benchmarks.loader import LIBRARY, load
from qa_service.embedded.sample_centre.centre import AgentTruth, annotated, truth
from qa_service.evaluation.table import Table
from qa_service.exchange.tables import read_table
from qa_service.monitoring.analysis import analyse_rows
from qa_service.monitoring.results import Analysis
from qa_service.pipeline.facts import scored
from qa_service.store.scorecards import Cell
from scoring.scorer import Scorer
from transcription.chat import leg_agents, transcript
from transcription.interaction import Interaction

CHATS = 6000
COLUMNS = ("behaviour", "agents", "level r", "shift", "error", "spread r", "spread ratio", "lowest found")
FIELDS = ("agent", "at", "behaviour", "score", "team", "channel", "queue", "reason", "language")


def run(data: Path | None = None) -> Table:
    """Score the English chats in memory and compare every agent's level and spread with the truth."""
    del data  # the sample centre comes with the service
    found = analysed()
    true = truth(chats=CHATS)
    return Table(
        title=f"{CHATS:,} English chats of the sample centre: what was found, beside what is true",
        columns=COLUMNS,
        rows=tuple(compared(name, found, [one for one in true if one.behaviour == name]) for name in found.behaviours),
        notes=(
            "r: correlation, over agents with enough contacts, of found with true in an equal case mix.",
            "shift: mean of found minus true. error: mean absolute difference once the shift is taken out.",
            "spread ratio: geometric mean of found over true SD of single scores.",
            "lowest found: how many of the three truly lowest agents are among the four lowest found.",
        ),
    )


def analysed(*, chats: int = CHATS, seed: int = 7) -> Analysis:
    """The analysis of the generated English chats, through the scorer, the facts and the table of `qa analyse`."""
    loaded = load(LIBRARY)
    scorer = Scorer(loaded)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(FIELDS)
    for interaction, _ in annotated(seed=seed, chats=chats, per_language=0):
        table.writerows(_rows(scorer, interaction))
    targets = {name: benchmark.target for name, benchmark in loaded.benchmarks.items()}
    return analyse_rows(read_table(text.getvalue().encode()).rows, targets=targets)


def compared(name: str, found: Analysis, true: Sequence[AgentTruth]) -> tuple[str | float | int | None, ...]:
    """One row of the table: the agents that have both a truth and enough contacts."""
    by_agent = {one.agent: one for one in true}
    pairs = [
        (a, by_agent[a.agent]) for a in found.behaviours[name].agents if a.agent in by_agent and a.status == "enough"
    ]
    if len(pairs) < 3:
        return (name, len(pairs), *(None,) * (len(COLUMNS) - 2))
    level, level_true = _columns([(one.level.estimate, real.level_equal_mix) for one, real in pairs])
    spread, spread_true = _columns([(one.spread.estimate, real.spread_equal_mix) for one, real in pairs])
    shift = float((level - level_true).mean())
    lowest = set(np.argsort(level)[:4]) & set(np.argsort(level_true)[:3])
    return (
        name,
        len(pairs),
        _correlation(level, level_true),
        shift,
        float(np.abs(level - level_true - shift).mean()),
        _correlation(spread, spread_true),
        float(np.exp(np.log(np.maximum(spread, 1e-6) / spread_true).mean())),
        f"{len(lowest)} of 3",
    )


def _rows(scorer: Scorer, interaction: Interaction) -> Iterator[tuple[object, ...]]:
    assert interaction.started_at is not None
    at = interaction.started_at.astimezone(UTC)
    result = scored(
        scorer.score(transcript(interaction)),
        leg_agents(interaction),
        interaction_id=UUID(int=0),
        version=1,
        day=at.date(),
        cell=Cell(interaction.reason, interaction.queue, interaction.channel, "en", at.hour),
        turns=len(interaction.turns or ()),
    )
    team = interaction.agent.team if interaction.agent else None
    for fact in result.facts:
        if fact.agent is not None:
            where = (team, interaction.channel, interaction.queue, interaction.reason, "en")
            yield (fact.agent, at.isoformat(), fact.behaviour, fact.score, *where)


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(pairs, dtype=np.float64)
    return both[:, 0], both[:, 1]


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])

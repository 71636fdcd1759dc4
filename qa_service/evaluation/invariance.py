"""`qa evaluate invariance`: scores beside those of the same conversations had by somebody else, or heard worse.

Each change is made to the chats of one of two groups of agents. The sample centre's English chats; with `--data` the
folder of labelled texts (a folder a language with `interactions.jsonl`, as tests/evaluation/blind) too.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from benchmarks.loader import LIBRARY, BenchmarkError, load
from qa_service import config
from qa_service.embedded.sample_centre import centre
from qa_service.errors import Configuration
from qa_service.evaluation import invariance_changes as changes
from qa_service.evaluation.accuracy_figures import Estimate
from qa_service.evaluation.invariance_flags import Flags, Scored, flags
from qa_service.evaluation.invariance_noise import Noise, Vocabulary, garbled
from qa_service.evaluation.table import Table
from scoring.agreement import Floats, Measure, interval
from scoring.scorer import Scorer
from transcription.chat import transcript
from transcription.interaction import Interaction, InteractionError, read_lines

CHATS = 600
MOST = 0.03  # that a mean may move
ENOUGH = 300  # interactions under which errors are drawn several times
GONE = 0.9  # of the scores: so many N/A, and a mean says nothing any more
RATES = (0.1, 0.2, 0.3)
COLUMNS = (
    *("set", "change", "rate", "behaviour", "n", "before", "after", "shift", "low", "high"),
    *("N/A before", "N/A after", "holds", "flagged", "verdict"),
)
Row = tuple[str | float | int | None, ...]
Made = Mapping[str, tuple[float | None, Sequence[changes.Change]]]
_ALL: dict[str, changes.Change] = {
    "names": changes.named,
    "genders": changes.gendered,
    "spellings": changes.spelt,
    "small letters": changes.lower,
    "capitals": changes.upper,
    "no marks, small": changes.unpunctuated,
}
_SOME: dict[str, tuple[str, changes.Change]] = {
    "no accents": ("pl ar", changes.plain),
    "traditional": ("zh", changes.traditional),
}
NOTES = (
    "A change is made to one of two groups of agents (of the labelled texts: to half of them); n, means and N/A are of",
    "its interactions. shift: mean of what is scored after less mean of what was before, 90%: interactions drawn anew.",
    f"holds: it is at most {MOST}; 'N/A': no mean is left, for at least {GONE:.0%} of the scores are N/A.",
    "flagged: beside the same group unchanged it surely (P 0.9) stands lower, by qa_service.monitoring; verdict: what",
    "`qa analyse` says of the behaviour over all agents of both groups, where it is not what it said before.",
    "errors: 60% wrong words, 25% lost, 15% added (Chinese: characters), with confidences: lower for wrong words (AUC",
    "0.8) and on bad lines. 'unmeasured': without, as typed text is; then nothing tells that it was misheard. Of fewer",
    f"than {ENOUGH} interactions errors are drawn several times. The limits of scoring/heard.py were chosen with",
    "this very model of errors and on these texts: other errors, or other engines, may move more.",
)


class Texts(NamedTuple):
    """Interactions of one language; `agents` says whether theirs differ, so that groups are of agents."""

    name: str
    language: str
    interactions: Sequence[Interaction]
    agents: bool


def run(data: Path | None) -> Table:
    """All changes over all texts."""
    try:
        benchmarks = load(config.read().benchmarks or LIBRARY)
    except BenchmarkError as error:
        raise Configuration(str(error)) from None
    scorer = Scorer(benchmarks)
    targets = {name: one.target for name, one in benchmarks.benchmarks.items()}
    rows = [row for texts in _texts(data) for row in compared(texts, scorer, targets)]
    notes = NOTES if data else (*NOTES, "Other languages were not looked at: --data names a folder of labelled texts.")
    return Table(
        title="Unmoved by who speaks and how well it was heard", columns=COLUMNS, rows=tuple(rows), notes=notes
    )


def compared(
    texts: Texts,
    scorer: Scorer,
    targets: Mapping[str, float],
    made: Made | None = None,
) -> Iterator[Row]:
    """One row for each change and behaviour that is scored in these texts."""
    group = chosen(texts)
    before = [_scored(one, scorer, texts, changed=one.id in group) for one in texts.interactions]
    for name, (rate, drawn) in (all_changes(texts, len(group)) if made is None else made).items():
        each = [
            [
                _scored(change(one), scorer, texts, changed=True, as_=old) if one.id in group else old
                for one, old in zip(texts.interactions, before, strict=True)
            ]
            for change in drawn
        ]
        raised = flags(before, each[0], targets)
        for behaviour in targets:
            old = _column(before, behaviour)
            if not np.isnan(old).all():
                new = np.array([_column(after, behaviour) for after in each])
                yield (texts.name, name, rate, behaviour, *figures(old, new), *_told(raised, behaviour))


def chosen(texts: Texts, seed: int = 0) -> frozenset[str]:
    """The interactions of a random half of the agents; where agents do not differ, a random half."""
    owners = {one.id: one.agent.id if texts.agents and one.agent else one.id for one in texts.interactions}
    each = sorted(set(owners.values()))
    half = set(Random(seed).sample(each, len(each) // 2))
    return frozenset(name for name, owner in owners.items() if owner in half)


def all_changes(texts: Texts, changed: int) -> dict[str, tuple[float | None, Sequence[changes.Change]]]:
    """Name -> rate of errors, if any, and the change, as often as it is drawn for so many interactions."""
    known = Vocabulary(turn.text for one in texts.interactions for turn in one.turns or ())
    some = {name: change for name, (where, change) in _SOME.items() if texts.language in where.split()}
    times = range(max(1, round(ENOUGH / max(1, changed))))
    return {
        **{name: (None, [change]) for name, change in (_ALL | some).items()},
        **{
            f"errors {rate:.0%}{', unmeasured' * (not sure)}": (
                rate,
                [partial(garbled, noise=Noise(rate=rate, seed=seed, sure=sure), vocabulary=known) for seed in times],
            )
            for sure, rates in ((True, (0.0, *RATES)), (False, RATES))
            for rate in rates
        },
    }


def figures(before: Floats, after: Floats) -> Row:
    """n, means before and after, shift with interval, shares of N/A, and whether it holds; `after` as in `shifted`."""
    shift = shifted(before, after)
    gone = [float(np.isnan(side).mean()) for side in (before, after)]
    left = 1 - (1 - gone[1]) / (1 - gone[0])
    holds = "N/A" if left >= GONE else "yes" if round(abs(shift.value), 9) <= MOST else "no"
    means = [float(np.nanmean(side)) if not np.isnan(side).all() else None for side in (before, after)]
    known = [None if np.isnan(one) else float(one) for one in shift]
    return (len(before), *means, *known, *gone, holds)


def shifted(before: Floats, after: Floats) -> Estimate:
    """Mean after less mean before, each of what was scored (NaN: N/A); NaN where none is left.

    `after` is (draws, interactions). 90%: interactions drawn anew, with all their draws.
    """

    def of(sums: Floats) -> Floats:
        old, n_old, new, n_new = np.moveaxis(sums, -1, 0)
        known = (n_old > 0) & (n_new > 0)
        return np.where(known, new / np.where(n_new > 0, n_new, 1) - old / np.where(n_old > 0, n_old, 1), np.nan)

    sides = (before[None], after)
    columns = [part.sum(0) for side in sides for part in (np.nan_to_num(side), (~np.isnan(side)).astype(np.float64))]
    measure = Measure(np.column_stack(columns), of)
    return Estimate(measure.value(), *interval(measure))


def _column(scored: Sequence[Scored], behaviour: str) -> Floats:
    """The scores of the changed group, NaN for N/A."""
    scores = [one.scores[behaviour] for one in scored if one.changed]
    return np.array([np.nan if score is None else score for score in scores])


def _told(raised: Mapping[str, Flags], behaviour: str) -> tuple[str, str]:
    found = raised[behaviour]
    verdict = "same" if found.before == found.after else f"{found.before} -> {found.after}"
    return "yes" if found.flagged else "no", verdict


def _scored(
    interaction: Interaction, scorer: Scorer, texts: Texts, *, changed: bool, as_: Scored | None = None
) -> Scored:
    """`as_`: whose interaction it is, whatever it says of itself now."""
    card = scorer.score(transcript(interaction, language=texts.language))
    owner = as_.agent if as_ else interaction.agent.id if texts.agents and interaction.agent else str(changed)
    return Scored(owner, changed, {name: found.score for name, found in card.behaviours.items()})


def _texts(data: Path | None) -> Iterator[Texts]:
    chats = tuple(centre.generate(chats=CHATS, per_language=0))
    yield Texts("sample centre", "en", chats, agents=True)
    for path in sorted(data.glob("*/interactions.jsonl")) if data else ():
        read = [one for _, one in read_lines(path.read_bytes().splitlines())]
        good = [one for one in read if not isinstance(one, InteractionError)]
        yield Texts(path.parent.name, path.parent.name, good, agents=False)

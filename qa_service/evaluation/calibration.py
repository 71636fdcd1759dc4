"""How sure each kind of judgement is: the share that readers confirm, for `calibration.toml` of each language.

`qa evaluate calibration --data FOLDER` (labels as labels.py has them) shows it; `python -m
qa_service.evaluation.calibration FOLDER LIBRARY` writes the files. Only texts that no rule was worked on with are
learned from, for rules look surer on those that made them; texts of public sets that may not be trained on are left
out. What outlines.py learns is in the grades: it is learned first, and each text is judged with what the others taught.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.calibration import Calibration, Confirmed
from benchmarks.loader import CALIBRATION, LIBRARY, load
from qa_service import config
from qa_service.errors import Configuration
from qa_service.evaluation import manifest
from qa_service.evaluation.agreement import NOBODYS, matched
from qa_service.evaluation.crossed import outlined
from qa_service.evaluation.labels import Labelled, Labels, read
from qa_service.evaluation.learnable import TEXTS, fold, may_learn_from
from qa_service.evaluation.table import Table
from scoring.calibration import kind
from scoring.judging import MET
from scoring.scorecard import Judgement
from scoring.scorer import Scorer
from transcription.chat import transcript

# As many judgements as these weigh the prior has: of all kinds of that polarity, of the kind in every language.
_OF_ALL, _OF_KIND = 6.0, 4.0
# Fewer judgements of a language than these say nothing of it: it stays without a calibration.
_LEAST = 100


# Where a miss is held against anybody from another share than one half, or from another chance that readers confirm it:
# docs/decisions/0014 and 0015 have the figures.
CHARGED_FROM = {
    "ar": {"empathy": 0.65},
    "id": {"empathy": 0.65, "resolution": 0.6},
    "pl": {"empathy": 0.7},
    "zh": {"empathy": 0.6, "resolution": 0.57},
    "en": {"empathy": 0.6, "repetition": 0.0, "resolution": 0.57},
}


class Seen(NamedTuple):
    """One judgement of the library, and the share of the readers that confirm it."""

    language: str
    behaviour: str
    kind: str
    confirmed: float


class Sure(NamedTuple):
    """`share` is shrunk towards the kind in every language, and that towards every kind of its polarity."""

    language: str
    behaviour: str
    kind: str
    n: int
    share: float


def run(data: Path | None) -> Table:
    if data is None:
        raise Configuration("evaluate calibration: needs --data FOLDER with readers' labels")
    rows = sure(_judged(data, load()))
    return Table(
        title="How sure each kind of judgement is: the share that readers confirm",
        columns=("language", "behaviour", "kind", "n", "share"),
        rows=tuple(tuple(row) for row in rows),
        notes=("n: judgements in that language; shares are shrunk towards all languages.",),
    )


def _judged(data: Path, benchmarks: BenchmarkSet) -> list[Seen]:
    folder = read(data, config.read().eval_data)
    return [
        judged for seen in judged_by_fold(folder.labelled, manifest.read(data).split, benchmarks) for judged in seen
    ]


def judged_by_fold(labelled: Sequence[Labelled], split: Collection[str], benchmarks: BenchmarkSet) -> list[list[Seen]]:
    """Of each fold every judgement of what may be learned from, with the outlines of the other folds."""
    seen: list[list[Seen]] = []
    for number, known in enumerate(outlined(labelled, benchmarks)):
        scorer = Scorer(known)
        texts = [one for one in labelled if may_learn_from(one, split) and fold(one.interaction.id) == number]
        seen.append([judged for one in texts for judged in judged_in(one, scorer)])
    return seen


def judged_in(one: Labelled, scorer: Scorer) -> list[Seen]:
    """Every judgement of one interaction."""
    card = scorer.score(transcript(one.interaction))
    return [seen for name, score in card.behaviours.items() for seen in _seen(one, name, score.judgements)]


def _seen(one: Labelled, behaviour: str, judgements: Sequence[Judgement]) -> Iterator[Seen]:
    told = [_told(labels, behaviour) for labels in one.labels.values()]
    if any(grades is None for grades in told):
        return
    own = {judgement.turn if behaviour == "empathy" else 0: judgement.grade for judgement in judgements}
    agreed = [
        {a for a, b in matched(own, grades) if (own[a] >= MET) == (grades[b] >= MET)} for grades in told if grades
    ]
    for judgement in judgements:
        if judgement.cause in NOBODYS:
            continue  # graded 0 here and 1 by readers: nothing to confirm
        at = judgement.turn if behaviour == "empathy" else 0
        yield Seen(one.language, behaviour, kind(judgement), sum(at in known for known in agreed) / len(told))


def _told(labels: Labels, behaviour: str) -> dict[int, float] | None:
    """A reader's grades by turn; None of a behaviour that was not read."""
    if behaviour == "empathy":
        return {opportunity.turn: opportunity.grade for opportunity in labels.empathy}
    if behaviour == "resolution":
        return {} if labels.resolution is None else {0: labels.resolution}
    if behaviour == "repetition":
        return {} if labels.repetition is None else {0: float(labels.repetition.grade)}
    return None


def sure(seen: Sequence[Seen], least: int = _LEAST) -> list[Sure]:
    """Empirical shares, shrunk twice (beta priors whose weight is fixed); kinds that nobody judged have none."""
    polarity = _shares((one.behaviour, one.kind.startswith("missed"), one.confirmed) for one in seen)
    kinds = _shares((one.behaviour, one.kind, one.confirmed) for one in seen)
    own = _shares(((one.language, one.behaviour), one.kind, one.confirmed) for one in seen)
    rows: list[Sure] = []
    judgements = Counter(one.language for one in seen)
    for language in sorted(name for name, n in judgements.items() if n >= least):
        for (behaviour, name), (hits, n) in sorted(kinds.items(), key=str):
            all_hits, all_n = polarity[behaviour, str(name).startswith("missed")]
            everywhere = (hits + _OF_ALL * all_hits / all_n) / (n + _OF_ALL)
            here, count = own.get(((language, behaviour), name), (0.0, 0))
            share = (here + _OF_KIND * everywhere) / (count + _OF_KIND)
            rows.append(Sure(language, str(behaviour), str(name), count, round(share, 3)))
    return rows


def _shares(rows: Iterable[tuple[object, object, float]]) -> dict[tuple[object, object], tuple[float, int]]:
    found: dict[tuple[object, object], tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for one, other, confirmed in rows:
        hits, n = found[one, other]
        found[one, other] = (hits + confirmed, n + 1)
    return dict(found)


def made(rows: Sequence[Sure], texts: str) -> dict[str, Calibration]:
    """Language -> its calibration."""
    kinds: dict[str, dict[str, dict[str, Confirmed]]] = {}
    for row in rows:
        of = kinds.setdefault(row.language, {}).setdefault(row.behaviour, {})
        of[row.kind] = Confirmed(share=row.share, n=row.n)
    return {
        language: Calibration(
            language=language,
            texts=texts,
            behaviours=behaviours,
            charged_from=CHARGED_FROM.get(language, {}),
        )
        for language, behaviours in kinds.items()
    }


def written(calibrations: Mapping[str, Calibration]) -> dict[str, str]:
    """Language -> the text of its calibration.toml."""
    files: dict[str, str] = {}
    for language, one in calibrations.items():
        lines = [f'language = "{language}"', f'texts = "{one.texts}"']
        if one.charged_from:
            told = ", ".join(f"{name} = {share}" for name, share in one.charged_from.items())
            lines.append(f"charged_from = {{ {told} }}")
        for behaviour, kinds in one.behaviours.items():
            lines += ["", f"[behaviours.{behaviour}]"]
            lines += [f'"{name}" = {{ share = {known.share}, n = {known.n} }}' for name, known in kinds.items()]
        files[language] = "\n".join(lines) + "\n"
    return files


def scorers(labelled: Sequence[Labelled], split: Collection[str], benchmarks: BenchmarkSet) -> list[Scorer]:
    """One a fold, calibrated without it, in the languages that are shipped with a calibration."""
    seen = judged_by_fold(labelled, split, benchmarks) if benchmarks.calibrations else []
    found: list[Scorer] = []
    for number, known in enumerate(outlined(labelled, benchmarks)):
        others = [judged for at, some in enumerate(seen) if at != number for judged in some]
        learned = made(sure(others), "the other folds")
        shipped = {language: one for language, one in learned.items() if language in benchmarks.calibrations}
        found.append(Scorer(replace(known, calibrations=shipped)))
    return found


def main(data: Path, library: Path = LIBRARY) -> None:
    for language, text in written(made(sure(_judged(data, load(library))), TEXTS)).items():
        (library / language / CALIBRATION).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

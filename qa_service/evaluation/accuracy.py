"""`qa evaluate accuracy`: the library out of the box beside people's labels, as one table with what was asked.

Data: the folder of public sets (qa_service/evaluation/sets), of which nothing was learned. The project's own labels,
`tests/evaluation`, are of the checkout. What is not there is left out, and said to be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.loader import LIBRARY, BenchmarkError, load
from qa_service import config
from qa_service.errors import Configuration
from qa_service.evaluation import accuracy_public as public
from qa_service.evaluation import calibration, manifest
from qa_service.evaluation.accuracy_figures import COLUMNS, Row
from qa_service.evaluation.accuracy_labelled import Case, blind, by_cause, cases
from qa_service.evaluation.agreement import Item, item
from qa_service.evaluation.labels import read
from qa_service.evaluation.learnable import fold
from qa_service.evaluation.sets.by_id import of_public_set
from qa_service.evaluation.table import Table
from scoring.scorer import Scorer

OWN = Path(__file__).parents[2] / "tests" / "evaluation"
NOTES = (
    "low, high: 90%, interactions drawn anew. n: interactions. human: how people do beside people; TF-IDF: a linear",
    "model trained on the same set; both of stc3, epitome and personas as data/README.md has them, on other parts.",
    "stc3: N/A counts as 0, nothing solved; 'most': of 19 annotators. Of stc3 and epitome, rules were worked on by the",
    "misses of a half. multidogo: whoever made them give it again; repeated tokens with a digit alone reach F1 0.44.",
    "Its agents' words are not there; four digits or a first name alone are not taken for the same datum given again.",
    "blind: labels by readers who saw no rule; a figure is the mean over both, 'human' one reader beside the other.",
    "Both are programs: agreement of programs on clear texts is an upper bound of what people reach. An opportunity of",
    "resolution or repetition is an interaction that has one at all; met is a grade of 0.5 or more; judgement: of",
    "opportunities that both see. false misses: called missed where a reader sees it met, or no opportunity.",
    "How sure judgements are is learned from these labels: each fold of five is scored with what the others taught.",
    "repetition: what the law or the customer's own habit makes them give again is given again by no agent's doing:",
    "it is no miss here, as in the labels, though the score is 0 ('system' answers for it). The 200 cases are one",
    "language model's, those in id, pl, ar and zh much alike. The rule was then mended by them, so they show that it",
    "does not fall back, not how good it is: before, 'repeated' had F1 0.771 (en 0.702), causes macro 0.673.",
)


def run(data: Path | None) -> Table:
    if data is None:
        raise Configuration("evaluate accuracy: needs --data FOLDER with the sets of qa_service/evaluation/sets")
    try:
        benchmarks = load(config.read().benchmarks or LIBRARY)
    except BenchmarkError as error:
        raise Configuration(str(error)) from None
    scorer = Scorer(benchmarks)
    parts: list[Callable[[], Iterable[Row]]] = [
        lambda: public.helpdesk(data, scorer, "en"),
        lambda: public.helpdesk(data, scorer, "zh"),
        lambda: public.both_languages(data, scorer),
        lambda: public.reactions(data, scorer),
        lambda: public.given_twice(data, scorer),
        lambda: public.calls(data, scorer),
        lambda: by_cause(cases(OWN / "repetition_cases.jsonl"), scorer, "cases, worked on"),
        lambda: by_cause(_unseen(cases(OWN / "repetition_unseen.jsonl")), scorer, "cases, unseen half"),
    ]
    rows, notes = collected(parts)
    try:
        labelled, said = _labelled(data, benchmarks)
    except FileNotFoundError as error:
        labelled, said = [], [_missing(error)]
    return Table(
        title="Accuracy out of the box",
        columns=COLUMNS,
        rows=(*rows, *labelled),
        notes=(*NOTES, *notes, *said),
    )


def _unseen(given: Iterable[Case]) -> list[Case]:
    """The half that no rule was mended by."""
    return [one for one in given if manifest.is_test(one.interaction.id)]


def collected(parts: Iterable[Callable[[], Iterable[Row]]]) -> tuple[list[Row], list[str]]:
    """The rows of all parts; a part whose files are not there is left out with a note."""
    rows: list[Row] = []
    notes: list[str] = []
    for part in parts:
        try:
            rows += list(part())
        except FileNotFoundError as error:
            notes.append(_missing(error))
    return rows, list(dict.fromkeys(notes))


def _labelled(data: Path, benchmarks: BenchmarkSet) -> tuple[list[Row], list[str]]:
    told = manifest.read(OWN / "blind")
    folder = read(OWN / "blind", data)
    notes = [f"blind {name}: left out: {why}." for name, why in folder.skipped.items()]
    notes += [f"blind {name}: is not what {manifest.NAME} holds." for name in manifest.changed(OWN / "blind")]
    notes += [
        f"blind {language}: {', '.join(f'{name} is {what}' for name, what in sorted(readers.items()))}."
        for language, readers in folder.readers.items()
    ]
    rows: list[Row] = []
    unseen = calibration.scorers(folder.labelled, told.split, benchmarks)
    for language in folder.readers:
        split = language in told.split
        chosen = {
            one.interaction.id: item(one, unseen[fold(one.interaction.id)], benchmarks)
            for one in folder.labelled
            if one.language == language and (not split or manifest.is_test(one.interaction.id))
        }
        name = "blind, test half" if split else "blind"
        found = list(blind(list(chosen.values()), name, language))
        rows += found
        for kind, some in _by_origin(chosen):
            rows += blind(some, f"{name}, {kind}", language)
        notes += list(_unmeasured(language, found))
    return rows, notes


def _by_origin(chosen: Mapping[str, Item]) -> list[tuple[str, list[Item]]]:
    """Texts of our own and of public sets apart, where a language has both."""
    public = [one for name, one in chosen.items() if of_public_set(name)]
    own = [one for name, one in chosen.items() if not of_public_set(name)]
    return [("own texts", own), ("public texts", public)] if own and public else []


def _unmeasured(language: str, rows: Iterable[Row]) -> Iterator[str]:
    if not list(rows):
        yield f"blind {language}: the machine is not measured: there are no tables for it."


def _missing(error: FileNotFoundError) -> str:
    return f"Left out: {error.filename} is not there."

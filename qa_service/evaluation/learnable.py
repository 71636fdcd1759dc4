"""Which labelled texts the library's calibration is learned from, and in which fold each of them is."""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from qa_service.evaluation import manifest
from qa_service.evaluation.labels import Labelled, read

OURS = "tests/evaluation/blind: labels of two readers, language models"
WITH_WRITTEN = f"{OURS}; tests/evaluation/written: of their writers, for resolution"
TEXTS = "tests/evaluation/blind: labels of two readers, language models, of texts that no rule was worked on with"
# Sets whose licence lets nothing that was learned from them be shipped.
NOT_TO_LEARN_FROM = ("stc3", "maia", "epitome")
FOLDS = 5
# Texts that were written to learn from, beside the folder of labels: they are in every fold, and no figure is of them.
WRITTEN = "written"


def may_learn_from(one: Labelled, split: Collection[str]) -> bool:
    """Neither a text that rules were worked on with, nor one whose licence forbids it."""
    worked_on = one.language in split and not manifest.is_test(one.interaction.id)
    return not worked_on and is_licensed(one)


def is_licensed(one: Labelled) -> bool:
    """Whether what is learned from it may be shipped."""
    return not one.interaction.id.startswith(NOT_TO_LEARN_FROM)


def to_learn_from(folder: Path) -> tuple[Labelled, ...]:
    """The texts beside a folder of labels that were written to learn from; none where there are none."""
    written = folder.parent / WRITTEN
    return read(written).labelled if written.is_dir() else ()


def fold(name: str) -> int:
    """Of an id; by other digits than those that split 'dev' from 'test'."""
    return int(sha256(name.encode()).hexdigest()[-8:], 16) % FOLDS


def inner_fold(name: str) -> int:
    """Within what the others of a fold teach."""
    return int(sha256(name.encode()).hexdigest()[-16:-8], 16) % FOLDS

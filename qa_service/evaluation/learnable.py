"""Which labelled texts the library's calibration is learned from, and in which fold each of them is."""

from collections.abc import Collection
from hashlib import sha256

from qa_service.evaluation import manifest
from qa_service.evaluation.labels import Labelled

OURS = "tests/evaluation/blind: labels of two readers, language models"
OURS_TOO = f"{OURS}; of how contacts end tests/evaluation/written too"
TEXTS = "tests/evaluation/blind: labels of two readers, language models, of texts that no rule was worked on with"
# Sets whose licence lets nothing that was learned from them be shipped.
NOT_TO_LEARN_FROM = ("stc3", "maia", "epitome")
FOLDS = 5


def may_learn_from(one: Labelled, split: Collection[str]) -> bool:
    """Neither a text that rules were worked on with, nor one whose licence forbids it."""
    worked_on = one.language in split and not manifest.is_test(one.interaction.id)
    return not worked_on and is_licensed(one)


def is_licensed(one: Labelled) -> bool:
    """Whether what is learned from it may be shipped."""
    return not one.interaction.id.startswith(NOT_TO_LEARN_FROM)


def fold(name: str) -> int:
    """Of an id; by other digits than those that split 'dev' from 'test'."""
    return int(sha256(name.encode()).hexdigest()[-8:], 16) % FOLDS


def inner_fold(name: str) -> int:
    """Within what the others of a fold teach."""
    return int(sha256(name.encode()).hexdigest()[-16:-8], 16) % FOLDS

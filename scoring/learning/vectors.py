"""Blocks of counted features -> rows of a sparse matrix, by a vocabulary that was fixed when the model was learned."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scoring.learning.features import WEIGHTS, Blocks

_LEAST_TEXTS = 2  # a feature of one text only tells nothing of others
_MOST_FEATURES = 200_000

Floats = NDArray[np.float64]


class Vectors(Struct, frozen=True, dict=True):
    """Per block the features in the order of their columns; for all columns the root of the inverse document frequency.

    The root: frequent words tell feelings and courtesies apart as rare ones do, and rare ones are learned less surely.
    """

    features: dict[str, list[str]]
    rarity: Floats

    @property
    def width(self) -> int:
        return len(self.rarity)

    def rows(self, texts: Sequence[Blocks]) -> csr_array:
        """Shape (texts, width): 1 + log count times rarity, each block of length 1 times its weight."""
        columns = self._columns
        values: list[float] = []
        places: list[int] = []
        ends = [0]
        for text in texts:
            for block, counted in text.items():
                known = columns[block]
                hits = [(known[name], 1 + math.log(count)) for name, count in counted.items() if name in known]
                weighed = [(at, value * float(self.rarity[at])) for at, value in hits]
                length = math.sqrt(sum(value * value for _, value in weighed))
                scale = WEIGHTS[block] / length if length else 0.0
                places += [at for at, _ in weighed]
                values += [value * scale for _, value in weighed]
            ends.append(len(places))
        return csr_array(
            (np.array(values, float), np.array(places, np.int64), np.array(ends, np.int64)),
            shape=(len(texts), self.width),
        )

    @cached_property
    def _columns(self) -> dict[str, dict[str, int]]:
        columns: dict[str, dict[str, int]] = {}
        at = 0
        for block in WEIGHTS:
            names = self.features.get(block, [])
            columns[block] = {name: at + number for number, name in enumerate(names)}
            at += len(names)
        return columns


def learn_vectors(texts: Sequence[Blocks]) -> Vectors:
    """The features that two texts or more share; the most frequent ones where there are too many."""
    shared: list[tuple[int, str, str]] = []
    for block in WEIGHTS:
        counts = Counter(name for text in texts for name in text[block])
        shared += [(count, block, name) for name, count in counts.items() if count >= _LEAST_TEXTS]
    shared = sorted(shared, key=lambda one: (-one[0], one[1], one[2]))[:_MOST_FEATURES]
    features: dict[str, list[str]] = {block: [] for block in WEIGHTS}
    rarity: dict[str, list[float]] = {block: [] for block in WEIGHTS}
    for count, block, name in shared:
        features[block].append(name)
        rarity[block].append(math.sqrt(math.log((1 + len(texts)) / (1 + count)) + 1))
    return Vectors(features, np.array([value for block in WEIGHTS for value in rarity[block]], float))

import math
from collections import Counter

import numpy as np
import pytest

from scoring.learning.features import WEIGHTS
from scoring.learning.vectors import learn_vectors


def blocks(**counted):
    return {name: Counter() for name in WEIGHTS} | {name: Counter(words) for name, words in counted.items()}


def test_only_what_two_texts_share_is_a_feature():
    vectors = learn_vectors([blocks(agent=["a", "b"]), blocks(agent=["a"]), blocks(agent=["a", "c"], reply=["b"])])
    assert {name: found for name, found in vectors.features.items() if found} == {"agent": ["a"]}
    assert vectors.rarity == pytest.approx([math.sqrt(math.log(4 / 4) + 1)])


def test_rows_are_as_long_as_their_blocks_weigh():
    texts = [blocks(agent=["a", "a", "b"], reply=["x"]), blocks(agent=["b", "a"], reply=["x"])]
    vectors = learn_vectors(texts)
    rows = vectors.rows([*texts, blocks(agent=["never seen"])]).toarray()
    assert rows.shape == (3, 3)
    for row in rows[:2]:
        assert np.linalg.norm(row[:2]) == pytest.approx(WEIGHTS["agent"])
        assert np.linalg.norm(row[2:]) == pytest.approx(WEIGHTS["reply"])
    # 'a' twice against 'b' once, of equal rarity: 1 + log 2 to 1.
    a, b = (vectors.features["agent"].index(name) for name in "ab")
    assert rows[0, a] / rows[0, b] == pytest.approx(1 + math.log(2))
    assert not rows[2].any()


def test_the_order_of_texts_does_not_change_the_vocabulary():
    texts = [blocks(agent=[f"w{n % 7}", f"w{n % 3}"], reply=[f"v{n % 2}"]) for n in range(20)]
    assert learn_vectors(texts).features == learn_vectors(texts[::-1]).features

"""Two instruments on the same interactions: differences are paired, and N/A is counted of random ones only."""

from uuid import UUID

import pytest

from qa_service.pipeline.bridge import bridged
from qa_service.store.rescoring import Pair


def pairs(*scores, behaviour="empathy", before="old", after="new", overall=True):
    return [
        Pair(UUID(int=number), before, after, overall, behaviour, one, other, people=[])
        for number, (one, other) in enumerate(scores)
    ]


def test_the_difference_is_of_those_that_both_scored():
    (bridge,) = bridged(pairs((0.5, 1.0), (0.0, 0.0), (1.0, 0.75), (None, 1.0), (0.5, None)))
    assert (bridge.before, bridge.after, bridge.interactions) == ("old", "new", 5)
    found = bridge.behaviours["empathy"]
    assert (found.n, found.before) == (3, 0.5)
    assert found.after == pytest.approx(1.75 / 3)
    assert found.difference.estimate == pytest.approx(0.25 / 3)
    assert found.difference.low < found.difference.estimate < found.difference.high
    assert (found.not_applicable.n, found.not_applicable.before, found.not_applicable.after) == (5, 0.2, 0.2)


def test_those_added_for_a_rare_behaviour_do_not_count_for_its_absence():
    drawn = pairs((None, None), (0.5, 0.5))
    added = pairs((1.0, 0.0), (1.0, 0.0), overall=False)
    found = bridged([*drawn, *added])[0].behaviours["empathy"]
    assert found.not_applicable.n == 2
    assert found.not_applicable.before == 0.5
    assert found.n == 3


def test_too_few_to_say():
    found = bridged(pairs((0.5, 1.0)))[0].behaviours["empathy"]
    assert (found.difference.estimate, found.difference.low, found.difference.high) == (0.5, None, None)
    none = bridged(pairs((None, 1.0), overall=False))[0].behaviours["empathy"]
    assert (none.n, none.before, none.after, none.difference, none.not_applicable) == (0, None, None, None, None)


def test_each_pair_of_instruments_and_each_behaviour_by_itself():
    told = [
        *pairs((0.0, 1.0)),
        *pairs((1.0, 1.0), behaviour="resolution"),
        *pairs((0.0, 0.5), after="newest"),
    ]
    found = {(one.after, name): of.after for one in bridged(told) for name, of in one.behaviours.items()}
    assert found == {("new", "empathy"): 1.0, ("new", "resolution"): 1.0, ("newest", "empathy"): 0.5}
    assert bridged([]) == []

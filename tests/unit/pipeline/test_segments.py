"""Kinds of customers beside one another: what is fair, and what is too few to be told."""

import numpy as np
import pytest

from qa_service.monitoring.segments import segments
from qa_service.pipeline.segments import _groups, enough
from qa_service.store.segments import Segmented


def row(segment, *, agent="a1", behaviour="clarity", queue="easy", n=10, mean=0.5, kind="human"):
    return Segmented(
        agent=agent, kind=kind, behaviour=behaviour, segment=segment, reason=None, queue=queue, channel="chat",
        language="en", hour=9, n=n, total=n * mean, square=n * (mean**2 + 0.04),
    )  # fmt: skip


def centre(effect):
    """Young customers come to the hard queue and to the weaker agents; `effect` is what being young itself does."""
    random = np.random.default_rng(7)
    rows = []
    for number in range(12):
        level = 0.75 - 0.03 * number
        for queue, hard in (("easy", 0.0), ("hard", -0.25)):
            for segment, share in (("young", 4 * number if queue == "hard" else 4), ("old", 30)):
                if share:
                    mean = level + hard + effect * (segment == "young") + random.normal(0, 0.2 / share**0.5)
                    rows.append(row(segment, agent=f"a{number:02}", queue=queue, n=share, mean=mean))
    return rows


@pytest.mark.parametrize("effect", [0.0, -0.1])
def test_a_segment_is_compared_at_the_same_agents_and_case_mix(effect):
    found = segments(_groups(centre(effect), {}))["clarity"]
    young, old = found["young"], found["old"]
    assert young.mean - old.mean < effect - 0.1  # as it was scored, they seem to be served worse
    apart = young.apart.estimate - old.apart.estimate
    assert apart == pytest.approx(effect, abs=0.04)
    assert (young.apart.high < old.apart.low) == (effect < 0)
    assert (young.agents, young.n) == (12, sum(one.n for one in centre(effect) if one.segment == "young"))


def test_one_value_is_beside_nothing():
    assert segments(_groups([row("young"), row("young", agent="a2")], {})) == {}


@pytest.mark.parametrize(
    ("rows", "kept", "left_out"),
    [
        ([row("a", n=20, agent=f"a{n}") for n in range(3)], {"a"}, {}),
        ([*(row(v, n=n, agent=f"a{a}") for v, n in (("a", 30), ("b", 6), ("c", 7)) for a in range(3))],
         {"a", "c"}, {"clarity": 1}),
        ([*(row(v, n=30, agent=f"a{n}") for v in "ac" for n in range(3)), row("ann@example.org", n=30)],
         {"a", "c"}, {"clarity": 1}),
        ([row("a", n=500)], set(), {"clarity": 1}),
        ([row("a", n=50, kind="bot"), *(row("b", n=20, agent=f"a{n}") for n in range(3))], {"a", "b"}, {}),
    ],
)  # fmt: skip
def test_what_is_of_few_is_left_out_and_not_named(rows, kept, left_out):
    found, gone = enough(rows, 3)
    assert {one.segment for one in found} == kept
    assert gone == left_out

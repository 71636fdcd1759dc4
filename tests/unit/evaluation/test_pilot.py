"""What the error sheet says of reviews whose truth is known."""

import json

import numpy as np
import pytest

from qa_service.evaluation.pilot import sheet
from qa_service.evaluation.reviewed import Machine, Reviewed, together
from scoring.learning.reviews import read_reviews
from transcription.interaction import InteractionError

LINE = {"id": "c-1", "channel": "chat", "turns": [{"speaker": "customer", "text": "hi"}], "labels": {"empathy": 1}}


def one(labels, score, *, probability=None, language="en", channel="chat", band="none", agent=None, tables=True):
    """`labels` is one reader's, or a list of several readers'."""
    given = labels if isinstance(labels, list) else [labels]
    return Reviewed(
        language=language,
        channel=channel,
        band=band,
        agent=agent,
        labels=tuple({"empathy": label} for label in given),
        machine={"empathy": Machine(score, probability)},
        instrument="i",
        tables=tables,
    )


def table(hits, misses, wrong, left, **options):
    """Reviewer met and machine met, met and not, missed and met, missed and not."""
    counts = ((1, 1, hits), (1, 0, misses), (0, 1, wrong), (0, 0, left))
    return [one(float(label), float(score), **options) for label, score, n in counts for _ in range(n)]


def empathy(items):
    return sheet(items).behaviours["empathy"]


def test_shares_and_bias_of_the_whole():
    whole = empathy(table(45, 5, 10, 40)).groups[0]
    assert (whole.by, whole.n, whole.graded, whole.met) == ("all", 100, 100, 50)
    assert whole.sensitivity.estimate == 0.9
    assert (round(whole.sensitivity.low, 3), round(whole.sensitivity.high, 3)) == (0.808, 0.95)  # Wilson, 90%
    assert whole.specificity.estimate == 0.8
    assert whole.bias.estimate == pytest.approx(0.05)
    assert whole.bias.low < 0.05 < whole.bias.high
    assert whole.kappa.estimate == pytest.approx(0.7)
    assert (whole.share.reviewers.estimate, whole.share.machine) == (0.5, 0.55)
    assert (whole.calibrated, whole.calibration_error) == (0, None)


def test_what_does_not_apply_is_no_miss():
    items = [*table(30, 0, 0, 20), *[one(None, None)] * 6, *[one(None, 1.0)] * 3, *[one(1.0, None)] * 2]
    whole = empathy(items).groups[0]
    assert (whole.n, whole.graded) == (61, 50)
    applies = whole.applies
    assert (applies.both, applies.machine_only, applies.reviewers_only, applies.neither) == (50, 3, 2, 6)
    assert applies.agreement.estimate == pytest.approx(56 / 61)
    assert whole.sensitivity.estimate == whole.specificity.estimate == 1


@pytest.mark.parametrize(
    ("labels", "n", "met"),
    [
        ([1.0, 0.0], 1, True),  # the mean is 0.5
        ([0.4, 0.5], 1, False),
        ([None, 1.0], 0, None),
        ([1.0, None], 1, True),
        ([None, None, 1.0], 0, None),
        ([None, 0.0, 1.0], 1, True),
    ],
)
def test_an_interaction_counts_once_whoever_reviewed_it(labels, n, met):
    whole = empathy([one(labels, 1.0)]).groups[0]
    assert (whole.n, whole.graded) == (1, n)
    assert n == 0 or whole.met == met


def test_calibration_where_there_are_probabilities():
    sure = table(19, 0, 1, 0, probability=0.95) + table(2, 0, 18, 0, probability=0.1)
    found = empathy(sure + table(5, 5, 5, 5)).groups[0]
    assert found.calibrated == 40
    assert found.calibration_error.estimate == pytest.approx(0)


def test_groups_of_twenty_where_there_are_several():
    items = table(10, 10, 10, 10) + table(5, 5, 5, 5, language="pl", channel="voice", band="low")
    items += table(5, 5, 5, 4, language="zh")
    groups = [(group.by, group.value, group.n) for group in empathy(items).groups]
    assert groups == [
        ("all", "all", 79),
        ("language", "en", 40),
        ("language", "pl", 20),
        ("channel", "chat", 59),
        ("channel", "voice", 20),
        ("asr", "low", 20),
        ("asr", "none", 59),
    ]


def test_agents_are_drawn_where_they_are_named():
    # Each agent's interactions are all right or all wrong: they say less than as many of different agents.
    named = [one(1.0, float(agent % 2), agent=f"a{agent}") for agent in range(12) for _ in range(10)] + table(
        0, 0, 0, 10, agent="a0"
    )
    unnamed = [item._replace(agent=None) for item in named]
    assert (sheet(named).clusters, sheet(unnamed).clusters) == ("agents", "interactions")
    widths = [group.bias.high - group.bias.low for group in (empathy(named).groups[0], empathy(unnamed).groups[0])]
    assert widths[0] > 2 * widths[1]


@pytest.mark.parametrize(
    ("items", "verdict", "reason"),
    [
        (table(60, 0, 0, 40), "trust", None),
        (table(380, 20, 20, 180), "trust", None),
        (table(30, 0, 0, 19), "not_yet", "49 interactions are graded by both; 50 are needed"),
        (table(95, 0, 1, 4), "not_yet", "say missed 5 times; 10 are needed, about 100 more reviews"),
        (table(60, 0, 0, 0), "not_yet", "say missed 0 times; 10 are needed"),
        (table(60, 10, 24, 6), "not_yet", "guessing may do as well"),
        (table(60, 0, 0, 40) + [one(None, 1.0)] * 70, "not_yet", "agreement on N/A may be as low as 0.53"),
        (table(60, 0, 0, 40) + [one(None, 1.0)] * 20, "with_correction", "agreement on N/A may be as low as 0.7"),
        (table(60, 20, 0, 40), "with_correction", "sensitivity may be as low as 0.6"),
        (table(60, 0, 12, 40), "with_correction", "the bias is not sure to be within 5 points: +0.0"),
        (table(27, 3, 3, 27), "with_correction", "the corrected share is not sure to 5 points;"),
        (
            table(300, 0, 0, 100) + table(10, 0, 6, 10, language="pl"),
            "with_correction",
            "language pl: bias +0.23, surely beyond 5 points",
        ),
    ],
)
def test_verdicts(items, verdict, reason):
    found = empathy(items)
    assert found.verdict == verdict
    if reason is None:
        assert found.reasons == ()
    else:
        assert any(reason in one for one in found.reasons), found.reasons


def test_probabilities_that_are_wrong_are_not_trusted():
    found = empathy(table(60, 0, 0, 40, probability=0.9))
    assert (found.verdict, found.reasons) == (
        "with_correction",
        ("the calibration error is 0.30; at most 0.1 is needed",),
    )


def test_so_many_reviews_make_the_corrected_share_sure():
    """With the promised number of reviews the corrected share is within 5 points nine times of ten."""
    generator = np.random.default_rng(5)
    true = (generator.random(200_000) < 0.6).astype(float)
    found = np.where(generator.random(200_000) < 0.15, 1 - true, true)
    drawn = generator.integers(0, len(true), 60)
    share = empathy([one(true[at], found[at]) for at in drawn]).groups[0].share
    assert 0.05 < share.sure_to < 0.11
    n = 60 + share.needed
    slope = np.cov(true, found)[0, 1] / found.var()
    errors = []
    for _ in range(2000):
        at = generator.integers(0, len(true), n)
        errors.append(slope * found.mean() + (true[at] - slope * found[at]).mean() - true.mean())
    assert 0.85 < np.mean(np.abs(errors) < 0.05) < 0.95
    assert n < 0.65 * 0.6 * 0.4 * (1.645 / 0.05) ** 2  # fewer than the reviewers' share alone would need


def test_readers_beside_each_other():
    items = [one([1.0, 1.0], 1.0)] * 20 + [one([0.0, 0.25], 1.0)] * 15 + [one([1.0, 0.0], 1.0)] * 5
    items += [one([None, 1.0], 1.0)] * 4 + [one([None, None], None)] * 6 + [one(1.0, 1.0)] * 9
    readers = empathy(items).readers
    assert (readers.n, readers.graded) == (50, 40)
    assert readers.applies.estimate == pytest.approx(46 / 50)
    assert readers.kappa.estimate == pytest.approx((35 / 40 - 0.5) / (1 - 0.5))
    assert readers.kappa.low < readers.kappa.estimate < readers.kappa.high
    assert 0.5 < readers.alpha.estimate < 0.9
    assert empathy(table(5, 5, 5, 5)).readers is None


def test_what_cannot_be_measured_is_counted():
    odd = one(1.0, 1.0)._replace(labels=({"clarity": 1.0},))
    found = sheet([*table(5, 5, 5, 5), odd, one(1.0, None, language="th", tables=False)])
    assert (found.unmeasured, found.no_tables, found.interactions) == ({"clarity": 1}, {"th": 1}, 22)
    assert list(found.behaviours) == ["empathy"]


@pytest.mark.parametrize(
    ("lines", "groups", "said"),
    [
        ([LINE, LINE | {"review": {"reader": "b"}}], [2], []),
        ([LINE, LINE | {"source": "other"}], [1, 1], []),
        ([LINE, LINE], [1], ["line 2: review.reader: the same reader (none is named) reviewed c-1 on line 1 already"]),
        (
            [LINE | {"review": {"reader": "b"}}] * 2,
            [1],
            ["line 2: review.reader: 'b' reviewed c-1 on line 1 already"],
        ),
        (
            [LINE, LINE | {"channel": "voice", "review": {"reader": "b"}}],
            [1],
            ["line 2: id: c-1 is another interaction on line 1"],
        ),
        ([LINE | {"labels": {}}, LINE], [1], ["line 1: labels: are required"]),
        ([LINE | {"labels": {"empathy": 2}}, LINE], [1], ["line 1: labels.empathy: 2 is no number from 0 to 1"]),
        (
            [{key: LINE[key] for key in ("id", "channel", "labels")} | {"recording": "a.wav"}],
            [],
            ["line 1: turns: are required; what is only a recording is transcribed first (qa transcribe)"],
        ),
    ],
)
def test_lines_are_brought_together_and_broken_ones_named(lines, groups, said):
    found = list(together(read_reviews([json.dumps(line).encode() for line in lines])))
    assert [len(one) for one in found if isinstance(one, list)] == groups
    assert [str(one) for one in found if isinstance(one, InteractionError)] == said

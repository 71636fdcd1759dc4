"""A grade of the ladder is the mean of its rung and of what the outline of the contact makes readers expect."""

import math

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.calibration import Calibration, Odds, Outline
from benchmarks.loader import load
from benchmarks.traits import Factor
from scoring.scorer import Scorer

BROKEN = "C: My internet does not work"
EACH: tuple[Factor, ...] = (
    *("question", "helped", "figures", "taken_up", "put_off", "thanked", "protested"),
    *("thanks_last", "works_last", "asks_last", "unsettled_last"),
)


@pytest.fixture(scope="module")
def judgements(build):
    """(what was said, outline, share from which a miss is charged) -> the judgements of the library's ladder."""
    library = load()
    ladder = {"resolution": library.benchmarks["resolution"]}
    scorers = {}

    def of(said, outline, charged=None):
        key = repr((outline, charged))
        if key not in scorers:
            outlines = {"resolution": outline} if outline else {}
            scorers[key] = Scorer(
                replace(library, benchmarks=ladder, calibrations=calibrated(charged), outlines=outlines, wordings={})
            )
        return scorers[key].score(build(said)).behaviours["resolution"].judgements

    return of


def calibrated(charged):
    if charged is None:
        return {}
    return {
        "en": Calibration(language="en", texts="none", behaviours={}, charged_from={"resolution": charged}),
    }


@pytest.fixture(scope="module")
def judged(judgements):
    """(what was said, outline) -> its one judgement."""

    def one(said, outline):
        (judgement,) = judgements(said, outline)
        return judgement

    return one


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"{BROKEN} | A: Hello.", set()),
        ("C: What time do you open? | A: Hello.", {"question"}),
        (f"{BROKEN} | A: Please restart the router.", {"helped"}),
        (f"{BROKEN} | A: Please restart the router. | A: It takes 5 minutes.", {"helped", "figures"}),
        (f"{BROKEN} | A: We will look into it.", {"put_off"}),
        (f"{BROKEN} | A: We will look into it. | A: I have reset your line.", {"put_off", "helped"}),
        (f"{BROKEN} | A: We will look into it. | C: and? | A: I have reset your line.", {"helped", "asks_last"}),
        (f"{BROKEN} | A: Hello. | C: thank you", {"thanked", "thanks_last"}),
        (f"{BROKEN} | A: Hello. | C: thank you | A: Sure. | C: my name is Lee", {"thanked"}),
        (f"{BROKEN} | A: Hello. | C: it works now", {"thanks_last", "works_last"}),
        (f"{BROKEN} | A: Hello. | C: it still does not work", {"protested", "unsettled_last"}),
        (f"{BROKEN} | A: Hello. | C: nope", {"protested"}),
        (f"{BROKEN} | A: Hello. | C: it still does not work | A: Oh. | C: thank you", {"thanked", "thanks_last"}),
        (f"{BROKEN} | A: So your internet is off.", {"taken_up"}),
    ],
)
def test_factors(judged, said, expected):
    judgement = judged(said, Outline(base=0.0, n=1, weights=dict.fromkeys(EACH, 1.0)))
    found = judgement.factors.keys() - {"base"}
    assert found == expected


def test_the_grade_is_the_mean_of_both_readings_and_the_factors_add_up(judged):
    known = Outline(base=0.2, n=9, weights={"thanks_last": 0.3, "helped": 0.125, "put_off": -0.5})
    judgement = judged(f"{BROKEN} | A: I have reset your line. | C: thanks", known)
    assert judgement.factors == {"base": 0.2, "thanks_last": 0.3, "helped": 0.125}
    assert (judgement.step, judgement.indicator) == (0.75, "resolution.done")
    assert judgement.grade == pytest.approx((0.75 + 0.625) / 2)


@pytest.mark.parametrize(("base", "grade"), [(-3.0, 0.375), (3.0, 0.875)])
def test_what_is_expected_stays_a_grade(judged, base, grade):
    known = Outline(base=base, n=9, weights={})
    assert judged(f"{BROKEN} | A: I have reset your line.", known).grade == grade


def test_without_an_outline_the_grade_is_the_rung(judged):
    judgement = judged(f"{BROKEN} | A: I have reset your line.", None)
    assert (judgement.grade, judgement.step, judgement.factors) == (0.75, UNSET, UNSET)


RESET = f"{BROKEN} | A: I have reset your line. | C: thanks"


@pytest.mark.parametrize(
    ("said", "rung", "odds", "grade", "probability"),
    [
        (RESET, 0.75, Odds(base=0.0, weights={"done": 2.0}), 0.7827, 0.881),
        (RESET, 0.75, Odds(base=0.0, weights={"done": -2.0}), 0.49, 0.119),
        (RESET, 0.75, Odds(base=-1.5, weights={"rung": 2.0}), 0.6875, 0.5),
        (RESET, 0.75, Odds(base=0.0, weights={"acknowledged_last": 1.0, "helped": 1.0}), 0.7827, 0.881),
        (f"{BROKEN} | A: Hello.", 0.0, Odds(base=2.0, weights={}), 0.5952, 0.881),
        (f"{BROKEN} | A: Welcome to Acme.", 0.0, Odds(base=0.0, weights={"agent_fills": -2.0}), 0.4048, 0.119),
        (f"{BROKEN} | A: Hello. | C: and?", 0.0, Odds(base=0.0, weights={"asks_last": -2.0}), 0.4048, 0.119),
        (f"{BROKEN} | A: What is your number?", 0.0, Odds(base=0.0, weights={"agent_asks": -2.0}), 0.4048, 0.119),
        (f"{BROKEN} | A: It is 5.", 0.75, Odds(base=0.0, weights={"agent_figures": 2.0}), 0.7827, 0.881),
        # what was stated before the agent's last two turns counts for a quarter
        (f"{RESET} | A: Sure. | C: ok | A: Bye.", 0.75, Odds(base=-0.5, weights={"done": 2.0}), 0.6875, 0.5),
        # courtesies after it do not hide that it was left open
        (
            f"{BROKEN} | A: We will look into it. | C: ok | A: Bye.",
            0.25,
            Odds(base=2.0, weights={"left_open": -4.0}),
            0.4673,
            0.119,
        ),
    ],
)
def test_the_grade_is_on_the_side_where_readers_are_likely_to_see_it(judged, said, rung, odds, grade, probability):
    judgement = judged(said, Outline(base=0.75, n=9, weights={}, met=odds))
    assert (judgement.step, judgement.grade, judgement.probability) == (rung, grade, probability)


@pytest.mark.parametrize(
    ("probability_of_met", "charged", "met"),
    [(0.45, None, False), (0.45, 0.5, False), (0.45, 0.6, True), (0.35, 0.6, False), (0.55, 0.6, True)],
)
def test_a_miss_that_readers_might_not_see_is_half_met(judgements, probability_of_met, charged, met):
    base = math.log(probability_of_met / (1 - probability_of_met))
    known = Outline(base=0.2, n=9, weights={}, met=Odds(base=base, weights={}))
    (judgement,) = judgements(f"{BROKEN} | A: Hello.", known, charged)
    assert judgement.grade == 0.5 if met else judgement.grade < 0.5


def test_what_is_likely_met_is_at_least_half(judged):
    judgement = judged(f"{BROKEN} | A: Hello.", Outline(base=0.0, n=9, weights={}, met=Odds(base=2.0, weights={})))
    assert (judgement.step, judgement.grade) == (0.0, 0.5)


def test_without_odds_no_miss_of_a_ladder_is_left_out(judgements):
    assert len(judgements(f"{BROKEN} | A: Hello.", Outline(base=0.2, n=9, weights={}), 0.9)) == 1

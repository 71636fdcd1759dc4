"""A grade of the ladder is the mean of its rung and of what the outline of the contact makes readers expect."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from benchmarks.loader import load
from benchmarks.model import Outline
from scoring.scorer import Scorer

BROKEN = "C: My internet does not work"
EACH = (
    *("question", "helped", "figures", "taken_up", "put_off", "thanked", "protested"),
    *("thanks_last", "works_last", "asks_last", "unsettled_last"),
)


@pytest.fixture(scope="module")
def judged(build):
    """(what was said, outline) -> the judgement of the library's ladder."""
    library = load()
    ladder = {"resolution": library.benchmarks["resolution"]}
    scorers = {}

    def one(said, outline):
        key = repr(outline)
        if key not in scorers:
            outlines = {"resolution": outline} if outline else {}
            scorers[key] = Scorer(replace(library, benchmarks=ladder, calibrations={}, outlines=outlines))
        (judgement,) = scorers[key].score(build(said)).behaviours["resolution"].judgements
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


def test_the_library_leaves_no_miss_out_for_its_kind(score):
    """How unsure readers are is in the grade: 'nothing' in Chinese is mostly not confirmed, and is judged all the same."""
    assert load().calibrations["zh"].behaviours["resolution"]["missed nothing"].share < 0.5
    found = score("C: 我的网络坏了 | A: 请稍等", "resolution", language="zh")
    assert (found.opportunities, found.met) == (1, 0)

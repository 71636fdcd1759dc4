import tomllib

import msgspec
import numpy as np

from benchmarks.calibration import Calling, Wordings
from qa_service.evaluation.callings import Heard
from qa_service.evaluation.wordings import Taught, by_language, fitted, learned, written
from scoring.wording import Spoken, heard


def runs(n=1200, language="en"):
    """Who says 'my' calls for it four times in five, who says 'can' once in five; 'the' is always there."""
    draw = np.random.default_rng(3)
    told = draw.random(n) < 0.5
    opens = draw.random(n) < np.where(told, 0.8, 0.2)
    return [
        Heard({"long": 0.0}, bool(call), 1.0, language, str(number), _spoken("my" if mine else "can", number))
        for number, (mine, call) in enumerate(zip(told, opens, strict=True))
    ]


def _spoken(word, number):
    name = f"name{number // 3}"  # of three contacts
    return Spoken(frozenset({word, "the", f"the {word}", name}), frozenset({"hello"}))


def test_words_tell_what_readers_see_and_come_to_nothing_on_average():
    known = fitted(runs())
    assert known.said["my"] > 0 > known.said["can"]
    assert known.said.keys() <= {"my", "can", "the my", "the can", "the"}
    assert "hello" not in known.before  # always there: it says nothing
    totals = [heard(known, one.spoken).total for one in runs()]
    assert abs(np.mean(totals)) < 0.01


def test_a_language_of_too_few_runs_has_no_words():
    known = by_language([*runs(), *runs(400, "pl")], "t", least=1000)
    assert known.keys() == {"en"}
    calling = known["en"].behaviours["empathy"].calling
    assert calling is not None
    assert calling.weights["words"] > 0.5
    assert by_language(runs(400, "pl"), "t", least=1000) == {}


def test_words_that_say_nothing_gain_nothing_by_being_many():
    """The calling sees each run's words as the other contacts teach them: what was learned by heart is not there."""
    draw = np.random.default_rng(4)
    noise = [
        Heard({}, bool(draw.random() < 0.5), 1.0, "en", str(number), Spoken(frozenset(map(str, some)), frozenset()))
        for number, some in enumerate(draw.integers(0, 400, (1500, 12)))
    ]
    calling = by_language(noise, "t", least=1000)["en"].behaviours["empathy"].calling
    assert calling is not None
    assert abs(calling.weights["words"]) < 0.1


def test_what_is_written_can_be_read():
    calling = Calling(base=-1.5, n=9, called_from=0.25, again_from=0.5, weights={"long": 0.25, "words": 1.0})
    (known,) = by_language(runs(), "our texts", least=1000).values()
    wording = msgspec.structs.replace(
        known.behaviours["empathy"], said={'"': 0.5, "\n": 1.0, "had to": -1.0, "é\\": 2.0}, calling=calling
    )
    known = Wordings(language="en", texts="our texts", behaviours={"empathy": wording})
    assert msgspec.convert(tomllib.loads(written(known)), Wordings) == known


def test_words_of_an_agent_go_only_so_far():
    told = [Taught(Spoken(frozenset(), one.spoken.said), one.contact, one.opens, 1.0) for one in runs()]
    whole, half = learned(told, "en").before, learned(told, "en", of_agent=0.5).before
    assert 0.3 * whole["my"] < half["my"] < whole["my"]

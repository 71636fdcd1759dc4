import json

import numpy as np
import pytest

from benchmarks.loader import load
from qa_service.evaluation.callings import Heard, alone, fitted, heard
from qa_service.evaluation.labels import Labelled, Labels, Opportunity
from scoring.scorer import Scorer
from transcription.interaction import Agent, Interaction, SpokenTurn


def runs(n=2000, weight=1.0):
    """Half are `long`; of these three in four call for it, of the others one in four."""
    draw = np.random.default_rng(5)
    long = draw.random(n) < 0.5
    opens = draw.random(n) < np.where(long, 0.75, 0.25)
    return [Heard({"long": float(one), "kin": 0.0}, bool(call), weight) for one, call in zip(long, opens, strict=True)]


def test_what_readers_weigh_is_found():
    known = fitted(runs(20_000))
    assert known.base == pytest.approx(-np.log(3), abs=0.1)
    assert known.weights == {"kin": 0.0, "long": pytest.approx(2 * np.log(3), abs=0.15)}
    assert (known.n, known.called_from < known.again_from) == (20_000, True)


def test_a_prior_keeps_few_runs_from_saying_much():
    assert 0 < fitted(runs(2000, weight=0.1)).weights["long"] < fitted(runs(2000)).weights["long"]


def test_few_runs_and_runs_all_alike_teach_nothing():
    assert fitted(runs(999)) is None
    assert fitted([Heard({"long": 1.0}, opens=False, weight=1.0)] * 2000) is None


def test_each_reader_hears_the_runs_and_knows_what_was_opened():
    said = [("customer", "hi"), ("agent", "hello"), ("customer", "what a joke"), ("agent", "ok"), ("customer", "well"),
            ("agent", "bye")]  # fmt: skip
    turns = tuple(SpokenTurn(speaker=who, text=text, agent="a" if who == "agent" else None) for who, text in said)
    talk = Interaction(id="x", source="t", channel="chat", language="en", agent=Agent(id="a"), turns=turns)
    seen = [Opportunity(turn=2, grade=0, answer=None)]
    labels = {
        name: Labels(id="x", empathy=tuple(told), resolution=None, repetition=None)
        for name, told in (("a", seen), ("b", []))
    }
    found = list(heard(Labelled("en", talk, labels), Scorer(load())))
    assert [(one.opens, one.factors["open"], one.weight) for one in found] == [
        *[(False, 0.0, 0.5), (True, 0.0, 0.5), (False, 1.0, 0.5)],
        *[(False, 0.0, 0.5)] * 3,
    ]


def test_single_turns_are_of_the_half_that_may_be_worked_with(tmp_path):
    scorer = Scorer(load())
    assert alone(tmp_path / "blind", scorer) == []
    lines = [
        {"id": "1", "half": half, "customer": "what a joke", "opportunity": half == "dev"} for half in ("dev", "test")
    ]
    (tmp_path / "empathy_opportunities_en.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (one,) = alone(tmp_path / "blind", scorer)
    assert (one.opens, one.factors["distress"], one.factors["open"]) == (True, 1.0, 0.0)

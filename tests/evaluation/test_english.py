"""The English tables do not fall back: floors on the `test` half of our own labelled texts (README says what it is not)."""

import json
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.loader import load
from scoring.scorer import Scorer
from transcription.transcript import Leg, Transcript, Turn

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def scored():
    scorer = Scorer(replace(load(), calibrations={}, callings={}))

    def behaviour(name, turns, **options):
        said = tuple(Turn(speaker=speaker, text=text, leg=0) for speaker, text in turns)
        legs = (Leg(kind="human", first=0, end=len(said)),)
        return scorer.score(Transcript(channel="chat", language="en", turns=said, legs=legs), **options).behaviours[
            name
        ]

    return behaviour


def lines(name):
    rows = [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["half"] == "test"]


def precision_recall(pairs):
    """Of (is, found) pairs."""
    counts = Counter(pairs)
    hits = counts[True, True]
    return hits / (hits + counts[False, True]), hits / (hits + counts[True, False])


def test_acknowledgements_are_told_from_the_rest(scored):
    pairs = []
    for row in lines("empathy_answers_en.jsonl"):
        talk = [("customer", row["customer"]), ("agent", row["agent"])]
        (judgement,) = scored("empathy", talk, assume_opportunity=["empathy"]).judgements
        pairs.append((row["grade"] == 1, judgement.grade == 1))
    precision, recall = precision_recall(pairs)
    assert precision >= 0.9
    assert recall >= 0.8


def test_opportunities_are_told_from_calm_talk(scored):
    pairs = [
        (row["opportunity"], scored("empathy", [("customer", row["customer"]), ("agent", "ok")]).opportunities > 0)
        for row in lines("empathy_opportunities_en.jsonl")
    ]
    precision, recall = precision_recall(pairs)
    assert precision >= 0.9
    assert recall >= 0.75


def test_endings_stand_on_their_rung(scored):
    rows = lines("resolution_en.jsonl")
    right = sum(
        judgement.step == row["grade"]
        for row in rows
        for judgement in scored("resolution", [(turn["speaker"], turn["text"]) for turn in row["turns"]]).judgements
    )
    assert right / len(rows) >= 0.85

"""The readers beside the public sets themselves, where they are at hand; floors are `qa evaluate accuracy`'s business."""

import os
from collections import Counter
from pathlib import Path

import pytest

from qa_service.evaluation.labels import read
from qa_service.evaluation.sets import empathetic_personas, epitome, harper, maia, multidogo, star, stc3
from qa_service.evaluation.sets.by_id import of_public_set

DATA = Path(os.environ.get("QA_EVAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
BLIND = Path(__file__).parent / "blind"


def needs(name):
    return pytest.mark.skipif(
        not (DATA / name).exists(), reason=f"{DATA / name} is not there; QA_EVAL_DATA names the folder"
    )


@pytest.mark.parametrize(
    ("name", "of_set", "interactions"),
    [
        pytest.param("stc3", lambda: stc3.read(DATA, "en"), 1672, marks=needs("stc3")),
        pytest.param("stc3", lambda: stc3.read(DATA, "zh"), 1200, marks=needs("stc3")),
        pytest.param("epitome", lambda: epitome.read(DATA), 2191, marks=needs("epitome")),
        pytest.param("personas", lambda: empathetic_personas.read(DATA, "en"), 741, marks=needs("empathetic_personas")),
        pytest.param("personas", lambda: empathetic_personas.read(DATA, "zh"), 782, marks=needs("empathetic_personas")),
        pytest.param("harper", lambda: harper.read(DATA), 8, marks=needs("harper")),
        pytest.param("maia", lambda: maia.read(DATA), 65, marks=needs("maia")),
    ],
)
def test_every_line_is_read(name, of_set, interactions):
    found = [one if hasattr(one, "turns") else one.interaction for one in of_set()]
    assert len({one.id for one in found}) == interactions
    assert all(one.turns for one in found)


@needs("star")
def test_both_sides_of_task_dialogues_are_read():
    speakers = Counter(turn.speaker for one in star.read(DATA) for turn in one.turns)
    assert set(speakers) == {"customer", "agent"}
    assert 0.5 < speakers["customer"] / speakers["agent"] < 2


@needs("stc3")
def test_nineteen_annotators_graded_each_dialogue():
    assert {len(one.quality["A"]) for one in stc3.read(DATA, "en")} == {19}


@needs("multidogo")
def test_few_customers_give_a_datum_twice():
    twice = [one.twice for one in multidogo.read(DATA)]
    assert 0.01 < sum(twice) / len(twice) < 0.1


@pytest.mark.skipif(
    not all((DATA / name).exists() for name in ("stc3", "star", "maia", "harper")),
    reason=f"{DATA}: stc3, star, maia and harper are not all there; QA_EVAL_DATA names the folder",
)
def test_the_english_labels_stand_at_turns_of_the_right_speaker():
    english = [one for one in read(BLIND, DATA).labelled if of_public_set(one.interaction.id)]
    assert len(english) == 300
    wrong = [
        (one.interaction.id, reader, entry.turn)
        for one in english
        for reader, labels in one.labels.items()
        for entry in labels.empathy
        if one.interaction.turns[entry.turn].speaker != "customer"
        or (entry.answer is not None and one.interaction.turns[entry.answer].speaker != "agent")
    ]
    assert wrong == []

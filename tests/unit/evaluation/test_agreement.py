"""What is beside what, and what a broken folder of labels is told."""

import json

import pytest

from qa_service.errors import BadInput, Configuration
from qa_service.evaluation.agreement import COLUMNS, MACHINE, Item, Reading, asr_band, matched, run, table
from qa_service.evaluation.labels import read
from tests.factories import IGNORED, NAMED, chat

CALM = Reading({}, 1.0, None)
LABELS = {
    "id": "c-1",
    "empathy": [{"turn": 0, "grade": 1.0, "answer": 1}],
    "resolution": 1.0,
    "repetition": {"grade": 1, "repeats": []},
}


def item(readings, *, language="en", channel="chat", band="none", customer=(0, 2)):
    return Item(language, channel, band, frozenset(customer), readings)


def rows(items):
    return {row[:5]: dict(zip(COLUMNS, row, strict=True)) for row in table(items).rows}


@pytest.fixture
def folder(tmp_path):
    def write(labels, *, interactions=None, language="en"):
        place = tmp_path / language
        place.mkdir(exist_ok=True)
        if interactions is not None:
            lines = [json.dumps(one) for one in interactions]
            (place / "interactions.jsonl").write_text("\n".join(lines), encoding="utf-8")
        for reader, given in labels.items():
            lines = [one if isinstance(one, str) else json.dumps(one) for one in given]
            (place / f"labels-{reader}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return write


def spoken(ref, agent):
    return {
        "id": ref,
        "channel": "chat",
        "language": "en",
        "turns": [
            {"speaker": "customer", "text": chat().turns[0].text},
            {"speaker": "agent", "text": agent},
            {"speaker": "customer", "text": "Thank you, that solved it."},
        ],
    }


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ({2: 1, 6: 0}, {2: 0, 6: 1}, [(2, 2), (6, 6)]),
        ({2: 1}, {3: 1}, [(2, 3)]),
        ({2: 1}, {4: 1}, []),
        ({2: 1, 3: 1}, {3: 1}, [(3, 3)]),  # the same turn goes before the one beside
        ({2: 1, 4: 1}, {3: 1}, [(2, 3)]),  # one to one
        ({}, {3: 1}, []),
    ],
)
def test_opportunities_match_at_the_same_turn_or_the_one_beside(one, other, pairs):
    assert matched(one, other) == pairs


def test_readers_beside_each_other_and_the_machine_beside_each():
    a = [Reading({0: 1.0}, 1.0, 1.0)] * 30 + [Reading({}, 0.25, None)] * 30
    b = [Reading({0: 1.0}, 1.0, 1.0)] * 30 + [Reading({}, 0.5, None)] * 30
    machine = [Reading({0: 0.5}, 1.0, 0.0)] * 60
    found = rows([item({"a": x, "b": y, MACHINE: z}) for x, y, z in zip(a, b, machine, strict=True)])
    opportunity = found["empathy opportunity", "en", "all", "all", "reader - reader"]
    assert (opportunity["n"], opportunity["kappa"], opportunity["F1"]) == (120, 1, 1)
    opportunity = found["empathy opportunity", "en", "all", "all", "machine - reader"]
    assert opportunity["F1"] == pytest.approx(2 * 30 / (60 + 30))
    assert opportunity["F1 low"] < opportunity["F1"] < opportunity["F1 high"]
    # 30 turns both see, 30 the machine alone, 60 neither.
    assert opportunity["kappa"] == pytest.approx((0.75 - 0.5) / (1 - 0.5))
    assert found["empathy met", "en", "all", "all", "machine - reader"]["n"] == 30
    grades = found["resolution grade", "en", "all", "all", "reader - reader"]
    assert (grades["n"], grades["F1"]) == (60, None)
    assert 0.5 < grades["kappa"] < 1
    # The machine gives 1 throughout: chance does as well with a, and with b.
    assert found["resolution grade", "en", "all", "all", "machine - reader"]["kappa"] == pytest.approx(0)
    applies = found["repetition applies", "en", "all", "all", "machine - reader"]
    assert (applies["n"], applies["kappa"]) == (60, pytest.approx(0))
    assert found["repetition grade", "en", "all", "all", "machine - reader"]["n"] == 30


def test_the_machine_beside_two_readers_is_the_mean_of_both():
    truth = [1.0, 0.0] * 20
    wrong = [0.0, 1.0] * 20
    items = [
        item({"a": Reading({}, 1.0, one), "b": Reading({}, 1.0, other), MACHINE: Reading({}, 1.0, one)})
        for one, other in zip(truth, wrong, strict=True)
    ]
    assert rows(items)["repetition grade", "en", "all", "all", "machine - reader"]["kappa"] == pytest.approx(0)
    assert rows(items)["repetition grade", "en", "all", "all", "reader - reader"]["kappa"] == pytest.approx(-1)


def test_rows_by_language_channel_and_hearing_and_none_of_few():
    both = {"a": CALM, "b": CALM}
    items = [item(both)] * 20 + [item(both, language="pl", channel="voice", band="low")] * 19
    items += [item(both, language="pl")] * 6
    found = {key[1:4] for key in rows(items) if key[0] == "resolution applies"}
    assert found == {("all", "all", "all"), ("all", "chat", "all"), ("en", "all", "all"), ("pl", "all", "all")}
    assert any("rows with fewer than 20" in note for note in table(items).notes)


def test_where_the_machine_has_no_tables_it_has_no_row():
    unread = Reading({}, None, None, frozenset())
    found = rows([item({"a": CALM, "b": CALM, MACHINE: unread})] * 30)
    assert {key[4] for key in found} == {"reader - reader"}


@pytest.mark.parametrize(
    ("channel", "confidence", "band"), [("voice", 0.9, "high"), ("voice", 0.5, "low"), ("chat", 0.9, "none")]
)
def test_hearing(channel, confidence, band):
    turn = {"speaker": "agent", "text": "hello", "words": [["hello", 0.0, 0.4, confidence]]}
    assert asr_band(chat(channel=channel, turns=[turn])) == band
    assert asr_band(chat(channel=channel)) == "none"


def test_a_folder_from_texts_to_the_table(folder, monkeypatch):
    monkeypatch.delenv("QA_EVAL_DATA", raising=False)
    interactions = [spoken(f"c-{n}", NAMED if n % 2 else IGNORED) for n in range(30)]
    met, missed = LABELS["empathy"], [{"turn": 0, "grade": 0, "answer": None}]
    labels = [LABELS | {"id": f"c-{n}", "empathy": met if n % 2 else missed} for n in range(30)]
    folder({"a": labels}, language="xx")  # labels of texts that are kept elsewhere
    data = folder({"a": labels, "b": labels[:25]}, interactions=interactions)
    (data / "en" / "readers.json").write_text('{"a": "a person", "b": "a program"}')
    made = run(data)
    found = {row[:5]: dict(zip(COLUMNS, row, strict=True)) for row in made.rows}
    assert found["empathy met", "en", "all", "all", "reader - reader"]["n"] == 25
    machine = found["empathy met", "en", "all", "all", "machine - reader"]
    assert (machine["n"], machine["kappa"]) == (28, 1)  # 30 with a, 25 with b
    assert any(note.startswith("xx: left out") and "interactions.jsonl is not there" in note for note in made.notes)
    assert "en: readers: a is a person, b is a program." in made.notes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "labels-a.jsonl: line 2: not JSON"),
        (LABELS | {"id": "c-9"}, "line 2: id: no interaction is called c-9"),
        (LABELS, "line 2: id: c-1 is labelled on an earlier line"),
        (LABELS | {"id": "c-2", "resolution": 0.7}, "line 2: resolution: 0.7 is none of 0, 0.25, 0.5, 0.75, 1"),
        (LABELS | {"id": "c-2", "mood": 1}, "line 2: Object contains unknown field `mood`"),
        ({"id": "c-2", "empathy": [], "resolution": 1}, "line 2: Object missing required field `repetition`"),
        (
            LABELS | {"id": "c-2", "empathy": [{"turn": 3, "grade": 0, "answer": None}]},
            "line 2: empathy[0].turn: there is no turn 3; the interaction has 3",
        ),
        (
            LABELS | {"id": "c-2", "empathy": [{"turn": 0, "grade": 0.7, "answer": 1}]},
            "line 2: empathy[0].grade: 0.7 is none of 0, 0.5, 1",
        ),
        (
            LABELS | {"id": "c-2", "empathy": [{"turn": 0, "grade": 0, "answer": None}] * 2},
            "line 2: empathy: two opportunities open in the same turn",
        ),
        (
            LABELS | {"id": "c-2", "repetition": {"grade": 0, "repeats": [{"turn": 7, "cause": "bot"}]}},
            "line 2: repetition.repeats[0].turn: there is no turn 7",
        ),
        (
            LABELS | {"id": "c-2", "repetition": {"grade": 0, "repeats": [{"turn": 1, "cause": "mood"}]}},
            "line 2: Invalid enum value 'mood' - at `$.repetition.repeats[0].cause`",
        ),
    ],
)
def test_a_broken_line_is_named(folder, line, said):
    data = folder({"a": [LABELS, line]}, interactions=[spoken("c-1", NAMED), spoken("c-2", NAMED)])
    with pytest.raises(BadInput) as error:
        read(data)
    assert said in str(error.value)


def test_no_folder_and_an_empty_one_are_told_what_is_needed(tmp_path):
    with pytest.raises(Configuration, match="needs --data FOLDER"):
        run(None)
    with pytest.raises(BadInput, match="holds no folder of a language"):
        run(tmp_path)

"""What the readers of the public sets make of their files."""

import gzip
import json

import pytest

from qa_service.errors import BadInput
from qa_service.evaluation import labels
from qa_service.evaluation.sets import by_id, empathetic_personas, epitome, harper, maia, multidogo, star, stc3


def said(interaction):
    return [(turn.speaker, turn.text) for turn in interaction.turns]


def test_helpdesk_dialogues_keep_empty_turns_and_all_grades(data):
    (one,) = stc3.read(data, "zh")
    assert said(one.interaction) == [
        ("customer", "My tap drips. Since noon."),
        ("agent", "Turn the red valve."),
        ("customer", ""),
    ]
    assert (one.id, one.interaction.id, one.interaction.language) == ("11", "stc3-zh/11", "zh")
    assert one.quality == {"A": (2, 1), "S": (1, -1), "E": (0, 0)}
    assert (one.mean("A"), one.mean("S")) == (1.5, 0)


def test_of_task_dialogues_only_what_was_said_is_a_turn(data):
    (one,) = star.read(data)
    assert one.id == "star/7"
    assert said(one) == [("customer", "A table for two?"), ("agent", "At eight."), ("agent", "Is that fine?")]


def test_chats_are_in_english_on_both_sides(data):
    (one,) = maia.read(data)
    assert said(one) == [("customer", "Good day. My lamp broke."), ("agent", "Which lamp?")]


def test_calls_are_in_the_order_of_time_without_marks_of_noise(data):
    (one,) = harper.read(data)
    assert said(one) == [("customer", ""), ("agent", "which city")]
    assert [(turn.start, turn.end) for turn in one.turns] == [(1, 1.25), (3, 3.5)]
    assert one.channel == "voice"


def test_a_post_and_its_response(data):
    (one,) = epitome.read(data)
    assert (said(one.interaction), one.level) == ([("customer", "I failed."), ("agent", "Oh no.")], 2)


def test_sentences_stand_alone(data):
    (one,) = empathetic_personas.read(data, "zh")
    assert (said(one.interaction), one.empathy) == ([("agent", "我明白。")], 1)


def test_customers_turns_are_ordered_and_gaps_are_the_agents(data):
    one, other = multidogo.read(data)
    assert said(one.interaction) == [
        ("customer", "hello"),
        ("agent", "…"),
        ("customer", "my name is jo lind"),
        ("customer", "code q7 z"),
        ("agent", "…"),
        ("customer", 'jo-lind, "again"'),
    ]
    assert (one.twice, other.twice) == (True, False)


@pytest.mark.parametrize(
    ("turns", "twice"),
    [
        ([("ann 55", "name account_number"), ("55", "account_number")], True),
        ([("A-55", "claimid"), ("a 55", "claimid claimid")], True),
        ([("55", "claimid"), ("56", "claimid")], False),
        ([("55 55", "claimid O")], False),  # once, beside a number that is no datum
        ([("boots boots", "item_name item_name"), ("boots", "item_name")], False),
        ([("ann lee", "name name"), ("ann", "name")], False),  # another value
        ([("-", "name"), ("-", "name")], False),
    ],
)
def test_given_twice(turns, twice):
    assert multidogo.given_twice(turns) is twice


def test_texts_are_found_by_the_ids_of_the_labels(data):
    assert sorted(by_id.texts(data)) == ["harper/c0ffee", "maia/chat-3", "star/7", "stc3-en/11"]


def test_labels_without_texts_find_them_in_the_public_sets(data, tmp_path):
    label = {"id": "star/7", "empathy": [], "resolution": 0.5, "repetition": None}
    (tmp_path / "blind" / "en").mkdir(parents=True)
    (tmp_path / "blind" / "en" / "labels-a.jsonl").write_text(json.dumps(label))
    (one,) = labels.read(tmp_path / "blind", data).labelled
    assert (one.language, one.labels["a"].resolution, len(one.interaction.turns)) == ("en", 0.5, 3)
    told = "1 texts of public sets: the folder that QA_EVAL_DATA would name is not there"
    assert labels.read(tmp_path / "blind").skipped["en"] == told
    (data / "maia" / "de_client_02.json").unlink()
    assert "de_client_02.json is not there" in labels.read(tmp_path / "blind", data).skipped["en"]


def test_texts_of_our_own_stand_beside_those_of_the_public_sets(data, tmp_path):
    folder = tmp_path / "en"
    folder.mkdir()
    told = [{"id": name, "empathy": [], "resolution": 0.5, "repetition": None} for name in ("en-1", "star/7")]
    (folder / "labels-a.jsonl").write_text("\n".join(json.dumps(one) for one in told))
    own = {"id": "en-1", "channel": "chat", "language": "en", "turns": [{"speaker": "customer", "text": "Hello"}]}
    (folder / "interactions.jsonl").write_text(json.dumps(own))
    (folder / "readers.json").write_text('{"a": "a person"}')
    assert [one.interaction.id for one in labels.read(tmp_path, data).labelled] == ["en-1", "star/7"]
    (data / "maia" / "de_client_02.json").unlink()
    without = labels.read(tmp_path, data)
    assert [one.interaction.id for one in without.labelled] == ["en-1"]
    assert without.readers == {"en": {"a": "a person"}}
    assert without.skipped["en"].startswith("1 texts of public sets: ")
    assert without.skipped["en"].endswith("de_client_02.json is not there")


@pytest.mark.parametrize(
    ("missing", "read"),
    [
        ("stc3/train_en.jsonl.gz", lambda data: list(stc3.read(data, "en"))),
        ("harper/transcript/c0ffee.json", lambda data: (data / "harper/transcript").rmdir() or list(harper.read(data))),
        ("maia/de_client_02.json", by_id.texts),
        ("multidogo/finance_train.tsv.gz", lambda data: list(multidogo.read(data))),
    ],
)
def test_a_missing_file_is_named(data, missing, read):
    (data / missing).unlink()
    with pytest.raises(FileNotFoundError) as error:
        read(data)
    assert str(error.value.filename) in str(data / missing)


@pytest.mark.parametrize(
    ("file", "content", "read", "message"),
    [
        ("stc3/train_en.jsonl.gz", gzip.compress(b'\n{"id": 3}'), lambda d: list(stc3.read(d, "en")), "line 2: Expected `str`"),
        (
            "epitome/emotional-reactions.jsonl.gz",
            gzip.compress(b'{"sp_id": "p", "rp_id": "r", "seeker_post": "", "response_post": "", "level": "3"}'),
            lambda d: list(epitome.read(d)),
            "line 1: Invalid enum value '3'",
        ),
        ("maia/de_client_02.json", b"[", lambda d: list(maia.read(d)), "de_client_02.json: Input data was truncated"),
        ("harper/transcript/c0ffee.json", b"[{}]", lambda d: list(harper.read(d)), "missing required field `speaker_role`"),
        ("multidogo/airline_train.tsv.gz", gzip.compress(b"a\tb\n"), lambda d: list(multidogo.read(d)), "line 1: the columns"),
        (
            "multidogo/airline_train.tsv.gz",
            gzip.compress(b"conversationId\tturnNumber\tutterance\tslot-labels\na\tone\thi\tO\n"),
            lambda d: list(multidogo.read(d)),
            "line 2: turnNumber: 'one' is no number",
        ),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_with_its_place(data, file, content, read, message):
    (data / file).write_bytes(content)
    with pytest.raises(BadInput, match=message) as error:
        read(data)
    assert file.rpartition("/")[2] in str(error.value)

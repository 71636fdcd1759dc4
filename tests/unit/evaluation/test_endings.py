"""Contacts that are learned from, and on which nothing is measured."""

import json

import pytest

from qa_service.errors import BadInput
from qa_service.evaluation.endings import written

CONTACT = {"id": "e-1", "channel": "chat", "turns": [{"speaker": "customer", "text": "my door sticks"}]}


@pytest.fixture
def labels(tmp_path):
    """The folder of readers' labels, beside which the written ones stand."""
    return tmp_path / "blind"


def write(labels, language, name, line):
    folder = labels.parent / "written" / language
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def test_where_nothing_was_written_there_is_nothing(labels):
    assert written(labels) == []


def test_both_formats_are_read(labels):
    write(labels, "en", "interactions.jsonl", CONTACT)
    whole = {"id": "e-1", "empathy": [], "resolution": 0.5, "repetition": None}
    write(labels, "en", "labels-a.jsonl", whole)
    write(labels, "pl", "resolution.jsonl", {"interaction": CONTACT | {"id": "p-1"}, "resolution": None})
    found = [
        (one.language, one.interaction.id, [told.resolution for told in one.labels.values()]) for one in written(labels)
    ]
    assert found == [("en", "e-1", [0.5]), ("pl", "p-1", [None])]


def test_what_is_no_rung_is_named(labels):
    write(labels, "pl", "resolution.jsonl", {"interaction": CONTACT, "resolution": 0.6})
    with pytest.raises(BadInput, match=r"pl/resolution\.jsonl: line 1: resolution: 0\.6 is no rung"):
        written(labels)

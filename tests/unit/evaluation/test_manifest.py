"""The labels are what they were when they were put down."""

from hashlib import sha256
from pathlib import Path

from qa_service.evaluation import manifest
from qa_service.evaluation.labels import read

BLIND = Path(__file__).parents[2] / "evaluation" / "blind"
WRITTEN = BLIND.parent / "written"


def test_the_labels_are_those_that_were_hashed():
    assert manifest.read(BLIND).rule == manifest.RULE
    assert manifest.changed(BLIND) == []  # rewrite it by `python -m qa_service.evaluation.manifest FOLDER`, and say why


def test_the_half_is_by_the_hash_of_the_id():
    # sha256 of 'a' begins with c (12), of 'c' with 2, of 'b' with 3, of 'l' with a (10)
    halves = {name: manifest.is_test(name) for name in "abc"}
    assert halves == {name: sha256(name.encode()).hexdigest()[0] in "13579bdf" for name in "abc"}
    assert halves == {"a": False, "b": True, "c": False}


def test_what_changed_is_named(tmp_path):
    (tmp_path / "en").mkdir()
    for name in ("same", "other", "gone"):
        (tmp_path / "en" / f"{name}.jsonl").write_text(name)
    manifest.write(tmp_path, ("en",))
    assert manifest.changed(tmp_path) == []
    (tmp_path / "en" / "other.jsonl").write_text("changed")
    (tmp_path / "en" / "gone.jsonl").unlink()
    (tmp_path / "en" / "new.jsonl").write_text("new")
    (tmp_path / "en" / "readers.json").write_text("{}")  # who they are may be said later
    assert manifest.changed(tmp_path) == ["en/gone.jsonl", "en/new.jsonl", "en/other.jsonl"]


def test_texts_to_learn_from_are_none_that_figures_are_of():
    blind, written = ({one.interaction.id for one in read(folder).labelled} for folder in (BLIND, WRITTEN))
    assert len(written) == 220
    assert blind.isdisjoint(written)

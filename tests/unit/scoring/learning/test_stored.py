"""A model's file: the same model is the same bytes, and what is none is refused by name without running anything."""

import io
import os
import pickle
import random
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from scoring.learning.fit import Linear
from scoring.learning.part import Decision, Part
from scoring.learning.stored import ModelError, load, read, to_bytes
from scoring.learning.vectors import Vectors
from tests.learned import about, part

GOOD = to_bytes(about(), part(sorry=4.0, manual=-2.0), part(hello=1.0))


def changed(entries=None, without=(), method=zipfile.ZIP_DEFLATED):
    """The good file with some of its entries changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", method) as new:
        held = {name: old.read(name) for name in old.namelist() if name not in without} | (entries or {})
        for name, data in held.items():
            new.writestr(name, data)
    return out.getvalue()


def array(values, **more):
    out = io.BytesIO()
    np.save(out, np.array(values, **more), allow_pickle=True)
    return out.getvalue()


def header(shape):
    """An array that claims to be large and holds nothing."""
    told = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    told += b" " * (63 - (10 + len(told)) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(told)) + told


def told(**more):
    """A part's JSON that fits the arrays of `part(sorry, manual)` but for what is given."""
    import msgspec

    fields = {
        "loss": "ordinal",
        "penalty": 0.1,
        "grades": [0, 1],
        "decision": {"kind": "matched", "cuts": [0.5]},
        "features": {"agent": ["manual", "sorry"]},
    }
    return {"grade.json": msgspec.json.encode(fields | more)}


def test_a_model_comes_back_as_it_was():
    found = read(GOOD, "m")
    assert found.about == about()
    assert found.grade.vectors.features == {"agent": ["manual", "sorry"]}
    assert found.grade.linear.weights.tolist() == [[-2.0], [4.0]]
    assert found.grade.decision == Decision("matched", (0.5,))
    assert found.called is not None
    assert read(to_bytes(about(), part(), None), "m").called is None


def test_the_same_model_is_the_same_bytes(monkeypatch):
    import time

    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2e9))
    again = to_bytes(about(), part(sorry=4.0, manual=-2.0), part(hello=1.0))
    assert again == GOOD
    back = read(GOOD, "m")
    assert to_bytes(back.about, back.grade, back.called) == GOOD
    assert read(again, "m").hash == back.hash != read(to_bytes(about(n=81), part(), None), "m").hash


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no learned model"),
        (b"PK\x05\x06" + b"\0" * 18, "is no learned model"),
        (pickle.dumps({"a": 1}), "is no learned model"),
        (GOOD[:-30], "is no learned model"),
        (GOOD[: len(GOOD) // 2], "is no learned model"),
        (changed(without=("about.json",)), "about.json"),
        (changed(without=("grade.offset.npy",)), "grade.offset.npy"),
        (changed({"about.json": b"{"}), "is no learned model"),
        (changed({"about.json": b'{"format": 1}'}), "missing required field"),
        (changed({"about.json": b"[" * 100_000}), "is no learned model"),
        (changed({"grade.weights.npy": array([[1.0], [2.0]], dtype=object)}), "single precision"),
        (changed({"grade.weights.npy": array([[1.0], [2.0]])}), "single precision"),
        (changed({"grade.weights.npy": array([[1.0]], dtype="f4")}), "do not fit its 2 features"),
        (changed({"grade.weights.npy": array([[1.0], [np.nan]], dtype="f4")}), "what is no number"),
        (changed({"grade.weights.npy": header("(400000000000,)")}), "is cut"),
        (changed({"grade.weights.npy": header("(-1, -2)")}), "is cut"),
        (changed({"grade.weights.npy": header("(__import__('os').abort(),)")}), "is no learned model"),
        (changed({"grade.weights.npy": b"\x93NUMPY\x03\x00" + b"\xff" * 40}), "another version"),
        (changed({"grade.weights.npy": pickle.dumps([1])}), "magic string"),
        (changed(told(grades=[0, 0.5, 1])), "decision does not fit"),
        (changed(told(grades=[1, 0])), "do not rise"),
        (changed(told(grades=[0, 7])), "do not rise"),
        (changed(told(loss="squared")), "regressed has no grades"),
        (changed(told(loss="softmax", decision={"kind": "balanced", "cuts": [1, 0]})), "decision does not fit"),
        (changed(told(loss="softmax", decision={"kind": "balanced", "cuts": [1, 1]})), "its grades"),
        (changed(told(features={"agent": ["sorry", "sorry"]})), "none of this version"),
        (changed(told(features={"who": ["manual", "sorry"]})), "none of this version"),
        (changed(told(surprise=1)), "surprise"),
        (changed(method=zipfile.ZIP_LZMA), "packed in a way"),
        (to_bytes(about(format=2), part(), None), "has format 2; this version reads 1"),
    ],
)
def test_what_is_no_model_is_refused(data, message):
    with pytest.raises(ModelError, match=r"^m\.qam: ") as error:
        read(data, "m.qam")
    assert message in str(error.value)


class Runs:
    def __reduce__(self):
        return os.abort, ()


@pytest.mark.parametrize("name", ["grade.weights.npy", "grade.rarity.npy", "called.offset.npy"])
def test_pickled_objects_are_never_loaded(name):
    out = io.BytesIO()
    np.save(out, np.array([Runs()], dtype=object), allow_pickle=True)
    with pytest.raises(ModelError, match="single precision"):
        read(changed({name: out.getvalue()}), "m")


def test_a_bomb_is_not_unpacked(monkeypatch):
    from scoring.learning import stored

    monkeypatch.setattr(stored, "_LARGEST", 100_000)
    bomb = changed({"grade.weights.npy": b"\0" * 1_000_000})
    assert len(bomb) < 10_000
    with pytest.raises(ModelError, match="unpacks to more than 100000 bytes"):
        read(bomb, "m")
    lying = bomb.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 1000))
    with pytest.raises(ModelError):
        read(lying, "m")


def test_a_file_that_is_too_long_is_not_read_whole(monkeypatch):
    from scoring.learning import stored

    monkeypatch.setattr(stored, "_LARGEST", 1000)
    with pytest.raises(ModelError, match="/dev/zero: is no learned model: it is longer than 1000 bytes"):
        load(Path("/dev/zero"))


def test_files_that_cannot_be_opened(tmp_path):
    with pytest.raises(ModelError, match=r"none\.qam: No such file"):
        load(tmp_path / "none.qam")
    with pytest.raises(ModelError, match="directory"):
        load(tmp_path)


def test_any_garbled_file_is_read_or_refused():
    generator = random.Random(7)
    for _ in range(1500):
        data = bytearray(GOOD)
        for _ in range(generator.choice((1, 1, 2, 8))):
            data[generator.randrange(len(data))] = generator.randrange(256)
        cut = bytes(data[: generator.randrange(len(data))] if generator.random() < 0.1 else data)
        try:
            found = read(cut, "m")
        except ModelError:
            continue
        assert np.isfinite(found.grade.linear.weights).all()


def test_graded_and_regressed_models_come_back():
    vectors = Vectors({"reply": ["a"]}, np.ones(1))
    for one in (
        Part(vectors, Linear("squared", np.ones((1, 1)), np.zeros(1)), 0.3, None, None),
        Part(vectors, Linear("softmax", np.ones((1, 3)), np.zeros(3)), 1.0, (0.0, 0.5, 1.0), Decision("balanced", (1.0, 0.5, 0.5))),
        Part(vectors, Linear("ordinal", np.ones((1, 0)), np.zeros(0)), 1.0, (1.0,), Decision("matched", ())),
    ):  # fmt: skip
        found = read(to_bytes(about(), one, None), "m").grade
        assert (found.grades, found.decision, found.linear.loss) == (one.grades, one.decision, one.linear.loss)

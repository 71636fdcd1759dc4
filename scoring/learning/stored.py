"""A model as a file: arrays beside JSON in one zip file; loading one runs no code."""

import io
import math
import struct
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from scoring.learned import About, Model
from scoring.learning.features import WEIGHTS
from scoring.learning.fit import Linear, Loss
from scoring.learning.part import Decision, Part
from scoring.learning.vectors import Vectors

FORMAT = 1
_LARGEST = 256 * 1024 * 1024
_LONGEST_HEADER = 1000
_ARRAYS = ("rarity", "weights", "offset")


# What the readers of zip, deflate, JSON and arrays raise on bytes that are not theirs.
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(KeyError, ValueError, EOFError, OSError, RuntimeError, struct.error),
)


class ModelError(ValueError):
    """A file that is no model of this version; the message begins with its place."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a part is no array."""

    loss: Loss
    penalty: float
    grades: tuple[float, ...] | None
    decision: Decision | None
    features: dict[str, list[str]]


def to_bytes(about: About, grade: Part, called: Part | None) -> bytes:
    """The same model is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, "about.json", msgspec.json.encode(about))
        for name, part in (("grade", grade), ("called", called)):
            if part is None:
                continue
            told = _Part(
                loss=part.linear.loss,
                penalty=part.penalty,
                grades=part.grades,
                decision=part.decision,
                features=part.vectors.features,
            )
            _write(archive, f"{name}.json", msgspec.json.encode(told))
            for field, array in zip(_ARRAYS, _arrays(part), strict=True):
                data = io.BytesIO()
                np.save(data, array.astype(np.float32), allow_pickle=False)
                _write(archive, f"{name}.{field}.npy", data.getvalue())
    return out.getvalue()


def load(file: Path) -> Model:
    """Read a model. Raises ModelError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        raise ModelError(f"{file}: {error.strerror}") from None
    if len(data) > _LARGEST:
        raise ModelError(f"{file}: is no learned model: it is longer than {_LARGEST} bytes")
    return read(data, str(file))


def read(data: bytes, place: str) -> Model:
    """Read a model from its bytes; `place` begins the message of a ModelError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _limit(archive)
            about = msgspec.json.decode(archive.read("about.json"), type=About)
            grade = _part(archive, "grade")
            called = _part(archive, "called") if "called.json" in archive.namelist() else None
    except _BROKEN as error:
        raise ModelError(f"{place}: is no learned model: {error}") from None
    if about.format != FORMAT:
        raise ModelError(f"{place}: has format {about.format}; this version reads {FORMAT}")
    return Model(about, grade, called, sha256(data).hexdigest()[:8])


def _part(archive: zipfile.ZipFile, name: str) -> Part:
    told = msgspec.json.decode(archive.read(f"{name}.json"), type=_Part)
    rarity, weights, offset = (_array(archive.read(f"{name}.{field}.npy")) for field in _ARRAYS)
    width = sum(len(names) for names in told.features.values())
    if rarity.shape != (width,) or offset.shape != (_outputs(told),) or weights.shape != (width, len(offset)):
        raise ValueError(f"the arrays of '{name}' do not fit its {width} features and its grades")
    if not all(block in WEIGHTS and len(set(names)) == len(names) for block, names in told.features.items()):
        raise ValueError(f"the features of '{name}' are none of this version")
    linear = Linear(told.loss, weights, offset)
    return Part(Vectors(told.features, rarity), linear, told.penalty, told.grades, told.decision)


def _outputs(told: _Part) -> int:
    """How many outputs the linear model has; a ValueError where loss, grades and decision do not belong together."""
    grades, decision = told.grades, told.decision
    if told.loss == "squared":
        if grades is not None or decision is not None:
            raise ValueError("what is regressed has no grades")
        return 1
    if not grades or decision is None or list(grades) != sorted({min(max(grade, 0.0), 1.0) for grade in grades}):
        raise ValueError("its grades do not rise from 0 to 1")
    cuts = decision.cuts
    if len(cuts) != len(grades) - (decision.kind == "matched") or (decision.kind == "balanced" and min(cuts) <= 0):
        raise ValueError("its decision does not fit its grades")
    return len(grades) - (told.loss == "ordinal")


def _array(data: bytes) -> NDArray[np.float64]:
    """Single precision numbers in numpy's format, as `to_bytes` writes them; nothing else is looked into."""
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("an array is of another version")
    shape, by_columns, kind = np.lib.format.read_array_header_1_0(stream, max_header_size=_LONGEST_HEADER)
    rest = data[stream.tell() :]
    if kind != np.dtype("<f4") or len(rest) != 4 * math.prod(shape):
        raise ValueError("an array is no array of single precision, or is cut")
    found = np.frombuffer(rest, "<f4").astype(float).reshape(shape, order="F" if by_columns else "C")
    if not np.isfinite(found).all():
        raise ValueError("an array holds what is no number")
    return found


def _limit(archive: zipfile.ZipFile) -> None:
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in archive.infolist()):
        raise ValueError("it is packed in a way that no model is")
    if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
        raise ValueError(f"it unpacks to more than {_LARGEST} bytes")


def _arrays(part: Part) -> tuple[NDArray[np.float64], ...]:
    return part.vectors.rarity, part.linear.weights, part.linear.offset


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)

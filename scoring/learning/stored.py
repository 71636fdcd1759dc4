"""A model as a file: arrays beside JSON in one zip file; loading one runs no code."""

import io
import zipfile
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from scoring.learned import About, Model
from scoring.learning.fit import Linear, Loss
from scoring.learning.part import Decision, Part
from scoring.learning.vectors import Vectors

FORMAT = 1
_LARGEST = 256 * 1024 * 1024
_ARRAYS = ("rarity", "weights", "offset")


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
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(f"{file}: {error.strerror}") from None
    return read(data, str(file))


def read(data: bytes, place: str) -> Model:
    """Read a model from its bytes; `place` begins the message of a ModelError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _limit(archive)
            about = msgspec.json.decode(archive.read("about.json"), type=About)
            grade = _part(archive, "grade")
            called = _part(archive, "called") if "called.json" in archive.namelist() else None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, EOFError, OSError, RuntimeError) as error:
        raise ModelError(f"{place}: is no learned model: {error}") from None
    if about.format != FORMAT:
        raise ModelError(f"{place}: has format {about.format}; this version reads {FORMAT}")
    return Model(about, grade, called, sha256(data).hexdigest()[:8])


def _part(archive: zipfile.ZipFile, name: str) -> Part:
    told = msgspec.json.decode(archive.read(f"{name}.json"), type=_Part)
    rarity, weights, offset = (
        np.asarray(np.load(io.BytesIO(archive.read(f"{name}.{field}.npy")), allow_pickle=False), float)
        for field in _ARRAYS
    )
    width = sum(len(names) for names in told.features.values())
    if rarity.shape != (width,) or offset.ndim != 1 or weights.shape != (width, len(offset)):
        raise ValueError(f"the arrays of '{name}' do not fit its {width} features")
    linear = Linear(told.loss, weights, offset)
    return Part(Vectors(told.features, rarity), linear, told.penalty, told.grades, told.decision)


def _limit(archive: zipfile.ZipFile) -> None:
    if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
        raise ValueError(f"it unpacks to more than {_LARGEST} bytes")


def _arrays(part: Part) -> tuple[NDArray[np.float64], ...]:
    return part.vectors.rarity, part.linear.weights, part.linear.offset


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)

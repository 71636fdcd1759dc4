"""What became of customers, told late: JSON, JSON Lines or CSV, row by row, and what is wrong with which."""

import csv
import io
import math
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from qa_service.errors import BadInput
from transcription.interaction import Outcome

FIELDS = ("csat", "nps", "resolved", "spend", "returned")
COLUMNS = ("source", "id", *FIELDS)
YES, NO = {"true", "1", "yes", "y"}, {"false", "0", "no", "n"}
Ref = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
LARGEST = 1e12


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One contact's outcome; what is not known is left out, and leaves what is known as it was."""

    id: Ref
    source: Ref = "file"
    csat: float | None = None
    nps: float | None = None
    resolved: bool | None = None
    spend: float | None = None
    returned: bool | None = None

    @property
    def outcome(self) -> Outcome:
        return Outcome(**{name: getattr(self, name) for name in FIELDS})


class RowError(Struct, frozen=True, kw_only=True):
    """`row` counts from 1; in CSV the row below the header is 1."""

    row: int
    error: str
    source: str | None = None
    id: str | None = None


_decode = msgspec.json.Decoder(Told).decode
_decode_all = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read_json(data: bytes) -> Iterator[tuple[int, Told | RowError]]:
    """One object, a list of them, or one a line."""
    for number, line in _objects(data):
        try:
            told = _decode(line)
        except msgspec.ValidationError as error:
            message, _, place = str(error).partition(" - at `$.")
            yield number, RowError(row=number, error=f"{place.rstrip('`')}: {message}" if place else message)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield number, RowError(row=number, error=f"is no JSON: {error}")
        else:
            yield number, _checked(number, told)


def read_csv(data: bytes) -> Iterator[tuple[int, Told | RowError]]:
    """Rows below a header of `id` and some of source, csat, nps, resolved, spend, returned."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"is no UTF-8 text: byte {error.start}") from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(rows, [])]
    except csv.Error as error:
        raise BadInput(f"header: {error}") from None
    _check_header(header)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield number, RowError(row=number, error=str(error))
            continue
        if row is None:
            return
        if any(value.strip() for value in row):
            yield number, _row(number, header, [value.strip() for value in row])


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    if data.lstrip()[:1] == b"[":
        try:
            yield from ((number, bytes(raw)) for number, raw in enumerate(_decode_all(data), start=1))
        except (msgspec.DecodeError, RecursionError) as error:
            raise BadInput(f"is no JSON: {error}") from None
    else:
        try:
            msgspec.json.decode(data, type=msgspec.Raw)
        except (msgspec.DecodeError, RecursionError):
            yield from ((n, line) for n, line in enumerate(data.splitlines(), start=1) if line.strip())
        else:
            yield 1, data


def _check_header(header: list[str]) -> None:
    if "id" not in header:
        raise BadInput("the column 'id' is missing")
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise BadInput(f"the column {unknown[0]!r} is none of {', '.join(COLUMNS)}")
    twice = [name for name in COLUMNS if header.count(name) > 1]
    if twice:
        raise BadInput(f"the column {twice[0]!r} is there twice")


def _row(number: int, header: list[str], values: list[str]) -> Told | RowError:
    if len(values) > len(header):
        return RowError(row=number, error=f"has {len(values)} values under {len(header)} columns")
    given = {name: value for name, value in zip(header, values, strict=False) if value}
    who = {"source": given.get("source"), "id": given.get("id")}
    made: dict[str, Any] = {}
    for name, value in given.items():
        try:
            made[name] = _value(name, value)
        except ValueError as error:
            return RowError(row=number, error=f"{name}: {error}", **who)
    try:
        return _checked(number, msgspec.convert(made, Told))
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$.")
        return RowError(row=number, error=f"{place.rstrip('`')}: {message}" if place else message, **who)


def _value(name: str, value: str) -> object:
    if name in {"source", "id"}:
        return value
    if name in {"resolved", "returned"}:
        if value.lower() not in YES | NO:
            raise ValueError(f"{value!r} is neither true nor false")
        return value.lower() in YES
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{value!r} is no number") from None


def _checked(number: int, told: Told) -> Told | RowError:
    for name in ("csat", "nps", "spend"):
        value = getattr(told, name)
        if value is not None and not (math.isfinite(value) and abs(value) <= LARGEST):
            return RowError(row=number, error=f"{name}: {value!r} is no number", source=told.source, id=told.id)
    if told.nps is not None and not 0 <= told.nps <= 10:
        return RowError(row=number, error=f"nps: {told.nps:g} is not in 0 to 10", source=told.source, id=told.id)
    if all(getattr(told, name) is None for name in FIELDS):
        error = f"says none of {', '.join(FIELDS)}"
        return RowError(row=number, error=error, source=told.source, id=told.id)
    return told

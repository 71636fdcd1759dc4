"""CSV or Parquet as columns of known names, whatever they hold; what cannot be read is said with its line or column."""

import csv
import io
from pathlib import Path

import polars as pl

from qa_service.errors import BadInput
from qa_service.exchange.faults import KNOWN

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
TWICE = "_duplicated_0"  # what polars adds to the name of a column that is there again


def read_frame(source: Path | bytes, place: str) -> tuple[pl.DataFrame, bool]:
    """Read the known columns, and say whether the table has lines. Raises BadInput beginning with `place`."""
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise BadInput(f"{place}: {error.strerror or error}") from None
    if not data.strip():
        raise BadInput(f"{place}: the table is empty")
    lines = not data.startswith(b"PAR1")
    try:
        frame = _csv(data, place) if lines else _parquet(data)
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0]
        raise BadInput(f"{place}: is neither CSV nor Parquet that can be read: {first}") from None
    names = [_trimmed(name) for name in frame.columns]
    for name in KNOWN:
        if names.count(name) > 1 or name + TWICE in names:
            raise BadInput(f"{place}: the column '{name}' is there twice")
    known = [column.alias(name) for column, name in zip(frame, names, strict=True) if name in KNOWN]
    for column in known:
        if column.dtype.is_nested() or column.dtype in {pl.Binary, pl.Object}:
            raise BadInput(f"{place}: the column '{column.name}' holds {column.dtype}, neither text nor numbers")
    return pl.DataFrame(known), lines


def _parquet(data: bytes) -> pl.DataFrame:
    names = [name for name in pl.read_parquet_schema(io.BytesIO(data)) if _trimmed(name) in KNOWN]
    return pl.read_parquet(io.BytesIO(data), columns=names)


def _csv(data: bytes, place: str) -> pl.DataFrame:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{place}: line {line} is not UTF-8 (and it is no Parquet)") from None
    header = data.lstrip().split(b"\n", 1)[0].decode()
    for separator, name in SEPARATORS.items():
        if separator in header and "," not in header:
            raise BadInput(f"{place}: the columns are separated by {name}; a CSV has commas, and points in numbers")
    try:
        return pl.read_csv(io.BytesIO(data), infer_schema=False)
    except pl.exceptions.PolarsError:
        _find_longer(data.decode(), place)
        raise


def _find_longer(text: str, place: str) -> None:
    """Raise BadInput for the first line with more values than there are columns."""
    reader = csv.reader(io.StringIO(text, newline=""))
    columns = len(next(reader))
    for row in reader:
        if len(row) > columns:
            raise BadInput(f"{place}: line {reader.line_num} has {len(row)} values for {columns} columns")


def _trimmed(name: str) -> str:
    return name.strip().lstrip("\ufeff")

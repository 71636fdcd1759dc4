"""Tables of scores in CSV or Parquet, made into rows for the statistics."""

import datetime as dt
import io
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.monitoring.groups import FACTORS, Codes, Labels, Rows

NAMED = 20  # bad values that are listed; the rest are counted
REQUIRED = ("agent", "at", "behaviour")
NUMBERS = {"score": 1.0, "met": None, "opportunities": None}
NO_TEAM = ""
UNKNOWN = "unknown"


class Fault(Struct, frozen=True):
    """A value that cannot be used. `row` counts data rows from 1, the header not among them."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.column}: {self.message}"


class Table(Struct, frozen=True, kw_only=True, eq=False):
    """The usable rows; `skipped` rows had a fault, `without_opportunity` rows are N/A and enter nothing."""

    rows: Rows
    skipped: int
    without_opportunity: int
    faults: tuple[Fault, ...]


class TableError(BadInput):
    """Rows with bad values: the first of them named, the others counted."""

    def __init__(self, place: str, faults: tuple[Fault, ...], bad_rows: int) -> None:
        listed = "\n".join(f"{place}: {fault}" for fault in faults)
        more = f"\n{place}: {bad_rows} rows with bad values in all; --skip-bad leaves them out" if bad_rows > 1 else ""
        super().__init__(listed + more)
        self.faults = faults
        self.bad_rows = bad_rows


def read_table(source: Path | bytes, *, skip_bad: bool = False, today: dt.date | None = None) -> Table:
    """Read `agent, at, behaviour` and `score` or `met, opportunities`, with the optional columns of contract.md.

    Raises BadInput naming the missing column, TableError naming rows and columns (unless `skip_bad`). Dates later than
    the day after `today` (default: the clock's) are faults.
    """
    place = "-" if isinstance(source, bytes) else str(source)
    frame = _text(_frame(source, place))
    _require(frame, place)
    frame = _parsed(frame)
    last = (today or dt.datetime.now(tz=dt.UTC).date()) + dt.timedelta(days=1)
    faults, bad = _faults(frame, last)
    bad_rows = int(bad.sum())
    if bad_rows and not skip_bad:
        raise TableError(place, faults, bad_rows)
    good = frame.filter(~bad)
    scored = good.filter(pl.col("value").is_not_null())
    if scored.is_empty():
        raise BadInput(f"{place}: no row holds a score ({good.height} without an opportunity, {bad_rows} bad)")
    return Table(rows=_rows(scored), skipped=bad_rows, without_opportunity=good.height - scored.height, faults=faults)


def _frame(source: Path | bytes, place: str) -> pl.DataFrame:
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise BadInput(f"{place}: {error.strerror or error}") from None
    if not data.strip():
        raise BadInput(f"{place}: the table is empty")
    try:
        if data.startswith(b"PAR1"):
            return pl.read_parquet(io.BytesIO(data))
        return pl.read_csv(io.BytesIO(data), infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        first = str(error).splitlines()[0]
        raise BadInput(f"{place}: is neither CSV nor Parquet that can be read: {first}") from None


def _text(frame: pl.DataFrame) -> pl.DataFrame:
    """Column names trimmed; text trimmed, and empty text missing."""
    frame = frame.rename({name: name.strip().lstrip("\ufeff") for name in frame.columns})
    frame = frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    text = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(text != "").then(text))


def _require(frame: pl.DataFrame, place: str) -> None:
    columns = set(frame.columns)
    for name in REQUIRED:
        if name not in columns:
            raise BadInput(f"{place}: the column '{name}' is missing")
    if "score" not in columns and not {"met", "opportunities"} <= columns:
        lacking = [name for name in ("met", "opportunities") if name not in columns]
        if len(lacking) == 1:
            raise BadInput(f"{place}: the column '{lacking[0]}' is missing (or 'score')")
        raise BadInput(f"{place}: the column 'score' is missing (or 'met' and 'opportunities')")
    if frame.is_empty():
        raise BadInput(f"{place}: the table has no rows")


def _parsed(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `moment` (of `at`), and `…_value` for the number columns; what cannot be parsed is null there."""
    frame = frame.with_row_index("row", offset=1)
    number = [
        pl.col(name).cast(pl.Float64, strict=False).alias(f"{name}_value") for name in NUMBERS if name in frame.columns
    ]
    frame = frame.with_columns(_moment(frame["at"]), *number)
    if not {"met_value", "opportunities_value"} <= set(frame.columns):
        frame = frame.with_columns(
            pl.lit(None, dtype=pl.Float64).alias("met_value"),
            pl.lit(None, dtype=pl.Float64).alias("opportunities_value"),
        )
    if "score_value" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias("score_value"))
    counted = pl.when(pl.col("opportunities_value") > 0).then(pl.col("met_value") / pl.col("opportunities_value"))
    return frame.with_columns(pl.coalesce("score_value", counted).alias("value"))


def _moment(at: pl.Series) -> pl.Series:
    if at.dtype == pl.String:
        spaced = at.str.replace("T", " ", literal=True)
        whole = spaced.str.replace(r"(Z|[+-]\d\d:?\d\d)$", "")
        parsed = whole.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")
        for form in ("%Y-%m-%d %H:%M",):
            if parsed.null_count() > at.null_count():
                parsed = parsed.fill_null(whole.str.to_datetime(form, strict=False, time_unit="us"))
        if parsed.null_count() > at.null_count():
            parsed = parsed.fill_null(whole.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")))
        return parsed.alias("moment")
    if isinstance(at.dtype, pl.Datetime):
        return at.dt.replace_time_zone(None).cast(pl.Datetime("us")).alias("moment")
    if at.dtype == pl.Date:
        return at.cast(pl.Datetime("us")).alias("moment")
    return pl.Series("moment", [None] * len(at), dtype=pl.Datetime("us"))


def _faults(frame: pl.DataFrame, last: dt.date) -> tuple[tuple[Fault, ...], pl.Series]:
    """The first NAMED faults by row, and which rows have any."""
    checks: list[tuple[str, str, pl.Expr]] = [
        *((name, "is missing", pl.col(name).is_null()) for name in REQUIRED),
        ("at", "{} is no date or time (ISO 8601)", pl.col("at").is_not_null() & pl.col("moment").is_null()),
        ("at", "{} is in the future", pl.col("moment").dt.date() > last),
    ]
    for name, most in NUMBERS.items():
        if name not in frame.columns:
            continue
        value = pl.col(f"{name}_value")
        checks.append((name, "{} is not a number", pl.col(name).is_not_null() & (value.is_null() | ~value.is_finite())))
        if most is not None:
            checks.append((name, "{} is not in 0..1", value.is_finite() & ~value.is_between(0.0, most)))
        else:
            checks.append(
                (name, "{} is not a whole number of 0 or more", value.is_finite() & ((value < 0) | (value % 1 != 0)))
            )
    met, called = pl.col("met_value"), pl.col("opportunities_value")
    if {"met", "opportunities"} <= set(frame.columns):
        checks += [
            ("met", "{} is more than the opportunities", met > called),
            (
                "met",
                "is missing where opportunities are given",
                met.is_null() & (called > 0) & pl.col("score_value").is_null() & (pl.col("met").is_null()),
            ),
            (
                "opportunities",
                "is missing where met is given",
                met.is_not_null() & pl.col("opportunities").is_null() & pl.col("score_value").is_null(),
            ),
        ]
    if "interaction" in frame.columns:
        same = [name for name in frame.columns if name != "row" and not name.endswith("_value")]
        checks.append(
            (
                "interaction",
                "{} stands here again, the same row as before",
                pl.col("interaction").is_not_null() & ~pl.struct(same).is_first_distinct(),
            )
        )
    bad = frame.select(
        pl.col("row"), *(check.fill_null(value=False).alias(str(i)) for i, (_, _, check) in enumerate(checks))
    )
    marks = pl.any_horizontal(str(i) for i in range(len(checks)))
    faults: list[Fault] = []
    for found in bad.filter(marks).head(NAMED).iter_rows(named=True):
        for i, (column, message, _) in enumerate(checks):
            if found[str(i)]:
                said = frame[column][found["row"] - 1]
                faults.append(Fault(found["row"], column, message.format(repr(said))))
    return tuple(faults[:NAMED]), bad.select(marks.alias("bad"))["bad"]


def _rows(frame: pl.DataFrame) -> Rows:
    agent, agents = _coded(frame["agent"].cast(pl.String))
    behaviour, behaviours = _coded(frame["behaviour"].cast(pl.String))
    team, teams = _coded(_optional(frame, "team", NO_TEAM))
    factors, columns = _factors(frame)
    coded = [_coded(column) for column in columns]
    cell, cells = np.zeros(frame.height, dtype=np.int64), np.zeros((1, 0), dtype=np.int64)
    if coded:
        key = np.zeros(frame.height, dtype=np.int64)
        for code, levels in coded:
            key = key * len(levels) + code
        _, first, cell = np.unique(key, return_index=True, return_inverse=True)
        cells = np.stack([code[first] for code, _ in coded], axis=1)
    date = frame["moment"].dt.date()
    day, days = _coded(date.dt.to_string("%Y-%m-%d"))
    counted = frame["score_value"].is_null().to_numpy()
    zero = np.zeros(frame.height)
    return Rows(
        labels=Labels(
            agents=agents,
            teams=teams,
            behaviours=behaviours,
            factors=factors,
            levels=tuple(levels for _, levels in coded),
            cells=cells,
            days=tuple(dt.date.fromisoformat(text) for text in days),
        ),
        agent=agent,
        team=team,
        behaviour=behaviour,
        cell=cell.astype(np.int64),
        day=day,
        score=frame["value"].to_numpy().astype(np.float64),
        met=np.where(counted, frame["met_value"].fill_null(0.0).to_numpy(), zero),
        opportunities=np.where(counted, frame["opportunities_value"].fill_null(0.0).to_numpy(), zero),
    )


def _factors(frame: pl.DataFrame) -> tuple[tuple[str, ...], list[pl.Series]]:
    """The case-mix columns that are there; the hour is that of `at` where no column says it and `at` has times."""
    names = [name for name in FACTORS if name in frame.columns]
    columns = [_optional(frame, name, UNKNOWN) for name in names]
    moment = frame["moment"]
    if "hour" not in names and bool((moment != moment.dt.truncate("1d")).any()):
        names.append("hour")
        columns.append(moment.dt.hour().cast(pl.String))
    return tuple(names), columns


def _optional(frame: pl.DataFrame, name: str, missing: str) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [missing], dtype=pl.String).new_from_index(0, frame.height)
    return frame[name].cast(pl.String).fill_null(missing)


def _coded(text: pl.Series) -> tuple[Codes, tuple[str, ...]]:
    levels = text.unique().sort()
    codes = text.cast(pl.Enum(levels)).to_physical().to_numpy().astype(np.int64)
    return codes, tuple(levels.to_list())

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
OPTIONAL = (
    "interaction", "team", *FACTORS, "customer", "csat", "nps", "spend", "returned", "resolved",
)  # fmt: skip
NUMBERS = ("score", "met", "opportunities")
NO_TEAM = ""
UNKNOWN = "unknown"


class Fault(Struct, frozen=True):
    """A value that cannot be used. `row` counts data rows from 1; in a CSV it stands on the line after that number."""

    row: int
    column: str
    message: str
    line: int | None

    def __str__(self) -> str:
        line = "" if self.line is None else f" (line {self.line})"
        return f"row {self.row}{line}: {self.column}: {self.message}"


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
    frame, lines = _frame(source, place)
    frame = _text(frame)
    _require(frame, place)
    frame = _parsed(frame.select(name for name in frame.columns if name in {*REQUIRED, *NUMBERS, *OPTIONAL}))
    last = (today or dt.datetime.now(tz=dt.UTC).date()) + dt.timedelta(days=1)
    faults, bad = _faults(frame, last, lines=lines)
    bad_rows = int(bad.sum())
    if bad_rows and not skip_bad:
        raise TableError(place, faults, bad_rows)
    good = frame.filter(~bad)
    scored = good.filter(pl.col("value").is_not_null())
    if scored.is_empty():
        raise BadInput(f"{place}: no row holds a score ({good.height} without an opportunity, {bad_rows} bad)")
    return Table(rows=_rows(scored), skipped=bad_rows, without_opportunity=good.height - scored.height, faults=faults)


def _frame(source: Path | bytes, place: str) -> tuple[pl.DataFrame, bool]:
    """Read the table, and say whether it has lines."""
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise BadInput(f"{place}: {error.strerror or error}") from None
    if not data.strip():
        raise BadInput(f"{place}: the table is empty")
    try:
        if data.startswith(b"PAR1"):
            return pl.read_parquet(io.BytesIO(data)), False
        return pl.read_csv(io.BytesIO(data), infer_schema=False), True
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
    """Read ISO 8601 as the clock of the place showed it: an offset says where that was, and is left out."""
    if at.dtype == pl.String:
        local = at.str.replace("T", " ", literal=True).str.replace(r"(Z|[+-]\d\d:?\d\d)$", "")
        parsed = local.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")
        parsed = parsed.fill_null(local.str.to_datetime("%Y-%m-%d %H:%M", strict=False, time_unit="us"))
        days = local.str.to_date("%Y-%m-%d", strict=False, exact=True).cast(pl.Datetime("us"))
        return parsed.fill_null(days).alias("moment")
    if isinstance(at.dtype, pl.Datetime):
        return at.dt.replace_time_zone(None).cast(pl.Datetime("us")).alias("moment")
    if at.dtype == pl.Date:
        return at.cast(pl.Datetime("us")).alias("moment")
    return pl.Series("moment", [None] * len(at), dtype=pl.Datetime("us"))


Check = tuple[str, str, pl.Expr]  # the column, what is said of a value ({}), where it is so


def _faults(frame: pl.DataFrame, last: dt.date, *, lines: bool) -> tuple[tuple[Fault, ...], pl.Series]:
    """The first NAMED faults by row, and which rows have any."""
    checks = [*_missing(last), *_numbers(frame), *_repeated(frame)]
    marked = frame.select(
        pl.col("row"), *(where.fill_null(value=False).alias(str(i)) for i, (_, _, where) in enumerate(checks))
    )
    bad = marked.select(pl.any_horizontal(str(i) for i in range(len(checks))).alias("bad"))["bad"]
    faults: list[Fault] = []
    for found in marked.filter(bad).head(NAMED).iter_rows(named=True):
        row = int(found["row"])
        for i, (column, message, _) in enumerate(checks):
            if found[str(i)]:
                said = message.format(repr(frame[column][row - 1]))
                faults.append(Fault(row, column, said, row + 1 if lines else None))
    return tuple(faults[:NAMED]), bad


def _missing(last: dt.date) -> list[Check]:
    return [
        *((name, "is missing", pl.col(name).is_null()) for name in REQUIRED),
        ("at", "{} is no date or time (ISO 8601)", pl.col("at").is_not_null() & pl.col("moment").is_null()),
        ("at", "{} is in the future", pl.col("moment").dt.date() > last),
    ]


def _numbers(frame: pl.DataFrame) -> list[Check]:
    checks: list[Check] = []
    for name in NUMBERS:
        if name not in frame.columns:
            continue
        value = pl.col(f"{name}_value")
        odd = pl.col(name).is_not_null() & (value.is_null() | ~value.is_finite())
        checks.append((name, "{} is not a number", odd))
        if name == "score":
            checks.append((name, "{} is not in 0..1", value.is_finite() & ~value.is_between(0.0, 1.0)))
        else:
            broken = value.is_finite() & ((value < 0) | (value % 1 != 0))
            checks.append((name, "{} is not a whole number of 0 or more", broken))
    if {"met", "opportunities"} <= set(frame.columns):
        met, called, unscored = pl.col("met"), pl.col("opportunities"), pl.col("score_value").is_null()
        checks += [
            ("met", "{} is more than the opportunities", pl.col("met_value") > pl.col("opportunities_value")),
            ("met", "is missing", met.is_null() & (pl.col("opportunities_value") > 0) & unscored),
            ("opportunities", "is missing", met.is_not_null() & called.is_null() & unscored),
        ]
    return checks


def _repeated(frame: pl.DataFrame) -> list[Check]:
    """Two equal rows of one interaction; without ids, equal rows are taken for two interactions that went alike."""
    if "interaction" not in frame.columns:
        return []
    given = [name for name in frame.columns if name in {*REQUIRED, *NUMBERS, *OPTIONAL}]
    again = pl.col("interaction").is_not_null() & ~pl.struct(given).is_first_distinct()
    return [("interaction", "{} has the same row before", again)]


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

"""Tables of scores in CSV or Parquet, made into rows for the statistics."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.exchange.faults import NUMBERS, REQUIRED, Fault, TableError, faults_of
from qa_service.exchange.frames import read_frame
from qa_service.exchange.outcomes import beside
from qa_service.monitoring.groups import FACTORS, Codes, Floats, Labels, Rows, numbered

LABELS = ("agent", "behaviour", "team", *FACTORS)
NO_TEAM = ""
UNKNOWN = "unknown"
EPOCH = dt.date(1970, 1, 1)
MICROSECONDS_AN_HOUR = 3_600_000_000


class Table(Struct, frozen=True, kw_only=True, eq=False):
    """The usable rows; `skipped` rows had a fault, `without_opportunity` rows are N/A and enter nothing.

    `beside` holds outcomes and reviews as columns beside the rows, NaN where nothing is known.
    """

    rows: Rows
    beside: dict[str, Floats]
    skipped: int
    without_opportunity: int
    faults: tuple[Fault, ...]


def read_table(source: Path | bytes, *, skip_bad: bool = False, today: dt.date | None = None) -> Table:
    """Read `agent, at, behaviour` and `score` or `met, opportunities`, with the optional columns of contract.md.

    Raises BadInput naming the missing column, TableError naming rows and columns (unless `skip_bad`). Dates later than
    the day after `today` (default: the clock's) are faults.
    """
    place = "-" if isinstance(source, bytes) else str(source)
    frame, lines = read_frame(source, place)
    _require(frame, place)
    frame = _parsed(_text(frame))
    last = (today or dt.datetime.now(tz=dt.UTC).date()) + dt.timedelta(days=1)
    faults, bad = faults_of(frame, last, lines=lines)
    bad_rows = int(bad.sum())
    if bad_rows and not skip_bad:
        raise TableError(place, faults, bad_rows)
    good = frame.filter(~bad) if bad_rows else frame
    scored = good.filter(pl.col("value").is_not_null()) if good["value"].null_count() else good
    if scored.is_empty():
        raise BadInput(f"{place}: no row holds a score ({good.height} without an opportunity, {bad_rows} bad)")
    return Table(
        rows=_rows(scored),
        beside=beside(scored),
        skipped=bad_rows,
        without_opportunity=good.height - scored.height,
        faults=faults,
    )


def _text(frame: pl.DataFrame) -> pl.DataFrame:
    """Text trimmed, empty text missing; labels as categories, whose texts are looked at once each."""
    text = pl.col(pl.String).str.strip_chars()
    trimmed = pl.when(text != "").then(text)
    labels = [name for name in LABELS if name in frame.columns]
    frame = frame.with_columns(_as_text(frame[name]).cast(pl.Categorical) for name in labels)
    for name in labels:
        texts = pl.Series(_coded(frame[name].drop_nulls())[1], dtype=pl.String)
        if bool((texts.str.strip_chars() != texts).any() | (texts == "").any()):
            frame = frame.with_columns(pl.col(name).cast(pl.String))
            frame = frame.with_columns(trimmed)
            frame = frame.with_columns(pl.col(name).cast(pl.Categorical))
    return frame.with_columns(trimmed)


def _as_text(column: pl.Series) -> pl.Series:
    """Numbers as text, whole ones without a fraction; not-a-number is missing, as other programs write it."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
        column = column.cast(pl.Int64) if bool((column % 1 == 0).all()) else column
    return column if column.dtype == pl.Categorical else column.cast(pl.String)


def _require(frame: pl.DataFrame, place: str) -> None:
    columns = set(frame.columns)
    lacking = [name for name in REQUIRED if name not in columns]
    if lacking:
        raise BadInput(f"{place}: the column '{lacking[0]}' is missing")
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


def _rows(frame: pl.DataFrame) -> Rows:
    agent, agents = _coded(frame["agent"])
    behaviour, behaviours = _coded(frame["behaviour"])
    team, teams = _coded(_optional(frame, "team", NO_TEAM))
    moment = frame["moment"].to_physical().to_numpy()
    hours = moment // MICROSECONDS_AN_HOUR  # since 1970 began
    date = hours // 24
    factors, coded = _factors(frame, moment, hours - 24 * date)
    cell, cells = np.zeros(frame.height, dtype=np.int64), np.zeros((1, 0), dtype=np.int64)
    if coded:
        key, size = coded[0][0], len(coded[0][1])
        for code, levels in coded[1:]:
            key, size = key * len(levels) + code, size * len(levels)
        keys, cell = numbered(key, size)
        first = np.empty(len(keys), dtype=np.int64)
        first[cell] = np.arange(frame.height)
        cells = np.stack([code[first] for code, _ in coded], axis=1)
    earliest = int(date.min())
    days, day = numbered(date - earliest, int(date.max()) - earliest + 1)
    counted = frame["score_value"].is_null().to_numpy() if frame["score_value"].null_count() else np.zeros(0)
    zero = np.zeros(frame.height)
    return Rows(
        labels=Labels(
            agents=agents,
            teams=teams,
            behaviours=behaviours,
            factors=factors,
            levels=tuple(levels for _, levels in coded),
            cells=cells,
            days=tuple(EPOCH + dt.timedelta(days=earliest + number) for number in days.tolist()),
        ),
        agent=agent,
        team=team,
        behaviour=behaviour,
        cell=cell,
        day=day,
        score=frame["value"].to_numpy().astype(np.float64),
        met=np.where(counted, frame["met_value"].fill_null(0.0).to_numpy(), zero) if len(counted) else zero,
        opportunities=np.where(counted, frame["opportunities_value"].fill_null(0.0).to_numpy(), zero)
        if len(counted)
        else zero,
    )


Coded = tuple[Codes, tuple[str, ...]]  # the code of each row, and what the codes stand for


def _factors(frame: pl.DataFrame, moment: Codes, hour: Codes) -> tuple[tuple[str, ...], list[Coded]]:
    """The case-mix columns that are there; the hour is that of `at` where no column says it and `at` has times."""
    names = [name for name in FACTORS if name in frame.columns]
    coded = [_coded(_optional(frame, name, UNKNOWN)) for name in names]
    if "hour" not in names and bool(hour.any() or (moment % (24 * MICROSECONDS_AN_HOUR)).any()):
        names.append("hour")
        present, code = numbered(hour, 24)
        coded.append((code, tuple(map(str, present.tolist()))))
    return tuple(names), coded


def _optional(frame: pl.DataFrame, name: str, missing: str) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [missing], dtype=pl.Categorical).new_from_index(0, frame.height)
    column = frame[name]
    return column.cast(pl.String).fill_null(missing).cast(pl.Categorical) if column.null_count() else column


def _coded(labels: pl.Series) -> Coded:
    """Number the texts of a column of categories in their order."""
    physical = labels.to_physical().to_numpy().astype(np.int64)
    present, place = numbered(physical, int(physical.max(initial=0)) + 1)
    first = np.empty(len(present), dtype=np.int64)
    first[place] = np.arange(len(place))
    texts = labels.gather(first).cast(pl.String).to_numpy().astype(object)
    order = np.argsort(texts, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[place], tuple(texts[order].tolist())

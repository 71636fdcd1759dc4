"""What is wrong with a table's values, by row and column."""

import datetime as dt

import polars as pl
from msgspec import Struct

from qa_service.errors import BadInput
from qa_service.exchange.outcomes import BESIDE, odd_values
from qa_service.monitoring.groups import FACTORS

NAMED = 20  # bad values that are listed; the rest are counted
REQUIRED = ("agent", "at", "behaviour")
OPTIONAL = (
    "interaction", "team", *FACTORS, "customer", *BESIDE,
)  # fmt: skip
NUMBERS = ("score", "met", "opportunities")
KNOWN = {*REQUIRED, *NUMBERS, *OPTIONAL}


class Fault(Struct, frozen=True):
    """A value that cannot be used. `row` counts data rows from 1; in a CSV it stands on the line after that number."""

    row: int
    column: str
    message: str
    line: int | None

    def __str__(self) -> str:
        line = "" if self.line is None else f" (line {self.line})"
        return f"row {self.row}{line}: {self.column}: {self.message}"


class TableError(BadInput):
    """Rows with bad values: the first of them named, the others counted."""

    def __init__(self, place: str, faults: tuple[Fault, ...], bad_rows: int) -> None:
        listed = "\n".join(f"{place}: {fault}" for fault in faults)
        more = f"\n{place}: {bad_rows} rows with bad values in all; --skip-bad leaves them out" if bad_rows > 1 else ""
        super().__init__(listed + more)
        self.faults = faults
        self.bad_rows = bad_rows


Check = tuple[str, str, pl.Expr]  # the column, what is said of a value ({}), where it is so


def faults_of(frame: pl.DataFrame, last: dt.date, *, lines: bool) -> tuple[tuple[Fault, ...], pl.Series]:
    """The first NAMED faults by row, and which rows have any."""
    checks = [*_missing(last), *_numbers(frame), *odd_values(frame), *_repeated(frame)]
    bad = frame.select(pl.any_horizontal(where.fill_null(value=False) for _, _, where in checks).alias("bad"))["bad"]
    if not bad.any():
        return (), bad
    marked = frame.select(
        pl.col("row"), *(where.fill_null(value=False).alias(str(i)) for i, (_, _, where) in enumerate(checks))
    )
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
        ("at", "{} is in the future", pl.col("moment") >= dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1)),
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
    given = [name for name in frame.columns if name in KNOWN]
    key = pl.col("interaction").hash() + pl.col("behaviour").to_physical().cast(pl.UInt64)
    alike = frame.select("row", *given).filter(pl.col("interaction").is_not_null() & key.is_duplicated())
    again = alike.filter(~pl.struct(given).is_first_distinct())["row"]
    return [("interaction", "{} has the same row before", pl.col("row").is_in(again.implode()))] if len(again) else []

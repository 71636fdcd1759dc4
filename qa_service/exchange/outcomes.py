"""Columns of a table that stand beside its scores: what happened to the customer, and what a reviewer gave."""

import numpy as np
import polars as pl

from qa_service.monitoring.groups import Floats

NUMBERS = ("csat", "nps", "spend", "review")
ANSWERS = ("returned", "resolved")
BESIDE = (*NUMBERS, *ANSWERS)
REVIEW = "review"  # 0..1, of rows chosen at random
YES, NO = ("true", "1", "1.0", "yes", "y"), ("false", "0", "0.0", "no", "n")


def odd_values(frame: pl.DataFrame) -> list[tuple[str, str, pl.Expr]]:
    """What is no number or no answer: the column, what is said of a value ({}), where it is so."""
    checks: list[tuple[str, str, pl.Expr]] = []
    for name in BESIDE:
        if name not in frame.columns:
            continue
        value = _value(name)
        said = "{} is not a number" if name in NUMBERS else "{} is neither true nor false"
        odd = value.is_null() | ~value.is_finite()
        if frame[name].dtype.is_float():  # Parquet of many tools has NaN for nothing
            odd = value.is_infinite()
        checks.append((name, said, pl.col(name).is_not_null() & odd))
        if name == REVIEW:
            checks.append((name, "{} is not in 0..1", value.is_finite() & ~value.is_between(0.0, 1.0)))
    return checks


def beside(frame: pl.DataFrame) -> dict[str, Floats]:
    """The columns that are there and hold something, as numbers; NaN where nothing is known."""
    present = [name for name in BESIDE if name in frame.columns]
    values = frame.select(_value(name).alias(name) for name in present)
    found = {name: values[name].fill_null(np.nan).to_numpy().astype(np.float64) for name in present}
    return {name: column for name, column in found.items() if not np.isnan(column).all()}


def _value(name: str) -> pl.Expr:
    if name in NUMBERS:
        return pl.col(name).cast(pl.Float64, strict=False)
    text = pl.col(name).cast(pl.String).str.to_lowercase()
    return pl.when(text.is_in(YES)).then(1.0).when(text.is_in(NO)).then(0.0)

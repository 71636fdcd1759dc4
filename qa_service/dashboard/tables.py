"""A table as a page shows it and as CSV gives it."""

import csv
import io
from collections.abc import Sequence

from msgspec import Struct

CALCULATES = ("=", "+", "-", "@", "\t", "\r")


class Table(Struct, frozen=True):
    """`columns` are names for machines, the same in every language; cells are text, numbers or None."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def csv_of(table: Table) -> str:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8; no cell of text is read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([[_cell(value) for value in row] for row in table.rows])
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(CALCULATES) else value

"""Text in the cells of tables that we write: no spreadsheet takes it for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

RUN = ("=", "+", "-", "@", "\t", "\r")


def quoted(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUN) else value


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV of these rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([quoted(column) for column in columns])
    writer.writerows([quoted(value) for value in row] for row in rows)
    return text.getvalue()

"""A table as a page shows it and as CSV gives it."""

from collections.abc import Sequence

from msgspec import Struct

from qa_service.exchange import cells


class Table(Struct, frozen=True):
    """`columns` are names for machines, the same in every language; cells are text, numbers or None."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def csv_of(table: Table) -> str:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8; no cell of text is read as a formula."""
    return "\ufeff" + cells.table(table.columns, table.rows)

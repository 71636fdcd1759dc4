"""No cell that we write is a formula."""

import csv
import io

import pytest

from qa_service.exchange.cells import quoted, table


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_text(start):
    assert quoted(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("value", ["plain", "a=b", "", -1, -1.5, None, "ąć", "'=1"])
def test_anything_else_stays(value):
    assert quoted(value) == value


def test_a_table_is_read_back():
    written = table(("agent", "=n"), [("@a", -1), ('say "hi", now', None), ("line\nbreak", 0.5)])
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["agent", "'=n"],
        ["'@a", "-1"],
        ['say "hi", now', ""],
        ["line\nbreak", "0.5"],
    ]

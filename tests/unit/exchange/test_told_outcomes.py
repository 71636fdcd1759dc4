"""Outcomes row by row: what is read, and what is wrong with which row."""

import pytest

from qa_service.errors import BadInput
from qa_service.exchange.told_outcomes import RowError, Told, read_csv, read_json


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'{"id": "a", "csat": 4}', [Told(id="a", csat=4.0)]),
        (b'{\n "id": "a",\n "csat": 4\n}', [Told(id="a", csat=4.0)]),
        (b'[{"id": "a", "csat": 4}, {"id": "b", "source": "x", "returned": false}]',
         [Told(id="a", csat=4.0), Told(id="b", source="x", returned=False)]),
        (b'{"id": "a", "csat": 4}\n\n{"id": "b", "nps": 0}\n', [Told(id="a", csat=4.0), Told(id="b", nps=0.0)]),
        (b'{"id": "a", "csat": 4}\nnonsense', [Told(id="a", csat=4.0), "2 is no JSON"]),
        (b'[{"id": "a", "csat": "4"}]', ["1 csat: Expected"]),
        (b'[{"id": "a", "nps": 11}]', ["1 nps: 11 is not in 0 to 10"]),
        (b'[{"id": "a"}]', ["1 says none of csat"]),
        (b'[{"csat": 4}]', ["1 Object missing required field `id`"]),
        (b'[{"id": "a", "score": 4}]', ["1 Object contains unknown field `score`"]),
        (b'[{"id": "a", "spend": 1e300}]', ["1 spend: 1e+300 is no number"]),
    ],
)  # fmt: skip
def test_json(data, told):
    assert [_read(one) for one in read_json(data)] == [_as(one) for one in told]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("a,5,yes", [Told(id="a", csat=5.0, resolved=True)]),
        (" a , 5 ,0", [Told(id="a", csat=5.0, resolved=False)]),
        ("a,,\nb,3,", ["1 says none of csat", Told(id="b", csat=3.0)]),
        ("a,five,", ["1 csat: 'five' is no number"]),
        ("a,nan,", ["1 csat: nan is no number"]),
        ("a,5,maybe\nb,5,no", ["1 resolved: 'maybe' is neither", Told(id="b", csat=5.0, resolved=False)]),
        (",5,no", ["1 Object missing required field `id`"]),
        ("a,5,no,7", ["1 has 4 values under 3 columns"]),
        ('"a"x,5,no\nb,5,no', ["1 ',' expected", Told(id="b", csat=5.0, resolved=False)]),
        ("\na,5", [Told(id="a", csat=5.0)]),
    ],
)
def test_csv(rows, told):
    assert [_read(one) for one in read_csv(f"id,csat,resolved\n{rows}".encode())] == [_as(one) for one in told]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"csat\n5", "the column 'id' is missing"),
        (b"id,score\na,5", "the column 'score' is none of source, id, csat"),
        (b"id,id\na,b", "the column 'id' is there twice"),
        (b"\xff\xfe", "is no UTF-8 text"),
    ],
)
def test_headers_that_are_refused(data, said):
    with pytest.raises(BadInput, match=said):
        list(read_csv(data))


def _read(one):
    number, read = one
    return f"{number} {read.error}" if isinstance(read, RowError) else read


class _Begins(str):
    __slots__ = ()

    def __eq__(self, other):
        return isinstance(other, str) and other.startswith(str(self))

    __hash__ = str.__hash__


def _as(told):
    return _Begins(told) if isinstance(told, str) else told

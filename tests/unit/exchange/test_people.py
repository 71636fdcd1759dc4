"""A table of people: rows by themselves, and what is wrong with one by its line."""

import pytest

from qa_service.errors import BadInput
from qa_service.exchange.people import read

HEAD = "person,role,name,email,agent,team,team_from,leads,leads_from\n"


def test_rows():
    rows, errors = read(f"\ufeff{HEAD}p1,agent,Anna,a@b.c,ag-1,north,2026-03-01,,\n,,,,bot-1,,,,\n".encode())
    assert errors == []
    assert (rows[0].person_ref, rows[0].agent_ref, rows[0].line) == ("p1", "ag-1", 2)
    assert rows[0].agent == {"name": "Anna", "teams": [{"team": "north", "from": "2026-03-01"}]}
    assert rows[0].person == {"role": "agent", "name": "Anna", "email": "a@b.c", "agent": "ag-1"}
    assert (rows[1].person, rows[1].agent) == (None, {})
    rows, _ = read(f"{HEAD}p1,team_lead,,,,,,north; south,2026-03-01\n".encode())
    assert [lead["team"] for lead in rows[0].person["leads"]] == ["north", "south"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",agent,,,ag-1,,,,", "role: is told of a person, and 'person' is empty"),
        ("p1,viewer,,,,north,2026-03-01,,", "team: is told of an agent, and 'agent' is empty"),
        ("p1,agent,,,ag-1,north,,,", "team_from: is missing beside team"),
        ("p1,agent,,,ag-1,,2026-03-01,,", "team: is missing beside team_from"),
        ("p1,team_lead,,,,,,north,", "leads_from: is missing beside leads"),
        (",,Anna,,,,,,", "person, agent: both are empty"),
        ("p1,viewer,,,,,,,,more", "has more values than there are columns"),
    ],
)
def test_row_errors_keep_no_other_out(row, says):
    rows, errors = read(f"{HEAD}p0,viewer,,,,,,,\n{row}\np2,viewer,,,,,,,\n".encode())
    assert [(error.line, error.error) for error in errors] == [(3, says)]
    assert [one.person_ref for one in rows] == ["p0", "p2"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "needs the column 'person' or 'agent'"),
        (b"person,salary\n", "unknown column 'salary'"),
        (b"person,person\n", "a column is there twice"),
        (b"role\n", "needs the column 'person' or 'agent'"),
        (b"person\nok\n\xff\n", "line 3 is not UTF-8"),
        (b'person\n"' + b"x" * 200_000 + b'"\n', "line 2: field larger"),
    ],
)
def test_what_is_no_table(data, says):
    with pytest.raises(BadInput, match=says):
        read(data)

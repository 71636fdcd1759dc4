"""Figures over several days are of the days on which the agent was in a team that the user reaches."""

from datetime import date

import pytest

from qa_service.access.stretch import latest
from qa_service.store.people import Membership


def day(number: int) -> date:
    return date(2026, 3, number)


@pytest.mark.parametrize(
    ("memberships", "teams", "found"),
    [
        ([], {1}, None),
        ([(1, 1)], {1}, (5, 20)),
        ([(1, 2)], {1}, None),
        ([(1, 1), (10, 2)], {1}, (5, 10)),
        ([(1, 1), (10, 2)], {2}, (10, 20)),
        ([(1, 1), (10, 2)], {1, 2}, (5, 20)),
        ([(1, 1), (8, 2), (12, 1)], {1}, (12, 20)),
        ([(1, 1), (8, None), (12, 2)], {1}, (5, 8)),
        ([(25, 1)], {1}, None),
        ([(1, 1), (3, 2)], {1}, None),
    ],
)
def test_latest(memberships, teams, found):
    rows = [Membership(day(first), team, None, told=False) for first, team in memberships]
    expected = found and (day(found[0]), day(found[1]))
    assert latest(rows, teams, day(5), day(20)) == expected

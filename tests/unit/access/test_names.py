"""Who reads which name in which mode."""

import pytest

from qa_service.access.names import Names, pseudonym

KEY = b"k" * 32
ALIAS = pseudonym(KEY, "ag-1")


@pytest.mark.parametrize(
    ("mode", "role", "own", "released", "shown"),
    [
        ("named", "viewer", None, (), "ag-1"),
        ("named", "agent", "ag-1", (), "ag-1"),
        ("named", "agent", "ag-2", (), None),
        ("pseudonymous", "viewer", None, (), ALIAS),
        ("pseudonymous", "team_lead", None, (), ALIAS),
        ("pseudonymous", "team_lead", None, ("ag-1",), "ag-1"),
        ("pseudonymous", "admin", None, (), "ag-1"),
        ("pseudonymous", "dpo", None, (), "ag-1"),
        ("pseudonymous", "agent", "ag-1", (), "ag-1"),
        ("pseudonymous", "agent", "ag-2", ("ag-1",), None),
        ("team-only", "admin", None, ("ag-1",), None),
        ("team-only", "agent", "ag-1", (), "ag-1"),
    ],
)
def test_shown(mode, role, own, released, shown):
    names = Names(mode=mode, role=role, own=own, key=KEY, released=frozenset(released))
    assert names.shown("ag-1") == shown
    assert names.figures_shown("ag-1") == (shown is not None)
    assert names.shown(None) is None


def test_pseudonyms_are_stable_and_apart():
    made = {pseudonym(KEY, f"ag-{number}") for number in range(10_000)}
    assert len(made) == 10_000
    assert ALIAS in made
    assert pseudonym(b"x" * 32, "ag-1") not in made
    assert "ag-1" not in ALIAS.removeprefix("agent-")

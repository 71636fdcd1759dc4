"""Take a table of people in: each row for itself, so that what is wrong with one keeps no other out."""

import re
from typing import Any

import msgspec
from msgspec import Struct

from qa_service.access import directory
from qa_service.access.directory import Agent, Person
from qa_service.errors import BadInput, QaError
from qa_service.exchange.people import Row, RowError, read
from qa_service.store import persons
from qa_service.store.database import Connection

COLUMNS = {
    r"teams\[.*\]\.team": "team",
    r"teams\[.*\]\.from": "team_from",
    r"leads\[.*\]\.team": "leads",
    r"leads\[.*\]\.(from|until)": r"leads_\1",
}
"""Where the API's fields stand in the table."""


class Imported(Struct, frozen=True):
    """How many rows were taken, and which were not, each with its line and what is wrong there."""

    taken: int
    errors: tuple[RowError, ...]


async def import_people(db: Connection, data: bytes) -> Imported:
    """Rows add to what is known: a membership or a lead that is not in the table stays."""
    rows, errors = read(data)
    taken = 0
    for row in rows:
        try:
            async with db.transaction():
                await _put(db, row)
            taken += 1
        except QaError as error:
            errors.append(RowError(row.line, str(error)))
    return Imported(taken, tuple(sorted(errors, key=lambda error: error.line)))


async def _put(db: Connection, row: Row) -> None:
    if row.agent_ref is not None:
        await directory.put_agent(db, row.agent_ref, _read(row.agent, Agent), replace=False)
    if row.person_ref is not None:
        told = _read(row.person, Person)
        await directory.put_person(db, row.person_ref, msgspec.structs.replace(told, leads=None))
        found = await persons.GET.one(db, row.person_ref)
        assert found is not None
        await directory.add_leads(db, found.id, told.leads or ())


def _read(told: Any, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$.")
        column = place.rstrip("`")
        for field, told_in in COLUMNS.items():
            column = re.sub(field, told_in, column)
        raise BadInput(f"{column}: {message}" if column else message) from None

"""A CSV of people, agents and teams: each row by itself, and what is wrong with one named by line and column."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from qa_service.errors import BadInput

COLUMNS = (
    "person", "role", "name", "email", "language", "timezone", "subject", "agent", "kind", "started_on", "team",
    "team_from", "leads", "leads_from", "leads_until",
)  # fmt: skip
PERSONAL = ("role", "email", "language", "timezone", "subject", "leads", "leads_from", "leads_until")
OF_AGENT = ("kind", "started_on", "team", "team_from")
MOST_ROWS = 100_000


class Row(Struct, frozen=True):
    """What one line tells, as the fields that the API takes; `agent` and `person` are None where it tells of none."""

    line: int
    agent_ref: str | None
    agent: dict[str, Any] | None
    person_ref: str | None
    person: dict[str, Any] | None


class RowError(Struct, frozen=True):
    line: int
    error: str


def read(data: bytes) -> tuple[list[Row], list[RowError]]:
    """Sort lines out; BadInput where it is no table of these columns."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"line {line} is not UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    _check_columns(reader.fieldnames)
    rows: list[Row] = []
    errors: list[RowError] = []
    try:
        for told in reader:
            if len(rows) + len(errors) >= MOST_ROWS:
                raise BadInput(f"more than {MOST_ROWS} rows; send them in parts")
            try:
                rows.append(_row(told, reader.line_num))
            except BadInput as error:
                errors.append(RowError(reader.line_num, str(error)))
    except csv.Error as error:
        raise BadInput(f"line {reader.line_num + 1}: {error}") from None
    return rows, errors


def _check_columns(names: Any) -> None:
    given = [str(name).strip() for name in names or ()]
    unknown = [name for name in given if name not in COLUMNS]
    if unknown:
        raise BadInput(f"unknown column {unknown[0]!r}; known are {', '.join(COLUMNS)}")
    if len(set(given)) != len(given):
        raise BadInput("a column is there twice")
    if not {"person", "agent"} & set(given):
        raise BadInput("the table needs the column 'person' or 'agent'; the first line names the columns")


def _row(told: Mapping[Any, Any], line: int) -> Row:
    if None in told:
        raise BadInput("has more values than there are columns")
    values = {str(name).strip(): value.strip() for name, value in told.items() if value and value.strip()}
    person, agent = values.get("person"), values.get("agent")
    for name in PERSONAL if person is None else ():
        if name in values:
            raise BadInput(f"{name}: is told of a person, and 'person' is empty")
    for name in OF_AGENT if agent is None else ():
        if name in values:
            raise BadInput(f"{name}: is told of an agent, and 'agent' is empty")
    if person is None and agent is None:
        raise BadInput("person, agent: both are empty")
    return Row(line, agent, _agent(values) if agent else None, person, _person(values) if person else None)


def _agent(values: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: values[name] for name in ("kind", "name", "started_on") if name in values}
    if ("team" in values) != ("team_from" in values):
        missing = "team_from" if "team" in values else "team"
        raise BadInput(f"{missing}: is missing beside {'team' if missing == 'team_from' else 'team_from'}")
    if "team" in values:
        found["teams"] = [{"team": values["team"], "from": values["team_from"]}]
    return found


def _person(values: Mapping[str, str]) -> dict[str, Any]:
    fields = ("role", "name", "email", "language", "timezone", "subject", "agent")
    found: dict[str, Any] = {name: values[name] for name in fields if name in values}
    if "leads" in values and "leads_from" not in values:
        raise BadInput("leads_from: is missing beside leads")
    if "leads" in values:
        days = {"from": values["leads_from"], "until": values.get("leads_until")}
        found["leads"] = [{"team": team.strip(), **days} for team in values["leads"].split(";") if team.strip()]
    return found

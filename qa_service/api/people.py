"""People who work with the service: their roles, how they are reached, what they lead. By row or as a table."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct, field

from qa_service.access.directory import Person, put_person
from qa_service.access.importing import Imported, import_people
from qa_service.access.names import Names, names
from qa_service.access.roles import Role, allows
from qa_service.access.user import User
from qa_service.api.paging import After, Limit, Page, page
from qa_service.api.period import parts
from qa_service.api.problems import Rejected
from qa_service.errors import NotFound
from qa_service.store import persons
from qa_service.store.database import Connection
from qa_service.store.persons import PersonRow


class LeadShown(Struct, frozen=True, kw_only=True):
    team: str
    day_from: date = field(name="from")
    day_until: date | None = field(default=None, name="until")


class PersonShown(Struct, frozen=True, kw_only=True):
    id: int
    ref: str
    role: Role
    name: str | None
    email: str | None
    language: str | None
    timezone: str | None
    subject: str | None
    agent: str | None
    active: bool
    leads: tuple[LeadShown, ...]


class Table(Operation):
    """Says in the OpenAPI document what the handler reads as bytes."""

    def __post_init__(self) -> None:
        media = OpenAPIMediaType(
            schema=Schema(type=OpenAPIType.STRING, description="CSV; the first line names columns")
        )
        self.request_body = RequestBody(content={"text/csv": media}, required=True)


@get("/people", guards=[allows("admin", "dpo")])
async def listed(
    request: Request[User, Any, State],
    state: State,
    after: After = None,
    role: FromQuery[Role | None] = None,
    limit: Limit = 50,
) -> Page[PersonShown]:
    """People in the order they were told."""
    database, settings = parts(state)
    async with database.connection() as db:
        known = await names(db, settings, request.user)
        found = page(await persons.PAGE.all(db, after, role, limit + 1), limit)
    return Page(tuple(_shown(row) for row in found.items if known.on_roster(row.agent)), found.next)


@post("/people", guards=[allows("admin")], operation_class=Table, status_code=200)
async def take(request: Request[Any, Any, State], state: State) -> Response[Imported]:
    """Take a table of people, agents and their teams. A row that cannot be taken does not stop the others."""
    body = await request.body()
    async with state.database.transaction() as db:
        found = await import_people(db, body)
    if found.errors and not found.taken:
        raise Rejected(found.errors[0].error, [msgspec.to_builtins(error) for error in found.errors])
    return Response(found, status_code=200)


@get("/people/{person:str}", guards=[allows("admin", "dpo")])
async def one(request: Request[User, Any, State], state: State, person: FromPath[str]) -> PersonShown:
    """One person: role, languages, address, and the teams they lead."""
    database, settings = parts(state)
    async with database.connection() as db:
        return await _person(db, person, await names(db, settings, request.user))


@put("/people/{person:str}", guards=[allows("admin")])
async def told(
    request: Request[User, Any, State], state: State, person: FromPath[str], data: JSONBody[Person]
) -> PersonShown:
    """Write a person whole; what is left out is empty then, but for `leads`, which stay."""
    database, settings = parts(state)
    async with database.transaction() as db:
        await put_person(db, person, data)
        found = await _person(db, person, await names(db, settings, request.user))
    state.key_cache.clear()
    return found


async def _person(db: Connection, ref: str, known: Names) -> PersonShown:
    row = await persons.GET.one(db, ref)
    if row is None or not known.on_roster(row.agent):
        raise NotFound(f"person {ref!r} is not known")
    return _shown(row)


def _shown(row: PersonRow) -> PersonShown:
    return msgspec.convert(msgspec.to_builtins(row), PersonShown)


LARGEST_TABLE: Annotated[int, "bytes"] = 20_000_000
router = Router(path="/", route_handlers=[listed, take, one, told], request_max_body_size=LARGEST_TABLE)

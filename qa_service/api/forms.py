"""Evaluation forms: what they hold, one contact filled in, and the results of a period."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, put
from litestar.datastructures import State
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct, field

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import contact
from qa_service.access.names import meant, names
from qa_service.access.roles import REACHERS, allows, allows_reached
from qa_service.access.user import User
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import From, Until, parts, wanted
from qa_service.errors import BadInput
from qa_service.pipeline.answers import WHOLE
from qa_service.pipeline.form_results import form_row
from qa_service.pipeline.form_results import of_period as results_of
from qa_service.pipeline.forms import Filled, Form, FormResults, filled, read
from qa_service.pipeline.judged import judged
from qa_service.store import forms
from qa_service.store.forms import FormRow

Asking = Request[User, Any, State]
Revision = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]
MOST = 1_000_000  # bytes of a form


class _Body(Operation):
    """Says in the OpenAPI document what the handler reads itself."""

    def __post_init__(self) -> None:
        said = "sections of items: name, weight; behaviour, weight or critical (customer, business, compliance), passes"
        media = {
            "application/json": OpenAPIMediaType(schema=Schema(type=OpenAPIType.OBJECT, description=said)),
            "application/toml": OpenAPIMediaType(
                schema=Schema(type=OpenAPIType.STRING, description="the same in TOML")
            ),
        }
        self.request_body = RequestBody(content=media, required=True)


class FilledForm(Struct, frozen=True, kw_only=True):
    """One contact's form, from what stands: an appeal's decision, people's answers, else the machine's scores."""

    interaction_id: UUID
    form: str
    revision: int
    filled: Filled


class Results(Struct, frozen=True, kw_only=True):
    """Machine's scores of one instrument; of what no machine scores, people's answers."""

    form: str
    revision: int
    day_from: date = field(name="from")
    day_until: date = field(name="until")
    instrument: str
    results: FormResults


@put("/forms/{name:str}", guards=[allows("admin", "qa_lead")], operation_class=_Body)
async def keep(request: Asking, state: State, name: FromPath[str]) -> FormRow:
    """Keep a form, in JSON or TOML, as the next revision of its name; older ones stay."""
    if not 0 < len(name) <= 100 or "\x00" in name:
        raise BadInput("name: must be 1 to 100 characters")
    form = read(await request.body(), toml=request.content_type[0] == "application/toml")
    async with state.database.transaction() as db:
        await forms.LOCK.value(db, name)
        await forms.INSERT.value(db, name, msgspec.to_builtins(form), request.user.name)
        return await form_row(db, name, None)


@get("/forms", guards=[allows_reached(*REACHERS)])
async def listed(state: State, after: FromQuery[str | None] = None, limit: Limit = 50) -> Page[FormRow]:
    """The newest revision of each form; `id` is its name."""
    async with state.database.connection() as db:
        return page(await forms.PAGE.all(db, after, limit + 1), limit)


@get("/forms/{name:str}", guards=[allows_reached(*REACHERS)])
async def one(state: State, name: FromPath[str], revision: Revision = None) -> FormRow:
    """A form as it stands, or an older `revision` of it."""
    async with state.database.connection() as db:
        return await form_row(db, name, revision)


@get(
    "/interactions/{interaction_id:uuid}/forms/{name:str}",
    guards=[allows_reached(*REACHERS)],
    opt={LOOKS_AT: "form"},
)
async def of_contact(
    request: Asking, state: State, interaction_id: FromPath[UUID], name: FromPath[str], revision: Revision = None
) -> FilledForm:
    """One contact's form: its score, and whether a critical item failed, kind by kind."""
    database, settings = parts(state)
    async with database.transaction() as db:
        row = await form_row(db, name, revision)
        found = await contact(db, settings, request.user, interaction_id)
        stands = (await judged(db, settings, request.user, found)).stands
    looked(request, found.agents, interaction_id)
    scores = {one.behaviour: one.score for one in stands if one.leg == WHOLE}
    form = msgspec.convert(row.body, Form)
    return FilledForm(interaction_id=interaction_id, form=row.id, revision=row.revision, filled=filled(form, scores))


@get("/forms/{name:str}/results", guards=[allows_reached(*REACHERS)], opt={LOOKS_AT: "form results"})
async def of_period(
    request: Asking,
    state: State,
    name: FromPath[str],
    revision: Revision = None,
    day_from: From = None,
    day_until: Until = None,
    agent: FromQuery[str | None] = None,
    team: FromQuery[str | None] = None,
    channel: FromQuery[str | None] = None,
    queue: FromQuery[str | None] = None,
) -> Results:
    """The mean score of a period's contacts and how often critical items failed, each with its interval.

    Where agents are not named, a figure of fewer than QA_MIN_CELL of them is one of persons: told to themselves alone.
    Who leads a team gets what its agents have been able to see before.
    """
    database, settings = parts(state)
    user = request.user
    period = await wanted(database, settings, day_from, day_until)
    async with database.connection() as db:
        row = await form_row(db, name, revision)
        who = (await meant(db, await names(db, settings, user), agent)).ref if agent else None
        instrument, found = await results_of(
            db, settings, user, row, period, agent=who, team=team, channel=channel, queue=queue
        )
    looked(request, [who])
    return Results(
        form=row.id,
        revision=row.revision,
        day_from=period.day_from,
        day_until=period.day_until,
        instrument=instrument,
        results=found,
    )


router = Router(path="/", route_handlers=[keep, listed, one, of_contact, of_period], request_max_body_size=MOST)

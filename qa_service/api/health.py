"""Whether the service is alive, and whether it can do its work."""

from litestar import Response, get
from litestar.datastructures import State
from msgspec import Struct

from qa_service.errors import Unavailable
from qa_service.store import interactions


class Health(Struct, frozen=True):
    status: str


class Readiness(Struct, frozen=True):
    """`parts` names each part and what is wrong with it, or 'ok'."""

    status: str
    parts: dict[str, str]


@get("/health", opt={"exclude_from_auth": True})
async def health() -> Health:
    """The process answers."""
    return Health("ok")


@get("/ready", opt={"exclude_from_auth": True})
async def ready(state: State) -> Response[Readiness]:
    """The database and the broker answer; 503 while one does not."""
    found = {"database": await _database(state), "broker": await _broker(state)}
    good = all(said == "ok" for said in found.values())
    return Response(Readiness("ready" if good else "not ready", found), status_code=200 if good else 503)


async def _database(state: State) -> str:
    try:
        async with state.database.connection() as db:
            await interactions.ANSWERS.value(db)
    except Unavailable as error:
        return str(error)
    return "ok"


async def _broker(state: State) -> str:
    try:
        await state.sender.check()
    except Unavailable as error:
        return str(error)
    return "ok"

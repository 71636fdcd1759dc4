"""Whether the service is alive, and whether it can do its work."""

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery
from msgspec import Struct

from qa_service.errors import Unavailable
from qa_service.pipeline import readiness
from qa_service.pipeline.readiness import OK
from qa_service.store import interactions, watching
from qa_service.store.watching import Beat

TO_TAKE_IN = ("database", "broker", "disk")
"""Without these a request cannot be served; without the others what it brings waits."""


class Health(Struct, frozen=True):
    status: str


class Readiness(Struct, frozen=True):
    """`parts` names each part and what is wrong with it, or 'ok'; `waits`: requests are served, work is not done."""

    status: str
    parts: dict[str, str]


@get("/health", opt={"exclude_from_auth": True})
async def health() -> Health:
    """The process answers."""
    return Health("ok")


@get("/ready", opt={"exclude_from_auth": True})
async def ready(state: State, whole: FromQuery[bool] = False) -> Response[Readiness]:
    """Database, broker and disk serve: 503 while one does not. With `whole`, workers and the speech model count too."""
    database, beats = await _database(state)
    found = {
        "database": database,
        "broker": await _broker(state),
        "disk": readiness.disk(state.settings),
        "workers": readiness.workers(beats),
        "model": readiness.model(beats),
    }
    serves = all(found[part] == OK for part in TO_TAKE_IN)
    works = all(said == OK for said in found.values())
    status = "ready" if works else "waits" if serves else "not ready"
    return Response(Readiness(status, found), status_code=200 if works or (serves and not whole) else 503)


async def _database(state: State) -> tuple[str, list[Beat]]:
    try:
        async with state.database.connection() as db:
            await interactions.ANSWERS.value(db)
            return OK, await watching.BEATS.all(db)
    except Unavailable as error:
        return str(error), []


async def _broker(state: State) -> str:
    try:
        await state.sender.check()
    except Unavailable as error:
        return str(error)
    return OK

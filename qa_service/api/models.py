"""Learned models: which serve, since when and by whom, and which were taken back. They come in by `qa models` alone."""

from litestar import Router, get
from litestar.datastructures import State
from litestar.params import FromQuery

from qa_service.access.sign_in import allows
from qa_service.api.paging import Limit, Page, page
from qa_service.store import models
from qa_service.store.models import ModelRow


@get("/models", guards=[allows("admin", "qa_lead")])
async def listed(state: State, after: FromQuery[int | None] = None, limit: Limit = 50) -> Page[ModelRow]:
    """Every model that was promoted, in that order, with the hash of its data, its figures and dates."""
    async with state.database.connection() as db:
        return page(await models.PAGE.all(db, after, limit + 1), limit)


router = Router(path="/", route_handlers=[listed])

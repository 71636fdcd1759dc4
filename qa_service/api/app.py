"""The Litestar application: routes, who may ask, and what is opened for them."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from qa_service import logs
from qa_service.access.audit import Audit
from qa_service.access.limits import FAILURES, Limits
from qa_service.access.roles import check_rights
from qa_service.access.sign_in import SignIn
from qa_service.access.tokens import Issuer
from qa_service.api import (
    agents,
    alerts,
    appeals,
    audit,
    erasures,
    forms,
    health,
    interactions,
    keys,
    mails,
    metrics,
    models,
    nights,
    outcomes,
    people,
    recordings,
    recovery,
    releases,
    reports,
    results,
    reviews,
    search,
    segments,
    sessions,
    shared,
    statistics,
    team_results,
    webhooks,
)
from qa_service.api.described import describe_problems
from qa_service.api.problems import HANDLERS
from qa_service.api.security import secured
from qa_service.config import Settings
from qa_service.dashboard import routes as dashboard
from qa_service.errors import Configuration
from qa_service.queue import tasks
from qa_service.store.database import connect


def create(settings: Settings) -> Litestar:
    """Make the application; it opens its pool when it starts and closes it when it stops."""
    if settings.database_url is None:
        raise Configuration("QA_DATABASE_URL is not set")
    database_url = settings.database_url
    logs.configure(settings)

    @contextlib.asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        app.state.database = await connect(database_url)
        app.state.sender = tasks.Sender(tasks.app(tasks.broker_url(database_url, settings.broker_url)))
        try:
            yield
        finally:
            await app.state.database.close()

    v1 = Router(
        path="/v1",
        route_handlers=[
            interactions.router(settings),
            recordings.router(settings),
            results.router,
            statistics.router,
            team_results.router,
            people.router,
            agents.router,
            keys.router,
            audit.router,
            releases.router,
            reports.router,
            mails.router,
            models.router,
            reviews.router,
            appeals.router,
            search.router,
            segments.router,
            recovery.router,
            sessions.router,
            forms.router,
            outcomes.router(settings),
            erasures.router,
            webhooks.router,
            alerts.router,
            nights.router,
        ],
    )
    app = Litestar(
        route_handlers=[v1, shared.router, health.health, health.ready, metrics.metrics, dashboard.router(settings)],
        lifespan=[opened],
        before_send=[secured(settings)],
        logging_config=None,  # ours stands
        state=State({**_access(settings), "settings": settings, "page_cache": {}}),
        exception_handlers=HANDLERS,
        middleware=[DefineMiddleware(SignIn, exclude=["^/schema"]), Audit],
        openapi_config=OpenAPIConfig(
            title="Agent quality and variability",
            version="1",
            path="/schema",
            render_plugins=[JsonRenderPlugin()],
            use_handler_docstrings=True,
            components=Components(security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}),
            security=[{"key": []}],
        ),
    )
    check_rights(app.routes, beside=("/schema",))
    describe_problems(app)
    return app


def _access(settings: Settings) -> dict[str, Any]:
    """What the sign-in keeps between requests."""
    return {
        "key_cache": {},
        "limits": Limits(settings.rate_per_minute),
        "failures": Limits(FAILURES),
        "issuer": Issuer(settings) if settings.oidc_issuer else None,
    }

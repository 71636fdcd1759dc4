"""The dashboard's routes: who may open them, what an error looks like there, and the static files."""

from typing import Any
from urllib.parse import urlencode

import structlog
from litestar import Request, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.response import Redirect
from litestar.static_files import create_static_files_router
from litestar.types import ExceptionHandlersMap

from qa_service.access.audit import looked
from qa_service.access.roles import ANYBODY
from qa_service.access.sign_in import holder
from qa_service.config import Settings
from qa_service.dashboard.forms import FormInMemory
from qa_service.dashboard.page import STATIC, Page, local, shown, sign_in_page
from qa_service.dashboard.pages import (
    agents,
    appeals,
    audit,
    benchmarks,
    centre,
    clips,
    imports,
    interactions,
    mails,
    people,
    recovery,
    reports,
    retrying,
    reviews,
    score_forms,
    segments,
    sessions,
    sign_in,
    today,
    trials,
    verdicts,
)
from qa_service.dashboard.visitor import SAFE, visitor
from qa_service.errors import NotSignedIn, QaError

CACHED = CacheControlHeader(max_age=3600)
log = structlog.get_logger(__name__)

OURS = {"none", "same-origin"}
"""Typed, or opened from outside a browser; or from a page of ours."""
KINDS = {400: "bad_input", 403: "not_allowed", 404: "not_found", 409: "conflict", 422: "bad_input", 503: "unavailable"}


async def _by_link(request: Request[Any, Any, State]) -> Redirect | Page | None:
    """`?key=…` signs in on any page: the key moves to the cookie, out of the address.

    A link that was followed from another site asks first: nobody works under somebody else's key unasked.
    Who does not tell is no browser, or one that reads over plain http, where whoever is in between could do as much.
    """
    key = request.query_params.get("key")
    if not key or request.method not in SAFE:
        return None
    rest = [pair for pair in request.query_params.multi_items() if pair[0] != "key"]
    back = local(request.url.path + (f"?{urlencode(rest)}" if rest else ""))
    found = await holder(request, key)
    looked(request, [])
    if found is None:
        return None
    if request.headers.get("sec-fetch-site", "none") not in OURS:
        return sign_in_page(request, back=back, key=key)
    return sign_in.signed_in(request.app.state.settings, key, back)


def _not_signed_in(request: Request[Any, Any, State], _: NotSignedIn) -> Page:
    address = request.url.path if request.method in SAFE else "/"
    rest = [pair for pair in request.query_params.multi_items() if pair[0] != "key"]
    back = local(address + (f"?{urlencode(rest)}" if rest else ""))
    return sign_in_page(request, back=back, refused="key" in request.query_params)


def _wrong(request: Request[Any, Any, State], status: int, detail: str) -> Page:
    known = request.scope.get("visitor")
    if known is None:
        return sign_in_page(request, back="/")
    kind = KINDS.get(status, "unexpected")
    return shown(request, known, "error.html", section="", status=status, kind=kind, detail=detail)  # type: ignore[arg-type]


def _ours(request: Request[Any, Any, State], error: QaError) -> Page:
    return _wrong(request, error.status, str(error) if error.status != 500 else "")


def _framework(request: Request[Any, Any, State], error: HTTPException) -> Page:
    return _wrong(request, error.status_code, error.detail)


def _unexpected(request: Request[Any, Any, State], error: Exception) -> Page:
    log.error("page.failed", path=request.url.path, exc_info=error)
    return _wrong(request, 500, "")


HANDLERS: ExceptionHandlersMap = {
    NotSignedIn: _not_signed_in,
    QaError: _ours,
    HTTPException: _framework,
    Exception: _unexpected,
}
SQUEEZED = DefineMiddleware(CompressionMiddleware, config=CompressionConfig(backend="gzip"))
static = create_static_files_router(
    path="/static",
    directories=[STATIC],
    opt={ANYBODY: True},
    include_in_schema=False,
    cache_control=CACHED,
    middleware=[SQUEEZED],
)
PAGES = (
    sign_in.sign_in,
    sign_in.sign_out,
    sign_in.language,
    today.today,
    today.progress,
    verdicts.verdicts,
    verdicts.priority,
    centre.whole,
    segments.compared,
    agents.agents,
    agents.agent,
    interactions.interactions_page,
    interactions.interaction_page,
    interactions.audio,
    interactions.waveform,
    retrying.one,
    retrying.every,
    clips.share,
    reports.reports_page,
    reports.ask,
    mails.mails_page,
    mails.retry,
    mails.schedule,
    score_forms.forms_page,
    score_forms.form_page,
    score_forms.keep,
    imports.imports,
    imports.take,
    reviews.queue,
    reviews.draw,
    reviews.following,
    reviews.open_one,
    reviews.read,
    reviews.submit,
    reviews.give_back,
    appeals.appeals_page,
    appeals.appeal,
    appeals.decide,
    appeals.withdraw,
    people.people_page,
    people.take,
    audit.audit_page,
    recovery.recovery_page,
    recovery.recover,
    sessions.hold,
    sessions.acknowledge,
    sessions.finish,
    benchmarks.benchmarks_page,
    benchmarks.hits,
    trials.ask,
    trials.trial,
    trials.progress,
    trials.cancel,
)


def router(settings: Settings) -> Router:
    """Pages ask for their visitor themselves: one who is not signed in gets a form, not a problem in JSON."""
    pages = Router(
        path="/",
        route_handlers=PAGES,
        dependencies={"visitor": Provide(visitor)},
        before_request=_by_link,
        exception_handlers=HANDLERS,
        opt={ANYBODY: True},
        request_class=FormInMemory,
        request_max_body_size=settings.max_interaction_mb * 1_000_000,
    )
    return Router(path="/", route_handlers=[static, pages])

"""Signing in with a key, typed or in a link, signing out, and the language of the interface."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect

from qa_service.access.sign_in import COOKIE, holder
from qa_service.config import Settings
from qa_service.dashboard.language import chosen
from qa_service.dashboard.page import local, sign_in_page
from qa_service.dashboard.visitor import LANGUAGE_COOKIE, Visitor
from qa_service.errors import NotAllowed

HOURS = 12


@post("/sign-in", include_in_schema=False)
async def sign_in(request: Request[Any, Any, State], state: State) -> Response[Any]:
    """Move a typed key into the cookie, where it is valid."""
    if not _from_here(request):
        raise NotAllowed("signing in starts from this service's own page")
    form = await request.form()
    key, back = str(form.get("key", "")).strip(), local(str(form.get("next", "")))
    if not key or await holder(request, key) is None:
        return sign_in_page(request, back=back, refused=True)
    return signed_in(state.settings, key, back)


def _from_here(request: Request[Any, Any, State]) -> bool:
    """By what the browser tells of the site that sent the form; what tells nothing is no browser."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def signed_in(settings: Settings, key: str, back: str) -> Redirect:
    """Go `back` with the key in a cookie that no script reads and no other site sends."""
    secure = settings.address.startswith("https://")
    made = Redirect(back, status_code=303)
    made.set_cookie(
        Cookie(key=COOKIE, value=key, httponly=True, samesite="strict", secure=secure, max_age=HOURS * 3600)
    )
    return made


@post("/sign-out", include_in_schema=False)
async def sign_out(visitor: NamedDependency[Visitor]) -> Redirect:  # noqa: ARG001 - it proves whose form this is
    """Forget the key in this browser."""
    made = Redirect("/", status_code=303)
    made.delete_cookie(COOKIE)
    return made


@get("/language", include_in_schema=False, media_type=MediaType.HTML)
async def language(to: FromQuery[str], back: Annotated[str | None, QueryParameter(name="back")] = None) -> Redirect:
    """Keep a language; it changes nothing but what is read."""
    made = Redirect(local(back), status_code=303)
    made.set_cookie(Cookie(key=LANGUAGE_COOKIE, value=chosen(to), httponly=True, samesite="lax", max_age=365 * 86400))
    return made

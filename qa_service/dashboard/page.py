"""A page as a response: the frame around it in its visitor's language, or its table as CSV."""

import gzip
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Request, Response
from msgspec import Struct

from qa_service.dashboard.asked import Asked, asked
from qa_service.dashboard.language import LANGUAGES
from qa_service.dashboard.tables import Table, csv_of
from qa_service.dashboard.visitor import Visitor, language
from qa_service.errors import BadInput

HERE = Path(__file__).parent
STATIC = HERE / "static"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self';"
    " font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "private, no-store"}
SECTIONS = (
    ("today", "/"),
    ("recovery", "/recovery"),
    ("verdicts", "/verdicts"),
    ("centre", "/centre"),
    ("agents", "/agents"),
    ("interactions", "/interactions"),
    ("reviews", "/reviews"),
    ("appeals", "/appeals"),
    ("benchmarks", "/benchmarks"),
    ("forms", "/forms"),
    ("reports", "/reports"),
    ("mails", "/mails"),
    ("people", "/people"),
    ("imports", "/imports"),
    ("audit", "/audit"),
)
Page = Response[Any]


class Days(Struct, frozen=True, kw_only=True):
    """What a list is of: days from `first` to `last` (None: open), the newest `most` rows; who scored what it tells."""

    first: date | None = None
    last: date | None = None
    most: int | None = None
    instrument: str | None = None


def days_of(wanted: Asked, *, most: int | None = None, instrument: str | None = None) -> Days:
    """The days that an address asks for."""
    last = wanted.day_until - timedelta(days=1) if wanted.day_until else None
    return Days(first=wanted.day_from, last=last, most=most, instrument=instrument)


def shown(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    template: str,
    *,
    section: str,
    table: Table | None = None,
    status: int = 200,
    **context: Any,
) -> Page:
    """Draw a template in the frame; `?format=csv` gives `table` instead."""
    if table is not None and request.query_params.get("format") == "csv":
        return table_of(table)
    try:
        kept = asked(request)
    except BadInput:
        kept = Asked()
    query = [pair for pair in request.query_params.multi_items() if pair[0] not in {"format", "lang"}]
    html = environment().get_template(template).render(
        v=visitor, t=visitor.tongue, asked=kept, section=section, sections=sections(visitor), languages=LANGUAGES,
        here=quote(_address(request.url.path, query), safe=""), here_path=request.url.path,
        here_csv=_address(request.url.path, [*query, ("format", "csv")]), csv=table is not None,
        timezone=request.app.state.settings.timezone, zone=request.app.state.settings.zone,
        **{"notice": None, "figures": None, "days": None, **context},
    )  # fmt: skip
    return _packed(request, html, status)


def _packed(request: Request[Any, Any, Any], html: str, status: int) -> Page:
    """Squeezed where the browser takes it. Cookies are sent by our own pages alone, so lengths tell others nothing."""
    body, headers = html.encode(), {**HEADERS, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers = gzip.compress(body, 5), {**headers, "Content-Encoding": "gzip"}
    return Response(body, media_type="text/html; charset=utf-8", status_code=status, headers=headers)


def fragment(visitor: Visitor, template: str, **context: Any) -> Page:
    """A piece of a page that htmx puts in its place."""
    html = environment().get_template(template).render(v=visitor, t=visitor.tongue, **context)
    return Response(html, media_type=MediaType.HTML, headers=HEADERS)


def sign_in_page(request: Request[Any, Any, Any], *, back: str, refused: bool = False, key: str = "") -> Page:
    """What somebody sees who is not signed in; `back` is where they wanted to go, `key` what a link brought along."""
    html = (
        environment()
        .get_template("sign_in.html")
        .render(t=language(request), languages=LANGUAGES, next=back, refused=refused, key=key)
    )
    # The form says which site it comes from: under no-referrer a browser would not.
    headers = {**HEADERS, "Referrer-Policy": "same-origin"}
    return Response(html, status_code=200 if key else 401, media_type=MediaType.HTML, headers=headers)


def sections(visitor: Visitor) -> tuple[tuple[str, str], ...]:
    """Where this visitor can go."""
    return tuple(one for one in SECTIONS if visitor.opens(one[0]))


def local(address: str | None) -> str:
    """An address of ours, or the first page: never another host's."""
    plain = address or "/"
    inside = plain.startswith("/") and not plain.startswith(("//", "/\\")) and not {"\r", "\n", "\t"} & set(plain)
    return plain if inside else "/"


def table_of(table: Table) -> Page:
    """A table as CSV alone."""
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{table.name}.csv"'}
    return Response(csv_of(table).encode(), media_type="text/csv; charset=utf-8", headers=headers)


def _address(path: str, query: list[tuple[str, str]]) -> str:
    return f"{quote(path)}?{urlencode(query)}" if query else quote(path)


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

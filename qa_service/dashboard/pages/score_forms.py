"""Evaluation forms: what each holds, what it says of a period, and keeping the next revision of one."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.dashboard.asked import asked
from qa_service.dashboard.figures import centre
from qa_service.dashboard.forms import text
from qa_service.dashboard.page import Days, Page, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import NotAllowed, NotFound
from qa_service.pipeline.analyse import Period, standing_period
from qa_service.pipeline.form_results import form_row, of_period
from qa_service.pipeline.forms import KINDS, Form, FormResults, read
from qa_service.store import forms
from qa_service.store.forms import FormRow

MANY = 200
KEEPERS = ("admin", "qa_lead")


class Kept(Struct, frozen=True):
    row: FormRow
    form: Form


@get("/forms", include_in_schema=False)
async def forms_page(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """The newest revision of each form."""
    visitor.check("forms")
    async with state.database.connection() as db:
        rows = [Kept(row, msgspec.convert(row.body, Form)) for row in await forms.PAGE.all(db, None, MANY)]
    columns = ("form", "revision", "section", "section_weight", "behaviour", "weight", "critical", "passes")
    lines = [
        (one.row.id, one.row.revision, section.name, section.weight, item.behaviour,
         None if item.critical else item.weight or 1.0, item.critical, item.passes if item.critical else None)
        for one in rows for section in one.form.sections for item in section.items
    ]  # fmt: skip
    return shown(
        request, visitor, "forms.html", section="forms", table=Table("forms", columns, lines), rows=rows,
        keeping=visitor.may(*KEEPERS),
    )  # fmt: skip


@get("/forms/{name:path}", include_in_schema=False, opt={LOOKS_AT: "form results"})
async def form_page(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], name: FromPath[str]
) -> Page:
    """One form: its items, and what it says of the period and filters asked for."""
    visitor.check("forms")
    looked(request, [])
    wanted, user, settings = asked(request), visitor.user, state.settings
    filters = wanted.filters
    instrument: str | None = None
    found: FormResults | None = None
    async with state.database.connection() as db:
        row = await form_row(db, name.removeprefix("/"))
        around = await centre(db, visitor)
        whole = await standing_period(db, settings.window_days)
        first = wanted.day_from or (whole.day_from if whole else None)
        until = wanted.day_until or (whole.day_until if whole else None)
        if first is not None and until is not None and first < until:
            try:
                instrument, found = await of_period(
                    db, settings, user, row, Period(first, until), team=filters.team, channel=filters.channel,
                    queue=filters.queue,
                )  # fmt: skip
            except NotFound:
                found = None
    form = msgspec.convert(row.body, Form)
    last = until - timedelta(days=1) if until else None
    return shown(
        request, visitor, "form.html", section="forms", table=_table(found), row=row, form=form, results=found,
        centre=around, kinds=KINDS, keeping=visitor.may(*KEEPERS),
        source=msgspec.json.format(msgspec.json.encode(form)).decode(),
        days=Days(first=first, last=last, instrument=instrument),
    )  # fmt: skip


@post("/forms", include_in_schema=False)
async def keep(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Keep a form, in TOML or JSON, as the next revision of its name."""
    if not visitor.may(*KEEPERS) or not visitor.opens("forms"):
        raise NotAllowed(f"the role {visitor.user.role!r} keeps no forms")
    sent = await request.form()
    name, source = text(sent, "name", required=True)[:100], str(sent.get("source", ""))
    form = read(source.encode(), toml=not source.lstrip().startswith("{"))
    async with state.database.transaction() as db:
        await forms.LOCK.value(db, name)
        await forms.INSERT.value(db, name, msgspec.to_builtins(form), visitor.user.name)
    return Redirect(f"/forms/{quote(name, safe='')}", status_code=303)


def _table(found: FormResults | None) -> Table:
    columns = ("kind", "name", "n", "errors", "estimate", "low", "high")
    rows: list[tuple[object, ...]] = []
    if found is not None:
        score = found.score
        of = (score.estimate, score.low, score.high) if score else (None, None, None)
        rows.append(("score", None, found.scored, None, *of))
        rows += [("section", name, None, None, mean, None, None) for name, mean in found.sections.items()]
        for kind, rates in (("critical", found.errors), ("item", found.items)):
            for name, one in ((name, one) for name, one in rates.items() if one.n):
                rate = (one.rate.estimate, one.rate.low, one.rate.high) if one.rate else (None, None, None)
                rows.append((kind, name, one.n, one.errors, *rate))
    return Table("form", columns, rows)

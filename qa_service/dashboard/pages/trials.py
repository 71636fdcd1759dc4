"""A benchmark on trial: asked for here, tried by a worker, looked at while it runs and when it is done."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.dashboard.forms import file, number, text
from qa_service.dashboard.page import Page, fragment, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput
from qa_service.pipeline import trials
from qa_service.queue.tasks import wake

COLUMNS = ("kind", "name", "role", "line", "field", "found", "decided", "contact", "turn", "words")


@post("/benchmarks/trials", include_in_schema=False)
async def ask(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Put one of the library, or a text that is pasted or sent as a file, on trial."""
    visitor.check("trials")
    form = await request.form()
    name, sent = text(form, "name") or None, file(form, "file")
    pasted = form.get("source")
    try:
        source = sent.content.decode() if sent.content.strip() else str(pasted or "")
    except UnicodeDecodeError as error:
        raise BadInput(f"file: is no text in UTF-8: byte {error.start}") from None
    async with state.database.transaction() as db:
        made = await trials.ask(
            db, visitor.user, benchmark=name, source=None if name else source, language=text(form, "language") or None,
            most=number(form, "most", least=1, most=trials.MOST),
        )  # fmt: skip
    await wake(state.sender, "trial")
    return Redirect(f"/benchmarks/trials/{made}", status_code=303)


@get("/benchmarks/trials/{trial_id:uuid}", include_in_schema=False, opt={LOOKS_AT: "trial"})
async def trial(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], trial_id: FromPath[UUID]
) -> Page:
    """What it hit, or what is wrong with it, at its place."""
    visitor.check("trials")
    async with state.database.transaction() as db:
        found = await trials.shown(db, visitor.user, trial_id)
    looked(request, [one.agent for one in found.contacts.values()])
    return shown(
        request, visitor, "trial.html", section="benchmarks", trial=found, row=found.row,
        table=None if found.open else _table(found),
    )  # fmt: skip


@get("/benchmarks/trials/{trial_id:uuid}/progress", include_in_schema=False)
async def progress(state: State, visitor: NamedDependency[Visitor], trial_id: FromPath[UUID]) -> Page:
    """How far it is; once it is done, the whole page is asked for."""
    visitor.check("trials")
    async with state.database.connection() as db:
        row = await trials.progress(db, visitor.user, trial_id)
    made = fragment(visitor, "trial_progress.html", row=row)
    if row.state not in trials.OPEN:
        made.headers["HX-Refresh"] = "true"
    return made


@post("/benchmarks/trials/{trial_id:uuid}/cancel", include_in_schema=False)
async def cancel(state: State, visitor: NamedDependency[Visitor], trial_id: FromPath[UUID]) -> Redirect:
    """Take a trial back; a worker that is at it leaves it."""
    visitor.check("trials")
    async with state.database.transaction() as db:
        await trials.cancel(db, visitor.user, trial_id)
    return Redirect(f"/benchmarks/trials/{trial_id}", status_code=303)


def _table(found: trials.Shown) -> Table:
    result = found.result or trials.Result()
    rows: list[tuple[object, ...]] = [
        (one.kind, None, None, one.line, one.field, None, None, None, None, one.message) for one in result.places
    ]
    if result.tried is not None:
        for sign in result.tried.signs:
            head = ("indicator", sign.name, sign.role, None, None, sign.found, sign.decided)
            rows.append((*head, None, None, None))
            rows += [("example", *head[1:5], None, None, *_where(found, one)) for one in sign.examples]
        rows += [("missed", None, None, None, None, None, None, *_where(found, one)) for one in result.tried.misses]
        rows += [("never", name, *(None,) * 8) for name in result.tried.never]
    return Table("trial", COLUMNS, rows)


def _where(found: trials.Shown, one: trials.Found) -> tuple[object, ...]:
    return found.contacts[one.contact].ref, one.turn, one.text

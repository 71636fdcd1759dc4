"""Alerts and their rules."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Router, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.names import Names, names
from qa_service.access.roles import allows, allows_reached
from qa_service.api.paging import Limit, Page, page
from qa_service.api.period import parts
from qa_service.errors import BadInput, NotFound
from qa_service.monitoring.results import SignalKind
from qa_service.store import watching
from qa_service.store.ids import new_id
from qa_service.store.watching import AlertRow, Rule


class WantedRule(Struct, frozen=True, forbid_unknown_fields=True):
    """`over` in seconds (queue_age) or as a share 0..1 (failure_share); the other two narrow a rule about signals."""

    kind: Literal["signal", "queue_age", "failure_share"]
    behaviour: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    signals: Annotated[tuple[SignalKind, ...], Meta(min_length=1, max_length=4)] | None = None
    over: Annotated[float, Meta(ge=0, le=1e9)] | None = None


class Alert(Struct, frozen=True, kw_only=True):
    """`agent` as this user may name whom it is about; `data` says what was found."""

    id: UUID
    rule: UUID
    kind: str
    agent: str | None
    data: dict[str, Any]
    raised_at: datetime
    ended_at: datetime | None


@post("/alerts/rules", guards=[allows("admin", "qa_lead")])
async def make(data: JSONBody[WantedRule], request: Request[Any, Any, State], state: State) -> Rule:
    """Raise an alert where this is so; events alert.raised and alert.ended tell webhooks of it."""
    if (data.kind == "signal") != (data.over is None):
        raise BadInput("over: " + ("a rule about signals has none" if data.kind == "signal" else "is missing"))
    if data.kind != "signal" and (data.behaviour is not None or data.signals is not None):
        raise BadInput("behaviour, signals: only a rule about signals has them")
    row_id, signals = new_id(), sorted(set(data.signals)) if data.signals else None
    async with state.database.transaction() as db:
        await watching.INSERT_RULE.run(db, row_id, data.kind, data.behaviour, signals, data.over, request.user.name)
        made = [rule for rule in await watching.RULES.all(db) if rule.id == row_id]
    return made[0]


@get("/alerts/rules", guards=[allows("admin", "qa_lead", "dpo", "viewer", "works_council")])
async def rules(state: State) -> list[Rule]:
    """The rules that stand."""
    async with state.database.connection() as db:
        return await watching.RULES.all(db)


@delete("/alerts/rules/{rule_id:uuid}", guards=[allows("admin", "qa_lead")])
async def end(rule_id: FromPath[UUID], state: State) -> None:
    """End a rule, and what it raised with it."""
    async with state.database.transaction() as db:
        if not await watching.END_RULE.run(db, rule_id):
            raise NotFound(f"rule {rule_id} is not known")
        await watching.END_ALERTS_OF.run(db, rule_id)


LEADS = allows_reached("admin", "qa_lead", "team_lead", "dpo", "viewer")


@get("/alerts", guards=[LEADS], opt={LOOKS_AT: "alerts"})
async def listed(
    request: Request[Any, Any, State],
    state: State,
    standing: FromQuery[bool] = False,
    after: FromQuery[UUID | None] = None,
    limit: Limit = 50,
) -> Page[Alert]:
    """What was raised about whom you reach, or about the service; `standing` only what is still so.

    A signal is a figure of one agent: where nobody reads such a one, it is left out.
    """
    database, settings = parts(state)
    async with database.connection() as db:
        found = await watching.ALERTS.all(db, after, standing, *request.user.reach, limit + 1)
        known = await names(db, settings, request.user)
    told = page(found, limit)
    shown = tuple(_shown(row, known) for row in told.items if row.agent is None or known.figures_shown(row.agent))
    looked(request, [row.agent for row in told.items])
    return Page(shown, told.next)


@get("/alerts/{alert_id:uuid}", guards=[LEADS], opt={LOOKS_AT: "alert"})
async def one(alert_id: FromPath[UUID], request: Request[Any, Any, State], state: State) -> Alert:
    """One alert, as an event named it."""
    database, settings = parts(state)
    async with database.connection() as db:
        found = await watching.ALERT.one(db, alert_id, *request.user.reach)
        known = await names(db, settings, request.user)
    if found is None or (found.agent is not None and not known.figures_shown(found.agent)):
        raise NotFound(f"alert {alert_id} is not known, or about nobody of yours")
    looked(request, [found.agent])
    return _shown(found, known)


def _shown(row: AlertRow, known: Names) -> Alert:
    return Alert(
        id=row.id,
        rule=row.rule_id,
        kind=row.kind,
        agent=known.shown(row.agent),
        data=row.data,
        raised_at=row.raised_at,
        ended_at=row.ended_at,
    )


router = Router(path="/", route_handlers=[make, rules, end, listed, one])

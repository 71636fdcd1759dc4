"""Reviews: samples and their queue, one contact to be read blind, and what its reader answers."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import FormMultiDict, State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from qa_service.access.audit import LOOKS_AT, looked
from qa_service.access.contacts import contact
from qa_service.access.hash_key import master_key
from qa_service.dashboard.asked import asked
from qa_service.dashboard.figures import centre
from qa_service.dashboard.forms import number, text
from qa_service.dashboard.page import Page, days_of, shown
from qa_service.dashboard.tables import Table
from qa_service.dashboard.transcript import shown_turns
from qa_service.dashboard.visitor import Visitor
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline import reviews
from qa_service.pipeline.answers import BehaviourAnswer
from qa_service.pipeline.reviews import Fits
from qa_service.store import interactions, scorecards
from qa_service.store import reviews as stored

MANY = 200
GRADES = {"met": 1.0, "half": 0.5, "missed": 0.0, "not_needed": None}


@get("/reviews", include_in_schema=False, opt={LOOKS_AT: "reviews"})
async def queue(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Page:
    """What waits to be read, and what was."""
    visitor.check("reviews")
    wanted = asked(request)
    first, until = wanted.moments(state.settings.zone)
    async with state.database.connection() as db:
        samples = await stored.NEWEST_SAMPLES.all(db, MANY) if visitor.may("admin", "qa_lead") else []
        rows = await stored.NEWEST.all(db, visitor.user.name, *visitor.user.reach, MANY, first, until)
        if not visitor.names.reads_scores:  # nobody reads the figures of a single agent
            rows = [row for row in rows if row.reader == visitor.user.name]
        whole = await centre(db, visitor)
        known = sorted(one.name for one in await scorecards.BEHAVIOURS.all(db))
    looked(request, [row.agent for row in rows])
    rows = [replace(row, agent=visitor.names.shown(row.agent)) for row in rows]
    table = Table(
        "reviews",
        ("id", "ref", "agent", "reader", "kind", "assisted", "submitted_at"),
        [(str(r.id), r.ref, r.agent, r.reader, r.kind, r.assisted, str(r.submitted_at or "")) for r in rows],
    )
    waiting = sum(one.open for one in samples)
    samples = [
        one for one in samples if (first is None or one.drawn_at >= first) and (until is None or one.drawn_at < until)
    ]
    return shown(
        request, visitor, "reviews.html", section="reviews", table=table, samples=samples, rows=rows,
        centre=whole, behaviours=known, waiting=waiting, days=days_of(wanted, most=MANY),
    )  # fmt: skip


@post("/reviews/samples", include_in_schema=False)
async def draw(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Draw contacts to be read: at random, or those about whose judgements the machine is least sure."""
    if not visitor.may("admin", "qa_lead"):
        visitor.check("imports")
    form = await request.form()
    kind = text(form, "kind")
    if kind not in {"random", "uncertainty"}:
        raise BadInput(f"kind: {kind!r} is none of random, uncertainty")
    fits = Fits(channel=text(form, "channel") or None, language=text(form, "language") or None,
                queue=text(form, "queue") or None, team=text(form, "team") or None)  # fmt: skip
    async with state.database.transaction() as db:
        await reviews.draw(
            db,
            kind="random" if kind == "random" else "uncertainty",
            behaviour=text(form, "behaviour") or None,
            fits=fits,
            wanted=number(form, "wanted", least=1, most=10_000),
            readers=number(form, "readers", least=1, most=10),
            seed=None,
            drawn_by=visitor.user.name,
        )
    return Redirect("/reviews", status_code=303)


@post("/reviews/next", include_in_schema=False)
async def following(request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor]) -> Redirect:
    """Open the contact that waits for this reader."""
    visitor.check("reviews")
    async with state.database.transaction() as db:
        row = await reviews.next_of(db, visitor.user, None)
    looked(request, [row.agent], row.interaction_id)
    return Redirect(f"/reviews/{row.id}", status_code=303)


@post("/interactions/{interaction_id:uuid}/review", include_in_schema=False)
async def open_one(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], interaction_id: FromPath[UUID]
) -> Redirect:
    """Open a review of a contact that the reader chose."""
    visitor.check("reviews")
    async with state.database.transaction() as db:
        row = await reviews.open_one(db, visitor.user, interaction_id)
    looked(request, [row.agent], interaction_id)
    return Redirect(f"/reviews/{row.id}", status_code=303)


@get("/reviews/{review_id:uuid}", include_in_schema=False, opt={LOOKS_AT: "transcript"})
async def read(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], review_id: FromPath[UUID]
) -> Page:
    """A contact to be read, with nothing of what the machine made of it; once answered, what was answered."""
    visitor.check("reviews")
    async with state.database.connection() as db:
        row = await reviews.read(db, visitor.user, visitor.names, review_id)
        if row.submitted_at is None and row.reader != visitor.user.name:
            raise NotFound(f"review {review_id} is not yours")
        one = await contact(db, state.settings, visitor.user, row.interaction_id)
        turns = one.turns(await interactions.TURNS.all(db, [row.interaction_id]))
        kept = await interactions.AUDIO.all(db, row.interaction_id)
        known = sorted(named.name for named in await scorecards.BEHAVIOURS.all(db))
    looked(request, one.agents, row.interaction_id)
    return shown(
        request, visitor, "review.html", section="reviews", review=row, row=one.shown, behaviours=known,
        turns=shown_turns(turns, [], []), grades=list(GRADES), parties=[party.party for party in kept if one.heard],
    )  # fmt: skip


@post("/reviews/{review_id:uuid}", include_in_schema=False)
async def submit(
    request: Request[Any, Any, State], state: State, visitor: NamedDependency[Visitor], review_id: FromPath[UUID]
) -> Redirect:
    """Put the answers in; then the machine's are open to this reader."""
    visitor.check("reviews")
    form = await request.form()
    async with state.database.transaction() as db:
        row = await reviews.submit(
            db,
            visitor.user,
            review_id,
            answers(form),
            comment=text(form, "comment") or None,
            assisted=text(form, "assisted") == "yes",
            master_key=master_key(state.settings),
        )
    looked(request, [row.agent], row.interaction_id)
    return Redirect(f"/interactions/{row.interaction_id}", status_code=303)


@post("/reviews/{review_id:uuid}/back", include_in_schema=False)
async def give_back(state: State, visitor: NamedDependency[Visitor], review_id: FromPath[UUID]) -> Redirect:
    """Give the contact back to the queue."""
    visitor.check("reviews")
    async with state.database.transaction() as db:
        await reviews.give_back(db, visitor.user, review_id)
    return Redirect("/reviews", status_code=303)


def answers(form: FormMultiDict) -> list[BehaviourAnswer]:
    """What was chosen for each behaviour; one that was left open is not answered."""
    found: list[BehaviourAnswer] = []
    for name, value in form.multi_items():
        behaviour = name.removeprefix("grade-")
        if behaviour == name or not value:
            continue
        if value not in GRADES:
            raise BadInput(f"{name}: {value!r} is none of {', '.join(GRADES)}")
        comment = text(form, f"comment-{behaviour}") or None
        found.append(BehaviourAnswer(behaviour=behaviour, score=GRADES[str(value)], comment=comment))
    return found

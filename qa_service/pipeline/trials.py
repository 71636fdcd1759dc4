"""Put a benchmark on trial and look at what a worker found: the asking side, which loads no scorer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from qa_service.access.user import User
from qa_service.errors import BadInput, NotFound
from qa_service.pipeline.reviews import see_answers
from qa_service.store import trials
from qa_service.store.database import Connection
from qa_service.store.ids import new_id
from qa_service.store.trials import ContactRef, TrialRow

MOST = 500
"""Contacts that one trial looks at."""
LONGEST = 200_000
"""Characters of a benchmark that is pasted."""
OPEN = ("waiting", "running")


class Place(Struct, frozen=True, kw_only=True):
    """What is wrong (kind error) or odd (warning) in the benchmark's text, and where; lines count from 1."""

    kind: str
    line: int | None
    field: str
    message: str


class Found(Struct, frozen=True, kw_only=True):
    """Words in one turn of a contact; they stand between « and » in `text`."""

    contact: UUID
    turn: int
    text: str


class Sign(Struct, frozen=True, kw_only=True):
    """In how many places an indicator was found, and how many judgements it decided."""

    name: str
    role: str
    found: int
    decided: int
    examples: tuple[Found, ...]


class TriedOut(Struct, frozen=True, kw_only=True):
    """One benchmark over the contacts. `not_applicable` counts those without a score, by why."""

    name: str
    revision: int
    definition: str
    contacts: int
    opportunities: int
    met: int
    missed: int
    not_applicable: dict[str, int]
    signs: tuple[Sign, ...]
    never: tuple[str, ...]
    misses: tuple[Found, ...]


class Result(Struct, frozen=True, kw_only=True):
    """Where there are errors, nothing was tried."""

    places: tuple[Place, ...] = ()
    tried: TriedOut | None = None

    @property
    def examples(self) -> Iterable[Found]:
        if self.tried is not None:
            yield from (one for sign in self.tried.signs for one in sign.examples)
            yield from self.tried.misses


class Shown(Struct, frozen=True, kw_only=True):
    """A trial as its asker sees it; `contacts` are those whose words may be shown to them."""

    row: TrialRow
    result: Result | None
    contacts: dict[UUID, ContactRef]

    @property
    def open(self) -> bool:
        return self.row.state in OPEN


async def ask(
    db: Connection, user: User, *, benchmark: str | None, source: str | None, language: str | None, most: int
) -> UUID:
    """Note a trial and return its id; what this person had open before is cancelled."""
    if source is not None and not source.strip():
        raise BadInput("benchmark: is empty")
    if source is not None and (len(source) > LONGEST or "\0" in source):
        raise BadInput(f"benchmark: is longer than {LONGEST} characters, or holds what no text has")
    if not 1 <= most <= MOST:
        raise BadInput(f"most: {most} is none of 1 to {MOST}")
    await cancel(db, user)
    made = new_id()
    await trials.INSERT.run(db, made, user.name, benchmark, source, language, most)
    return made


async def cancel(db: Connection, user: User, trial_id: UUID | None = None) -> int:
    """Cancel one trial of this person's, or all that are open; returns how many were."""
    return await trials.CANCEL.run(db, user.name, trial_id)


async def progress(db: Connection, user: User, trial_id: UUID) -> TrialRow:
    """How far it is; raises NotFound for a trial of somebody else's, or one that is gone."""
    row = await trials.GET.one(db, trial_id, user.name)
    if row is None:
        raise NotFound("this trial is not known; results are kept for an hour")
    return row


async def shown(db: Connection, user: User, trial_id: UUID) -> Shown:
    """What was found. Contacts that this person is to review blind are left out; the others are noted as seen."""
    row = await progress(db, user, trial_id)
    result = None if row.result is None else msgspec.convert(row.result, Result)
    if result is None:
        return Shown(row=row, result=None, contacts={})
    wanted = sorted({one.contact for one in result.examples})
    known = {one.id: one for one in await trials.REFS.all(db, wanted)}
    may = set(await see_answers(db, user, list(known)))
    return Shown(row=row, result=_kept(result, may), contacts={key: one for key, one in known.items() if key in may})


def _kept(result: Result, may: set[UUID]) -> Result:
    tried = result.tried
    if tried is None:
        return result
    signs = tuple(replace(sign, examples=_of(sign.examples, may)) for sign in tried.signs)
    return replace(result, tried=replace(tried, signs=signs, misses=_of(tried.misses, may)))


def _of(examples: tuple[Found, ...], may: set[UUID]) -> tuple[Found, ...]:
    return tuple(one for one in examples if one.contact in may)


def as_stored(result: Result) -> Any:
    return msgspec.to_builtins(result)

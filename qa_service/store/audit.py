"""Who looked at whom, and every change: rows are added, and a trigger refuses to alter or delete one."""

import getpass
import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query


class Entry(Struct, frozen=True, kw_only=True):
    """`route` is the template of `path`; `what` says what was looked at, `agents` whom it was about."""

    id: int
    at: datetime
    who: str
    role: str
    key_id: int | None
    kind: str
    method: str
    route: str
    path: str
    status: int
    what: str | None
    agents: list[str]
    interaction_id: UUID | None


INSERT = Command(
    """insert into audit (who, role, key_id, kind, method, route, path, status, what, agents, interaction_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""
)
PAGE = Query(
    Entry,
    """select id, at, who, role, key_id, kind, method, route, path, status, what, agents, interaction_id from audit
       where ($1::bigint is null or id > $1) and ($2::text is null or who = $2)
         and ($3::text is null or agents @> array[$3]) and ($4::uuid is null or interaction_id = $4)
         and ($5::text is null or kind = $5) and ($6::timestamptz is null or at >= $6)
         and ($7::timestamptz is null or at < $7)
       order by id limit $8""",
)


async def by_command(db: Connection, command: str, agents: Sequence[str] = (), *, what: str | None = None) -> None:
    """Note a change that was made at the command line, or at `what` was looked, by which account of the machine."""
    kind = "change" if what is None else "look"
    await INSERT.run(db, account(), "operator", None, kind, "CLI", command, command, 0, what, sorted(agents), None)


def account() -> str:
    """Who runs this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have a number and no name
        return f"user {os.getuid()}"

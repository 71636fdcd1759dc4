"""Which migrations a database has seen."""

import asyncpg

from qa_service.store.database import Command, Connection

REVISION = Command("select version_num from alembic_version")


async def revision(db: Connection) -> str | None:
    """The last one, such as '0012'; None before the first."""
    try:
        return await REVISION.value(db)
    except asyncpg.UndefinedTableError:
        return None

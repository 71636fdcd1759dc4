# ruff: noqa: INP001 - a script of the image
"""Exit 0 where this container's worker beat within the last minute: each writes a row every ten seconds."""

import asyncio
import os
import socket
import sys

import asyncpg


async def _beats() -> int:
    db = await asyncpg.connect(os.environ["QA_DATABASE_URL"], timeout=5)
    try:
        found = await db.fetchval(
            "select count(*) from worker_beat where name like $1 and beat_at > now() - interval '1 minute'",
            f"%@{socket.gethostname()}",
        )
    finally:
        await db.close()
    return int(found)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(_beats()) else 1)

"""Connections, and statements as named constants that know the Struct their rows become.

Store functions take a connection and never commit: the edge that opened the transaction does.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

import asyncpg
import msgspec
from msgspec import Struct

from qa_service.config import check_postgres
from qa_service.errors import BadInput, Configuration, Unavailable

Row = TypeVar("Row", bound=Struct)
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
LOST = (asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError, ConnectionError)  # fmt: skip
NOT_MADE = (*LOST, asyncpg.InterfaceError, OSError, TimeoutError)

PREFETCH = 5_000
"""Rows of `Query.many` that are on their way at once."""

STRIKES = 3
"""How often a row is tried before it is failed, with the reason."""

STATEMENTS: list["Query[Any] | Command"] = []
"""Every statement of the store, so that one test can prepare them all."""


class Query(Generic[Row]):
    """SQL whose rows become `row` Structs, column by column."""

    def __init__(self, row: type[Row], sql: str) -> None:
        self.row, self.sql = row, sql
        STATEMENTS.append(self)

    async def all(self, db: Connection, *values: object) -> list[Row]:
        return [self.row(**dict(record)) for record in await db.fetch(self.sql, *values)]

    async def many(self, db: Connection, *values: object, alike: int) -> list[Row]:
        """As `all`, for millions of rows whose first `alike` columns repeat: each of their values is kept once."""
        known: dict[Any, Any] = {}
        keep, rows = known.setdefault, list[Row]()
        async with db.transaction():
            async for record in db.cursor(self.sql, *values, prefetch=PREFETCH):
                rows.append(self.row(*[keep(value, value) for value in record[:alike]], *record[alike:]))
        return rows

    async def one(self, db: Connection, *values: object) -> Row | None:
        record = await db.fetchrow(self.sql, *values)
        return None if record is None else self.row(**dict(record))


class Command:
    """SQL that changes something, or reads one column."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        STATEMENTS.append(self)

    async def run(self, db: Connection, *values: object) -> int:
        """Run it and return how many rows it touched."""
        tag = await db.execute(self.sql, *values)
        return int(tag.rpartition(" ")[2]) if tag[-1:].isdigit() else 0

    async def value(self, db: Connection, *values: object) -> Any:
        return await db.fetchval(self.sql, *values)

    async def values(self, db: Connection, *values: object) -> list[Any]:
        return [record[0] for record in await db.fetch(self.sql, *values)]


class Database:
    """A pool of connections, opened where it is used (after a fork) and closed with the block."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        try:
            db = await self._pool.acquire(timeout=10)
        except NOT_MADE as error:
            raise _unavailable(error) from error
        try:
            yield db
        except LOST as error:
            raise _unavailable(error) from error
        except asyncpg.DataError as error:
            raise BadInput("a value cannot be stored: text with a NUL, or a number or a day out of range") from error
        except asyncpg.InternalClientError as error:  # cut off in the middle of a statement
            raise _unavailable(error) from error
        except asyncpg.InterfaceError as error:
            if db.is_closed():  # ending a transaction on a connection that went away is told so
                raise _unavailable(error) from error
            raise
        finally:
            # One that cannot be given back is thrown away by the pool; what was done on it stands or was told above.
            with contextlib.suppress(asyncpg.InternalClientError, *NOT_MADE):
                await self._pool.release(db)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with self.connection() as db, db.transaction():
            yield db

    async def close(self) -> None:
        self._pool.terminate()


async def connect(url: str, *, largest: int = 8) -> Database:
    """Open a pool on postgresql://…, or raise Unavailable; Configuration where the server
    is too old, or knows no such user, password or database.
    """
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=largest,
            init=_prepare,
            timeout=10,
            command_timeout=120,
            server_settings={"jit": "off"},
        )
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        raise Configuration(f"QA_DATABASE_URL: {error}") from error
    except NOT_MADE as error:
        raise _unavailable(error) from error
    return Database(pool)


def _unavailable(error: BaseException) -> Unavailable:
    return Unavailable(f"the database does not answer: {str(error) or type(error).__name__}")


async def copy(db: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """COPY rows in; ten times faster than INSERT for the many rows of an interaction."""
    if rows:
        await db.copy_records_to_table(table, columns=list(columns), records=rows)


async def _prepare(db: "asyncpg.Connection[asyncpg.Record]") -> None:
    check_postgres(db.get_server_version().major)
    # The binary format, with jsonb's version byte in front, is what COPY needs too.
    await db.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda data: msgspec.json.decode(data[1:]),
        format="binary",
    )

"""Learned models: which serve, and which did."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from qa_service.store.database import Command, Connection, Query


class ModelRow(Struct, frozen=True, kw_only=True):
    """A promoted model without its bytes. It serves where `retired_at` is None."""

    id: int
    behaviour: str
    hash: str
    data_hash: str
    figures: dict[str, Any]
    learned_at: datetime
    promoted_at: datetime
    promoted_by: str
    retired_at: datetime | None
    retired_by: str | None
    reason: str | None


class ServingModel(Struct, frozen=True):
    id: int
    behaviour: str
    hash: str
    bytes: bytes


class Version(Struct, frozen=True):
    """Grows whenever a model is promoted or retired."""

    promoted: int
    retired: int


_SHOWN = """id, behaviour, hash, data_hash, figures, learned_at, promoted_at, promoted_by, retired_at, retired_by,
    reason"""

LOCK = Command("select pg_advisory_xact_lock(7301968)")
VERSION = Query(Version, "select count(*)::integer as promoted, count(retired_at)::integer as retired from model")
SERVING = Query(
    ServingModel, "select id, behaviour, hash, bytes from model where retired_at is null order by behaviour"
)
SERVING_OF = Query(
    ServingModel, "select id, behaviour, hash, bytes from model where retired_at is null and behaviour = $1"
)
PAGE = Query(
    ModelRow,
    f"select {_SHOWN} from model where ($1::bigint is null or id > $1) order by id limit $2",  # noqa: S608 - our columns
)
GET = Query(ModelRow, f"select {_SHOWN} from model where id = $1")  # noqa: S608 - our own column names
INSERT = Command(
    """insert into model (behaviour, hash, bytes, about, data_hash, figures, learned_at, promoted_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning id"""
)
RETIRE = Command(
    """update model set retired_at = now(), retired_by = $2, reason = $3
       where behaviour = $1 and retired_at is null"""
)


async def get(db: Connection, row_id: int) -> ModelRow:
    found = await GET.one(db, row_id)
    assert found is not None
    return found

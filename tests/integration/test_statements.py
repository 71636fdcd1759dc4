"""Every statement of the store is prepared against the migrated schema, and its columns are its Struct's fields."""

import importlib
import pkgutil

import pytest

from qa_service import store
from qa_service.store.database import STATEMENTS, Database, Query

for _module in pkgutil.iter_modules(store.__path__):
    importlib.import_module(f"qa_service.store.{_module.name}")


@pytest.mark.integration
async def test_statements_fit_the_schema(database: Database) -> None:
    assert len(STATEMENTS) > 50
    async with database.connection() as db:
        for statement in STATEMENTS:
            prepared = await db.prepare(statement.sql)
            if isinstance(statement, Query):
                names = [attribute.name for attribute in prepared.get_attributes()]
                assert names == list(statement.row.__struct_fields__), statement.sql

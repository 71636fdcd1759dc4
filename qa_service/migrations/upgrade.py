"""Bring a database to the current schema, and give it the queue's tables where the queue lives in it."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from pgmq.install import install_pgmq_from_sql
from sqlalchemy.exc import OperationalError

from qa_service.config import check_postgres
from qa_service.errors import Unavailable


def upgrade(url: str, *, queue: str | None) -> str:
    """Run what is missing and return the revision. Both are postgresql://…; in `queue` pgmq's tables are installed."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        with psycopg.connect(url) as db:
            check_postgres(db.info.server_version // 10_000)
        command.upgrade(config, "head")
        if queue is not None:
            _install_queue(queue)
    except (psycopg.OperationalError, OperationalError, OSError) as error:
        first = str(error).strip().splitlines()[0]
        raise Unavailable(f"the database does not answer: {first}") from None
    return str(ScriptDirectory.from_config(config).get_current_head())


def _install_queue(url: str) -> None:
    with psycopg.connect(url) as db:
        db.execute("select pg_advisory_xact_lock(7301967)")
        if db.execute("select to_regnamespace('pgmq')").fetchone() == (None,):
            install_pgmq_from_sql(conn=db)

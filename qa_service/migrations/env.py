"""Alembic's entry: one transaction, under an advisory lock, giving up early where another session holds a table."""

from alembic import context
from sqlalchemy import create_engine, pool

LOCK = 7_301_966

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    connection.exec_driver_sql(f"select pg_advisory_lock({LOCK})")
    connection.exec_driver_sql("set lock_timeout = '10s'")
    connection.commit()
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()

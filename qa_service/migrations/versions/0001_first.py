"""The first schema: what came in, what it was scored as, what follows from it."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))  # the driver would take a lone % for a parameter

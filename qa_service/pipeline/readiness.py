"""Whether each part that the service needs is there, in words: 'ok', or what is wrong."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from qa_service.config import Settings
from qa_service.queue.tasks import SHORT, TRANSCRIBE, WATCH
from qa_service.store.watching import Beat

OK = "ok"
SILENT_SECONDS = 60.0
QUEUES = (TRANSCRIBE, SHORT, WATCH)


class Speech(NamedTuple):
    """What recordings would be heard by here, and whether it is what was asked for."""

    said: str
    ok: bool


def workers(beats: Iterable[Beat]) -> str:
    """Whether each queue has a worker that was heard of within the last minute."""
    heard = {one.queue for one in beats if one.seconds < SILENT_SECONDS}
    missing = [queue for queue in QUEUES if queue not in heard]
    return f"no worker for {', '.join(missing)} within {SILENT_SECONDS:.0f} s" if missing else OK


def model(beats: Iterable[Beat]) -> str:
    """What the workers that transcribe said of their model."""
    told = [one for one in beats if one.queue == TRANSCRIBE and one.seconds < SILENT_SECONDS]
    if not told:
        return "no worker that transcribes was heard of"
    bad = sorted({f"{one.name}: {one.speech}" for one in told if not one.ok})
    return "; ".join(bad) or OK


def disk(settings: Settings) -> str:
    """Whether there is room for recordings."""
    try:
        free = shutil.disk_usage(_there(settings.home)).free // 1_000_000
    except OSError as error:
        return f"{settings.home} cannot be read: {error.strerror}"
    return (
        OK
        if free >= settings.min_disk_mb
        else f"{free} MB are free under {settings.home}, which should be {settings.min_disk_mb}"
    )


def _there(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def speech(settings: Settings, environ: Mapping[str, str] = os.environ) -> Speech:
    """Look whether the speech model's files are here, without loading them."""
    if settings.engine == "sphinx":
        return Speech("pocketsphinx", ok=True)
    folder = Path(settings.model).expanduser()
    held = folder / "model.bin" if folder.is_dir() else _cached(settings.model, environ)
    if held is not None and held.exists():
        return Speech(f"whisper {settings.model}", ok=True)
    kind: Literal["no recording can be", "recordings are"] = (
        "recordings are" if settings.engine == "auto" else "no recording can be"
    )
    by = " by pocketsphinx" if settings.engine == "auto" else ""
    return Speech(f"the weights of {settings.model!r} are not here: {kind} transcribed{by}", ok=False)


def _cached(name: str, environ: Mapping[str, str]) -> Path | None:
    """Where huggingface_hub keeps the weights of a named model."""
    home = Path(environ.get("HF_HOME") or Path(environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface")
    hub = Path(environ.get("HF_HUB_CACHE") or home / "hub").expanduser()
    short = name.rpartition("/")[2]
    return next(iter(hub.glob(f"models--*{short}/snapshots/*/model.bin")), None)

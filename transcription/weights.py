"""A Whisper model's name -> the folder with its files: the model hub is asked where they are not here yet."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from transcription.engine import EngineError, NoWeightsError

# Looking for weights must end within 10 s in all, name resolution included; importing the libraries takes its part.
LOOKUP_SECONDS = 5.0
REQUIRED = ("config.json", "model.bin", "tokenizer.json")


def find(model: str) -> Path:
    """The folder with the model's files: itself, from the cache, or downloaded.

    Raises EngineError for a name or folder that is none, NoWeightsError where the weights cannot be had.
    """
    if Path(model).is_dir():
        missing = _missing(Path(model))
        if missing:
            raise EngineError(f"Whisper model {model!r}: the folder lacks {', '.join(missing)}")
        return Path(model)
    if model.startswith((".", "~", os.sep)) or Path(model).exists():
        raise EngineError(f"Whisper model {model!r} is no folder")
    from faster_whisper.utils import available_models, download_model  # noqa: PLC0415

    if model not in available_models() and model.count("/") != 1:
        raise EngineError(f"Whisper model {model!r} is no folder and none of {', '.join(available_models())}")
    download: Callable[..., str] = download_model
    cached = _cached(lambda: download(model, local_files_only=True))
    if cached is not None:
        return cached
    sums: dict[str, str] = {}
    within(LOOKUP_SECONDS, lambda: sums.update(_look_up(model)), what=f"weights of Whisper {model!r}")
    try:
        folder = _download(model)
    except (OSError, ValueError, RuntimeError) as error:
        raise NoWeightsError(
            f"weights of Whisper {model!r} could not be downloaded ({type(error).__name__})"
        ) from error
    verify(folder, sums)
    return folder


def verify(folder: Path, sums: Mapping[str, str]) -> None:
    """Compare files with their SHA-256, by name; raises an EngineError for one that differs, which is then gone."""
    for name, expected in sums.items():
        path = folder / name
        if path.is_file():
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != expected:
                path.resolve().unlink()  # the cache holds links: the content must go, or it is taken for whole again
                raise EngineError(f"{name} of the downloaded weights is damaged and was removed; try again")


def within(seconds: float, call: Callable[[], object], *, what: str) -> None:
    """Wait for `call` at most so long: a thread left behind ends with the process, sockets' own limits miss DNS."""
    failures: list[Exception] = []

    def run() -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001  (raised again below, in the caller's thread)
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True, name="weights-lookup")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise NoWeightsError(f"{what}: not here, and no answer within {seconds:g} s")
    if failures:
        raise NoWeightsError(f"{what}: not here, and not to be had ({type(failures[0]).__name__})") from failures[0]


def _look_up(model: str) -> dict[str, str]:
    """SHA-256 of the model's large files, by name."""
    from huggingface_hub import HfApi  # noqa: PLC0415

    told: Any = HfApi().model_info(_repository(model), timeout=LOOKUP_SECONDS, files_metadata=True)
    return {file.rfilename: file.lfs.sha256 for file in told.siblings or () if file.lfs}


def _download(model: str) -> Path:
    """Fetch what is missing, going on where an earlier try broke off; progress is shown on a terminal only."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.utils import disable_progress_bars, enable_progress_bars  # noqa: PLC0415

    if sys.stderr.isatty():
        enable_progress_bars()
    else:
        disable_progress_bars()
    fetch = cast("Any", snapshot_download)
    return Path(fetch(_repository(model), allow_patterns=[*REQUIRED, "preprocessor_config.json", "vocabulary.*"]))


def _repository(model: str) -> str:
    from faster_whisper.utils import _MODELS  # noqa: PLC0415  # pyright: ignore[reportPrivateUsage]

    return _MODELS.get(model, model)


def _cached(get: Callable[[], str]) -> Path | None:
    try:
        folder = Path(get())
    except (OSError, ValueError):
        return None
    return None if _missing(folder) else folder  # an interrupted download leaves a folder without its weights


def _missing(folder: Path) -> list[str]:
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    return missing if any(folder.glob("vocabulary.*")) else [*missing, "vocabulary.json"]

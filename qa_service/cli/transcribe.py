"""`qa transcribe`: recordings in, redacted interactions out."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from qa_service import config
from qa_service.cli.redact import master_key, show
from qa_service.errors import Configuration
from transcription.interaction import Interaction
from transcription.language import primary
from transcription.transcript import Speaker

Job = tuple[str, Callable[[], Interaction]]


@click.command("transcribe")
@click.argument("audio", nargs=-1)
@click.option("--agent", metavar="FILE", help="The agent's recording, where each party has a file.")
@click.option("--customer", metavar="FILE", help="The customer's recording of the same call.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON each, on a terminal too.")
@click.option("--engine", type=click.Choice(["auto", "whisper", "sphinx"]), help="Default: QA_ENGINE, or auto.")
@click.option("--model", help="Whisper model: a name or a local folder. Default: QA_MODEL, or small.")
@click.option("--language", help="What is spoken, such as en or pl-PL. Default: detected.")
def command(
    audio: tuple[str, ...],
    agent: str | None,
    customer: str | None,
    as_json: bool,
    engine: str | None,
    model: str | None,
    language: str | None,
) -> None:
    """Print each AUDIO, or the call in two files, as interaction/v1 with words, redacted; it pipes into `qa score -`.

    On two channels the first is the agent. One bad file is named on stderr, the others are printed.
    """
    if bool(audio) == bool(agent or customer) or bool(agent) != bool(customer):
        raise click.UsageError("give AUDIO files, or both --agent and --customer")
    if language is not None and primary(language) is None:
        raise click.BadParameter(f"{language!r} is no language tag such as en or pl-PL", param_hint="--language")
    heard_by = _engine(engine, model)
    failed = False
    for name, work in _progress(_jobs(audio, agent, customer, heard_by, language)):
        try:
            show(work(), as_json=as_json)
        except ValueError as error:  # AudioError, EngineError, InteractionError
            failed = True
            click.echo(f"{name}: {error}", err=True)
    if failed:
        sys.exit(1)


def _engine(name: str | None, model: str | None) -> Any:
    from transcription.engine import EngineError, load

    settings = config.read()
    chosen = name or settings.engine
    try:
        return load(chosen, model or (None if chosen == "sphinx" else settings.model))  # pyright: ignore[reportArgumentType]
    except EngineError as error:
        raise Configuration(str(error)) from error


def _diariser() -> Any:
    """What tells voices apart on a single channel, where QA_DIARISER names its models."""
    folder = config.read().diariser
    if folder is None:
        return None
    from transcription.sherpa import DiariserError, Sherpa

    try:
        return Sherpa(folder)
    except DiariserError as error:
        raise Configuration(f"QA_DIARISER: {error}") from error


def _jobs(
    audio: Sequence[str], agent: str | None, customer: str | None, engine: Any, language: str | None
) -> list[Job]:
    from qa_service.pipeline.recognisers import plug
    from transcription.recording import transcribe_file
    from transcription.redaction.keys import customer_key
    from transcription.redaction.redactor import redact

    plug(config.read())
    key = master_key()
    diariser = _diariser()

    def redacted(heard: Interaction) -> Interaction:
        return redact(heard, customer_key(key, heard))

    def one(path: str, call: Interaction) -> Callable[[], Interaction]:
        return lambda: redacted(transcribe_file(call, path, engine, language=language, diariser=diariser))

    if agent and customer:
        return [(f"{agent}, {customer}", lambda: redacted(_two_files(agent, customer, engine, language)))]
    stems = Counter(Path(path).stem for path in audio)
    return [(path, one(path, _call(path, path if stems[Path(path).stem] > 1 else Path(path).stem))) for path in audio]


def _call(recording: str, identity: str, extra: dict[str, Any] | None = None) -> Interaction:
    return Interaction(id=identity or recording, channel="voice", recording=recording, extra=extra or {})


def _two_files(agent: str, customer: str, engine: Any, language: str | None) -> Interaction:
    from transcription.audio import AudioError, decode
    from transcription.recording import one_party, transcribe

    parties = []
    sides: tuple[tuple[Speaker, str], ...] = (("agent", agent), ("customer", customer))
    for speaker, path in sides:
        try:
            parties.append(one_party(speaker, decode(path)))
        except AudioError as error:
            raise AudioError(f"{path} {error}") from None
    call = _call(agent, Path(agent).stem, {"recordings": {"agent": agent, "customer": customer}})
    return transcribe(call, parties, engine, language=language)


def _progress(jobs: list[Job]) -> Any:
    """The jobs, with a bar on stderr where a person looks on."""
    from rich.console import Console
    from rich.progress import track

    return track(jobs, "transcribing", console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)

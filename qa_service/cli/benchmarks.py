"""`qa benchmarks`: what is shipped; what is wrong with your own, and what they would hit."""

import re
import sys
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.benchmark_set import BenchmarkSet
    from benchmarks.files import Fault
    from benchmarks.model import Benchmark
    from scoring.trial import Tried

_WIDTH = 100


@click.group()
def command() -> None:
    """Your own benchmarks: check them, try them; docs/benchmarks.md says how to write them."""


@command.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER…", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each error and warning.")
def check(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Say what is wrong in benchmark files, and where; then what is odd.

    Errors go to stderr and end with exit code 1; warnings go to stdout and leave it 0.
    """
    from benchmarks.loader import examine
    from scoring.advice import advice

    failed = False
    for path in paths:
        examined = examine(path)
        for fault in examined.faults:
            failed = True
            _show(fault, "error", as_json=as_json)
        for fault in advice(examined):
            _show(fault, "warning", as_json=as_json)
        if not examined.faults and not as_json:
            for benchmark in examined.benchmarks.benchmarks.values():
                click.echo(
                    f"{path}: {benchmark.name}, revision {benchmark.revision}, {_languages(benchmark)}: can be used"
                )
    if failed:
        sys.exit(1)


@command.command("try")
@click.argument("path", metavar="FILE|FOLDER", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, metavar="INTERACTIONS…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object in place of the text.")
@click.option("--language", metavar="L", help="Take every text to be in this language, by its BCP 47 tag.")
def try_(path: Path, files: tuple[str, ...], *, as_json: bool, language: str | None) -> None:
    """Show what the benchmarks of FILE would hit in INTERACTIONS (JSON or JSON Lines; `-` is stdin)."""
    import msgspec

    from benchmarks.loader import BenchmarkError, load
    from qa_service.cli.interactions import read_files
    from scoring.trial import Trial
    from transcription.chat import transcript
    from transcription.interaction import InteractionError

    if language is not None and not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", language):
        raise click.UsageError(f"--language {language}: is no language tag like 'en' or 'zh-CN'")
    try:
        benchmarks = load(path)
    except BenchmarkError as error:
        raise click.UsageError(str(error)) from None
    trial = Trial(benchmarks)
    failed = False
    for place, one in read_files(files):
        if isinstance(one, InteractionError):
            click.echo(f"{place}: {one}", err=True)
            failed = True
        else:
            trial.add(one.id, transcript(one, language=language))
    result = trial.result()
    click.echo(msgspec.json.encode({"benchmarks": result}) if as_json else _told(result, benchmarks))
    if failed:
        sys.exit(1)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON each.")
def list_(*, as_json: bool) -> None:
    """List the benchmarks that are shipped."""
    import msgspec

    from benchmarks.loader import load

    for benchmark in load().benchmarks.values():
        if as_json:
            shown = {key: getattr(benchmark, key) for key in ("name", "revision", "languages", "target", "definition")}
            click.echo(msgspec.json.encode(shown))
        else:
            head = (
                f"{benchmark.name}  revision {benchmark.revision}  target {benchmark.target:g}  {_languages(benchmark)}"
            )
            click.echo(f"{head}\n{fill(benchmark.definition, _WIDTH, initial_indent='  ', subsequent_indent='  ')}\n")


def _show(fault: "Fault", kind: str, *, as_json: bool) -> None:
    import msgspec

    said = str(fault) if kind == "error" else f"{kind}: {fault}"
    told = {"kind": kind, "file": str(fault.file), "line": fault.line, "field": fault.field, "message": fault.message}
    click.echo(msgspec.json.encode(told) if as_json else said, err=kind == "error" and not as_json)


def _languages(benchmark: "Benchmark") -> str:
    return " ".join(benchmark.languages)


def _told(result: "dict[str, Tried]", benchmarks: "BenchmarkSet") -> str:
    return "\n".join(line for name, tried in result.items() for line in _lines(benchmarks.benchmarks[name], tried))


def _lines(benchmark: "Benchmark", tried: "Tried") -> "Iterator[str]":
    yield f"{benchmark.name}, revision {benchmark.revision}: {tried.interactions} interactions"
    yield f"  {tried.opportunities} opportunities: {tried.met} met, {tried.missed} missed"
    for why, count in tried.not_applicable.items():
        yield f"  {count} not applicable: {why}"
    for name, signs in tried.indicators.items():
        if signs.found:
            yield f"\n  {name} ({signs.role}): found {signs.found}, decided {signs.decided}"
            yield from (f"    {example.id}, turn {example.turn}: {example.text}" for example in signs.examples)
    if tried.examples_missed:
        yield "\n  missed:"
        yield from (f"    {example.id}, turn {example.turn}: {example.text}" for example in tried.examples_missed)
    if tried.never:
        yield f"\n  never found: {', '.join(tried.never)}"
    yield ""

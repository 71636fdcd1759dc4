"""Benchmark files -> Structs, or a BenchmarkError that names file, field and line.

A folder holds one TOML file per behaviour and, in a folder per language, what that language's benchmarks share
(`en/language.toml`) and their words (`en/empathy.toml`). Languages that it lacks are the library's.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from benchmarks.checks import Invalid, check_benchmark, check_language
from benchmarks.locate import line_of
from benchmarks.model import Benchmark, BenchmarkSet, Language, Tables
from benchmarks.tables import with_tables

LIBRARY = Path(__file__).parent / "library"
LANGUAGE = "language.toml"
Read = TypeVar("Read", bound=Struct)


class BenchmarkError(ValueError):
    """A benchmark file that cannot be used; the message begins with its place."""


def load(folder: Path = LIBRARY) -> BenchmarkSet:
    """Read every benchmark of a folder. Raises BenchmarkError."""
    if not folder.is_dir():
        raise BenchmarkError(f"{folder}: is not a folder")
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise BenchmarkError(f"{folder}: holds no benchmark (*.toml)")
    languages = _languages(folder)
    tables = _tables(folder)
    read = [(file, *_read(file, Benchmark)) for file in files]
    for one in tables:
        if one.tables.benchmark not in {benchmark.name for _, _, benchmark in read}:
            message = f"this folder has no benchmark '{one.tables.benchmark}'"
            raise _placed(one.file, one.text, ("benchmark",), message, one.tables.benchmark)
    benchmarks: dict[str, Benchmark] = {}
    for file, text, benchmark in read:
        if benchmark.name in benchmarks:
            raise BenchmarkError(f"{file}: name: '{benchmark.name}' is taken by another file of this folder")
        benchmarks[benchmark.name] = _checked(file, text, benchmark, languages, tables)
    return BenchmarkSet(benchmarks=benchmarks, languages=languages)


class _Tables(NamedTuple):
    """One file of words, and its text, to say where something is wrong."""

    file: Path
    text: str
    tables: Tables


def _checked(
    file: Path, text: str, benchmark: Benchmark, languages: Mapping[str, Language], tables: Sequence[_Tables]
) -> Benchmark:
    """The benchmark with its words of every language."""
    try:
        check_benchmark(benchmark, languages)
    except Invalid as error:
        raise _placed(file, text, error.path, str(error), error.said) from None
    for one in tables:
        if one.tables.benchmark != benchmark.name:
            continue
        try:
            benchmark = with_tables(benchmark, one.tables, languages)
        except Invalid as error:
            raise _placed(one.file, one.text, error.path, str(error), error.said) from None
    if not benchmark.languages:
        raise _placed(file, text, ("languages",), "it has words in no language", None)
    return benchmark


def _tables(folder: Path) -> list[_Tables]:
    files = [file for file in sorted(folder.glob("*/*.toml")) if file.name != LANGUAGE]
    return [_Tables(file, *_read(file, Tables)) for file in files]


def _languages(folder: Path) -> dict[str, Language]:
    found = {file.parent.name: file for root in (LIBRARY, folder) for file in sorted(root.glob(f"*/{LANGUAGE}"))}
    languages: dict[str, Language] = {}
    for file in found.values():
        text, language = _read(file, Language)
        try:
            check_language(language)
        except Invalid as error:
            raise _placed(file, text, error.path, str(error), error.said) from None
        languages[language.language] = language
    return languages


def _read(file: Path, kind: type[Read]) -> tuple[str, Read]:
    try:
        text = file.read_text(encoding="utf-8")
        return text, msgspec.convert(tomllib.loads(text), kind)
    except OSError as error:
        raise BenchmarkError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BenchmarkError(f"{file}: is not UTF-8: byte {error.start}") from None
    except tomllib.TOMLDecodeError as error:
        raise BenchmarkError(f"{file}: {error}") from None
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        path = _path(place.rstrip("`"))
        unknown = re.search(r"unknown field `(\w+)`", message)
        if unknown:
            path = (*path, unknown[1])
        raise _placed(file, file.read_text(encoding="utf-8"), path, message, None) from None


def _path(place: str) -> tuple[str | int, ...]:
    """`.indicators[2].phrases[...][0]` -> ('indicators', 2, 'phrases', '...', 0)."""
    found = re.findall(r"\.(\w+)|\[(\d+)\]|\[(\.\.\.)\]", place)
    return tuple(int(number) if number else name or dots for name, number, dots in found)


def _placed(file: Path, text: str, path: tuple[str | int, ...], message: str, said: str | None) -> BenchmarkError:
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    line = line_of(text, path, said)
    at = f" line {line}:" if line else ""
    return BenchmarkError(f"{file}:{at} {field + ': ' if field else ''}{_lowered(message)}")


def _lowered(message: str) -> str:
    """A message that goes on after a colon; names in capitals stay."""
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]

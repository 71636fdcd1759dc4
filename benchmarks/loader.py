"""Benchmark files -> Structs, or a BenchmarkError that names file, field and line.

A folder holds one TOML file per behaviour and `languages/*.toml`; a folder without languages uses the library's.
"""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from benchmarks.locate import line_of
from benchmarks.model import ROLES, AnyIndicator, Benchmark, BenchmarkSet, Language, Phrases, Slot
from benchmarks.phrases import PhraseError, parse

LIBRARY = Path(__file__).parent / "library"
Read = TypeVar("Read", bound=Struct)


class BenchmarkError(ValueError):
    """A benchmark file that cannot be used; the message begins with its place."""


class _Invalid(ValueError):
    """A value that types alone cannot refuse: where it stands, what is wrong, and its own words if it is text."""

    def __init__(self, path: tuple[str | int, ...], message: str, said: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.said = said


def load(folder: Path = LIBRARY) -> BenchmarkSet:
    """Read every benchmark of a folder. Raises BenchmarkError."""
    if not folder.is_dir():
        raise BenchmarkError(f"{folder}: is not a folder")
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise BenchmarkError(f"{folder}: holds no benchmark (*.toml)")
    languages = _languages(folder)
    benchmarks: dict[str, Benchmark] = {}
    for file in files:
        benchmark = read_benchmark(file, languages)
        if benchmark.name in benchmarks:
            raise BenchmarkError(f"{file}: name: '{benchmark.name}' is taken by another file of this folder")
        benchmarks[benchmark.name] = benchmark
    return BenchmarkSet(benchmarks=benchmarks, languages=languages)


def read_benchmark(file: Path, languages: dict[str, Language]) -> Benchmark:
    """Read and check one benchmark against the languages it names. Raises BenchmarkError."""
    text, benchmark = _read(file, Benchmark)
    try:
        _check_benchmark(benchmark, languages)
    except _Invalid as error:
        raise _placed(file, text, error.path, str(error), error.said) from None
    return benchmark


def _languages(folder: Path) -> dict[str, Language]:
    own = folder / "languages"
    files = sorted((own if own.is_dir() else LIBRARY / "languages").glob("*.toml"))
    languages: dict[str, Language] = {}
    for file in files:
        text, language = _read(file, Language)
        try:
            _check_language(language)
        except _Invalid as error:
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
    return BenchmarkError(f"{file}:{at} {field + ': ' if field else ''}{message[:1].lower() + message[1:]}")


def _check_language(language: Language) -> None:
    for name, phrases in language.words.items():
        others = {key: words for key, words in language.words.items() if key != name}
        _check_phrases(("words", name), phrases, others)
    for name, guard in language.guards.items():
        _check_phrases(("guards", name, "phrases"), guard.phrases, language.words)
    for word, digit in language.digits.items():
        if not re.fullmatch(r"\d+", digit):
            raise _Invalid(("digits", word), f"'{digit}' is not made of digits")


def _check_benchmark(benchmark: Benchmark, languages: dict[str, Language]) -> None:
    for number, name in enumerate(benchmark.languages):
        if name not in languages:
            known = ", ".join(sorted(languages))
            raise _Invalid(("languages", number), f"there are no tables for '{name}', only for {known}", name)
    slots = {slot.name for slot in benchmark.slots}
    names: set[str] = set()
    for number, indicator in enumerate(benchmark.indicators):
        here = ("indicators", number)
        if indicator.name in names:
            raise _Invalid((*here, "name"), f"there are two indicators '{indicator.name}'", indicator.name)
        names.add(indicator.name)
        _check_indicator(here, indicator, benchmark, slots, languages)
    for number, slot in enumerate(benchmark.slots):
        _check_slot(("slots", number), slot, benchmark, languages)


def _check_indicator(
    here: tuple[str | int, ...],
    indicator: AnyIndicator,
    benchmark: Benchmark,
    slots: set[str],
    languages: dict[str, Language],
) -> None:
    roles = ROLES[benchmark.rule]
    if indicator.role not in roles:
        message = f"'{indicator.role}' is no role of the rule '{benchmark.rule}': {', '.join(roles)}"
        raise _Invalid((*here, "role"), message, indicator.role)
    if indicator.slot is not None and indicator.slot not in slots:
        raise _Invalid((*here, "slot"), f"there is no slot '{indicator.slot}'", indicator.slot)
    tables = indicator.phrases if isinstance(indicator, Phrases) else indicator.patterns
    field = "phrases" if isinstance(indicator, Phrases) else "patterns"
    for name in benchmark.languages:
        if name not in tables:
            raise _Invalid((*here, field), f"has no table for '{name}', a language of this benchmark")
    for name in tables:
        if name not in languages:
            raise _Invalid((*here, field, name), f"there are no tables for the language '{name}'")
        for guard in indicator.guards:
            if guard not in languages[name].guards:
                raise _Invalid((*here, "guards"), f"the language '{name}' has no guard '{guard}'", guard)
    if isinstance(indicator, Phrases):
        for name, phrases in indicator.phrases.items():
            words = slot_lists(benchmark, name) | languages[name].words
            _check_phrases((*here, field, name), phrases, words)


def _check_slot(here: tuple[str | int, ...], slot: Slot, benchmark: Benchmark, languages: dict[str, Language]) -> None:
    if slot.pattern is not None:
        try:
            re.compile(slot.pattern, re.IGNORECASE)
        except re.error as error:
            raise _Invalid((*here, "pattern"), f"is not a pattern: {error}") from None
    for name in benchmark.languages:
        if name not in slot.words:
            raise _Invalid((*here, "words"), f"has no table for '{name}', a language of this benchmark")
        _check_phrases((*here, "words", name), slot.words[name], languages[name].words)


def _check_phrases(here: tuple[str | int, ...], phrases: tuple[str, ...], lists: dict[str, tuple[str, ...]]) -> None:
    for number, phrase in enumerate(phrases):
        try:
            parse(phrase, lists)
        except PhraseError as error:
            raise _Invalid((*here, number), str(error), phrase) from None


def slot_lists(benchmark: Benchmark, language: str) -> dict[str, tuple[str, ...]]:
    """How the slots of a benchmark are called, as lists that its phrases may name: `{slot_phone}`."""
    return {f"slot_{slot.name}": slot.words[language] for slot in benchmark.slots if language in slot.words}

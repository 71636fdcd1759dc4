"""Benchmark files -> Structs, or a BenchmarkError that names file, field and line.

A folder holds one TOML file per behaviour and, in a folder per language, what that language's benchmarks share
(`en/language.toml`), their words (`en/empathy.toml`), how sure they are (`en/calibration.toml`; `calibration.toml`
beside the behaviours is of every language) and what single words say (`en/wording.toml`). Languages that it lacks are
the library's. One file alone is a benchmark, too, with its words in it, or in files of its name in folders beside it.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct

from benchmarks.benchmark_set import BenchmarkSet
from benchmarks.calibration import Calibration, CommonCalibration, Wordings
from benchmarks.checks import Invalid, check_benchmark, check_language
from benchmarks.files import Fault, Source, read
from benchmarks.model import Benchmark, Language, Tables
from benchmarks.tables import check_tables, with_tables
from benchmarks.weights import misplaced, unheard

LIBRARY = Path(__file__).parent / "library"
LANGUAGE = "language.toml"
CALIBRATION = "calibration.toml"
WORDING = "wording.toml"
_NO_WORDS = frozenset({LANGUAGE, CALIBRATION, WORDING})  # beside the files of words


class BenchmarkError(ValueError):
    """A benchmark file that cannot be used; the message begins with its place."""


class Examined(Struct, frozen=True):
    """What could be read of a file or folder, what was wrong with the rest, and the files, to place what is odd.

    `words` are the files of words by benchmark and language.
    """

    benchmarks: BenchmarkSet
    faults: tuple[Fault, ...]
    sources: dict[str, Source[Benchmark]]
    words: dict[tuple[str, str], Source[Tables]]
    languages: dict[str, Source[Language]]


def load(path: Path = LIBRARY) -> BenchmarkSet:
    """Read every benchmark of a folder, or the one of a file. Raises BenchmarkError."""
    examined = examine(path)
    if examined.faults:
        raise BenchmarkError(str(examined.faults[0]))
    return examined.benchmarks


def examine(path: Path) -> Examined:
    """Read it with everything that is wrong."""
    faults: list[Fault] = []
    files = _files(path, faults)
    folder = path if path.is_dir() else path.parent
    beside = "*.toml" if path.is_dir() else path.name
    words_files = [file for file in sorted(folder.glob(f"*/{beside}")) if file.name not in _NO_WORDS]
    own = path.is_dir() or bool(words_files)
    languages = _languages(folder if own and files else LIBRARY, faults)
    known = {name: source.content for name, source in languages.items()}
    words = [one for file in words_files if files and (one := read(file, Tables, faults))]
    sources = [one for file in files if (one := read(file, Benchmark, faults))]
    sure = _calibrations(path, faults) if path.is_dir() else {}
    if len(sources) == len(files):
        faults += _homeless(words, {source.content.name for source in sources})
    found: dict[str, Benchmark] = {}
    for source in sources:
        name = source.content.name
        if name in found:
            faults.append(source.fault(Invalid(("name",), f"'{name}' is taken by another file of this folder", name)))
            continue
        mine = [one for one in words if one.content.benchmark == name]
        before = len(faults)
        benchmark = _checked(source, mine, known, faults)
        if len(faults) == before:
            found[name] = benchmark
    common = _common(path / CALIBRATION, found, faults) if path.is_dir() else None
    return Examined(
        benchmarks=BenchmarkSet(
            benchmarks=found,
            languages=known,
            calibrations=sure,
            wordings=_wordings(path, found, common, faults) if path.is_dir() else {},
            outlines=common.outlines if common else {},
            callings=common.callings if common else {},
            meetings=common.meetings if common else {},
        ),
        faults=tuple(faults),
        sources={source.content.name: source for source in sources},
        words={(one.content.benchmark, one.content.language): one for one in words},
        languages={name: source for name, source in languages.items() if source.file.parent.parent == folder},
    )


def _files(path: Path, faults: list[Fault]) -> list[Path]:
    if path.is_dir():
        files = sorted(file for file in path.glob("*.toml") if file.name != CALIBRATION)
        if not files:
            faults.append(Fault(path, None, "", "holds no benchmark (*.toml)"))
        return files
    if not path.is_file():
        faults.append(Fault(path, None, "", "is not a folder of benchmarks, nor a file"))
        return []
    return [path]


def _calibrations(folder: Path, faults: list[Fault]) -> dict[str, Calibration]:
    read_ones = [read(file, Calibration, faults) for file in sorted(folder.glob(f"*/{CALIBRATION}"))]
    return {one.content.language: one.content for one in read_ones if one}


def _wordings(
    folder: Path, found: Mapping[str, Benchmark], common: CommonCalibration | None, faults: list[Fault]
) -> dict[str, Wordings]:
    sources = [one for file in sorted(folder.glob(f"*/{WORDING}")) if (one := read(file, Wordings, faults))]
    for one in sources:
        faults += map(one.fault, unheard(one.content, found, common))
    return {one.content.language: one.content for one in sources}


def _common(file: Path, found: Mapping[str, Benchmark], faults: list[Fault]) -> CommonCalibration | None:
    source = read(file, CommonCalibration, faults) if file.exists() else None
    if source is None:
        return None
    faults += map(source.fault, misplaced(source.content, found))
    return source.content


def _homeless(words: Sequence[Source[Tables]], names: set[str]) -> list[Fault]:
    return [
        one.fault(Invalid(("benchmark",), f"this folder has no benchmark '{name}'", name))
        for one in words
        if (name := one.content.benchmark) not in names
    ]


def _checked(
    source: Source[Benchmark],
    words: Sequence[Source[Tables]],
    languages: Mapping[str, Language],
    faults: list[Fault],
) -> Benchmark:
    """The benchmark with its words of every language that could be read."""
    benchmark = source.content
    faults += map(source.fault, check_benchmark(benchmark, languages))
    for one in words:
        wrong = [one.fault(invalid) for invalid in check_tables(benchmark, one.content, languages)]
        faults += wrong
        if not wrong:
            benchmark = with_tables(benchmark, one.content)
    if not benchmark.languages and not faults:
        faults.append(source.fault(Invalid(("languages",), "it has words in no language")))
    return benchmark


def _languages(folder: Path, faults: list[Fault]) -> dict[str, Source[Language]]:
    roots = dict.fromkeys((LIBRARY, folder))
    files = {file.parent.name: file for file in chain(*(sorted(root.glob(f"*/{LANGUAGE}")) for root in roots))}
    languages: dict[str, Source[Language]] = {}
    for file in files.values():
        source = read(file, Language, faults)
        if source is not None:
            faults += map(source.fault, check_language(source.content))
            languages[source.content.language] = source
    return languages

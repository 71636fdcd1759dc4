"""The words of one language join their benchmark: checked as what is written in the benchmark itself."""

from collections.abc import Collection, Iterator, Mapping

from msgspec.structs import replace

from benchmarks.checks import Invalid, check_pattern, check_phrases
from benchmarks.model import AnyIndicator, Benchmark, Language, Phrases, Tables


def check_tables(benchmark: Benchmark, tables: Tables, languages: Mapping[str, Language]) -> Iterator[Invalid]:
    """Everything that is wrong: a table that is missing, unknown, there twice or cannot be read."""
    language = languages.get(tables.language)
    if language is None:
        message = f"there is no language '{tables.language}', only {', '.join(sorted(languages))}"
        yield Invalid(("language",), message, tables.language)
        return
    if tables.language in benchmark.languages:
        yield Invalid(
            ("language",), f"'{benchmark.name}' has its words of '{tables.language}' already", language.language
        )
    for indicator in benchmark.indicators:
        for guard in indicator.guards:
            if guard not in language.guards:
                message = f"'{indicator.name}' needs the guard '{guard}', which the language lacks"
                yield Invalid(("language",), message)
    spoken = {indicator.name for indicator in benchmark.indicators if isinstance(indicator, Phrases)}
    patterned = {indicator.name for indicator in benchmark.indicators} - spoken
    slots = {slot.name for slot in benchmark.slots}
    yield from _complete("phrases", tables.phrases, spoken)
    yield from _complete("patterns", tables.patterns, patterned)
    yield from _complete("slots", tables.slots, slots)
    for name, words in tables.slots.items():
        yield from check_phrases(("slots", name), words, language.words)
    lists = {f"slot_{slot}": tables.slots.get(slot, ()) for slot in slots} | language.words
    for name, phrases in tables.phrases.items():
        yield from check_phrases(("phrases", name), phrases, lists)
    for name, patterns in tables.patterns.items():
        for number, pattern in enumerate(patterns):
            yield from check_pattern(("patterns", name, number), pattern)


def with_tables(benchmark: Benchmark, tables: Tables) -> Benchmark:
    """Add a language, whose tables were checked."""
    return replace(
        benchmark,
        languages=(*benchmark.languages, tables.language),
        indicators=tuple(_with(indicator, tables) for indicator in benchmark.indicators),
        slots=tuple(
            replace(slot, words=slot.words | {tables.language: tables.slots[slot.name]}) for slot in benchmark.slots
        ),
    )


def _complete(field: str, given: Collection[str], names: Collection[str]) -> Iterator[Invalid]:
    """A language is served whole or not at all: half a table would score in silence what it cannot see."""
    for name in given:
        if name not in names:
            known = ", ".join(sorted(names)) or "none"
            yield Invalid((field, name), f"the benchmark has no such entry: {known}")
    for name in sorted(names):
        if name not in given:
            yield Invalid((field,), f"has no '{name}'; give an empty list where the language has no words for it")


def _with(indicator: AnyIndicator, tables: Tables) -> AnyIndicator:
    if isinstance(indicator, Phrases):
        return replace(indicator, phrases=indicator.phrases | {tables.language: tables.phrases[indicator.name]})
    return replace(indicator, patterns=indicator.patterns | {tables.language: tables.patterns[indicator.name]})

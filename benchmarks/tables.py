"""The words of one language join their benchmark: checked as what is written in the benchmark itself."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from benchmarks.checks import Invalid, check_pattern, check_phrases, slot_lists
from benchmarks.model import AnyIndicator, Benchmark, Language, Phrases, Tables


def with_tables(benchmark: Benchmark, tables: Tables, languages: Mapping[str, Language]) -> Benchmark:
    """Add a language. Raises Invalid where a table is missing, unknown, there twice or cannot be read."""
    language = _language(benchmark, tables, languages)
    spoken = {indicator.name for indicator in benchmark.indicators if isinstance(indicator, Phrases)}
    patterned = {indicator.name for indicator in benchmark.indicators} - spoken
    _complete("phrases", tables.phrases, spoken)
    _complete("patterns", tables.patterns, patterned)
    _complete("slots", tables.slots, {slot.name for slot in benchmark.slots})
    for name, words in tables.slots.items():
        check_phrases(("slots", name), words, language.words)
    joined = replace(
        benchmark,
        languages=(*benchmark.languages, tables.language),
        indicators=tuple(_with(indicator, tables) for indicator in benchmark.indicators),
        slots=tuple(
            replace(slot, words=slot.words | {tables.language: tables.slots[slot.name]}) for slot in benchmark.slots
        ),
    )
    lists = slot_lists(joined, tables.language) | language.words
    for name, phrases in tables.phrases.items():
        check_phrases(("phrases", name), phrases, lists)
    for name, patterns in tables.patterns.items():
        for number, pattern in enumerate(patterns):
            check_pattern(("patterns", name, number), pattern)
    return joined


def _language(benchmark: Benchmark, tables: Tables, languages: Mapping[str, Language]) -> Language:
    """The language of the tables, with every guard that the benchmark asks for."""
    name = tables.language
    language = languages.get(name)
    if language is None:
        raise Invalid(("language",), f"there is no language '{name}', only {', '.join(sorted(languages))}", name)
    if name in benchmark.languages:
        raise Invalid(("language",), f"'{benchmark.name}' has its words of '{name}' already", name)
    for indicator in benchmark.indicators:
        for guard in indicator.guards:
            if guard not in language.guards:
                raise Invalid(("language",), f"'{indicator.name}' needs the guard '{guard}', which the language lacks")
    return language


def _complete(field: str, given: Collection[str], names: Collection[str]) -> None:
    """A language is served whole or not at all: half a table would score in silence what it cannot see."""
    for name in given:
        if name not in names:
            raise Invalid((field, name), f"the benchmark has no such entry: {', '.join(sorted(names)) or 'none'}")
    for name in sorted(names):
        if name not in given:
            raise Invalid((field,), f"has no '{name}'; give an empty list where the language has no words for it")


def _with(indicator: AnyIndicator, tables: Tables) -> AnyIndicator:
    if isinstance(indicator, Phrases):
        return replace(indicator, phrases=indicator.phrases | {tables.language: tables.phrases[indicator.name]})
    return replace(indicator, patterns=indicator.patterns | {tables.language: tables.patterns[indicator.name]})

"""What types alone cannot say about benchmark files: names that must exist, tables that must be there, phrases."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from benchmarks.locate import Path
from benchmarks.model import ROLES, AnyIndicator, Benchmark, Language, Phrases, Slot, TokenPattern
from benchmarks.patterns import Compiled, PatternError, bounded, compiled
from benchmarks.phrases import PhraseError, parse

# What spaCy knows of a token without a model, as far as patterns may ask for it.
TOKEN_KEYS = frozenset({
    "LOWER", "ORTH", "TEXT", "SHAPE", "LENGTH", "PREFIX", "SUFFIX", "OP",
    "IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_PUNCT", "IS_STOP", "LIKE_NUM", "LIKE_EMAIL", "LIKE_URL",
})  # fmt: skip


class Invalid(NamedTuple):
    """A value that types alone cannot refuse: where it stands, what is wrong, and its own words if it is text."""

    path: Path
    message: str
    said: str | None = None


def check_language(language: Language) -> Iterator[Invalid]:
    for name, phrases in language.words.items():
        others = {key: words for key, words in language.words.items() if key != name}
        yield from check_phrases(("words", name), phrases, others)
    for name, guard in language.guards.items():
        yield from check_phrases(("guards", name, "phrases"), guard.phrases, language.words)
    for word, digit in language.digits.items():
        if not re.fullmatch(r"[0-9]+", digit):
            yield Invalid(("digits", word), f"'{digit}' is not made of digits")


def check_benchmark(benchmark: Benchmark, languages: Mapping[str, Language]) -> Iterator[Invalid]:
    """Everything that is wrong, in the order of the file."""
    for number, name in enumerate(benchmark.languages):
        if name not in languages:
            known = ", ".join(sorted(languages))
            yield Invalid(("languages", number), f"there are no tables for '{name}', only for {known}", name)
    names: set[str] = set()
    for number, indicator in enumerate(benchmark.indicators):
        here = ("indicators", number)
        if indicator.name in names:
            yield Invalid((*here, "name"), f"there are two indicators '{indicator.name}'", indicator.name)
        names.add(indicator.name)
        yield from _check_indicator(here, indicator, benchmark, languages)
    for number, slot in enumerate(benchmark.slots):
        yield from _check_slot(("slots", number), slot, benchmark, languages)


def _check_indicator(
    here: Path, indicator: AnyIndicator, benchmark: Benchmark, languages: Mapping[str, Language]
) -> Iterator[Invalid]:
    roles = ROLES[benchmark.rule]
    if indicator.role not in roles:
        message = f"'{indicator.role}' is no role of the rule '{benchmark.rule}': {', '.join(roles)}"
        yield Invalid((*here, "role"), message, indicator.role)
    yield from _check_cue(here, indicator, benchmark)
    if indicator.slot is not None and indicator.slot not in {slot.name for slot in benchmark.slots}:
        yield Invalid((*here, "slot"), f"there is no slot '{indicator.slot}'", indicator.slot)
    for number, other in enumerate(indicator.overrules):
        if other not in {one.name for one in benchmark.indicators}:
            yield Invalid((*here, "overrules", number), f"there is no indicator '{other}'", other)
    field, tables = _tables(indicator)
    yield from _complete((*here, field), tables, benchmark)
    for name in tables:
        if name not in languages:
            yield Invalid((*here, field, name), f"there are no tables for the language '{name}'")
            continue
        for guard in indicator.guards:
            if guard not in languages[name].guards:
                known = ", ".join(languages[name].guards)
                message = f"the language '{name}' has no guard '{guard}', only {known}"
                yield Invalid((*here, "guards"), message, guard)
    yield from _check_table((*here, field), indicator, benchmark, languages)


def _check_cue(here: Path, indicator: AnyIndicator, benchmark: Benchmark) -> Iterator[Invalid]:
    cue = indicator.role.endswith("_cue")
    if cue and benchmark.enough is None:
        yield Invalid((*here, "role"), f"'{indicator.role}' needs the benchmark's `enough`", indicator.role)
    if cue and not indicator.weight:
        yield Invalid((*here, "role"), f"'{indicator.role}' needs a weight that is not 0", indicator.role)
    if not cue and indicator.weight:
        yield Invalid((*here, "weight"), f"'{indicator.role}' has no weight; only cues do")


def _check_table(
    here: Path, indicator: AnyIndicator, benchmark: Benchmark, languages: Mapping[str, Language]
) -> Iterator[Invalid]:
    if isinstance(indicator, Phrases):
        for name, phrases in indicator.phrases.items():
            if name in languages:
                lists = slot_lists(benchmark, name) | languages[name].words
                yield from check_phrases((*here, name), phrases, lists)
    else:
        for name, patterns in indicator.patterns.items():
            for number, pattern in enumerate(patterns):
                yield from check_pattern((*here, name, number), pattern)


def check_pattern(here: Path, pattern: TokenPattern) -> Iterator[Invalid]:
    """What spaCy's Matcher would refuse only when the first anchor is met."""
    for token in pattern.tokens:
        for key, value in token.items():
            if key not in TOKEN_KEYS:
                yield Invalid((*here, "tokens"), f"'{key}' is none of {', '.join(sorted(TOKEN_KEYS))}", key)
            if key == "OP" and not re.fullmatch(r"[!?*+]|\{\d*,?\d*\}", str(value)):
                yield Invalid((*here, "tokens"), f"OP '{value}' is none of ! ? * + {{n}} {{n,m}}", str(value))


def _tables(indicator: AnyIndicator) -> tuple[str, Collection[str]]:
    """The field that holds an indicator's tables, and the languages it has them for."""
    return ("phrases", indicator.phrases) if isinstance(indicator, Phrases) else ("patterns", indicator.patterns)


def _complete(here: Path, tables: Collection[str], benchmark: Benchmark) -> Iterator[Invalid]:
    """A language is served whole or not at all: half a table would score in silence what it cannot see."""
    for name in benchmark.languages:
        if name not in tables:
            yield Invalid(here, f"has no table for '{name}', a language of this benchmark")


def _check_slot(here: Path, slot: Slot, benchmark: Benchmark, languages: Mapping[str, Language]) -> Iterator[Invalid]:
    if slot.pattern is not None:
        yield from _check_data_pattern((*here, "pattern"), slot.pattern, bounded)
    for field, patterns in (("except", slot.excepted), ("not_after", slot.not_after), ("not_before", slot.not_before)):
        if patterns and slot.pattern is None:
            yield Invalid((*here, field), "says what a pattern may not find, but the slot has no `pattern`")
        for number, pattern in enumerate(patterns):
            yield from _check_data_pattern((*here, field, number), pattern, compiled)
    yield from _complete((*here, "words"), slot.words, benchmark)
    for name, words in slot.words.items():
        if name in languages:
            yield from check_phrases((*here, "words", name), words, languages[name].words)


def _check_data_pattern(here: Path, pattern: str, compile_it: Callable[[str], Compiled]) -> Iterator[Invalid]:
    try:
        compile_it(pattern)
    except PatternError as error:
        yield Invalid(here, str(error), pattern)


def check_phrases(here: Path, phrases: tuple[str, ...], lists: Mapping[str, tuple[str, ...]]) -> Iterator[Invalid]:
    for number, phrase in enumerate(phrases):
        try:
            parse(phrase, lists)
        except PhraseError as error:
            yield Invalid((*here, number), str(error), phrase)


def slot_lists(benchmark: Benchmark, language: str) -> dict[str, tuple[str, ...]]:
    """How the slots of a benchmark are called, as lists that its phrases may name: `{slot_phone}`."""
    return {f"slot_{slot.name}": slot.words[language] for slot in benchmark.slots if language in slot.words}

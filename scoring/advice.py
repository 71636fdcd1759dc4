"""What is allowed in benchmark files and yet hardly meant: phrases that find nothing, or nothing of their own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.checks import Invalid, slot_lists
from benchmarks.files import Fault
from benchmarks.loader import Examined
from benchmarks.model import AnyIndicator, Benchmark, Guard, Language, Phrases, TokenPattern
from benchmarks.phrases import Element, Elements, parse
from benchmarks.tokens import fold, tokens
from scoring.indicators.phrases import PhraseTable
from scoring.indicators.walks import takes
from scoring.lexicon import Guarding

# The roles without which nothing is called for, and those without which nothing is met.
CALLING = {"response": {"opportunity", "opportunity_cue"}, "ladder": {"request", "fault", "question"}}
ANSWERING = {"response": {"met", "met_cue"}, "ladder": {"level"}}
_SHOWN = 60  # characters of a phrase
_EXACT = ("LOWER", "ORTH", "TEXT")


class _Variant(NamedTuple):
    """One variant of a phrase, and how somebody might say it."""

    phrase: int
    elements: Elements
    said: tuple[str, ...]


def advice(examined: Examined) -> list[Fault]:
    """What to look at again in the benchmarks that could be read."""
    found: list[Fault] = []
    for name, benchmark in examined.benchmarks.benchmarks.items():
        found += map(examined.sources[name].fault, _of_benchmark(benchmark))
        for language in benchmark.languages:
            found += _of_language(benchmark, examined, language)
    for name, source in examined.languages.items():
        used = {
            guard for one in examined.benchmarks.benchmarks.values() for ind in one.indicators for guard in ind.guards
        }
        for guard in source.content.guards:
            if guard not in used:
                message = f"no indicator of this folder uses the guard '{guard}'"
                found.append(examined.languages[name].fault(Invalid(("guards", guard), message)))
    return found


def _of_benchmark(benchmark: Benchmark) -> Iterator[Invalid]:
    if benchmark.target in {0.0, 1.0}:
        told = "everybody reaches" if benchmark.target == 0 else "nobody keeps up"
        yield Invalid(("target",), f"a target of {benchmark.target:g} is one that {told}")
    roles = {indicator.role for indicator in benchmark.indicators}
    if benchmark.rule in CALLING and roles.isdisjoint(CALLING[benchmark.rule]):
        yield Invalid(("rule",), "nothing calls for it: no indicator has a role of the customer that does")
    if benchmark.rule in ANSWERING and roles.isdisjoint(ANSWERING[benchmark.rule]):
        yield Invalid(("rule",), f"nothing meets it: no indicator is {' or '.join(sorted(ANSWERING[benchmark.rule]))}")
    for number, slot in enumerate(benchmark.slots):
        if slot.pattern is None and not slot.open and not any(slot.words.values()):
            yield Invalid(("slots", number), f"'{slot.name}' has neither words nor a pattern in any language")


def _of_language(benchmark: Benchmark, examined: Examined, name: str) -> Iterator[Fault]:
    words = examined.words.get((benchmark.name, name))
    source = words or examined.sources[benchmark.name]
    language = examined.benchmarks.languages[name]
    calling = [one for one in benchmark.indicators if one.role in CALLING.get(benchmark.rule, ())]
    if calling and not any(_table(one, name) for one in calling):
        path = ("phrases",) if words else ("languages",)
        yield source.fault(Invalid(path, f"in '{name}' nothing can call for it: all those lists are empty"))
    for number, indicator in enumerate(benchmark.indicators):
        field = "phrases" if isinstance(indicator, Phrases) else "patterns"
        here = (field, indicator.name) if words else ("indicators", number, field, name)
        if isinstance(indicator, Phrases):
            lists = slot_lists(benchmark, name) | language.words
            odd = _of_phrases(indicator.phrases[name], indicator, language, lists)
        else:
            odd = _of_patterns(indicator.patterns[name])
        for one in odd:
            yield source.fault(one._replace(path=(*here, *one.path)))


def _table(indicator: AnyIndicator, language: str) -> Sequence[object]:
    return indicator.phrases[language] if isinstance(indicator, Phrases) else indicator.patterns[language]


def _of_phrases(
    phrases: Sequence[str], indicator: AnyIndicator, language: Language, lists: Mapping[str, Sequence[str]]
) -> Iterator[Invalid]:
    common = frozenset(language.function_words)
    spaced = language.tokens_per_word == 1
    variants = [
        _Variant(number, elements, _said(elements))
        for number, phrase in enumerate(phrases)
        for elements in parse(phrase, lists)
    ]
    of_phrase: dict[int, list[int]] = {}
    for at, variant in enumerate(variants):
        of_phrase.setdefault(variant.phrase, []).append(at)
    table = PhraseTable(((at, variant.elements) for at, variant in enumerate(variants)), common)
    guards = [_guarding(language.guards[guard], language) for guard in indicator.guards]
    for number, phrase in enumerate(phrases):
        mine = [variants[at] for at in of_phrase.get(number, ())]
        if not mine:
            yield Invalid((number,), f"'{_short(phrase)}' names a list that is empty: it finds nothing", phrase)
            continue
        if never := _never(mine):
            yield Invalid((number,), f"'{_short(phrase)}' can never be found: {never}", phrase)
            continue
        if other := _covered(mine, variants, table, guards):
            twice = phrases[other.phrase] == phrase
            message = "stands twice" if twice else f"finds nothing that '{_short(phrases[other.phrase])}' does not find"
            yield Invalid((number,), f"'{_short(phrase)}' {message}", phrase)
        if spaced and any(_slow(variant.elements, common) for variant in mine):
            yield Invalid(
                (number,),
                f"'{_short(phrase)}' is made of very common words only: it is tried at each of them, which is slow",
                phrase,
            )


def _guarding(guard: Guard, language: Language) -> Guarding:
    return Guarding(guard.phrases, guard.window, before=guard.side == "before", language=language)


def _said(elements: Elements) -> tuple[str, ...]:
    known = (element.words or element.prefixes or element.suffixes for element in elements)
    return tuple(min(words) for words in known if words)


def _never(variants: Sequence[_Variant]) -> str | None:
    """Why no text holds it: a beginning that no token has, or words that a text would not be cut into."""
    for variant in variants:
        for element in variant.elements:
            for prefix in element.prefixes:
                if not any(tokens(prefix + end) == [prefix + end] for end in ("", "x", "1")):
                    cut = " ".join(tokens(prefix))
                    return f"no word begins with '{prefix}', for texts are cut there ({cut})"
    if all(not PhraseTable([(0, one.elements)], frozenset()).find(tokens(" ".join(one.said))) for one in variants):
        return "no text is cut into these words"
    return None


def _covered(
    mine: Sequence[_Variant], variants: Sequence[_Variant], table: PhraseTable, guards: Sequence[Guarding]
) -> _Variant | None:
    """A phrase of the same list that is found wherever each of these variants is; of two equal ones the first."""
    by: _Variant | None = None
    for variant in mine:
        words = list(variant.said)
        by = next(
            (
                other
                for match in table.find(words)
                if (other := variants[match.key]).phrase != variant.phrase
                and _within(other.elements, variant.elements)
                and (other.phrase < variant.phrase or not _within(variant.elements, other.elements))
                and not any(guard.voids(words, match.first, match.end) for guard in guards)
            ),
            None,
        )
        if by is None:
            return None
    return by


def _within(short: Elements, long: Elements) -> bool:
    """Whether whatever the long one finds holds something that the short one finds."""
    first, end = 0, len(short)
    while short[first].optional:
        first += 1
    while short[end - 1].optional:
        end -= 1
    needed = short[first:end]
    return any(
        all(_takes_all(one, other) for one, other in zip(needed, long[at:], strict=False))
        for at in range(len(long) - len(needed) + 1)
    )


def _takes_all(one: Element, other: Element) -> bool:
    if one.gap or other.gap:
        return 0 < other.gap <= one.gap
    if one.start or one.stop or other.start or other.stop:
        return (one.start, one.stop) == (other.start, other.stop)
    if other.optional and not one.optional:
        return False
    return (
        all(takes(one, word) for word in other.words)
        and all(bool(one.prefixes) and prefix.startswith(one.prefixes) for prefix in other.prefixes)
        and all(bool(one.suffixes) and suffix.endswith(one.suffixes) for suffix in other.suffixes)
    )


def _slow(elements: Elements, common: frozenset[str]) -> bool:
    """Whether it is tried at each of many words: nothing rare in it, and no neighbour that ends most tries at once."""
    needed = [one for one in elements if (one.words or one.prefixes or one.suffixes) and not one.optional]
    loose = len(needed) == 1 or any(element.gap for element in elements)
    return loose and all(not (one.prefixes or one.suffixes) and one.words <= common for one in needed)


def _of_patterns(patterns: Sequence[TokenPattern]) -> Iterator[Invalid]:
    for number, pattern in enumerate(patterns):
        for word in pattern.anchor:
            if tokens(word) != [word] or fold(word) != word:
                yield Invalid(
                    (number, "anchor"), f"no text holds the word '{word}', for texts are read as {_read(word)}", word
                )
        for token in pattern.tokens:
            for key in _EXACT:
                value = token.get(key)
                if isinstance(value, str) and tokens(fold(value)) != [value]:
                    yield Invalid(
                        (number, "tokens"),
                        f"no text holds {key} '{value}', for texts are read as {_read(value)}",
                        value,
                    )


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= _SHOWN else f"{phrase[:_SHOWN]}…"


def _read(word: str) -> str:
    return " ".join(f"'{token}'" for token in tokens(fold(word))) or "nothing"

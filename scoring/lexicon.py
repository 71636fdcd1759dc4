"""All indicators of one language, compiled: a turn is read once for every behaviour."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.checks import slot_lists
from benchmarks.model import ROLES, AnyIndicator, Benchmark, Language, Phrases, Side, TokenPattern
from benchmarks.phrases import Elements, parse, with_proclitics
from benchmarks.tokens import COMMAS, STOP_MARKS
from scoring.indicators.phrases import Match, PhraseTable
from scoring.indicators.token_patterns import TokenPatternTable
from scoring.reading import Said
from scoring.vocabulary import Vocabulary
from transcription.transcript import Turn

SIDES: dict[str, Side] = {"customer": "customer", "agent": "agent", "bot": "agent"}
# Looked for only where an opportunity asks for an answer.
ANSWERING = frozenset({"met", "met_cue"})


class Guarding:
    """A context that voids a match when one of its phrases stands near it in the same clause."""

    def __init__(self, phrases: tuple[str, ...], window: int, *, before: bool, language: Language) -> None:
        variants = [(0, elements) for elements in _parsed(phrases, language.words, language)]
        self._table = PhraseTable(variants, frozenset())
        self._window = window
        self._before = before
        self._breakers = frozenset(language.breakers) | COMMAS

    def voids(self, words: list[str], first: int, end: int) -> bool:
        """Whether the match at tokens `first` to `end` is not meant."""
        near = self._clause_before(words, first) if self._before else words[end : end + self._window]
        return bool(near) and bool(self._table.find(near))

    def _clause_before(self, words: list[str], first: int) -> list[str]:
        least = max(0, first - self._window)
        begin = first
        while begin > least:
            word = words[begin - 1]
            if word in self._breakers or word[0] in STOP_MARKS:
                break
            begin -= 1
        return words[begin:first]


class Lexicon:
    """The indicators of every benchmark that has tables for one language."""

    def __init__(self, language: Language, benchmarks: Iterable[Benchmark]) -> None:
        self.vocabulary = Vocabulary(language)
        self._language = language
        guards = {
            name: Guarding(guard.phrases, guard.window, before=guard.side == "before", language=language)
            for name, guard in language.guards.items()
        }
        self._indicators: list[AnyIndicator] = []
        self._keys: dict[tuple[str, str], int] = {}
        self._names: list[str] = []
        phrases: dict[Side, list[tuple[int, Elements]]] = {"customer": [], "agent": []}
        answering: list[tuple[int, Elements]] = []
        patterns: dict[Side, list[tuple[int, TokenPattern]]] = {"customer": [], "agent": []}
        for benchmark in benchmarks:
            lists = slot_lists(benchmark, language.language) | language.words
            for indicator in benchmark.indicators:
                key = len(self._indicators)
                self._indicators.append(indicator)
                self._keys[benchmark.name, indicator.name] = key
                self._names.append(f"{benchmark.name}.{indicator.name}")
                side = ROLES[benchmark.rule][indicator.role]
                if isinstance(indicator, Phrases):
                    said = indicator.phrases[language.language]
                    rows = [(key, elements) for elements in _parsed(said, lists, language)]
                    (answering if indicator.role in ANSWERING else phrases[side]).extend(rows)
                else:
                    patterns[side] += [(key, pattern) for pattern in indicator.patterns[language.language]]
        self._guarding = [tuple(guards[name] for name in indicator.guards) for indicator in self._indicators]
        common = self.vocabulary.common
        self._phrases = {side: PhraseTable(rows, common) for side, rows in phrases.items()}
        self._answering = PhraseTable(answering, common)
        self._patterns = {side: TokenPatternTable(language.language, rows) for side, rows in patterns.items()}

    def key(self, benchmark: Benchmark, indicator: AnyIndicator) -> int:
        """The number under which an indicator's matches stand in `Said.matches`."""
        return self._keys[benchmark.name, indicator.name]

    def read(self, number: int, turn: Turn) -> Said:
        """Find the indicators of the turn's side but the answering ones; turns of nobody's side hold none."""
        said = Said(number, turn)
        side = SIDES.get(turn.speaker)
        if side is not None and said.words:
            self._add(said, self._phrases[side].find(said.words))
            if patterns := self._patterns[side].find(said.words):
                self._add(said, patterns)
        return said

    def read_answer(self, said: Said) -> None:
        """Find the answering indicators, too; once."""
        if not said.answer_read:
            said.answer_read = True
            self._add(said, self._answering.find(said.words))

    def signs(self, number: int, turn: Turn) -> frozenset[str]:
        """Every indicator that fires in a turn, the answering ones included, as `benchmark.indicator`."""
        said = self.read(number, turn)
        if SIDES.get(turn.speaker) == "agent":
            self.read_answer(said)
        return frozenset(self._names[key] for key in said.matches)

    def _add(self, said: Said, matches: Iterable[Match]) -> None:
        words, found = said.words, said.matches
        for match in matches:
            key = match.key
            guards = self._guarding[key]
            if guards and any(guard.voids(words, match.first, match.end) for guard in guards):
                continue
            if key in found:
                found[key].append(match)
            else:
                found[key] = [match]
                said.keys |= 1 << key


def _parsed(phrases: Iterable[str], lists: Mapping[str, Sequence[str]], language: Language) -> list[Elements]:
    apart = frozenset(language.function_words)
    return [
        with_proclitics(elements, language.proclitics, apart) for phrase in phrases for elements in parse(phrase, lists)
    ]

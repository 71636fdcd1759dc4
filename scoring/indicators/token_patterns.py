"""spaCy token patterns, tried only in turns that hold an anchor word.

spaCy is imported when the first anchor is met: its import costs more than scoring hundreds of interactions.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.model import TokenPattern
from scoring.indicators.phrases import Match

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher


class TokenPatternTable:
    """Token patterns of one language; the Doc is made of the tokens that were read already."""

    def __init__(self, language: str, patterns: Iterable[tuple[int, TokenPattern]]) -> None:
        self._language = language
        self._patterns = tuple(patterns)
        self._anchors = frozenset(word for _, pattern in self._patterns for word in pattern.anchor)
        self._compiled: tuple[Language, Matcher] | None = None

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every longest match."""
        if self._anchors.isdisjoint(words):
            return []
        from spacy.tokens import Doc  # noqa: PLC0415 - see above

        nlp, matcher = self._compiled or self._compile()
        with nlp.memory_zone():  # pyright: ignore[reportUnknownMemberType]
            matches = matcher(Doc(nlp.vocab, words=list(words)))
            return [Match(int(nlp.vocab.strings[name]), first, end) for name, first, end in matches]

    def _compile(self) -> "tuple[Language, Matcher]":
        import spacy  # noqa: PLC0415 - see above
        from spacy.matcher import Matcher  # noqa: PLC0415

        nlp = spacy.blank(self._language)
        matcher = Matcher(nlp.vocab)
        grouped: dict[int, list[list[dict[str, Any]]]] = {}
        for key, pattern in self._patterns:
            grouped.setdefault(key, []).append(list(pattern.tokens))
        for key, rows in grouped.items():
            matcher.add(str(key), rows, greedy="LONGEST")
        self._compiled = (nlp, matcher)
        return self._compiled

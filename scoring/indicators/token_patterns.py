"""spaCy token patterns, tried only in turns that hold an anchor word.

spaCy is imported when the first anchor is met: its import costs more than scoring hundreds of interactions.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.model import TokenPattern
from scoring.indicators.phrases import Match

REACH = 12  # tokens on either side of an anchor that a pattern may take in

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
        """Every longest match within `REACH` tokens of an anchor."""
        if self._anchors.isdisjoint(words):
            return []
        from spacy.tokens import Doc  # noqa: PLC0415 - see above

        nlp, matcher = self._compiled or self._compile()
        found: dict[Match, None] = {}
        done = -1
        with nlp.memory_zone():  # pyright: ignore[reportUnknownMemberType]
            for at in (number for number, word in enumerate(words) if word in self._anchors):
                if at <= done:
                    continue
                first, done = max(0, at - REACH), at + REACH // 2
                doc = Doc(nlp.vocab, words=list(words[first : at + REACH + 1]))
                for name, begin, end in matcher(doc):
                    found[Match(int(nlp.vocab.strings[name]), first + begin, first + end)] = None
        return list(found)

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

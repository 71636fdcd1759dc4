"""Words that tell something: what a text is about, so that one text can be recognised in another."""

from collections.abc import Sequence

from benchmarks.model import Language
from benchmarks.tokens import COMMAS, is_stop
from scoring.indicators.phrases import MOST_WORDS

_SHORTEST_STEM = 3


class Vocabulary:
    """A language's content words, compared by stem or, where words mean the same, by concept."""

    def __init__(self, language: Language) -> None:
        self.common = frozenset(language.function_words)
        self._vague = tuple(word[:-1] for word in language.vague_words if word.endswith("*"))
        self._skipped = self.common | COMMAS | frozenset(language.vague_words)
        self._suffixes = tuple(sorted(language.suffixes, key=len, reverse=True))
        self._concepts: dict[str, str] = {}
        prefixes: list[tuple[str, str]] = []
        for concept, words in language.concepts.items():
            for word in words:
                if word.endswith("*"):
                    prefixes.append((word[:-1], concept))
                else:
                    self._concepts[word] = concept
        self._prefixes = tuple(prefixes)
        self._known: dict[str, str] = {}

    def term(self, word: str) -> str:
        """The stem or concept that a token is compared by; empty where it tells nothing."""
        term = self._known.get(word)
        if term is None:
            if len(self._known) >= MOST_WORDS:
                self._known.clear()
            term = self._known[word] = self._term(word)
        return term

    def terms(self, words: Sequence[str]) -> frozenset[str]:
        """What a text is about."""
        return frozenset(term for word in words if (term := self.term(word)))

    def _term(self, word: str) -> str:
        if word in self._skipped or is_stop(word) or word.startswith("'"):
            return ""
        if self._vague and word.startswith(self._vague):
            return ""
        if word in self._concepts:
            return f"~{self._concepts[word]}"
        for prefix, concept in self._prefixes:
            if word.startswith(prefix):
                return f"~{concept}"
        return self._stem(word)

    def _stem(self, word: str) -> str:
        for suffix in self._suffixes:
            stem = word.removesuffix(suffix)
            if stem != word and len(stem) >= _SHORTEST_STEM:
                return stem[:-1] if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] else stem
        return word

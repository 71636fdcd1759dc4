"""Words that tell something: what a text is about, so that one text can be recognised in another."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from benchmarks.model import Language
from benchmarks.tokens import COMMAS, is_stop, unspaced
from scoring.indicators.phrases import MOST_WORDS

Placed = Sequence[tuple[str, int]]
Term = TypeVar("Term", str, str | None)

_SHORTEST_STEM = 3


class _Terms(dict[str, Term]):
    """Word -> its term, as `of` says; filled as words come."""

    def __init__(self, of: Callable[[str], Term]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, word: str) -> Term:
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = term = self._of(word)
        return term


class Vocabulary:
    """A language's content words, compared by stem or, where words mean the same, by concept.

    Where words are not spaced, what is left between listed words is compared by pairs of characters.
    """

    def __init__(self, language: Language) -> None:
        self.common = frozenset(language.function_words)
        self.breakers = frozenset(language.breakers)
        self.tokens_per_word = language.tokens_per_word
        self._vague = tuple(word[:-1] for word in language.vague_words if word.endswith("*"))
        self._skipped = self.common | COMMAS | frozenset(language.vague_words)
        self._suffixes = tuple(sorted(language.suffixes, key=len, reverse=True))
        self._cut_prefixes = tuple(sorted(language.prefixes, key=len, reverse=True))
        self._concepts: dict[str, str] = {}
        prefixes: list[tuple[str, str]] = []
        for concept, words in language.concepts.items():
            for word in words:
                if word.endswith("*"):
                    prefixes.append((word[:-1], concept))
                else:
                    self._concepts[word] = concept
        self._prefixes = tuple(prefixes)
        self._runs: dict[str, tuple[str, ...]] = {}
        for word in sorted((*self._skipped, *self._concepts), key=len, reverse=True):
            if len(word) > 1 and unspaced(word[0]):
                self._runs[word[0]] = (*self._runs.get(word[0], ()), word)
        self._known = _Terms(self._term)
        self._spaced = _Terms[str | None](lambda word: None if unspaced(word[0]) else self.term(word))

    def length(self, words: int) -> int:
        """How many tokens so many words take in this language."""
        return math.ceil(words * self.tokens_per_word)

    def terms(self, words: Sequence[str]) -> frozenset[str]:
        """What a text is about."""
        return frozenset(term for term, _ in self.placed(words))

    def placed(self, words: Sequence[str]) -> Placed:
        """Each content word as the stem or concept that it is compared by, and the token where it begins."""
        terms = list(map(self._spaced.__getitem__, words))
        if None in terms:
            return list(self._mixed(words))
        return [(term, at) for at, term in enumerate(terms) if term]

    def _mixed(self, words: Sequence[str]) -> Iterable[tuple[str, int]]:
        """The same where scripts with and without spaces may meet."""
        at = 0
        while at < len(words):
            if unspaced(words[at][0]):
                end = at
                while end < len(words) and unspaced(words[end][0]):
                    end += 1
                yield from self._unspaced(words[at:end], at)
                at = end
            else:
                if term := self.term(words[at]):
                    yield term, at
                at += 1

    def term(self, word: str) -> str:
        """The stem or concept that a token is compared by; empty where it tells nothing."""
        return self._known[word]

    def _unspaced(self, characters: Sequence[str], offset: int) -> Iterable[tuple[str, int]]:
        """Listed words where they stand, the longest first; pairs of what is left, or a character left alone."""
        open_run = ""
        at = 0
        text = "".join(characters)
        while at < len(text):
            first = text[at]
            word = next((run for run in self._runs.get(first, ()) if text.startswith(run, at)), first)
            if len(word) == 1 and first not in self._skipped:
                open_run += first
            else:
                if open_run:
                    yield from self._pairs(open_run, offset + at - len(open_run))
                    open_run = ""
                if term := self.term(word):
                    yield term, offset + at
            at += len(word)
        yield from self._pairs(open_run, offset + at - len(open_run))

    def _pairs(self, run: str, at: int) -> Iterable[tuple[str, int]]:
        if len(run) == 1 and (term := self.term(run)):
            yield term, at
        for number in range(len(run) - 1):
            yield run[number : number + 2], at + number

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
        bare = self._without_prefix(word)
        return self._term(bare) if bare != word else self._stem(word)

    def _without_prefix(self, word: str) -> str:
        for prefix in self._cut_prefixes:
            if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_STEM:
                return word[len(prefix) :]
        return word

    def _stem(self, word: str) -> str:
        for suffix in self._suffixes:
            stem = word.removesuffix(suffix)
            if stem != word and len(stem) >= _SHORTEST_STEM:
                return stem[:-1] if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] else stem
        return word

"""Names by spaCy's entity recognisers: a recogniser to plug in where a language has a trained pipeline."""

import importlib.util
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from transcription.language import detect
from transcription.redaction.finding import Finding, Recogniser
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.name_words import describes, is_given, words_of
from transcription.redaction.passage import Passage
from transcription.redaction.plugged import canonical

if TYPE_CHECKING:
    from spacy.language import Language

PERSONS = frozenset(("PERSON", "PER", "PERS", "persName"))
"""What pipelines call a person."""
ANY = "xx"
"""The code of the pipeline for languages that have none of their own."""
# Below a name that words introduce: where both see one, the rule says why.
_SCORE = 0.6
# Characters read at a time: what is slow in one long word stays short.
_LONGEST = 2000
_FEWEST_LETTERS = 2
_PARTS = re.compile(r"(?:(?!\n|\[[a-z_]+\]).)+", re.DOTALL)


class NameModelError(ValueError):
    """A pipeline that is not there, or sees no persons; the message names its language and what was looked for."""


_Entity = tuple[int, int, str]
"""Where a person stands in a text, and what the pipeline calls it."""


class _Meta(Struct, frozen=True):
    """What a pipeline's meta.json says of it."""

    pipeline: list[str] = []
    labels: dict[str, Any] = {}


class NameModels:
    """One pipeline per language, opened when its language is first met, with its `ner` alone."""

    def __init__(self, models: Mapping[str, str]) -> None:
        """`models`: language code, or `xx` for all others, to an installed package or a folder. Raises NameModelError.

        spaCy itself is not loaded yet: what a pipeline says of itself is read.
        """
        self._folders = {code: _found(code, name) for code, name in models.items()}
        self._open: dict[Path, Language] = {}
        self._lock = threading.Lock()

    def __call__(self, passage: Passage) -> Iterator[Finding]:
        return self.ahead((), passage.language)(passage)

    def ahead(self, texts: Sequence[str], language: str | None) -> Recogniser:
        """The same with these texts read: at once they take half the time, and each is read once."""
        folder = self._folder(texts, language) if texts or language else None
        known = dict(zip(texts, self._entities(folder, texts), strict=True)) if folder else {}

        def recognise(passage: Passage) -> Iterator[Finding]:
            place = folder or self._folder((passage.before, passage.text), passage.language)
            if place is None:
                return
            if passage.text not in known:
                known[passage.text] = self._entities(place, [passage.text])[0]
            for start, end, label in known[passage.text]:
                for part in _PARTS.finditer(passage.text, start, end):
                    yield from _named(passage, part.start(), part.end(), label)

        return recognise

    def _folder(self, texts: Sequence[str], language: str | None) -> Path | None:
        """The pipeline of the language: where nobody says which and the words do not either, the first one's."""
        code = language or detect(texts)
        fallback = self._folders.get(ANY)
        if code is None and fallback is None:
            return next(iter(self._folders.values()), None)
        return self._folders.get(code or ANY, fallback)

    def _entities(self, folder: Path, texts: Sequence[str]) -> list[list[_Entity]]:
        """Persons of each text. One thread at a time; what the pipeline learns of new words is forgotten."""
        pieces = [(number, at, piece) for number, text in enumerate(texts) for at, piece in _pieces(text)]
        found: list[list[_Entity]] = [[] for _ in texts]
        with self._lock:
            if folder not in self._open:
                self._open[folder] = _opened(folder)
            nlp: Any = self._open[folder]
            with nlp.memory_zone():
                for (number, at, _), read in zip(pieces, nlp.pipe(piece for *_, piece in pieces), strict=True):
                    found[number] += [
                        (at + entity.start_char, at + entity.end_char, entity.label_)
                        for entity in read.ents
                        if entity.label_ in PERSONS
                    ]
        return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in parts that each take little time, cut at a line end or a space."""
    at = 0
    while at < len(text):
        end = min(at + _LONGEST, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", at, end), text.rfind(". ", at, end)) + 1 or text.rfind(" ", at, end) + 1
            end = cut or end
        yield at, text[at:end]
        at = end


def _named(passage: Passage, start: int, end: int, label: str) -> Iterator[Finding]:
    """The name within an entity; none where it holds digits, or nothing but words that are none."""
    first = bisect_right(passage.tokens, start, key=lambda token: token.end)
    last = bisect_left(passage.tokens, end, key=lambda token: token.start)
    tokens = list(passage.tokens[first:last])
    while tokens and _beside(passage, tokens[0]):
        tokens.pop(0)
    while tokens and _beside(passage, tokens[-1]):
        tokens.pop()
    if not tokens or any(token.word[0].isdecimal() for token in tokens):
        return
    start, end = tokens[0].start, tokens[-1].end
    if sum(sign.isalpha() for sign in passage.text[start:end]) >= _FEWEST_LETTERS:
        yield Finding(start, end, "name", canonical(passage, start, end), _SCORE, f"a model's {label}")


def _beside(passage: Passage, token: Token) -> bool:
    """Whether a word at an entity's edge is no part of a name: 'hello', 'Mr', 'Visa', '12'."""
    word = token.word
    if "\u3400" <= word[0] <= "\u9fff" or is_given(word, passage.language):
        return False
    said = word in acknowledged() or word in words_of("titles") or describes(word)
    return said or is_stop(word) or word[0].isdecimal()


def _found(code: str, name: str) -> Path:
    """The folder of a pipeline that can see persons."""
    folder = Path(name).expanduser() if "/" in name or "\\" in name or name.startswith(".") else _installed(code, name)
    try:
        meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta)
    except OSError:
        raise NameModelError(f"{code}: {name}: no spaCy pipeline is there (no {folder / 'meta.json'})") from None
    except msgspec.MsgspecError as error:
        raise NameModelError(f"{code}: {name}: its meta.json cannot be read: {error}") from None
    labels = [str(label) for label in meta.labels.get("ner", [])]
    if "ner" not in meta.pipeline:
        raise NameModelError(f"{code}: {name}: has no 'ner' among its parts: {', '.join(meta.pipeline) or 'none'}")
    if PERSONS.isdisjoint(labels):
        raise NameModelError(f"{code}: {name}: its 'ner' sees no persons ({', '.join(labels) or 'no labels'})")
    return folder


def _installed(code: str, name: str) -> Path:
    """The folder inside an installed package, which bears the version: nothing of the package is run."""
    found = importlib.util.find_spec(name) if name.isidentifier() else None
    for place in (found.submodule_search_locations or []) if found else []:
        inside = sorted(Path(place).glob("*/meta.json"))
        if inside:
            return inside[-1].parent
    raise NameModelError(f"{code}: {name}: no such spaCy pipeline is installed; a folder is given with its slashes")


def _opened(folder: Path) -> "Language":
    """With `ner` alone, and what it listens to."""
    import spacy  # noqa: PLC0415 - a second, and only where a pipeline is given

    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise NameModelError(f"{folder}: cannot be opened: {error}") from error
    for name, part in list(nlp.pipeline):
        if name != "ner" and "ner" not in getattr(part, "listening_components", ()):
            nlp.remove_pipe(name)
    return nlp

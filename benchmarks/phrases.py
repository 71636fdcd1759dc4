"""The phrase language of benchmark files: elements with a space between them.

- `angry`: this token; `angry|cross`: one of these; `charg*`: a token that begins with this;
  `*less`: one that ends with this
- `{angry}`: one of a list of the language's [words], which may hold phrases
- `so?`: may be missing
- `^`, first: a sentence or clause begins here; `$`, last: one ends here
- `...`: up to three tokens of the same sentence; `...6`: up to six
"""

import functools
import itertools
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from benchmarks.tokens import fold, heard, tokens

_GAP = re.compile(r"\.\.\.(\d+)?")
_LIST = re.compile(r"\{(\w+)\}")
_PLAIN_GAP = 3
_LONGEST_GAP = 20
_MOST_VARIANTS = 2000
_JOINED_LENGTH = 3  # shorter words would make too many others


class PhraseError(ValueError):
    """A phrase that cannot be read; says which element is wrong."""


class Element(Struct, frozen=True):
    """One place of a phrase: a token of `words`, beginning with one of `prefixes` or ending with one of `suffixes`.

    With a `gap`: up to so many tokens.
    `start` and `stop` take no token: a sentence or clause begins or ends there.
    """

    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0
    start: bool = False
    stop: bool = False


Elements = tuple[Element, ...]


def parse(phrase: str, lists: Mapping[str, Sequence[str]]) -> tuple[Elements, ...]:
    """Every variant of a phrase: lists that hold phrases of several tokens give one variant each."""
    choices = [_choices(part, lists) for part in phrase.split()]
    variants = tuple(
        tuple(element for part in combination for element in part)
        for combination in itertools.islice(itertools.product(*choices), _MOST_VARIANTS + 1)
    )
    if len(variants) > _MOST_VARIANTS:
        raise PhraseError(f"phrase '{phrase}' has more than {_MOST_VARIANTS} variants; split it or shorten its lists")
    for elements in variants:
        if not any(_required(element) for element in elements):
            raise PhraseError(f"phrase '{phrase}' needs a word that may not be missing")
        if any(element.start for element in elements[1:]):
            raise PhraseError(f"phrase '{phrase}' has a '^' that is not its first element")
        if any(element.stop for element in elements[:-1]):
            raise PhraseError(f"phrase '{phrase}' has a '$' that is not its last element")
        if elements[0].gap or elements[-1].gap:
            raise PhraseError(f"phrase '{phrase}' begins or ends with a gap")
    return variants


def with_proclitics(elements: Elements, proclitics: tuple[str, ...], apart: frozenset[str]) -> Elements:
    """Let each word stand with a proclitic, too, but where that makes a word of `apart`."""
    return tuple(_joined(element, proclitics, apart) for element in elements) if proclitics else elements


@functools.cache  # the lists of a language stand in many phrases
def _joined(element: Element, proclitics: tuple[str, ...], apart: frozenset[str]) -> Element:
    longer = {word for word in element.words if len(word) >= _JOINED_LENGTH and word.isalpha()}
    made = {proclitic + word for proclitic in proclitics for word in longer}
    begun = [one for one in element.prefixes if len(one) >= _JOINED_LENGTH and one.isalpha()]
    return structs.replace(
        element,
        words=element.words | (made - apart),
        prefixes=(*element.prefixes, *(proclitic + one for proclitic in proclitics for one in begun)),
    )


def _required(element: Element) -> bool:
    return bool(element.words or element.prefixes or element.suffixes) and not element.optional


def _choices(part: str, lists: Mapping[str, Sequence[str]]) -> list[Elements]:
    """What may stand at one place: one element where all alternatives are single tokens, else one choice each."""
    if part == "^":
        return [(Element(start=True),)]
    if gap := _GAP.fullmatch(part):
        width = int(gap[1] or _PLAIN_GAP)
        if not 0 < width <= _LONGEST_GAP:
            raise PhraseError(f"gap '{part}' must be 1 to {_LONGEST_GAP} tokens")
        return [(Element(gap=width),)]
    optional = part.endswith("?") and len(part) > 1
    words: set[str] = set()
    prefixes: set[str] = set()
    suffixes: set[str] = set()
    longer: list[Elements] = []
    for alternative in (part[:-1] if optional else part).split("|"):
        for elements in _alternative(alternative, lists):
            if len(elements) == 1 and _required(elements[0]):
                words |= elements[0].words
                prefixes.update(elements[0].prefixes)
                suffixes.update(elements[0].suffixes)
            else:
                longer.append(elements)
    choices: list[Elements] = []
    if words or prefixes or suffixes:
        begin, end = tuple(sorted(prefixes)), tuple(sorted(suffixes))
        choices.append((Element(words=frozenset(words), prefixes=begin, suffixes=end, optional=optional),))
    elif optional:
        choices.append(())
    return choices + longer


def _alternative(alternative: str, lists: Mapping[str, Sequence[str]]) -> list[Elements]:
    if alternative == "$":
        return [(Element(stop=True),)]
    if listed := _LIST.fullmatch(alternative):
        if listed[1] not in lists:
            raise PhraseError(f"there is no list '{listed[1]}' in the language's [words]")
        inner = {name: entries for name, entries in lists.items() if name != listed[1]}
        return [elements for entry in lists[listed[1]] for elements in parse(entry, inner)]
    return [_word(alternative)]


@functools.cache
def _word(alternative: str) -> Elements:
    if alternative.endswith("*") and len(alternative) > 1:
        return (Element(prefixes=(heard(fold(alternative[:-1])),)),)
    if alternative.startswith("*") and len(alternative) > 1:
        return (Element(suffixes=(heard(fold(alternative[1:])),)),)
    word = heard(fold(alternative))
    cut = tokens(word)
    if not cut or "".join(cut) != word:
        read = f"; texts are read as '{' '.join(cut)}' there" if cut else ""
        raise PhraseError(f"'{alternative}' is neither a word, a list, a gap nor a beginning like 'pay*'{read}")
    return tuple(Element(words=frozenset({token})) for token in cut)

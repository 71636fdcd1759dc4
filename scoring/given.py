"""What a customer gives in a run of turns: data with a value, data without one, and the story itself."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from benchmarks.model import Benchmark
from benchmarks.tokens import COMMAS, asks
from scoring.conversation import Hit, Run, Signs
from scoring.indicators.items import Item, ItemForms, following, normal
from scoring.reading import Said
from scoring.scorecard import Evidence
from scoring.vocabulary import Vocabulary

_STORY_TERMS = 5  # content words that make a turn a description worth not repeating
_INTRODUCED_WORDS = 3
_SHORT_REPLY = 5  # a reply of so few tokens to 'what is your name' is the name
_ASKED_LENGTH = 5  # a figure shorter than this need not be the datum that was asked for
_CUE_REACH = 6  # tokens before a datum in which its name may stand


class Given(Struct, frozen=True):
    """One thing given: equal `value`s are equal data; `slots` are what it may be asked for as; a story has `terms`.

    A figure with no slot may be anything: a price, a version, a hotline.
    """

    where: Evidence
    leg: int | None
    value: str | None = None
    slots: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()


class GivenReader:
    """Reads what was given by the slots of a benchmark."""

    def __init__(self, benchmark: Benchmark, signs: Signs, vocabulary: Vocabulary, digits: dict[str, str]) -> None:
        self._forms = ItemForms(benchmark.slots, digits)
        self._called = frozenset(slot.name for slot in benchmark.slots if any(slot.words.values()))
        self._open_slots = frozenset(slot.name for slot in benchmark.slots if slot.open)
        self._signs = signs
        self._vocabulary = vocabulary
        self._stops = vocabulary.breakers | COMMAS

    def given(self, run: Run, before: Run | None) -> list[Given]:
        """Each datum and each story of a run once; `before` is the agent's run it answers."""
        asked = frozenset(
            hit.indicator.slot
            for hit in (self._signs.hits(before.said, "asks") if before else ())
            if hit.indicator.slot is not None
        )
        found: dict[str, Given] = {}
        for said in run.said:
            for one in [*self._items(said, run, asked), *self._introduced(said, run), *self._story(said, run)]:
                found.setdefault(one.value or f"{one.where.turn}:{one.where.start}", one)
        open_asked = asked & self._open_slots
        if not found and len(open_asked) == 1 and (reply := self._reply(run)):
            found[f"{reply.turn}"] = Given(reply, run.leg, normal(reply.text), open_asked)
        return list(found.values())

    def _items(self, said: Said, run: Run, asked: frozenset[str]) -> Iterable[Given]:
        for item in self._forms.items(said):
            yield Given(item.where, run.leg, item.value, self._slots(said, item, asked))

    def _slots(self, said: Said, item: Item, asked: frozenset[str]) -> frozenset[str]:
        """What the customer calls it; else what it was asked for as, beside what it looks like."""
        called = {
            hit.indicator.slot
            for hit in self._signs.hits([said], "gives")
            if hit.indicator.slot and _introduces(said, hit, item)
        }
        looks = {item.slot} if item.slot in self._called or item.value is None else set[str | None]()
        answers = asked - self._open_slots if len(item.value or "") >= _ASKED_LENGTH else frozenset[str]()
        return frozenset(slot for slot in called or (looks | answers) if slot)

    def _introduced(self, said: Said, run: Run) -> Iterable[Given]:
        """'My name is ...': what has no look of its own is what follows."""
        for hit in self._signs.hits([said], "gives"):
            slot = hit.indicator.slot
            if slot in self._open_slots:
                where = following(said, hit.match.end, self._vocabulary.length(_INTRODUCED_WORDS), self._stops)
                if where is not None:
                    yield Given(where, run.leg, normal(where.text), frozenset({slot}))

    def _story(self, said: Said, run: Run) -> Iterable[Given]:
        terms = frozenset(term for term in self._vocabulary.terms(said.words) if not term[0].isdigit())
        if len(terms) >= self._vocabulary.length(_STORY_TERMS):
            yield Given(said.whole(), run.leg, terms=terms)

    def _reply(self, run: Run) -> Evidence | None:
        said: Sequence[Said] = run.said
        words = said[0].words
        plain = 0 < len(words) <= self._vocabulary.length(_SHORT_REPLY) and not any(asks(word) for word in words)
        return said[0].whole() if plain and self._vocabulary.terms(words) else None


def _introduces(said: Said, hit: Hit, item: Item) -> bool:
    """Whether the datum stands where the words that name it lead to."""
    if hit.match.end >= len(said.spans):
        return False
    end = said.spans[hit.match.end - 1][1]
    reach = said.spans[min(hit.match.end + _CUE_REACH, len(said.spans)) - 1][1]
    return end <= item.where.start <= reach

"""What a customer gives in a run of turns: data with a value, data without one, and the story itself."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from benchmarks.model import Benchmark
from benchmarks.tokens import COMMAS
from scoring.conversation import Hit, Run, Signs
from scoring.indicators.items import Dictated, Item, ItemForms, following, normal
from scoring.reading import Said
from scoring.scorecard import Evidence
from scoring.vocabulary import Vocabulary

_STORY_TERMS = 5  # content words that make a turn a description worth not repeating
_INTRODUCED_WORDS = 3
_SHORT_REPLY = 5  # a reply of so few tokens to 'what is your name' is the name
_ASKED_LENGTH = 5  # a figure shorter than this need not be the datum that was asked for
_CUE_REACH = 6  # tokens before a datum in which its name may stand


_Lead = tuple[int, int, str]  # from and up to which character, and the slot


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

    def __init__(self, benchmark: Benchmark, signs: Signs, vocabulary: Vocabulary, dictated: Dictated) -> None:
        self._forms = ItemForms(benchmark.slots, dictated)
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
        items = self._forms.items(said)
        leads = _leads(said, self._signs.hits([said], "gives")) if items else []
        for item in items:
            yield Given(item.where, run.leg, item.value, self._slots(item, _called(item, leads), asked))

    def _slots(self, item: Item, called: frozenset[str], asked: frozenset[str]) -> frozenset[str]:
        """What the customer calls it; else what it was asked for as, beside what it looks like."""
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
        enough = self._vocabulary.length(_STORY_TERMS)
        if len(said.terms(self._vocabulary)) < enough:
            return
        terms = frozenset(term for term in said.terms(self._vocabulary) if not term[0].isdigit())
        if len(terms) >= enough:
            yield Given(said.whole(), run.leg, terms=terms)

    def _reply(self, run: Run) -> Evidence | None:
        said: Sequence[Said] = run.said
        words = said[0].words
        plain = 0 < len(words) <= self._vocabulary.length(_SHORT_REPLY) and not said[0].asks
        return said[0].whole() if plain and said[0].terms(self._vocabulary) else None


def _leads(said: Said, hits: Iterable[Hit]) -> list[_Lead]:
    """Where the data that words name may begin, in the order of the text."""
    return [
        (said.spans[hit.match.end - 1][1], said.spans[min(hit.match.end + _CUE_REACH, len(said.spans)) - 1][1], slot)
        for hit in sorted(hits, key=lambda hit: hit.match.end)
        if (slot := hit.indicator.slot) and hit.match.end < len(said.spans)
    ]


def _called(item: Item, leads: Sequence[_Lead]) -> frozenset[str]:
    """The slots whose words lead to the datum: both ends of leads grow with their order."""
    start = item.where.start
    first = bisect_left(leads, start, key=lambda lead: lead[1])
    end = bisect_right(leads, start, key=lambda lead: lead[0])
    return frozenset(slot for _, _, slot in leads[first:end])

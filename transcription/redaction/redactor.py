"""Take personal items out of an interaction before it is kept; each leaves its type, place and keyed hash."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import structs

from transcription.interaction import Interaction, SpokenTurn
from transcription.redaction.arabic.items import items as arabic_items
from transcription.redaction.beside import beside
from transcription.redaction.birth import births
from transcription.redaction.birth_pieces import birth_pieces
from transcription.redaction.chinese.items import items
from transcription.redaction.email import emails
from transcription.redaction.english.accounts import accounts
from transcription.redaction.english.codes import codes
from transcription.redaction.english.mail import mails
from transcription.redaction.english.people import people
from transcription.redaction.finding import THRESHOLD, Finding, Recogniser, plain_value
from transcription.redaction.iban import ibans
from transcription.redaction.indonesian.accounts import accounts as indonesian_accounts
from transcription.redaction.indonesian.people import people as indonesian_people
from transcription.redaction.interrupted import interrupted
from transcription.redaction.known import again, echoed
from transcription.redaction.learned import learned
from transcription.redaction.learned_values import others
from transcription.redaction.long_ago import long_ago
from transcription.redaction.numbers import numbers
from transcription.redaction.partial_codes import partial_codes
from transcription.redaction.passage import CONTEXT, Passage
from transcription.redaction.placeholders import replaced
from transcription.redaction.plain import plain
from transcription.redaction.plugged import ahead, joined, seen
from transcription.redaction.secrets import secrets
from transcription.redaction.spoken_words import redact_words
from transcription.redaction.stretches import stretches
from transcription.redaction.whole_addresses import whole_addresses
from transcription.transcript import Redaction

RECOGNISERS: tuple[Recogniser, ...] = (
    emails,
    mails,
    ibans,
    accounts,
    numbers,
    interrupted,
    secrets,
    codes,
    births,
    long_ago,
    whole_addresses,
    people,
    items,
    arabic_items,
    indonesian_accounts,
    indonesian_people,
    partial_codes,
    beside,
    birth_pieces,
)
# Turns before that say what is spoken of.
_TURNS = 6


class _Stretch(NamedTuple):
    """Turns that are read as one: their indices, where each begins in the passage's text, what is found there."""

    turns: tuple[int, ...]
    starts: tuple[int, ...]
    passage: Passage
    found: tuple[Finding, ...]


class _Found:
    """What the rules find in a passage, and, where it is a turn, what the tagger sees there."""

    def __init__(self, passage: Passage, found: tuple[Finding, ...]) -> None:
        self.passage, self.found = passage, found

    @cached_property
    def learned(self) -> tuple[Finding, ...]:
        return tuple(learned(self.passage))


# What was searched, with which words before it, and what is kept there: it need not be searched again.
_Searched = dict[tuple[str, str, tuple[tuple[int, int], ...]], _Found]


def redact(interaction: Interaction, key: bytes) -> Interaction:
    """Redact every turn, its words too. What is redacted already stays as it is; doing it again changes nothing."""
    if interaction.turns is None:
        return interaction
    language = interaction.language.split("-")[0].lower() if interaction.language else None
    searched: _Searched = {}
    with ahead([turn.text for turn in interaction.turns], language):
        turns, made = interaction.turns, _once(interaction.turns, language, key, searched)
        while made != turns:  # a placeholder may show what the words beside it are
            turns, made = made, _once(made, language, key, searched)
    return structs.replace(interaction, turns=made)


def _once(
    turns: tuple[SpokenTurn, ...], language: str | None, key: bytes, searched: _Searched
) -> tuple[SpokenTurn, ...]:
    read = [plain(turn.text, turn.redactions) for turn in turns]
    given = [
        turn if here.text is turn.text else structs.replace(turn, text=here.text, redactions=here.kept(turn.redactions))
        for turn, here in zip(turns, read, strict=True)
    ]
    made = list(turns)
    for stretch in _all(given, language, key, searched):
        pieces = _pieces(stretch)
        for index in stretch.turns:
            found = [read[index].original(finding) for finding in pieces.get(index, ())]
            made[index] = _redacted(turns[index], found, key, stretch.passage)
    return tuple(made)


def _all(given: Sequence[SpokenTurn], language: str | None, key: bytes, searched: _Searched) -> list[_Stretch]:
    """Every stretch with what is found in it, and what the others gave away."""
    found: list[_Stretch] = []
    lines = [turn.text for turn in given]
    for indices in stretches(given):
        stretch = _search(given, lines, indices, language, searched)
        found.append(stretch)
        if stretch.found:
            for index, pieces in _pieces(stretch).items():
                lines[index] = replaced(given[index].text, pieces, given[index].redactions, key)[0]
    everything = [finding for stretch in found for finding in stretch.found]
    if everything:
        echoes = _echoes(found)
        found = [_once_more(stretch, everything, given, echoes) for stretch in found]
    return found


def find(passage: Passage, keep: Sequence[Redaction] = ()) -> tuple[Finding, ...]:
    """Items in order of place, none overlapping another or what is redacted already; the surer, longer one wins."""
    found = [finding for recognise in RECOGNISERS for finding in recognise(passage)]
    kept = [(redaction.start, redaction.end) for redaction in keep]
    chosen = _chosen(found, kept) if found else ()
    more = seen(passage)
    return joined(passage, chosen, more, kept) if more else chosen


def _chosen(found: Iterable[Finding], keep: Sequence[tuple[int, int]]) -> tuple[Finding, ...]:
    taken = sorted(keep)
    chosen: list[Finding] = []
    sure = [finding for finding in found if finding.score >= THRESHOLD]
    for finding in sorted(sure, key=lambda finding: (-finding.score, finding.start - finding.end)):
        place = bisect_right(taken, (finding.start, finding.end))
        left_free = place == 0 or taken[place - 1][1] <= finding.start
        if left_free and (place == len(taken) or finding.end <= taken[place][0]):
            taken.insert(place, (finding.start, finding.end))
            chosen.append(finding._replace(value=plain_value(finding.type, finding.value)))
    return tuple(sorted(chosen))


def _search(
    given: Sequence[SpokenTurn],
    lines: Sequence[str],
    indices: tuple[int, ...],
    language: str | None,
    searched: _Searched,
) -> _Stretch:
    """What is found in turns that are read as one, and in each of them by the question that it answers."""
    text, starts = _joined(given, indices)
    keep = tuple(_kept(given, indices, starts))
    kept = [(item.start, item.end) for item in keep]
    whole = _found(text, lines, indices[0], language, keep, searched)
    passage, found = whole.passage, whole.found
    turns = [whole]
    if len(indices) > 1:
        turns = [_found(given[at].text, lines, at, language, given[at].redactions, searched) for at in indices]
        alone = [item for turn, start in zip(turns, starts, strict=True) for item in _moved(turn.found, start)]
        if alone:
            found = _chosen([*found, *alone], kept)
    more = [item for turn, start in zip(turns, starts, strict=True) for item in _moved(turn.learned, start)]
    more = others(found, more)
    return _Stretch(indices, starts, passage, joined(passage, found, more, kept) if more else found)


def _moved(found: Iterable[Finding], start: int) -> Iterator[Finding]:
    for item in found:
        yield item._replace(start=item.start + start, end=item.end + start)


def _found(
    text: str,
    lines: Sequence[str],
    at: int,
    language: str | None,
    keep: Sequence[Redaction],
    searched: _Searched,
) -> _Found:
    before = "\n".join(lines[max(0, at - _TURNS) : at])[-CONTEXT:]
    asked = (text, before, tuple((item.start, item.end) for item in keep))
    if asked not in searched:
        passage = Passage(text, before, language)
        searched[asked] = _Found(passage, find(passage, keep=keep))
    return searched[asked]


def _joined(given: Sequence[SpokenTurn], indices: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    if len(indices) == 1:
        return given[indices[0]].text, (0,)
    starts: list[int] = []
    at = 0
    for index in indices:
        starts.append(at)
        at += len(given[index].text) + 1
    return "\n".join(given[index].text for index in indices), tuple(starts)


def _kept(given: Sequence[SpokenTurn], indices: Sequence[int], starts: Sequence[int]) -> list[Redaction]:
    return [
        structs.replace(item, start=item.start + start, end=item.end + start)
        for index, start in zip(indices, starts, strict=True)
        for item in given[index].redactions
    ]


def _echoes(searched: Sequence[_Stretch]) -> dict[int, list[tuple[Finding, str]]]:
    """Per turn between and just after the pieces of an item: the item and its text, which may be read back there."""
    found: dict[int, list[tuple[Finding, str]]] = {}
    for stretch in searched:
        for item in stretch.found:
            parts = [index for index, pieces in _pieces(stretch._replace(found=(item,))).items() if pieces]
            for index in range(parts[0] + 1, parts[-1] + 2) if parts else ():
                if index not in parts:
                    found.setdefault(index, []).append((item, stretch.passage.folded[item.start : item.end]))
    return found


def _once_more(
    stretch: _Stretch,
    found: Sequence[Finding],
    given: Sequence[SpokenTurn],
    echoes: Mapping[int, Sequence[tuple[Finding, str]]],
) -> _Stretch:
    """With what the other turns gave away."""
    more = list(again(stretch.passage, found))
    for index, start in zip(stretch.turns, stretch.starts, strict=True):
        if index in echoes:
            line = Passage(given[index].text, language=stretch.passage.language)
            more += [
                piece._replace(start=piece.start + start, end=piece.end + start)
                for item, said in echoes[index]
                for piece in echoed(line, item, said)
            ]
    if not more:
        return stretch
    kept = [(item.start, item.end) for item in _kept(given, stretch.turns, stretch.starts)]
    taken = [(item.start, item.end) for item in stretch.found]
    return stretch._replace(found=tuple(sorted([*stretch.found, *_chosen(more, [*kept, *taken])])))


def _pieces(stretch: _Stretch) -> dict[int, list[Finding]]:
    """What is found per turn, at the turn's own offsets. What goes on in a later turn is another item there."""
    pieces: dict[int, list[Finding]] = {}
    text = stretch.passage.text
    ends = [*(start - 1 for start in stretch.starts[1:]), len(text)]
    for finding in stretch.found:
        number = 0
        for index, start, end in zip(stretch.turns, stretch.starts, ends, strict=True):
            first, last = max(finding.start, start), min(finding.end, end)
            while len(stretch.turns) > 1 and first < last and text[first].isspace():
                first += 1
            first, last = first - start, last - start
            if first < last:
                value = f"{finding.value}#{number}" if number else finding.value
                pieces.setdefault(index, []).append(finding._replace(start=first, end=last, value=value))
                number += 1
    return pieces


def _find_plain(text: str, passage: Passage) -> tuple[Finding, ...]:
    read = plain(text)
    whole = Passage(read.text, passage.before, passage.language)
    found = find(whole)
    return tuple(read.original(item) for item in joined(whole, found, others(found, learned(whole)), ()))


def _redacted(turn: SpokenTurn, found: Sequence[Finding], key: bytes, passage: Passage) -> SpokenTurn:
    words = redact_words(turn, found, lambda text: _find_plain(text, passage))
    if not found and words == turn.words:
        return turn
    text, redactions = replaced(turn.text, found, turn.redactions, key)
    return structs.replace(turn, text=text, redactions=redactions, words=words)

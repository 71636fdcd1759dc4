"""Polish addresses: streets with and without 'ulica', and what is answered to a question for a part of one."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.passage import Passage
from transcription.redaction.polish import streets as part
from transcription.redaction.polish.names import applies
from transcription.redaction.polish.words import is_ordinary, is_unknown, words_of
from transcription.redaction.shapes import measured

# Words of an answer; digits of a house's number.
_SHORT = 9
_HOUSE = 4
_FEW = 3
# So far back a street stands, or the words that ask for one. Characters.
_REACH = 200
_ASKED = re.compile(
    r"adres|ulic|dokad|na jak\w+ ulic|pod jak\w+ numer|zamieszk|zameldow|mieszka|dowiezc|podjechac|dowozim"
    r"|gdzie (?:\w+ ){0,4}(?:wysl|dostarcz|mieszk|przyj|dojech|dowie|przes|poda|podj|instal|jest|pan|kurier)"
)
_TOWN = re.compile(r"miast|miescie|miejscow|gmin|miejsce urodz|skad (?:pan|pani|sie)|jaka wies|poczta")
_POSTCODE = re.compile(r"kod\w* (?:pocztow|i miast|miast)|pocztow|miast\w* i kod|^(?:\w+ ){0,3}kod\W*$")
_PART_ASKED = re.compile(f"{_ASKED.pattern}|{_TOWN.pattern}")
_HOUSE_ASKED = re.compile(
    r"(?:numer\w*|nr|ktor\w+|jak\w+) (?:domu|mieszkani|lokal|blok|klat|budynk|piet)|klatk|pietr"
    r"|^\W*(?:mieszkani\w*|numer)\W*$"
)
_SPOKEN_OF = re.compile(
    r"\[address\]|adres|ulic|mieszka|dostaw|wysylk|kurier|zamieszk|dowoz|zameldow|przeprowadz|punkt|taks|montaz|instalac"
)
_BEFORE = frozenset(("na", "przy", "pod", "mieszkam", "adres", "to", "spod", "z", "teraz", "do", "jest", "nie"))
_SURE_BEFORE = frozenset(("na", "przy", "pod", "spod", "mieszkam"))
_COUNTED = frozenset(
    "zl zloty zlotych zlote minut minuty minute godzin godziny dni sztuk sztuki lat lata razy osob procent km roku"  # noqa: SIM905
    " stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia".split()
)
# How the digits of a postcode are grouped.
_GROUPED = ([2, 3], [1, 1, 3], [1, 1, 1, 1, 1])
# An address is longer than a number or a name in it; with its postcode than a birth or a code.
_PLAIN, _POSTED = 0.86, 0.92
_TAKEN = frozenset(("birth", "name", "pesel", "phone", "email", "address"))


def may_begin(passage: Passage, first: int) -> bool:
    """Whether an address that was asked for may begin with a token; in Polish no word that is said of other things."""
    if not applies(passage):
        return True
    word = passage.tokens[first].word
    known = word in words_of("street_words") or word in words_of("villages") or part.is_street(word)
    return known or part.is_town(word) or first in passage.begun or not is_ordinary(word)


def addresses(passage: Passage) -> Iterator[Finding]:
    if not applies(passage) or not (passage.numeric or _PART_ASKED.search(passage.question)):
        return
    asked = bool(_ASKED.search(passage.question))
    spoken_of = asked or bool(_SPOKEN_OF.search(f"{passage.folded_before[-_REACH:]} {passage.folded}"))
    at = 0
    while at < len(passage.tokens):
        last = _whole(passage, at, asked=asked, spoken_of=spoken_of)
        if last > at:
            posted = any(part.postcode(passage, here) > here for here in range(at, last) if here in passage.begun)
            yield _finding(passage, _with_town(passage, at), last, _POSTED if posted else _PLAIN)
        else:
            last = _alone(passage, at, spoken_of=spoken_of)
            if last > at:
                yield _finding(passage, at, last, _POSTED)
        at = max(last, at + 1)
    yield from _answers(passage)


def _alone(passage: Passage, at: int, *, spoken_of: bool) -> int:
    """The token after a postcode with its town, and no street: 'kod trzydzieści cztery pięćset Zakopane'."""
    if at not in passage.begun or at in passage.ended:
        return at
    code = part.postcode(passage, at)
    if (
        code == at
        or [len(passage.begun[here].digits) for here in range(at, code) if here in passage.begun] not in _GROUPED
    ):
        return at
    lead = passage.tokens[at - 1].word if at else ""
    last = part.place(passage, at)
    listed = any(part.is_town(token.word) for token in passage.tokens[code:last])
    return last if listed or (spoken_of and lead in {"kod", "pocztowy"}) else at


def _finding(passage: Passage, first: int, last: int, score: float) -> Finding:
    start, end = passage.tokens[first].start, passage.tokens[last - 1].end
    value = " ".join(token.word for token in passage.tokens[first:last])
    return Finding(start, end, "address", value, score, "a Polish address")


def _with_town(passage: Passage, at: int) -> int:
    """The token where the town before a street begins, or the name of a village: 'Stara Wieś 5'."""
    tokens, first = passage.tokens, at
    village = tokens[at].word in words_of("villages")
    while first and at - first < 2 and part.joined(passage, first):
        before = tokens[first - 1]
        named = village and passage.text[before.start].isupper() and passage.text[tokens[at].start].isupper()
        if not (part.is_town(before.word) or (named and not is_stop(before.word))):
            break
        first -= 1
    return first


def _whole(passage: Passage, at: int, *, asked: bool, spoken_of: bool) -> int:
    """The token after a street with its number, postcode and town; `at` where none begins."""
    tokens = passage.tokens
    word = tokens[at].word
    if word in words_of("street_words") or word in words_of("villages"):
        name = part.named(passage, at + 1)
        house = part.house(passage, name)
        if (
            (house > name > at + 1)
            or (house > name and (asked or word == "rynek") and word not in {"pl", "os", "al"})
            or (asked and name > at + 1 and not is_ordinary(tokens[at + 1].word))
        ):
            return part.place(passage, house)
        return at
    name = part.street_alone(passage, at)
    if name == at and asked and is_unknown(word):
        name = at + 1
    house = part.house(passage, name) if name > at else name
    if house == name or _counts(passage, name, house):
        return at
    whole = house > passage.begun[name].last if name in passage.begun else True
    whole = whole or part.place(passage, house) > house
    lead = tokens[at - 1].word if at else ""
    led = spoken_of and (lead in _BEFORE or at == 0 or asked or part.is_town(lead))
    led = led or (lead in _SURE_BEFORE and part.only_street(word))
    written = passage.text[tokens[at].start].isupper() and not is_ordinary(word)
    if led or whole or (written and spoken_of):
        return part.place(passage, house)
    return at


def _counts(passage: Passage, first: int, last: int) -> bool:
    """Whether the number there counts or measures something."""
    start = passage.tokens[first].start
    run = next((run for run in passage.runs if run.start == start), None)
    following = passage.tokens[last].word if last < len(passage.tokens) else ""
    return following in _COUNTED or (run is not None and measured(passage.folded, run))


def _answers(passage: Passage) -> Iterator[Finding]:
    """What is all of a short answer to a question for a town, a postcode, a house; a town read back."""
    tokens, question = passage.tokens, passage.question
    if len(tokens) > _SHORT:
        return
    first = 0
    while first < len(tokens) and _leads(tokens[first].word):
        first += 1
    if first >= len(tokens):
        return
    if "ulic" in question and first + _FEW >= len(tokens) and part.street_alone(passage, first) > first:
        yield _finding(passage, first, part.street_alone(passage, first), 0.6)
        return
    town, spoken_of = bool(_TOWN.search(question)), bool(_SPOKEN_OF.search(passage.folded_before))
    if town or _POSTCODE.search(question):
        yield from _posted(passage, first, town=town)
    elif spoken_of and part.is_town(tokens[first].word) and part.town(passage, first) == len(tokens):
        yield _finding(passage, first, len(tokens), 0.6)
    if spoken_of and _HOUSE_ASKED.search(question):
        last = part.flat(passage, first)
        if first in passage.begun and len(passage.begun[first].digits) <= _HOUSE:
            last = part.flat(passage, part.letter(passage, passage.begun[first].last))
        if last > first:
            yield _finding(passage, first, last, 0.6)


def _leads(word: str) -> bool:
    return is_stop(word) or word in acknowledged() or word in _TAKEN


def _posted(passage: Passage, first: int, *, town: bool) -> Iterator[Finding]:
    """The postcode with its town, or the town alone."""
    for at in range(first, len(passage.tokens)):
        if at in passage.begun and part.postcode(passage, at) > at:
            begin = first if first < at and part.town(passage, first) == at else at
            yield _finding(passage, begin, part.place(passage, at), 0.92)
            return
    last = part.town(passage, first) if town else first
    if last > first:
        yield _finding(passage, first, last, 0.6)

"""Parts of an address that were asked for one by one: the town, the number of the house, the postcode."""

import re
from collections.abc import Iterator
from functools import lru_cache

from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, folded, is_stop
from transcription.redaction.passage import Passage

_END = (
    r"(?: (?:ya|pak|bu|kak|mas|mbak|nya|berapa|mana|apa|di mana|dimana|كام|كم|ايه|ايش|شو|شنو|بالظبط|حضرتك|اخي"
    r"|استاذ\w*))*\W*$"
)
_WHERE = re.compile(
    r"(?:(?<!\w)(?:kelurahan|kecamatan|kabupaten|kota|desa|daerah|provinsi|kel|kec|kab|wilayah|kampung|dusun)(?:nya)?"
    r"|(?<!\w)(?:و)?(?:ال)?(?:مدينه|منطقه|محافظه|ولايه|قريه|حي|بلد|ناحيه|مركز|عماله))"
    + _END
    + r"|(?:اي|انهي|شو|ايش|وش|شنو|انو) (?:مدينه|منطقه|حي|محافظه|بلد)"
)
_HOUSE = re.compile(
    r"(?:(?<!\w)(?:nomor|no|nomer)(?: (?:rumah|unit|berapa|blok))?(?:nya)?|(?<!\w)rt ?/?(?:dan )?rw(?:nya)?"
    r"|blok(?:nya)?|lantai(?:nya)?"
    r"|رقم (?:ال)?(?:بيت|شقه|عماره|بنايه|منزل|دار|فيلا|مبني|شارع)|(?:ال)?(?:دور|شقه|عماره|طابق|بنايه|محله|زقاق|دار))"
    + _END
)
_POSTCODE = re.compile(r"kode ?pos|(?:ال)?رمز (?:ال)?بريدي|zip|post ?code|kod\w* pocztow")
# What says that an address is spoken of.
_ADDRESS = re.compile(r"\[address\]|alamat|jalan|عنوان|شارع|ساكن")
# Tokens of such an answer, and digits of a postcode.
_MOST = 6
_MOST_HOUSE = 5
_POSTCODES = (5, 6)
_LINKS = frozenset(("di", "ke", "kota", "daerah", "في", "ب", "هي", "هو", "kodenya", "nomor", "رقم", "no"))
_NONE = frozenset(
    ("lupa", "masih", "sama", "tahu", "tau", "sesuai", "kurang", "nanti", "lain", "مش", "لا", "ما", "مو", "نفس", "زي")
)


@lru_cache(maxsize=1024)
def _asked(question: str) -> tuple[bool, bool, bool]:
    """Whether a folded question asks for a postcode, a number of a house, a town. A turn's question is read often."""
    return bool(_POSTCODE.search(question)), bool(_HOUSE.search(question)), bool(_WHERE.search(question))


def answers(passage: Passage) -> Iterator[Finding]:
    postcode, house, where = _asked(passage.question)
    if not (postcode or house or where):
        return
    if postcode and _ADDRESS.search(passage.folded_before):
        yield from _postcode(passage)
    house = house and bool(_ADDRESS.search(passage.folded_before))
    if not house and not where:
        return
    tokens = passage.tokens
    first = 0
    while first < len(tokens) and (tokens[first].word in acknowledged() or tokens[first].word in _LINKS):
        first += 1
    last = first
    while last < len(tokens) and not is_stop(tokens[last].word) and tokens[last].word not in _NONE:
        if last > first and re.search(r"[.!?\n]", passage.folded[tokens[last - 1].end : tokens[last].start]):
            break
        last += 1
    if not 0 < last - first <= (_MOST_HOUSE if house else _MOST):
        return
    numbered = first in passage.begun or (last - 1) in {part.last - 1 for part in passage.atoms}
    if numbered if house else first not in passage.begun:
        yield _finding(passage, first, last)


_PART_WORDS = (
    "الدور الطابق شقه عماره بنايه مبني فيلا منزل بيت حي منطقه محله قريه مدينه شارع زنقه kelurahan kecamatan desa"
    " kampung dusun perumahan kota kabupaten rt rw jalan jl gang komplek blok apartemen"
)
_PARTS = folded(_PART_WORDS.split())
_LOCALITY = re.compile(
    r"(?:kelurahan|kecamatan|kabupaten|kota|desa)(?:nya)?(?: (?:mana|apa))?(?: (?:ya|pak|bu|kak))?\W*$"
)
_SHORT = 7


def in_few_words(passage: Passage) -> Iterator[Finding]:
    """The answer to a question for an address, in few words of which the first says a part of one: 'الدور الارضي'."""
    tokens = passage.tokens
    begins = tokens and (tokens[0].word in _PARTS or bool(_LOCALITY.search(passage.question)))
    if begins and 1 < len(tokens) <= _SHORT and not any(is_stop(part.word) for part in tokens):
        value = " ".join(token.word for token in tokens)
        yield Finding(tokens[0].start, tokens[-1].end, "address", value, 0.65, "part of an address, asked for")


def from_first(passage: Passage, found: Finding) -> Finding:
    """With the few words before it that begin the answer: 'المنصور شارع …', 'kos putri jalan …'."""
    first = last = next(at for at, token in enumerate(passage.tokens) if token.start >= found.start)
    while first and last - first < _MOST and not is_stop(passage.tokens[first - 1].word):
        if re.search(r"[.!?:\n]", passage.folded[passage.tokens[first - 1].end : passage.tokens[first].start]):
            break
        first -= 1
    if last - first == _MOST:
        return found
    while first < last and (passage.tokens[first].word in acknowledged() or passage.tokens[first].word in _LINKS):
        first += 1
    return found._replace(start=passage.tokens[first].start)


def _postcode(passage: Passage) -> Iterator[Finding]:
    for run in passage.runs:
        if len(run.digits) in _POSTCODES:
            yield Finding(run.start, run.end, "address", run.digits, 0.9, "a postcode, asked for")
            return


def _finding(passage: Passage, first: int, last: int) -> Finding:
    start, end = passage.tokens[first].start, passage.tokens[last - 1].end
    return Finding(start, end, "address", passage.folded[start:end], 0.56, "part of an address, asked for")

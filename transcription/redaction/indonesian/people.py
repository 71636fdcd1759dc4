"""Indonesian names with capitals: listed ones with what stands about them, as in 'H. Muh. Zainuddin'."""

from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.indonesian.names import applies, is_ordinary
from transcription.redaction.language import is_stop
from transcription.redaction.listed import listed
from transcription.redaction.name_words import describes, is_given, words_of
from transcription.redaction.passage import Passage

_JOINED = frozenset((" ", ". ", ".", "-", "'", "’"))
# What stands before a name as a part of it; short ones may have their point.
_BEFORE = frozenset(
    ("i", "ni", "ida", "si", "m", "muh", "moh", "mochamad", "muhamad", "abd", "abdul", "h", "hj", "r", "rr", "rd", "st",
     "ag", "fx", "kh", "tb", "dewa", "anak", "agung", "gusti", "desak", "cokorda", "tengku", "teuku", "cut", "andi",
     "baiq", "lalu", "sitti", "siti", "raden", "gede", "putu", "luh", "ayu", "bagus", "made", "mbah", "eyang", "opung",
     "haji", "hajah", "kyai", "daeng")
)  # fmt: skip
_BETWEEN = frozenset(("bin", "binti", "br", "boru", "al", "van", "de", "daeng", "ibnu"))
_MOST = 5
_SIGNED = frozenset("-–—~")


def people(passage: Passage) -> Iterator[Finding]:
    if not applies(passage) or passage.text.isupper() or passage.text.islower():
        return
    at = 0
    while at < len(passage.tokens):
        if not _is_name(passage, at):
            at += 1
            continue
        first, last = _first(passage, at), _last(passage, at + 1)
        if last - first > 1 or _inside(passage, first) or _signs(passage, first, last):
            start, end = passage.tokens[first].start, passage.tokens[last - 1].end
            value = " ".join(token.word for token in passage.tokens[first:last])
            yield Finding(start, end, "name", value, 0.7, "listed names with capitals")
        at = last


def _upper(passage: Passage, at: int) -> bool:
    token = passage.tokens[at]
    return passage.text[token.start].isupper() and token.word.isalpha()


def _is_name(passage: Passage, at: int) -> bool:
    word = passage.tokens[at].word
    return _upper(passage, at) and is_given(word, "id") and not (is_ordinary(word) or is_stop(word))


def _gap(passage: Passage, at: int) -> str:
    """What stands before token `at`."""
    return passage.folded[passage.tokens[at - 1].end : passage.tokens[at].start]


def _first(passage: Passage, at: int) -> int:
    while at and _gap(passage, at) in _JOINED and _upper(passage, at - 1):
        word = passage.tokens[at - 1].word
        initial = len(word) == 1 and _gap(passage, at) != " "
        if not (initial or word in _BEFORE or _unknown(passage, at - 1)) or (
            _gap(passage, at) == ". " and len(word) > 3
        ):
            break
        at -= 1
    return at


def _unknown(passage: Passage, at: int) -> bool:
    """Whether a word with a capital says nothing else, and no sentence begins with it."""
    word = passage.tokens[at].word
    said = is_ordinary(word) or is_stop(word) or describes(word) or word in words_of("titles")
    said = said or _short_form(passage, at + 1, at)
    return len(word) > 1 and not said and _gap(passage, at + 1) == " "


def _listed(word: str) -> bool:
    return word in listed("id").given or word in listed("id").family


def _short_form(passage: Passage, name: int, at: int) -> bool:
    """Whether token `at` is all capitals beside a name that is not: 'Siti TTL …'."""
    written = [passage.text[passage.tokens[here].start : passage.tokens[here].end] for here in (name, at)]
    return len(written[1]) > 1 and written[1].isupper() and not written[0].isupper()


def _last(passage: Passage, at: int) -> int:
    first = last = at
    while at < len(passage.tokens) and at - first < _MOST and _gap(passage, at) in _JOINED:
        word = passage.tokens[at].word
        point = _gap(passage, at) in {". ", "."}
        if word in _BETWEEN:
            at += 1
            continue
        if point and passage.tokens[at - 1].word not in _BETWEEN | _BEFORE and len(passage.tokens[at - 1].word) > 1:
            break
        said = is_ordinary(word) or describes(word) or word in words_of("titles") or _short_form(passage, first - 1, at)
        if not _upper(passage, at) or is_stop(word) or (said and not (is_given(word, "id") or _listed(word))):
            break
        at += 1
        last = at
    return last


def _inside(passage: Passage, at: int) -> bool:
    """Whether no sentence begins there, where any word has its capital."""
    before = passage.text[: passage.tokens[at].start].rstrip(" \"'“(*")
    return bool(before) and before[-1] not in ".!?\n:;-–—~•"


def _signs(passage: Passage, first: int, last: int) -> bool:
    """Whether it is all that stands after a stroke at the end: '… Terima kasih! -Dinda'."""
    before = passage.text[: passage.tokens[first].start].rstrip()
    return last == len(passage.tokens) and before[-1:] in _SIGNED

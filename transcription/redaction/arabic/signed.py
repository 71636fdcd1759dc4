"""Arabic names that stand for themselves: at the end of a letter, and right before a birth or a number."""

import re
from collections.abc import Iterator, Sequence

from transcription.redaction.arabic.names import FATHERS, is_ali, is_arabic, is_listed, table
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.name_extent import place_of
from transcription.redaction.name_words import asks, describes
from transcription.redaction.numerals import number_words
from transcription.redaction.passage import Passage

_CLOSING = re.compile(
    r"(?:(?:مع|لكم|ولكم|ولك) (?:\w+ ){0,2}(?:ال)?(?:تقدير|احترام|شكر|تحي\w+|مود\w+|ود|احترامي|تقديري)"
    r"|تفضلوا بقبول [\w ]{0,40}|(?<!\w)و?(?:شاكر|ممتن|مقدر)\w* [\w ]{0,30}|(?<!\w)(?:اطيب )?تحيات\w*|دمتم[\w ]{0,15}"
    r"|(?<!\w)(?:ال)?(?:مرسل|مخلص|متضرر|مقدم|محب)\w*|اخوكم|اختكم|ابنكم|ابنتكم|مقدم الطلب|(?<!\w)و?شكرا(?: لكم| جزيلا)?)"
    r"[\s،,.:\-]{1,4}$"
)
_CLAUSE = re.compile(r"[^.،,:؛;!?؟\n\[\]()]+")
_MOST = 5
_NUMBER = re.compile(r" (?=\d[\d \-/]{5,})")
_ITEM = re.compile(r"[\s،,:\-]{1,4}(?:\[(?:birth|phone|iban|card|email|id|code)\]|(?P<digits>[+\d][\d \-/.]{5,}))")
_LONG = 90


def signed(passage: Passage) -> Iterator[Finding]:
    """The last words of a letter, and words before an item, where nothing but a name fits."""
    folded = passage.folded.rstrip()
    clauses = list(_CLAUSE.finditer(folded))
    if not clauses:
        return
    for number, clause in enumerate(clauses):
        last = number == len(clauses) - 1 and folded[clause.end() :].strip(" .،!") == ""
        item = _ITEM.match(folded, clause.end() - (len(clause[0]) - len(clause[0].rstrip())))
        begun = _before_digits(clause)
        if not (last or item or begun):
            continue
        name = _words(passage, clause.start(), begun or clause.end())
        if not name:
            continue
        closed = last and bool(_CLOSING.search(folded[max(0, clause.start() - _LONG) : _first(clause)]))
        first = name[0].word
        known = is_listed(first) or first in FATHERS
        apart = number > 0 and folded[clauses[number - 1].end()] in ".\n]"
        whole = len(name) > 1 and known and (bool(item or begun) or (last and apart and len(folded) > _LONG))
        if closed or whole or (known and len(name) > 1 and asks(passage.question)):
            yield Finding(name[0].start, name[-1].end, "name", " ".join(word.word for word in name), 0.72, "signed")


def _first(clause: re.Match[str]) -> int:
    return clause.start() + len(clause[0]) - len(clause[0].lstrip())


def _before_digits(clause: re.Match[str]) -> int | None:
    """Where a long number begins in a clause, of which the words before it may be a name."""
    found = _NUMBER.search(clause[0])
    return clause.start() + found.start() if found else None


def _words(passage: Passage, start: int, end: int) -> Sequence[Token]:
    """The words there, if all of them may be of one name."""
    first, last = place_of(passage, start), place_of(passage, end)
    said = passage.tokens[first:last]
    if not 0 < len(said) <= _MOST or passage.text[start:end].count("  "):
        return ()
    fit = all(_fits(passage, place) for place in range(first, last))
    return said if fit and said[-1].word not in FATHERS else ()


def _fits(passage: Passage, place: int) -> bool:
    word = passage.tokens[place].word
    if word in FATHERS or word in table("links") or word in {"ابي", "ابا"} or is_ali(passage, place):
        return True
    if not is_arabic(word) or len(word) <= 2 or is_stop(word) or word in acknowledged():
        return False
    if word in table("ordinary") or word in table("firms") or word in table("adjectives"):
        return False
    if word in number_words("ar").table or word.startswith(("بال", "لل", "وال")):
        return False
    return is_listed(word) or word.startswith("ال") or not describes(word)

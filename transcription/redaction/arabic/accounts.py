"""Bank accounts in Arabic: numbers beside 'account' and a bank or a transfer, RIB and CCP, IBANs in pieces."""

import re
from collections.abc import Iterator

from transcription.redaction.arabic.pieces import Piece, pieces
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

_COUNTRIES = (
    "ad|ae|at|az|be|bg|bh|ch|cy|cz|de|dj|dk|dz|ee|eg|es|fi|fr|gb|ge|gr|hr|hu|ie|iq|is|it|jo|kw|kz|lb|lt|lu|lv|ly|ma|mc|mr"
    "|mt|nl|no|om|pk|pl|ps|pt|qa|ro|sa|sd|se|si|sk|so|tn|tr|ua"
)
# An IBAN by its form: mistyped, of odd groups, its country twice.
_FORM = re.compile(
    rf"(?<![^\W_])(?:{_COUNTRIES})?(?:{_COUNTRIES})\d\d"
    r"(?:[ \n-]?(?=[a-z]{0,4}\d|[a-z]{4})[a-z0-9]{2,30}){1,8}(?![^\W_])"
)
_SHORTEST, _LONGEST, _DIGITS = 15, 36, 10
_ACCOUNT = re.compile(
    r"(?<!\w)(?:و|ب|ل|ع)?(?:ال|لل)?(?:حساب(?:ي|ك|ه|ها|نا|هم|كم|و|تي)?|ريب|rib|ccp|سي سي بي|ايبان\w*|iban|جاري)(?!\w)"
)
_OWN = re.compile(r"(?<!\w)(?:ريب|rib|ccp|سي سي بي|ايبان\w*|iban)(?!\w)")
_BANK = re.compile(
    r"بنك|مصرف|تحويل|تحول|حوالت|حواله|حولو|نحول|احول|يحول|حولت|راتب|ايداع|اودع|استرجاع|ارجاع|نرجع|ترجع|يرجع|استرداد|تعويض|فلوس|صرف|ايبان"
    r"|(?<!\w)حساب (?:بنتي|ابني|زوجتي|زوجي|اختي|اخوي|اخي|امي|ابوي|والدي|والدتي|مراتي|جوزي|مرتي|راجلي|ولدي)"
    r"|(?<!\w)(?:ريب|rib|ccp)(?!\w)|\[iban\]|سويفت|بوسطه|باريدي"
)
# The country and the bank before the digits.
_LETTERS_BEFORE = re.compile(r"(?<![a-z])[a-z]{1,4} ?$")
# Not a bank's: of a firm that serves somebody.
_SERVED = re.compile(
    r"مشترك|كهرب|مياه|الماء|عميل|زبون|عداد|فاتور|نترنت|اشتراك|تويتر|انستا|فيسبوك|سناب|لعبه|العاب|مستخدم|تطبيق"
)
_AMOUNT = re.compile(r"[.,٫]")
_KEY = re.compile(r"\s{1,2}(?:cle|clef|مفتاح|المفتاح|كلي)\s{1,2}\d{2}(?!\d)")
_REACH, _LEAD, _FAR = 60, 110, 30
_FEWEST, _MOST = 6, 30
# Words between two signs that may be misheard.
_STRANGE = 2
_PIECES, _LETTERS, _NUMBERS = 5, 2, 2


def accounts(passage: Passage) -> Iterator[Finding]:
    for found in _FORM.finditer(passage.folded):
        for end in _ends(found):
            value = re.sub(r"[^a-z0-9]", "", passage.folded[found.start() : end])
            if _SHORTEST <= len(value) <= _LONGEST and sum(sign.isdecimal() for sign in value) >= _DIGITS:
                yield Finding(found.start(), end, "iban", value.upper(), 0.93, "an IBAN by its form")
                break
    near = f"{passage.folded_before}\n{passage.folded}"
    asked = bool(_ACCOUNT.search(passage.question))
    if not (asked or _ACCOUNT.search(passage.folded)):
        return
    bank = bool(_BANK.search(near))
    for run in passage.runs:
        if not _FEWEST <= len(run.digits) <= _MOST or measured(passage.folded, run) or run.big:
            continue
        if not run.spoken and _AMOUNT.search(passage.folded, run.start, run.end):
            continue
        if _said(passage, run.start, bank=bank) or (asked and run.start <= _FAR and _asks(passage, bank=bank)):
            key = _KEY.match(passage.folded, run.end)
            end = key.end() if key else run.end
            letters = _LETTERS_BEFORE.search(passage.folded[max(0, run.start - _PIECES) : run.start])
            start = run.start - len(letters[0]) if letters else run.start
            yield Finding(start, end, "iban", run.digits, 0.88, "an account, the words say so")
    if bank:
        yield from _spelt(passage)


def _ends(found: re.Match[str]) -> Iterator[int]:
    """Where it may end: after its last group, or the one before that, as another number may follow."""
    yield found.end()
    yield from (found.start() + gap.start() for gap in reversed(list(re.finditer(r"[ \n-]", found[0]))))


def _said(passage: Passage, start: int, *, bank: bool) -> bool:
    """Whether the last thing said before a number is an account of a bank, and no other number stands between."""
    lead = passage.folded[max(0, start - _LEAD) : start]
    last = None
    for found in _ACCOUNT.finditer(lead):
        last = found
    if last is None or len(lead) - last.end() > _REACH:
        return False
    between = lead[last.end() :]
    if re.search(r"[.!?؟\n]|رقم(?:ي|ك|ه)(?!\w)|جوال|هاتف|تلفون|موبايل|طلب|بطاق|هوي", between):
        return False
    return bool(_OWN.search(last[0])) or (bank and not _SERVED.search(between + passage.folded[start : start + _FAR]))


def _asks(passage: Passage, *, bank: bool) -> bool:
    if re.search(r"جوال|هاتف|بطاق|هوي|طلب", passage.question):
        return False
    return bool(_OWN.search(passage.question)) or (bank and not _SERVED.search(passage.question))


def _spelt(passage: Passage) -> Iterator[Finding]:
    """Letters by their names among digits: 'اي كيو ثمانية وتسعين ان بي …'."""
    said = pieces(passage)
    first = 0
    while first < len(said):
        last = here = first
        while here < len(said) and here - last <= _STRANGE:
            here += 1
            if said[here - 1].kind in {"letter", "number"}:
                last = here
            elif first == last or _parting(passage, said[here - 1]):
                break
        letters, numbers = (sum(piece.kind == kind for piece in said[first:last]) for kind in ("letter", "number"))
        if last - first >= _PIECES and letters >= _LETTERS and numbers >= _NUMBERS:
            start, end = passage.tokens[said[first].first].start, passage.tokens[said[last - 1].last - 1].end
            yield Finding(start, end, "iban", passage.folded[start:end], 0.975, "letters and digits of an account")
        first = max(last, first + 1)


def _parting(passage: Passage, piece: Piece) -> bool:
    """Whether a word is none that was misheard or said in between."""
    words = passage.number_words
    word = passage.tokens[piece.first].word
    return not (word in words.fillers or word in words.misheard) and (is_stop(word) or word in acknowledged())

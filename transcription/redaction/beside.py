"""Polish and Indonesian numbers that no word introduces: what is spoken of around them says what they are."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction.cues import asked, said, said_here
from transcription.redaction.digits import Run, stretches
from transcription.redaction.finding import Finding
from transcription.redaction.folding import words
from transcription.redaction.language import acknowledged, is_stop, language, pattern
from transcription.redaction.numerals import all_number_words
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import coded, dated, measured

_LANGUAGES = frozenset(("pl", "id"))
# Where in a number its digits stand, or which of them is wrong; between that and the digits only words.
_PLACE = re.compile(
    r"(?<![a-z])(?:kon[cz]{1,2}\w*|zaczyna\w*|ostatni\w*|poczat\w+|poczyna\w*|srod(?:ek|ku)\w*|brakuj\w*|kierunkow\w*"
    r"|(?:od|za) przodu|(?:a )?dalej|reszta"
    r"|(?:di |yang |yg )?(?:belakang|depan|akhir|ujung|buntut|awal|tengah)\w*|berakhir\w*"
    r"|akhiran\w*|sisa\w*|kode area\w*|angka)(?![a-z])[^\d\[.!?]{0,28}$"
)
# The same asked, with what was read out.
_READ_OUT = re.compile(
    r"(?<![a-z])(?:konc\w*|ostatni\w*|zaczyna\w*|belakang\w*|akhir\w*|berakhir\w*|ujung\w*|depan\w*|tengah\w*|buntut\w*)"
    r"[^\[]{0,20}\[(card|iban|pesel|nik|phone)\]"
)
_PIECES = frozenset(("card", "iban", "pesel", "nik", "phone"))
_TAKEN = re.compile(r"\[(card|iban|pesel|nik|phone|code)\]")
_NOUNS = re.compile(
    r"(?<![a-z])(?:(?P<card>kart[aeyiu]\w*|karcie|visa|vise|mastercard\w*|obciaz\w*)"
    r"|(?P<iban>kont[aoeu]\w*|rachun\w+|rek(?:ening)?\w*)"
    r"|(?P<pesel>pesel\w*)|(?P<nik>nik(?:nya)?|ktp(?:nya)?)"
    r"|(?P<phone>telefon\w*|tel|komork\w*|zadzwo\w*|dzwo[nn]\w*|oddzwo\w*|komorkow\w*|kontakt\w*|hp(?:nya)?|telpon\w*|telepon\w*"
    r"|wa|whatsapp|ditelepon|hubungi|menghubungi|nomornya|nomer(?:nya)?|nomor (?:yang|yg)|ponsel"
    r"|numer\w*(?= (?:\w+ )?(?:kon[cz]|zaczyn)))"
    r"|(?P<other>zamowien\w*|zam|zgloszeni\w*|faktur\w*|przesyl\w*|polis\w*|spraw\w*|rezerwac\w*|bilet\w*|pesanan|resi|tiket"
    r"|invoice|tagihan|polis|laporan|meteran|licznik\w*))(?![a-z])"
)
_CODE = re.compile(
    r"(?<![a-z])(?:sms(?:-?[a-z]{1,3})?|esemes\w*|3ds?(?: secure)?|pin(?:u|em|nya)?|blik\w*|hasl\w+|domofon\w*"
    r"|bram[aeyio]\w*|furt\w+|kod(?:u|em|y)?(?! (?:poczt|rabat|promo|bled|kresk|prod|towar|kierun))|autoryzac\w*"
    r"|paczkoma[tc]\w*|skrytk\w*|sejf\w*|alarm\w*|bankomat\w*|odwroci\w*|z tylu|puk|token\w*|weryfik\w*"
    r"|wiadomos\w*|cyferk\w*|otp|sandi(?:nya)?"
    r"|kode(?:nya)?(?! (?:pos|promo|diskon|voucher|error|barang|produk|booking|area|pesanan))"
    r"|password\w*|verifikasi|atm|gerbang\w*|pintu(?:nya)?|brankas|wifi|(?:balik|belakang) kartu(?:nya)?)(?![a-z])"
)
# The same where digits right after it are one; a gate or a cash machine has other numbers.
_SENT = re.compile(
    r"(?<![a-z])(?:sms(?:-?[a-z]{1,3})?|esemes\w*|wiadomosci|3ds?(?: secure)?|blik\w*|pin(?:nya)?|puk|otp|domofon\w*"
    r"|kod|kodem|kode(?:nya)?)"
    r"(?: (?:to|jest|mam|byl|mial|ze|moj|itu|saya|sy))?[\s:\"'(]*$"
)
# What people do with a code.
_DONE = re.compile(
    r"(?<![a-z])(?:wpis\w+|wklep\w+|w?stuk\w+|wystuk\w+|wbij\w*|wbil\w*|wcisk\w+|podal\w*|podaj\w*|podyktow\w+|dyktuj\w*"
    r"|przysz\w+|dosta[lj]\w*|ustawi\w+|odczyt\w*|dal[ae]m|powiedzial\w*|probuj\w*|probow\w*|sprobow\w*|klik\w*"
    r"|masuk\w*|coba|cobain|nyoba|kasih|kasi|ngasih|dikasih|bacakan|sebutkan|sebutin|ketik\w*|tekan|pencet\w*)(?![a-z])"
    r"[^\d\[]{0,36}$"
)
_TYPED = re.compile(r"(?<![a-z])(?:wpis\w+|wklep\w+|w?stuk\w+|wystuk\w+|wbij\w*|masukin|masukkan|ketik\w*)[ :\"]{1,3}$")
_MIXED = re.compile(
    r"(?<![a-z])(?:hasl[oa]|sandi(?:nya)?|password(?:nya)?)(?![a-z])[^\d.?!\n\[]{0,40}"
    r" ((?=[a-z]{2})[a-z]+\d+[a-z]*)(?![\w.@])"
)
_WANTED = re.compile(
    r"(?<![a-z])(?:pros\w+|popros\w+|poda\w*|podyktow\w+|odczyt\w*|jaki\w*|boleh|bisa|tolong|sebut\w*|baca\w*|berapa|apa)(?![a-z])"
)
_TIMED = re.compile(
    r"(?<![a-z])(?:jam|pukul|godz\w*|tgl|tanggal|dnia|od|do|po|przed|za|na|sampai|harga|wersj\w+|versi)[ .:]{1,2}$"
)
_BACK = re.compile(r"odwroc|z tylu|cv[vc]|balik kartu|belakang kartu")
# Written on end, with what one pays with spoken of.
_PAID = re.compile(
    r"(?<![a-z])(?:zwro\w+|platn\w+|zaplac\w*|obciaz\w*|odrzuc\w*|zablok\w*|zastrz\w*|diblok\w*|blokir|kart[aeyiu]\w*|vis[aey]|vise|mastercard\w*|wazn[aey]"
    r"|kartu|cc|kredit|debit|refund|gesek|cvv|exp)(?![a-z])"
)
_CARD = re.compile(r"3[47]\d{13}|[2-6]\d{15}")
_MOBILE = re.compile(r"(?:45|5[0137]|6[069]|7[2389]|88)\d{7}")
_PESEL = re.compile(r"\d\d(?:[0248]\d|[1359][0-2])(?:[0-2]\d|3[01])\d{5}")
# Right after the short word that says what they are; all but the ends of a card.
_GLUED = re.compile(
    r"(?<![a-z])(?:(?P<pesel>pesel)|(?P<nik>nik|ktp)|(?P<phone>tel|kom|hp|wa|telp))[_.:]{0,2}"
    r"(?P<digits>\d[\d -]{7,19}\d)(?!\w*\d)"
)
_BEHIND = re.compile(
    r"\[card\](?:\W{1,3}(?:exp|wazn\w*|do|berlaku|s/d))?(?: do)?"
    r"\W{1,3}\d\d ?[/.-] ?(?:20)?\d\d\W{1,3}(?P<code>\d{3})(?!\d)"
)
_MASKED = re.compile(r"(?<!\d)(\d{4,6})[ -]?(?:[*x•#]{2,6}[ -]?){1,3}\d{4}(?!\d)")
# A number is asked for, and nothing says of what.
_NUMBER = re.compile(r"(?<![a-z])(?:numer(?:ek|ku|em|u)?(?: \w+)?|nomor(?:nya)?(?: \w+)?|nomer(?:nya)?)\W*$")
_ACCOUNT = 26
_FEW, _FEWEST, _MOST, _CODED, _REPLY, _REACH, _NEAR = 3, 2, 9, (4, 8), 20, 90, 70
_SCORE = 0.6


def beside(passage: Passage) -> Iterator[Finding]:
    """Digits by their place in a number, codes that somebody types or was sent, cards, phones, accounts on end."""
    if passage.language not in _LANGUAGES or not passage.numeric:
        return
    yield from _in_signs(passage)
    for run in _runs(passage):
        if (
            len(run.digits) < _FEWEST
            or run.big
            or measured(passage.folded, run)
            or dated(passage.folded[run.start : run.end])
        ):
            continue
        if not run.spoken and coded(passage.folded, run.start, run.end):
            continue
        kind = _kind(passage, run)
        if kind:
            yield Finding(run.start, run.end, kind, run.digits, _SCORE, f"what is spoken of around it is a {kind}")


def _runs(passage: Passage) -> Iterator[Run]:
    """All, and what stands before an amount that was said right after it."""
    for run in passage.runs:
        if run.spoken and run.hard and measured(passage.folded, run):
            yield from stretches(run, passage.folded, _CODED[0], _MOST)
        else:
            yield run


def _in_signs(passage: Passage) -> Iterator[Finding]:
    """Passwords, numbers glued to the word that says what they are, cards of which all but the ends is masked."""
    for found in _MIXED.finditer(passage.folded):
        yield Finding(*found.span(1), "code", found[1], _SCORE, "letters and digits where a password is spoken of")
    for found in _GLUED.finditer(passage.folded):
        kind = next(kind for kind in ("pesel", "nik", "phone") if found[kind])
        yield Finding(*found.span("digits"), kind, found["digits"], _SCORE, f"glued to the word that says {kind}")
    for found in _BEHIND.finditer(passage.folded):
        yield Finding(*found.span("code"), "code", found["code"], _SCORE, "three digits behind a card and its month")
    for found in _MASKED.finditer(passage.folded):
        yield Finding(*found.span(), "card", found[0], _SCORE, "the ends of a card")


@cache
def _others() -> re.Pattern[str]:
    """Words for other numbers, anywhere around one that nothing introduces."""
    return re.compile(pattern(word for code in sorted(_LANGUAGES) for word in language(code).cues["other"]))


def _kind(passage: Passage, run: Run) -> str:
    here = said_here(passage, run.start, run.end)
    lead = passage.folded[max(0, run.start - _REACH) : run.start]
    if not run.spoken and here != "other" and (kind := _on_end(passage, run)):
        return kind
    if _FEWEST <= len(run.digits) <= _MOST and _PLACE.search(lead):
        kind = _piece_of(passage, run, lead)
        if kind in _PIECES:
            return kind
    if kind := _dictated(passage, run, here):
        return kind
    read_out = _READ_OUT.search(passage.question) if "[" in passage.question and run.start <= _REPLY else None
    if read_out and here is None and _FEWEST < len(run.digits) < _MOST:
        return read_out[1]
    typed = here == "other" and bool(_TYPED.search(lead))
    return "code" if (typed or here in {None, "code", "card"}) and _is_code(passage, run, lead) else ""


def _dictated(passage: Passage, run: Run, here: str | None) -> str:
    """The kind of number that is asked for or being dictated, where the digits are about all that is said."""
    count = len(passage.tokens) - (run.parts[-1].last - run.parts[0].first)
    if here not in {None, "phone"} or count > _FEW or run.start > _REPLY or not _FEWEST <= len(run.digits) < _MOST:
        return ""
    kinds = asked(passage)
    called = kinds <= {"phone"} and (kinds or (here is None and _NUMBER.search(passage.question)))
    if called and run.spoken and len(run.digits) > _FEWEST:
        return "phone"
    lines = passage.folded_before.rstrip().split("\n")[-2:]
    given = _TAKEN.findall("\n".join(lines))
    said_between = words(_TAKEN.sub("", lines[-1]))
    if not given or given[-1] not in _PIECES or len(said_between) > _MOST:
        return ""
    if not run.spoken and given[-1] != "phone":
        return ""
    plain = all(word in acknowledged() or is_stop(word) or word in all_number_words() for word in said_between)
    return given[-1] if plain else ""


def _piece_of(passage: Passage, run: Run, lead: str) -> str:
    """The kind of number that was spoken of last before it, or in the turn before, or after it."""
    lines = passage.folded_before.rstrip().split("\n")
    for text in (lead, lines[-1], lines[-2] if len(lines) > 1 else ""):
        found = [*_NOUNS.finditer(text), *_TAKEN.finditer(text)]
        if found:
            last = max(found, key=lambda item: item.end())
            return (last.lastgroup or last[1]) if last.re is _NOUNS else last[1]
    after = _NOUNS.search(passage.folded, run.end, run.end + _NEAR)
    return (after.lastgroup or "") if after else ""


def _is_code(passage: Passage, run: Run, lead: str) -> bool:
    count = len(run.digits)
    around = passage.folded[max(0, run.start - _REACH) : run.start] + " | " + passage.folded[run.end : run.end + _NEAR]
    back = count == 3 and bool(_BACK.search(around + passage.question))
    fits = back or (_CODED[0] <= count <= _CODED[1] and not _round(run))
    if not fits or _TIMED.search(lead):
        return False
    if _SENT.search(lead):
        return True
    if run.start <= _REPLY and _CODE.search(passage.question) and _WANTED.search(passage.question):
        return "other" not in asked(passage)
    return bool(_DONE.search(lead) and _CODE.search(around)) or (back and bool(_CODE.search(lead)))


def _round(run: Run) -> bool:
    return run.digits.endswith("00")


def _on_end(passage: Passage, run: Run) -> str:
    digits = run.digits
    around = f"{passage.question} {passage.folded[max(0, run.start - _REACH) : run.end + _REACH]}"
    if _CARD.fullmatch(digits):
        if "[card]" in around:
            return "card"
        return "card" if _PAID.search(around) and said(passage, run.start, run.end) in {None, "card"} else ""
    if passage.language != "pl":
        return ""
    if len(digits) == _ACCOUNT:
        return "iban"
    free = said(passage, run.start, run.end) in {None, "phone", "pesel"}
    if free and _PESEL.fullmatch(digits):
        return "pesel"
    return "phone" if free and _MOBILE.fullmatch(digits) and not _others().search(around) else ""

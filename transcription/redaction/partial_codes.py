"""Codes in pieces, in Polish and Indonesian: digits asked for by their place, pairs, letters among them, words."""

import re
from collections.abc import Iterator

from transcription.redaction.cues import asked, said_here
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

_LANGUAGES = frozenset(("pl", "id"))
_BY_PLACE = re.compile(
    r"(?:pierwsz|drug|trzeci|czwart|piat|szost|siodm|osm|dziewiat|dziesiat|ostatni)\w* (?:\w+ ){0,5}"
    r"(?:cyfr|znak|liter)\w*"
    r"|(?:cyfr|znak)\w* (?:\w+ ){0,3}(?:pierwsz|drug|trzeci|czwart|piat|szost|siodm|osm)\w*"
    r"|(?:digit|angka|huruf) (?:yang )?ke"
)
_OF = {"pesel": re.compile(r"pesel"), "nik": re.compile(r"(?<![a-z])(?:nik|ktp)(?![a-z])"),
       "card": re.compile(r"kart"), "iban": re.compile(r"kont[ao]|rachun|rekening"),
       "code": re.compile(r"telekod|hasl|pin|kod|haslo|sandi|otp")}  # fmt: skip
_MIXED = re.compile(
    r"(?<![\w/-])(?=[A-Z0-9 -]{0,20}\d)(?=[A-Z0-9 -]{0,20}[A-Z])[A-Z0-9]{1,6}(?:[ -][A-Z0-9]{1,6}){0,3}(?![\w/])"
)
_LEAD = re.compile(r"(?<![a-z])(?:kod|kodu|kode|kodenya|pin|otp|puk)(?: to| jest| itu| adalah)?[\s:\"'„(]*$")
# A word that opens an account is asked for, not reset or sent.
_WORD = re.compile(
    r"(?:jakie|podac|podaj\w*|poprosze|prosze|pani|pana|ustalone) (?:\w+ ){0,3}hasl[oa]|^\W*(?:a |i )?hasl[oa]\W*$"
    r"|hasl[oa] (?:telefoniczn|slown|ustn|do (?:infolinii|rozmow|konta|obslugi))|slowo (?:klucz|kod)"
    r"|(?:sebutkan|boleh|apa) (?:\w+ ){0,2}(?:kata sandi|password|kata kunci)(?:nya)?"
)
# Codes of offers and of faults; what a screen shows, and words that ask for it all the same.
_OFFERED = re.compile(r"rabat|promo|zniz|kupon|blad|bled|produkt|diskon|voucher|vocer|error|galat")
_SHOWN = re.compile(r"wyswietl|wyskak|wyskocz|pokazuje|komunikat|muncul")
_WANTED = re.compile(r"podac|podaj|podal|podyktow|popros|prosz[ey]|potrzeb|sebutkan|boleh|minta")
_WORDED = re.compile(r"[A-Z]{4,}\d{1,3}")
_NONE = frozenset(
    "pamietam pamieta zapomnialam zapomnialem znam wiem mam zmienic zmienilam zmienilem reset dziala dostalam"  # noqa: SIM905
    " dostalem jakie ktore nie sms smsem mailem przyszlo chwile chwileczke moment lupa ingat tahu tau ganti belum"
    " tidak bisa".split()
)
_ANSWER = 4
_MOST, _WORDS, _FEWEST = 2, 6, 4
_REACH, _FAR = 20, 40


def partial_codes(passage: Passage) -> Iterator[Finding]:
    if passage.language not in _LANGUAGES:
        return
    if passage.numeric:
        yield from _by_place(passage)
        yield from _pair(passage)
    yield from _with_letters(passage)
    yield from _words(passage)


def _by_place(passage: Passage) -> Iterator[Finding]:
    """Every digit of an answer to 'the second and the fourth digit of your PESEL'."""
    if not _BY_PLACE.search(passage.question):
        return
    kind = next((kind for kind, cue in _OF.items() if cue.search(passage.question)), None)
    for atom in passage.atoms if kind else ():
        if len(atom.digits) <= _MOST:
            yield Finding(atom.start, atom.end, kind or "code", atom.digits, 0.7, "a digit that was asked for")


def _pair(passage: Passage) -> Iterator[Finding]:
    """Two digits that are all the answer to a question for a code."""
    words = [token for token in passage.tokens if not is_stop(token.word)]
    if len(words) > _WORDS or asked(passage) != frozenset({"code"}):
        return
    for run in passage.runs:
        if run.spoken and len(run.digits) == _MOST and len(run.parts) == _MOST and not measured(passage.folded, run):
            yield Finding(run.start, run.end, "code", run.digits, 0.6, "digits of a code that was asked for")


def _with_letters(passage: Passage) -> Iterator[Finding]:
    """Letters and digits after 'the code', or where one was asked for."""
    kinds = asked(passage)
    due = (
        "code" in kinds
        and "other" not in kinds
        and not _offers(passage.question)
        and len(passage.tokens) <= _WORDS + _WORDS
    )
    for found in _MIXED.finditer(passage.text):
        led = bool(_LEAD.search(passage.folded[max(0, found.start() - _REACH) : found.start()]))
        lead = passage.folded[max(0, found.start() - _FAR) : found.start()]
        shown = not due and (_offers(f"{passage.question} {lead}") or _WORDED.fullmatch(found[0]))
        if shown or _OFFERED.search(lead):
            continue
        if len(found[0]) >= _FEWEST and (led or due) and said_here(passage, *found.span()) in {None, "code"}:
            yield Finding(*found.span(), "code", found[0].lower(), 0.75, "letters and digits of a code")


def _offers(text: str) -> bool:
    """Whether a folded text speaks of a code of an offer or a fault, or of what is seen and not asked for."""
    return bool(_OFFERED.search(text)) or (bool(_SHOWN.search(text)) and not _WANTED.search(text))


def _words(passage: Passage) -> Iterator[Finding]:
    """All the words of a short answer to a question for a password."""
    if (
        not _WORD.search(passage.question)
        or _offers(passage.question)
        or "?" in passage.text
        or not _NONE.isdisjoint(passage.words)
    ):
        return
    said = [token for token in passage.tokens if not (is_stop(token.word) or token.word in acknowledged())]
    if 0 < len(said) <= _ANSWER and len(passage.tokens) <= _ANSWER + _MOST and "[" not in passage.text:
        value = " ".join(token.word for token in said)
        yield Finding(said[0].start, said[-1].end, "code", value, 0.58, "a password that was asked for")

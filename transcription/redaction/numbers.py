"""Cards, phones, national numbers, one-time codes: which type a run of digits is, and how sure that is."""

import re
from collections.abc import Iterator

from transcription.redaction import checksums, corrected, shapes
from transcription.redaction.cues import asked, asked_beside, consumed, said, said_here, speaks
from transcription.redaction.digits import Run, stretches
from transcription.redaction.finding import Finding
from transcription.redaction.language import is_stop
from transcription.redaction.number_lengths import LENGTHS, NATIONAL, USUAL
from transcription.redaction.passage import Passage

# Runs that are no phone by count alone.
_FEWEST = 9
# So soon an answer to a question begins. Characters.
_REPLY = 20
# Scores above it are of numbers that the words name.
_SURE = 0.8
_CUT_OFF = 2
_OF_NOTHING = frozenset(("other", "birth", "id", "taken"))
# Four digits of a number that a person is known by; who asked for them.
_LAST = 4
_LAST_REACH = 120
_LAST_OF = re.compile(
    r"\b(?:last (?:four|4)\b|(?:ends|ending|end|ended)(?: in| with)?\b)"
    r"|\b(?:ostatni|koncowk|terakhir|belakang|berakhir|akhiran|ujung)\w*"
)
# 'G-730518', as codes are sent.
_PREFIXED = re.compile(r"(?<!\S)[a-z]{1,2}-$")
_LOST = 3
_MARK = re.compile(r"[^\w\s']|\n")
_CHECK = re.compile(r" ?(?:大写的?)?(?:x(?![a-z0-9])|叉|埃克斯|艾克斯)")
# The rest of a number, or it once more, is asked for.
_REST = re.compile(
    "后面|后[0-9一二两三四五六七八]{0,2}位|最后|剩下|接着|继续|然后|还有|中间|末.位|最新|重新|再[报说输]|过期|前面|"
    "前[0-9一二两三四五六七八]{0,2}位"
)
_GIVEN = re.compile(r"\[(card|resident_id|phone|iban|code)\]")
# Digits of a part; words of the last four, and of amounts.
_FEW = 4
_TAIL = re.compile("尾|末|余额|额度|积分")
_IDENTITY = re.compile("身份证.{0,6}位")
# What is dialled after a phone number goes with it; equal numbers stay equal.
_EXTENSION = re.compile(
    r"[ ,;]{0,2}(?:(?:ext|extn|extension|ekst|ekstensi|pesawat|wew|wewn|wewnetrzny)\.?|x|#|转|分机|تحويله|داخلي)"
    r"[ .:=]{0,2}\d{1,6}(?!\w)"
)
# Where long numbers are dictated in pieces of a turn each.
_IN_PIECES = frozenset(("pl", "id"))
_CHINESE = re.compile("[\u4e00-\u9fff]")
_Judged = tuple[str, float, str]


def numbers(passage: Passage) -> Iterator[Finding]:
    """A checksum raises the score and is not needed: a mistyped or misheard card is one all the same."""
    for run in passage.runs:
        if len(run.digits) < 3:
            continue
        kind = said(passage, run.start, run.end)
        whole = _judge(passage, run, kind)
        if whole is not None:
            yield _finding(passage, run, *whole)
        if len(run.digits) > 8 and len(run.parts) > 1:
            for part in stretches(run, passage.folded, 7, 19):
                judged = _judge(passage, part, kind)
                # Whole runs first: better too much than half of it.
                if judged is not None and (run.spoken or judged[1] >= shapes.STRONG):
                    yield _finding(passage, part, judged[0], judged[1] - 0.1, f"{judged[2]}, beside other digits")


def _finding(passage: Passage, run: Run, kind: str, score: float, reason: str) -> Finding:
    start = phone_start(passage.folded, run.start, run.end) if kind == "phone" else run.start
    end, digits = run.end, run.digits
    if kind == "iban" and passage.folded[max(0, start - 3) : start] == "pl ":
        start -= 3
    if run.spoken:
        start, end, digits = _edges(run, kind, start, end, passage)
    if kind == "resident_id" and (check := _CHECK.match(passage.folded, end)):
        end, digits = check.end(), f"{digits}X"
    if kind == "phone" and (extension := _EXTENSION.match(passage.folded, end)):
        end = extension.end()
    if run.spoken and score > _SURE:
        start, end, digits = _with_neighbours(passage, run, start, end, digits)
    return Finding(start, end, kind, digits, score, reason)


def _with_neighbours(passage: Passage, run: Run, start: int, end: int, digits: str) -> tuple[int, int, str]:
    """With a digit or two that a strange word cuts off its ends: 'two banana five five …'."""
    for other in passage.runs:
        if not other.spoken or len(other.digits) > _CUT_OFF or shapes.measured(passage.folded, other):
            continue
        if other.end < start and _strange(passage, other.parts[-1].last, run.parts[0].first):
            start, digits = other.start, other.digits + digits
        elif other.start > end and _strange(passage, run.parts[-1].last, other.parts[0].first):
            end, digits = other.end, digits + other.digits
    return start, end, digits


def _strange(passage: Passage, first: int, last: int) -> bool:
    """Whether one word that means nothing here stands between two tokens, and no mark."""
    gap = passage.tokens[first:last]
    if len(gap) != 1 or first == 0 or speaks(gap[0].word):
        return False
    text = passage.folded[passage.tokens[first - 1].end : passage.tokens[last].start]
    return not any(is_stop(token.word) or token.word.isdecimal() for token in gap) and not _MARK.search(text)


def _edges(run: Run, kind: str, start: int, end: int, passage: Passage) -> tuple[int, int, str]:
    """With a word at its edge that must be a misheard digit: one is missing, or the word stands alone there."""
    digits = run.digits
    wanted = {"card": 16, "ssn": 9, "pesel": 11, "nik": 16, "resident_id": 18}.get(kind)
    if kind == "phone":
        wanted = {"en": 10, "pl": 9, "zh": 11, "ar": 10}.get(passage.spoken)
    if kind == "code":
        wanted = len(digits) + 1 if len(digits) in {3, 5, 7} else None
    if run.after and passage.folded[run.after[0] : run.after[0] + 1] in {"", ".", ",", "\n", "，", "。", "x"}:
        return start, run.after[0], digits + run.after[1]
    if wanted is not None and len(digits) == wanted - 1 and run.after:
        return start, run.after[0], digits + run.after[1]
    # Right after the words that introduce it; another digit or two may be lost.
    if wanted is not None and run.before and wanted - _LOST <= len(digits) < wanted:
        return run.before[0], end, run.before[1] + digits
    return start, end, digits


def phone_start(folded: str, start: int, end: int) -> int:
    """Where the number begins with its '+', 'plus' or '('."""
    if folded[max(0, start - 5) : start] == "plus ":
        return start - 5
    if start and folded[start - 1] == "(" and ")" in folded[start:end]:
        start -= 1
    return start - 1 if start and folded[start - 1] == "+" else start


def _judge(passage: Passage, run: Run, kind: str | None) -> _Judged | None:
    folded = passage.folded
    plus = folded[phone_start(folded, run.start, run.end)] == "+"
    whole = kind == "code" and run.start <= _REPLY and len(run.digits) == _LAST and "code" in asked(passage)
    if shapes.measured(folded, run) or (run.big and not whole and kind in {None, "other", "birth", "code"}):
        return None
    coded = not run.spoken and not plus and shapes.coded(folded, run.start, run.end)
    if coded and not _ends_with_x(folded, run) and not (kind == "code" and _PREFIXED.search(folded[: run.start])):
        return None
    if kind == "id":
        kind = NATIONAL.get(len(run.digits) + _ends_with_x(folded, run))
    judged = _cued(passage, run, kind) if kind not in {None, "other", "birth"} else None
    if judged is None and kind not in {None, "other"} and run.start <= _REPLY:
        others = (_cued(passage, run, other) for other in sorted(asked(passage) - _OF_NOTHING))
        judged = next((other for other in others if other is not None), None)
        if judged is None and run.spoken and kind != "code" and "code" in asked_beside(passage):
            judged = _cued(passage, run, "code")
    if judged is None and kind == "other" and run.start <= _REPLY and said_here(passage, run.start, run.end) is None:
        judged = _beside_other(run, asked_beside(passage))
    judged = judged or _goes_on(passage, run) or _begun(passage, run, kind) or _put_right(passage, run)
    if judged is not None:
        return judged
    if kind == "birth":
        kind = None
    return _spoken(run, kind) if run.spoken else _written(passage, run, kind, plus=plus)


def _put_right(passage: Passage, run: Run) -> _Judged | None:
    kind = corrected.kind(passage, run)
    return None if kind is None else (kind, 0.6, "put right")


def _goes_on(passage: Passage, run: Run) -> _Judged | None:
    """The rest of what was given a turn or two before, where the other party asks for it, and 17 digits with an X."""
    count = len(run.digits)
    if run.spoken and count == LENGTHS["resident_id"].longest - 1 and _CHECK.match(passage.folded, run.end):
        return "resident_id", 0.85, "17 spoken digits and a check letter"
    if run.start > _REPLY or not LENGTHS["code"].shortest <= count <= LENGTHS["resident_id"].shortest - 1:
        return None
    if said_here(passage, run.start, run.end) is not None:
        return None
    given = _GIVEN.findall(passage.folded_before)
    if given and _REST.search(passage.question) and not shapes.dated(passage.folded[run.start : run.end]):
        return given[-1], 0.6, "the rest of a number"
    if _IDENTITY.search(passage.question):
        return "resident_id", 0.75, "part of a number"
    return None


def _begun(passage: Passage, run: Run, kind: str | None) -> _Judged | None:
    """A few digits of a card or an identity number that was asked for, where the rest is not read with them."""
    asked_for = kind in {"card", "resident_id", "nik", "pesel"} and run.start <= _REPLY and run.spoken and not run.big
    if not asked_for or len(run.digits) < _FEW:
        return None
    if not (passage.language in _IN_PIECES or _CHINESE.search(passage.folded)) or _TAIL.search(passage.folded):
        return None
    if kind is None or said_here(passage, run.start, run.end) is not None:
        return None
    return kind, 0.55, "part of a number that was asked for"


def _beside_other(run: Run, kinds: frozenset[str]) -> _Judged | None:
    """An answer to a question for two things, one of them personal, by a count of digits that the other seldom has."""
    count = len(run.digits)
    for kind, (fewest, most) in USUAL.items():
        if kind in kinds and fewest <= count <= most and not shapes.years(run):
            return kind, 0.7, f"{count} digits, asked for beside something else"
    return None


def _ends_with_x(folded: str, run: Run) -> bool:
    following = folded[run.end : run.end + 2]
    return len(run.digits) == 17 and following[:1] == "x" and not following[1:].isalnum()


def _cued(passage: Passage, run: Run, kind: str | None) -> _Judged | None:
    lengths = LENGTHS.get(kind or "")
    count = len(run.digits)
    if kind is None or lengths is None:
        return None
    fits = lengths.shortest <= count <= lengths.longest
    if run.spoken:
        fits = lengths.spoken_shortest <= count <= lengths.spoken_longest
    written = passage.folded[run.start : run.end]
    if kind == "resident_id" and count == 17:
        fits = True
    if count == _LAST and (kind == "ssn" or (kind in {"card", "iban", "nik", "pesel"} and run.spoken)):
        fits = bool(_LAST_OF.search(passage.folded_before[-_LAST_REACH:] + passage.folded[: run.start]))
    phone = kind == "phone" and shapes.national_phone(written, run.digits, passage.language)
    if not fits or (not run.spoken and kind != "code" and not phone and shapes.dated(written)):
        return None
    if kind == "code" and (consumed(passage, run.start) or shapes.dated(written)):
        return None
    if kind == "phone" and run.spoken and count > 12 and not run.hard:
        kind = "phone" if count <= 15 else "card"
    if kind == "phone" and not run.spoken and shapes.grouped_card(written) and checksums.luhn(run.digits):
        kind = "card"
    sure = _checked(kind, run.digits) or (kind == "card" and shapes.grouped_card(written))
    return kind, 0.95 if sure else 0.85, f"{count} digits, the words say {kind}"


def _checked(kind: str, digits: str) -> bool:
    check = {"card": checksums.luhn, "pesel": checksums.pesel, "nik": checksums.nik, "ssn": checksums.ssn}.get(kind)
    return bool(check and check(digits))


def _spoken(run: Run, kind: str | None) -> _Judged | None:
    """The count alone: one misheard digit must not leak a card."""
    count = len(run.digits)
    if kind == "other" or count < _FEWEST or shapes.years(run) or shapes.counted(run):
        return None
    if count == 11 and checksums.pesel(run.digits):
        return "pesel", 0.7, "11 spoken digits, checksum fits"
    if count <= 12:
        return "phone", 0.6, f"{count} spoken digits"
    if count == 16 and checksums.nik(run.digits) and not checksums.luhn(run.digits):
        return "nik", 0.65, "16 spoken digits, a birth date at its place"
    if count == 18 and checksums.born(run.digits):
        return "resident_id", 0.7, "18 spoken digits, a birth date at its place"
    # A card runs on into its expiry date, or is said twice.
    return "card", 0.7, f"{count} spoken digits"


def _written(passage: Passage, run: Run, kind: str | None, *, plus: bool) -> _Judged | None:
    digits, written = run.digits, passage.folded[run.start : run.end]
    judged = max(_candidates(passage, digits, written, plus=plus), key=lambda item: item[1], default=None)
    if judged is None:
        return None
    if kind == "other" and not plus:
        judged = (judged[0], judged[1] - 0.5, f"{judged[2]}, something else is spoken of")
    if kind is not None and kind != "other" and kind != judged[0] and judged[1] < 0.9:
        judged = (judged[0], judged[1] - 0.05, judged[2])
    return judged if judged[1] > 0.3 else None


def _candidates(passage: Passage, digits: str, written: str, *, plus: bool) -> Iterator[_Judged]:
    count = len(digits)
    if 13 <= count <= 19:
        grouped, valid = shapes.grouped_card(written), checksums.luhn(digits) and digits[0] in "23456"
        score = 0.4 + 0.35 * grouped + 0.25 * valid
        yield "card", score - 0.6 * plus, f"{count} digits" + ", grouped" * grouped + ", checksum fits" * valid
    if count == 11 and checksums.pesel(digits) and written.isdecimal():
        yield "pesel", 0.75, "checksum fits"
    if count == 16 and checksums.nik(digits) and not checksums.luhn(digits):
        yield "nik", 0.55, "a birth date at its place"
    if count == 18 and checksums.born(digits):
        yield "resident_id", 0.95 if checksums.resident_id(digits) else 0.6, "a birth date at its place"
    if count == 17 and checksums.born(digits + "X") and checksums.resident_id(digits + "X"):
        yield "resident_id", 0.95, "checksum fits"
    if count == 9 and shapes.grouped_ssn(written):
        yield "ssn", 0.85 if checksums.ssn(digits) else 0.6, "grouped as an SSN"
    if count == 26 and written[2:3] == " " and written[7:8] == " ":
        yield "iban", 0.95, "grouped as a Polish account"
    if shapes.national_phone(written, digits, passage.language):
        yield "phone", 0.7, "a phone number as its country writes them"
    if 7 <= count <= 15:
        yield ("phone", *shapes.phone(written.lstrip("("), digits, plus=plus, trunk=_trunk(digits, passage)))


def _trunk(digits: str, passage: Passage) -> bool:
    if digits.startswith("0") and 9 <= len(digits) <= 13:
        return True
    mobile = len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"
    return mobile and (passage.language == "zh" or bool(_CHINESE.search(passage.folded)))

"""Account numbers of banks with sort codes and routing numbers, and pieces of an American social security number."""

import re
from collections.abc import Iterator

from transcription.redaction.digits import Run
from transcription.redaction.english.banks import banks
from transcription.redaction.english.continued import continued
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured, years

# 'It's a checking account', and no 'I'm checking on my delivery'.
_CHECKING = (
    r"checking (?=account|number|or |and savings)"
    r"|(?:(?<=my )|(?<=your )|(?<=the )|(?<=a )|(?<=or )|(?<=and )|(?<=to )|(?<=from )|(?<=is )|(?<=it's )"
    r"|(?<=[a-z], ))"
    r"checking(?! (?:on|in|if|that|the|what|now|for|my|your|whether|this|it|up|with|out)(?![a-z]))"
)
_BRANCH = re.compile(
    r"(?<![a-z])(?:(?:sort|sc|s/c|rtn)(?: ?codes?)?(?= ?[:#]? ?\d)|sort ?codes?|routing|aba|b ?s ?b"
    r"|(?:transit|institution)(?: and \w+)? number|ifsc|i f s c|(?:swift|bic)(?: code|(?= ?[:#/])))(?![a-z])"
)
_ACCOUNT = re.compile(
    rf"(?<![a-z/])(?<!customer )(?:(?:account|acc|acct|ac|a/c)\.?(?: (?:number|no|num))?|nuban|{_CHECKING}|savings)"
    r"(?![a-z/])"
)
_BANK = re.compile(
    rf"(?<![a-z])(?:sort ?code|routing|b ?s ?b|ifsc|i f s c|nuban|bank|banks|banking|direct debit|direct deposit"
    rf"|{_CHECKING}|savings|current account|building society|payee|standing order|bacs"
    r"|refund(?:ed)? (?:me )?(?:in)?to|refund(?= a/?cc?t?)|s/c|rtn"
    r"|for (?:the|your|my|this|that|a) (?:refund|transfer|payout|deposit)"
    r"|nominated account|payouts?"
    r"|[a-z]* ?bank ?(?:details|account))(?![a-z])"
)
# What says between a cue and a number that it is something else, or about something else.
_ELSE = re.compile(
    r"(?<![a-z])(?:order|ticket|reference|ref|phone|mobile|card|balance|invoice|customer|policy|claim|case|amount|pay"
    r"|tracking|parcel|delivery|booking|confirmation|flight|serial|meter|mileage|item|product|model|job"
    r"|paid|postcode|zip|born|birth|security|expiry|ending|call|ring)(?![a-z])|[£$€]"
)
_IFSC = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4}0[A-Z0-9]{6}(?![A-Za-z0-9])")
_SOCIAL = re.compile(r"(?<![a-z])(?:social|ssn|s s n)(?! media| work| care| worker| housing| club)(?![a-z])")
_LAST_FOUR = re.compile(
    r"(?<![a-z])last (?:four|4)(?: digits?| of it| of (?:my|the|that) social)?(?: is| are|'s| was)?[\s,:]*$"
)
_LAST, _WHOLE = 4, 9
_GIVEN = re.compile(r"\[(iban|phone|ssn|card|birth)\]")
_BACK = re.compile(
    r"(?:(?:so|okay|ok|right|and|that's|that is|i've got|i have|was that|is that|it's|no|yeah|yes|uh|um|got it"
    r"|lovely|thanks|thank you|perfect|great)[ ,]{1,2})*"
)
_PHONES = frozenset(("mobile", "phone", "cell", "landline", "handset"))
# A year in which a contract ends.
_YEAR = re.compile(r"(?:19|20)\d\d")
_TERM = re.compile(
    r"(?<![a-z])(?:contract|plan|deal|offer|insurance|warranty|cover|agreement|tariff|promotion|lease)s?(?![a-z])"
)
# What a number read back does not go on with.
_PRICE = re.compile(
    r"\W{0,2}(?:(?:a|per|each|every) (?:day|week|month|year|unit|minute|piece)|for|to|monthly|extra|off|in total"
    r"|altogether|more|less)(?![a-z])"
)
_ENDING = re.compile(r"(?<![a-z])(?:ending|ends|end)(?: in| with)? $")
_PIECE, _PIECES, _TWO = 4, 12, 2
_MONTHS, _DAYS = 12, 31
# Digits of a branch and of an account; characters from the words to the number; turns in which a bank is spoken of.
_BRANCHES = (5, 9)
_ACCOUNTS = (6, 14)
_REACH = 60
_REPLY = 30
_LONG_REPLY = 90
_BESIDE = 12
_LATER = 4


def accounts(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en" or not passage.numeric:
        return
    yield from banks(passage)
    yield from continued(passage)
    for found in _IFSC.finditer(passage.text):
        yield Finding(*found.span(), "iban", found[0].lower(), 0.9, "the code of a bank's branch")
        beside = next((run for run in passage.runs if 0 < found.start() - run.end <= _BESIDE), None)
        if beside and _ACCOUNTS[0] <= len(beside.digits) <= _ACCOUNTS[1] and not _is_none(passage, beside):
            yield Finding(beside.start, beside.end, "iban", beside.digits, 0.9, "the account beside it")
    yield from _social(passage)
    yield from _read_back(passage)
    yield from _ending(passage)
    spoken_of = f"{passage.folded_before}\n{passage.folded}"
    if not (_BRANCH.search(spoken_of) or _ACCOUNT.search(spoken_of)):
        return
    asked = bool(_BANK.search(passage.question) or _given_beside(passage))
    for run in passage.runs:
        kind = _kind(passage, run)
        bank = asked or bool(_BANK.search(passage.folded, max(0, run.start - _LONG_REPLY), run.start))
        fewest, most = _BRANCHES if kind == "branch" else _ACCOUNTS
        if kind and (kind == "branch" or bank) and fewest <= len(run.digits) <= most and not _is_none(passage, run):
            yield Finding(run.start, run.end, "iban", run.digits, 0.92, f"the number of a bank's {kind}")


def _given_beside(passage: Passage) -> bool:
    """Whether the last turns spoke of a branch of a bank, or gave a number of one."""
    last = "\n".join(passage.folded_before.rstrip().split("\n")[-_LATER:])
    return "[iban]" in last or "[iban]" in passage.folded or bool(_BRANCH.search(f"{last}\n{passage.folded}"))


def _ending(passage: Passage) -> Iterator[Finding]:
    """The last digits by which a phone number is known: 'the mobile ending four one eight'."""
    if passage.words.isdisjoint(_PHONES) or "card" in passage.words:
        return
    for run in passage.runs:
        lead = passage.folded[max(0, run.start - _REACH) : run.start]
        if _TERM.search(lead) or (_YEAR.fullmatch(run.digits) and "number" not in lead):
            continue
        if _LAST - 1 <= len(run.digits) <= _LAST and _ENDING.search(lead) and not _is_none(passage, run):
            yield Finding(run.start, run.end, "phone", run.digits, 0.7, "the end of a phone number")


def _read_back(passage: Passage) -> Iterator[Finding]:
    """A number that stands for the one just given, though it differs: 'so that's thirty ninety four seventeen'."""
    given = _GIVEN.findall(passage.question)
    lead = _BACK.match(passage.folded)
    if not given or lead is None or "[" in passage.folded[:_REACH]:
        return
    for run in passage.runs:
        if (
            run.start <= lead.end()
            and _PIECE <= len(run.digits) <= _PIECES
            and not _is_none(passage, run)
            and run.spoken
            and not _PRICE.match(passage.folded, run.end)
        ):
            date = given[-1] == "birth"
            if len(run.parts) > _TWO and not years(run) and (not date or _dated(run)):
                yield Finding(run.start, run.end, given[-1], run.digits, 0.7, "read back")


def _dated(run: Run) -> bool:
    """Whether it may be a day, a month and a year."""
    first, second = (int(part.digits) for part in run.parts[:2])
    return 0 < min(first, second) <= _MONTHS and max(first, second) <= _DAYS


def _social(passage: Passage) -> Iterator[Finding]:
    """Digits that answer a question for it, and its last four."""
    if not _SOCIAL.search(passage.folded_before):
        return
    asked = bool(_SOCIAL.search(passage.question))
    for whole in passage.runs:
        run = _after_four(passage, whole)
        lead = passage.folded[max(0, run.start - _REACH) : run.start]
        answers = asked and run.start <= _REPLY and not _ELSE.search(lead)
        last = len(run.digits) == _LAST and _LAST_FOUR.search(lead)
        if (answers or last) and _LAST <= len(run.digits) <= _WHOLE and not _is_none(passage, run):
            yield Finding(
                run.start, run.end, "ssn", run.digits, 0.93 if last else 0.75, "of a social security number, asked for"
            )


def _after_four(passage: Passage, run: Run) -> Run:
    """Without the 'four' of 'the last four'."""
    rest = run.parts[1:]
    four = rest and len(run.digits) == _LAST + 1 and run.parts[0].digits == str(_LAST)
    if not (four and passage.folded.endswith("last ", 0, run.start)):
        return run
    return run._replace(start=rest[0].start, digits=run.digits[1:], parts=rest)


def _is_none(passage: Passage, run: Run) -> bool:
    glued = passage.folded[run.start - 1 : run.start] if run.start else ""
    return run.big or measured(passage.folded, run) or glued.isalnum() or glued == "-"


def _kind(passage: Passage, run: Run) -> str | None:
    """What the last words before a number say it is, in the passage or in the question that it answers."""
    lead = passage.folded[max(0, run.start - _REACH) : run.start]
    here = _last(lead)
    if here or run.start > _LONG_REPLY or _ELSE.search(lead[-_REPLY:]):
        return here
    return _last(passage.question[-_REACH * 2 :])


def _last(text: str) -> str | None:
    places = {
        kind: max((found.end() for found in cue.finditer(text)), default=-1)
        for kind, cue in (("branch", _BRANCH), ("account", _ACCOUNT))
    }
    kind = max(places, key=lambda kind: places[kind])
    return kind if places[kind] >= 0 and not _ELSE.search(text, places[kind]) else None

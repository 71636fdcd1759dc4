"""Codes and last digits that nobody asked for by name: by where they stand on a card, what opens, who shows them."""

import re
from collections.abc import Iterator

from transcription.redaction.digits import Run
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import glued, measured, years

_BACK = re.compile(
    r"(?<![a-z])(?:(?:on|off|from|at) (?:the |its |my )?(?:back|front|reverse|rear|strip)"
    r"|(?:the |its )?(?:back|reverse) (?:of (?:it|the card|my card|that)|says|reads|has|is)|c ?v ?[vc]2?|cvn"
    r"|signature strip|little (?:three|four|3|4)[ -]digit)(?![a-z])"
    r"(?! (?:of that|page|foot|cover|line|desk|order|door|yard))"
    r"[^\d\n?]{0,16}$"
)
_BACKED = re.compile(_BACK.pattern.removesuffix(r"[^\d\n?]{0,16}$"))
_CODE = re.compile(
    r"(?<![a-z])(?:the |my |her |his |our |your |panel |keypad |intercom |shed |barrier |lobby |front door |back door "
    r"|locker |parcel |collection |pick ?up |delivery |voicemail |parental |sim |screen |tablet |phone |[a-z]+ )"
    r"?(?:code|combination|combo|pin|passcode|pwd|buzzer)(?: for [a-z]+(?: [a-z]+)?| number)?"
    r"(?: is|'s| was|s|,)?(?: its| it's| it is| still| now| just)?[ :=-]{1,3}$"
)
_OPENS = re.compile(
    r"(?<![a-z])(?:(?:gate|alarm|safe|lock ?box|keypad|padlock|intercom|entry ?phone|combination|buzzer)(?:'s| is|:)?"
    r"(?: still| now)?|(?:code|pin|passcode|combination)[a-z ,]{0,20} (?:set|changed?|reset|switched|back) to"
    r"|two ?factor[a-z ]{0,20}|2fa[a-z ]{0,20}"
    r"|(?:code|pin|passcode)[a-z ,]{0,12} (?:i put|i typed|i entered|i used|putting in|typing|entering))[ :]{1,2}$"
)
_THERE = re.compile(
    r"(?: is| it's| that's)?(?: what's| the number)? (?:on|off|from) (?:the |its )?(?:back|front|reverse)"
    r"(?! of (?!it|the card|my card)| (?:page|foot|door|cover))(?![a-z])"
)
_WHOLE = re.compile(r"(?<![a-z])(?:sixteen|long|card) (?:digits?|numbers?)|(?<!\d)16(?!\d)|across the front")
_OFFERED = re.compile(
    r"(?<![a-z])(?:promo\w*|discount|voucher|coupon|offer|product|item|error|fault|area|post|postal|zip|country|dress|bar|qr"
    r"|source|sort|tax|swift|branch|booking|order|reference|referral|colou?r|airport|style|part|model|tariff|reason|status"
    r"|course|class|category|stock|cost|trip|dial\w*|gift|campaign|department|job|short|shipping|tracking|unit|message"
    r"|highway|building|hs|commodity|sku|fare)(?: \w+)? (?:code|pin|combination)"
)
_SENT = re.compile(
    r"(?<![a-z])(?:text|message|sms|e-?mail|app|screen|authenticator|notification|code)s?(?: \w+)?"
    r" (?:say|says|said|show|shows|read|reads|come|came|arrive|got)"
    r"|(?<![a-z])(?:got|get|received|sent|see) (?:a |the |you a |an )?(?:text|code|sms|message)(?![a-z])"
)
_PREFIXED = re.compile(r"(?<![\w-])[A-Z]-\d{3}[ -]?\d{3}(?![\w-])")
_MIXED = re.compile(
    r"(?<![\w/-])(?=[A-Z0-9 -]{0,8}\d)(?=[A-Z0-9 -]{0,8}[A-Z])[A-Z0-9]{3,4}[ -]?[A-Z0-9]{2,4}(?![\w/-])"
)
_LAST = re.compile(
    r"(?<![a-z])(?:last (?:four|three|4|3|bit|few)(?: digits| numbers)?|end(?:s|ing|ed)?(?: in| with)?)"
    r"(?: of [a-z' ]{1,25})?(?:'s| is| are| as| it's)?[ ,:]*$"
)
_WANTED = re.compile(
    r"(?<![a-z])(?:last (?:four|three|4|3)|end(?:s|ing)? in|which (?:card|account)"
    r"|first (?:four|six)|ending\W*$)(?![a-z])"
)
_KINDS = (
    ("ssn", re.compile(r"(?<![a-z])(?:social|ssn|s s n)(?![a-z])")),
    ("card", re.compile(r"(?<![a-z])(?:cards?|visa|mastercard|amex|debit|credit)(?![a-z])")),
    ("phone", re.compile(r"(?<![a-z])(?:phone|mobile|cell|landline)(?![a-z])")),
    ("iban", re.compile(r"(?<![a-z])(?:account|bank)(?![a-z])")),
)
_ELSE = re.compile(
    r"(?<![a-z])(?:order|ref|reference|tracking|ticket|booking|invoice|parcel|serial|policy|claim|meter|postcode|zip"
    r"|contract|case|confirmation|imei|flight|plate|reg|vin)(?![a-z])"
)
_REACH, _REPLY, _LINES = 44, 40, 3
_FEWEST, _MOST = 3, 8


def volunteered(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en" or not passage.numeric:
        return
    before = "\n".join(passage.folded_before.rstrip().split("\n")[-_LINES:])
    yield from _sent(passage)
    for run in passage.runs:
        if run.big or not _FEWEST <= len(run.digits) <= _MOST or measured(passage.folded, run) or years(run):
            continue
        lead = passage.folded[max(0, run.start - _REACH) : run.start]
        if _glued(passage, run):
            continue
        if len(run.digits) <= _FEWEST + 1 and (_BACK.search(lead) or _behind(passage, run)):
            yield Finding(run.start, run.end, "code", run.digits, 0.84, "where it stands on a card")
        elif len(run.digits) > _FEWEST and (_CODE.search(lead) or _OPENS.search(lead)) and not _OFFERED.search(lead):
            end = run.end + passage.folded.startswith("#", run.end)
            yield Finding(run.start, end, "code", run.digits, 0.7, "of what it opens")
        elif run.spoken and len(run.digits) in {_FEWEST, _FEWEST + 1}:
            yield from _last(passage, run, lead, before)


def _sent(passage: Passage) -> Iterator[Finding]:
    """Codes in the form in which they come."""
    for found in _PREFIXED.finditer(passage.text):
        yield Finding(*found.span(), "code", found[0].lower(), 0.9, "a code as it is sent")
    if _SENT.search(passage.question) and not _OFFERED.search(passage.question):
        for found in _MIXED.finditer(passage.text):
            if not _ELSE.search(passage.folded, max(0, found.start() - _REACH), found.start()):
                yield Finding(*found.span(), "code", found[0].lower(), 0.82, "letters and digits that were sent")


def _glued(passage: Passage, run: Run) -> bool:
    before, after = passage.folded[max(0, run.start - 1) : run.start], passage.folded[run.end : run.end + 1]
    hanging = {before, after} & {"/", "-"}
    return glued(passage.folded, run.start, run.end) or bool(hanging)


def _behind(passage: Passage, run: Run) -> bool:
    """Whether the words after a number say where it stands, or the question does and nothing else is asked."""
    after = passage.folded[run.end : run.end + _REPLY]
    here, asks = _THERE.match(after), bool(_BACKED.search(passage.question))
    return bool(here) or (run.start <= _REPLY and asks and not _WHOLE.search(passage.question))


def _last(passage: Passage, run: Run, lead: str, before: str) -> Iterator[Finding]:
    """The last digits of a card, a social security number, an account or a phone, as somebody says them."""
    led = _LAST.search(lead)
    asked = run.start <= _REPLY and _WANTED.search(passage.question)
    if not (led or asked):
        return
    near = f"{passage.question}\n{passage.folded}"
    if _ELSE.search(near):
        return
    kind = next((kind for kind, cue in _KINDS if cue.search(near)), None)
    kind = kind or next((kind for kind, cue in _KINDS if cue.search(before)), "card" if asked else None)
    if kind:
        yield Finding(run.start, run.end, kind, run.digits, 0.66, "the last digits of one")

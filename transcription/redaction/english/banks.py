"""Bank accounts by their shapes: sort code and account side by side, IBANs in fours or begun in letters."""

import re
from collections.abc import Iterator

from transcription.redaction.cues import said_here
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged
from transcription.redaction.name_extent import place_of
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

_SORT = r"(?:\d{6}|\d\d-\d\d-\d\d|\d\d \d\d \d\d)"
_ACCOUNT = r"(?:\d{8}|\d{4} \d{4})"
_BETWEEN = r"(?:[ ,/|;:-]|a/?c{1,2}(?:oun)?t?\.?|acct?|no\.?|number|and){1,8}"
_PAIR = re.compile(
    rf"(?<![\w/.-])(?<!\d )(?:(?P<sort>{_SORT}){_BETWEEN}(?P<account>{_ACCOUNT})"
    rf"|(?P<first>{_ACCOUNT}){_BETWEEN}(?P<second>{_SORT}))"
    r"(?![\w/-]| \d)"
)
_DASHED = re.compile(r"\d\d-\d\d-\d\d")
_BANKS = (
    r"nationwide|barclays|lloyds|natwest|halifax|santander|hsbc|monzo|starling|revolut|tsb|rbs|first direct|co-?op bank"
    r"|metro bank|virgin money|clydesdale|ulster bank|aib|ptsb|boi|kiwibank|anz|westpac|nab|commbank|asb|bnz|absa|fnb"
    r"|nedbank"
    r"|capitec|standard bank|gtbank|access bank|zenith|first bank|uba|kcb|equity bank|sbi|icici|hdfc|axis bank|chase"
    r"|wells fargo|bank of america|citibank|capital one|tangerine|scotiabank|rbc|bmo|cibc|credit union|building society"
    r"|pass ?book|bank|banks|direct debit|standing order|refund|reimburse\w*|payout|payee|joint|sort ?code"
    r"|account|wages|salary"
)
_BANK = re.compile(rf"(?<![a-z])(?:{_BANKS})(?![a-z])")
_NUMBERED = re.compile(r"(?<![a-z])(?:number|number's|acc|acct|account|account's|a/c|account number)(?: is| was|:)? ?$")
_BOOK = re.compile(rf"(?<![a-z])(?:{_BANKS[: _BANKS.index('|bank|')]})(?![a-z])")
_BOTH = re.compile(r"(?<![a-z])account(?: number)?(?![a-z]).*sort ?code|sort ?code.*(?<![a-z])account(?![a-z])")
_ZEALAND = re.compile(r"(?<![\w-])\d\d-\d{4}-\d{7}-\d{2,3}(?![\w-])")
_FOURS = re.compile(r"(?<!\w)([A-Z]{2}) ?\d\d(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,3})?(?!\w)")
_COUNTRIES = frozenset(
    "ad ae al at az ba be bg bh br by ch cr cy cz de dk ee eg es fi fr gb ge gi gr hr hu ie il is it jo kw kz lb li"  # noqa: SIM905
    " lt lu lv mc md me mk mt nl no pk pl ps pt qa ro rs sa se si sk sm tn tr ua vg xk".split()
)
_SIGN = r"[a-z](?: (?:for|as in|like) [a-z]{2,12})?"
_SPELT = re.compile(rf"{_SIGN}(?![a-z'])")
_BEGUN = re.compile(rf"(?<![a-z'])(?P<country>{_SIGN} {_SIGN}) (?=[a-z]+ )")
_ELSE = re.compile(
    r"(?<![a-z])(?:order|ref|reference|part|ticket|tracking|invoice|parcel|booking|claim|sku|item)\W{0,3}(?:no|number)?\W*$"
)
_OF_IBAN = re.compile(r"(?<![a-z])(?:iban|eye ban|i ban|b i c|swift|euro account)(?![a-z])|\[iban\]")
_REACH = 30
_LINES = 4
_LEAST, _EACH, _WORDED = 4, (6, 10), 2


def banks(passage: Passage) -> Iterator[Finding]:
    if passage.language != "en" or not passage.numeric:
        return
    yield from _written(passage)
    yield from _said(passage)
    yield from _begun(passage)


def _written(passage: Passage) -> Iterator[Finding]:
    context = f"{passage.folded_before}\n{passage.folded}"
    for found in _PAIR.finditer(passage.folded):
        dashed = any(_DASHED.fullmatch(part or "") for part in (found["sort"], found["second"]))
        led = _ELSE.search(passage.folded, max(0, found.start() - _REACH), found.start())
        if not led and (dashed or _BANK.search(context)):
            for kind in ("sort", "account", "first", "second"):
                if found[kind]:
                    value = re.sub(r"\D", "", found[kind])
                    yield Finding(*found.span(kind), "iban", value, 0.95, "a sort code and an account side by side")
    for found in _ZEALAND.finditer(passage.folded):
        yield Finding(*found.span(), "iban", re.sub(r"\D", "", found[0]), 0.95, "an account as New Zealand writes them")
    for found in _FOURS.finditer(passage.text):
        if found[1].lower() in _COUNTRIES and said_here(passage, *found.span()) in {None, "iban", "id"}:
            yield Finding(*found.span(), "iban", found[0].replace(" ", ""), 0.8, "an IBAN in fours")


def _said(passage: Passage) -> Iterator[Finding]:
    """Answers to a question for account and sort code; the number in a credit union's book."""
    both = _BOTH.search(passage.question)
    book = _BOOK.search(passage.folded)
    for run in passage.runs:
        if not _EACH[0] <= len(run.digits) <= _EACH[1] or run.big or measured(passage.folded, run):
            continue
        lead = passage.folded[max(0, run.start - _REACH) : run.start]
        named = book and book.end() <= run.start and _NUMBERED.search(lead)
        if (both and not _ELSE.search(lead)) or named:
            yield Finding(run.start, run.end, "iban", run.digits, 0.9, "an account, by who asks or whose it is")


def _begun(passage: Passage) -> Iterator[Finding]:
    """'G b five eight b for bravo a r c': a country's letters, two digits, and what goes on; cut short too."""
    spoken_of = _OF_IBAN.search("\n".join(passage.folded_before.rstrip().split("\n")[-_LINES:]) + passage.folded)
    for found in _BEGUN.finditer(passage.folded):
        country = "".join(re.findall(r"(?<![a-z])[a-z](?![a-z])", found["country"]))
        first = place_of(passage, found.end())
        if country not in _COUNTRIES or first not in passage.begun:
            continue
        signs, last, letters = country, first, 0
        while last < len(passage.tokens):
            step = 0
            sign = _SPELT.match(passage.folded, passage.tokens[last].start)
            words = sign[0].split() if sign else []
            if last in passage.begun and len(words) < _WORDED:
                atom = passage.begun[last]
                signs, step = signs + atom.digits, atom.last - last
            elif words:
                signs, step, letters = signs + words[0], len(words), letters + 1
            elif (
                passage.tokens[last].word in acknowledged() | {"then", "and", "uh", "um", "er"}
                and last + 1 in passage.begun
            ):
                step = 1
            if not step:
                break
            last += step
        sure = spoken_of or letters >= _LEAST
        if sure and len(signs) >= _LEAST and signs[2:4].isdecimal():
            end = passage.tokens[last - 1].end
            yield Finding(found.start(), end, "iban", signs, 0.96, "an IBAN's first signs")

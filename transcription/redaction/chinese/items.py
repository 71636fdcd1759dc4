"""Births, account numbers, codes with their marks and last digits of phones, as Chinese gives them."""

import re
from collections.abc import Iterator

from transcription.redaction.chinese.births import births
from transcription.redaction.chinese.codes import codes
from transcription.redaction.chinese.identities import identities
from transcription.redaction.chinese.mail import mails
from transcription.redaction.chinese.spoken_numbers import spoken_numbers
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

_CHINESE = re.compile("[\u4e00-\u9fff]")
_COUNT = "零〇一二三四五六七八九"
# After a name, with nothing but a mark between: year first, no later than a child of six would have it in 2024.
_PLAIN = (
    r"(?P<year>(?:19\d\d|20[01]\d))(?P<mark>[./-])\d{1,2}(?P=mark)\d{1,2}(?!\d)|(?:19\d\d|20[01]\d)[01]\d[0-3]\d(?!\d)"
    r"|(?:[3-9]\d|10\d|11[0-2])/\d{1,2}/\d{1,2}(?![\d/])|\d{1,2}[a-z]{3}(?:19\d\d|20[01]\d)(?!\w)"
    r"|(?:19\d\d|20[01]\d)年\d{1,2}月\d{1,2}日?"
)
_AFTER_NAME = re.compile(rf"(?<=\[name\])[ ,，/、(（|:：]{{0,3}}(?P<date>{_PLAIN})")
_ACCOUNT = re.compile(
    "[账帐][号户]|户头|户口|对公|存折|局号|(?:转|打|退|汇|存)(?:款|钱)?(?:给|到|去|进|回|入)?(?:我"
    "|这|那|下面|以下)?(?:个|张)?(?:户|卡)"
    "|[工建农中招交邮]行|银行|农会|邮政|信用社|农商|中信|兴业|浦发|广发"
)
_BANK = re.compile(
    "农会|信合|银行|[工建农中招交邮]行|户名|开户|[账帐][户号]|户头|户口|信用社|农商|邮政|邮局|存折"
    "|转[账帐]|汇款|收款|打款|退款|退费|退到|打到|理赔款|房租|工资|社保|"
    "公积金|提现|货款|学费|[订定押]金|匯|转"
)
# A card of UnionPay, of whichever bank, with its spaces.
_UNION = re.compile(
    r"(?<![0-9a-z-])(?:62[0-9]{2}[ -]?[0-9]{4}(?:[ -]?[0-9]{4}){2}(?:[ -]?[0-9]{1,3})?"
    r"|[0-9]{4}(?: [0-9]{4}){4}(?: [0-9]{1,3})?)(?![0-9a-z-])"
)
_BRANCH = re.compile(r"\([0-9]{3}\)[0-9][0-9-]{7,20}[0-9]")
_ELSE = re.compile("发票|代码|税号|批号|表号|合同|工单|序号|订单|单号|电话|手机|编号|卡号|身份|流水")
_ACCOUNT_DIGITS = (9, 24)
_HELD = re.compile("[账帐户]|存折")
# Local post offices and their accounts.
_POST = re.compile("局号|邮局|郵局")
_REACH = 20
_NUMBERED = 12
_LAST = re.compile("(?:电话|手机|号码|登记|预留|联系)[^，。]{0,8}(?:尾号|[后末]四位|[后末]4位|最后四)")
_PUT_RIGHT = re.compile(r"\[phone\][^0-9]{0,6}(?:不对|错了|不是|说错)[^0-9。]{0,4}$")
_POSTCODE = re.compile(
    f"(?<=\\[address\\])[ ,，]{{0,2}}(?P<code>[0-9]{{6}})(?![0-9])"
    f"|邮编[是为:： ]{{0,2}}(?P<said>[0-9]{{6}}|[{_COUNT}幺]{{6}})"
)
_LAST_DIGITS = 4
_REPLY = 12


def items(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    if passage.language != "zh" and not _CHINESE.search(text):
        return
    yield from births(passage)
    for found in _AFTER_NAME.finditer(text):
        yield _finding(found, "birth", "date", 0.85, "beside a name")
    yield from _accounts(passage, text)
    yield from codes(passage)
    yield from identities(passage)
    yield from mails(passage)
    yield from spoken_numbers(passage)
    yield from _phones(passage, text)
    if "[address]" in text + passage.folded_before:
        for found in _POSTCODE.finditer(text):
            yield _finding(found, "address", "code" if found["code"] else "said", 0.9, "a postcode")


def _accounts(passage: Passage, text: str) -> Iterator[Finding]:
    """Numbers of accounts of banks: after that word where a bank or a transfer is spoken of."""
    for found in _UNION.finditer(text):
        if not _ELSE.search(text[max(0, found.start() - _NUMBERED) : found.start()].replace("卡号", "")):
            yield _finding(found, "card", 0, 0.93, "a card of UnionPay")
    bank = bool(_BANK.search(text) or _BANK.search(passage.folded_before))
    if not bank:
        return
    for found in _BRANCH.finditer(text):
        yield _finding(found, "iban", 0, 0.9, "an account with its bank's number")
    fewest = 7 if _POST.search(text) else _ACCOUNT_DIGITS[0]
    for run in passage.runs:
        if run.big or measured(text, run):
            continue
        lead = text[max(0, run.start - _REACH) : run.start]
        cue = [found.end() for found in _ACCOUNT.finditer(lead)]
        asked = not cue and run.start <= _REPLY and bool(_ACCOUNT.search(passage.question))
        other = _ELSE.search(lead[cue[-1] :] if cue else passage.question + lead)
        said = lead if cue else passage.question
        if "卡" in said and not _HELD.search(said):
            continue
        if (cue or asked) and not other and fewest <= len(run.digits) <= _ACCOUNT_DIGITS[1]:
            yield Finding(run.start, run.end, "iban", run.digits, 0.96, "the number of an account")


def _phones(passage: Passage, text: str) -> Iterator[Finding]:
    """The last four digits of a phone that were asked for, and digits put right."""
    for run in passage.runs:
        lead = text[max(0, run.start - _REACH) : run.start]
        asked = run.start <= _REPLY and _LAST.search(passage.question) and "卡" not in passage.question
        here = _LAST.search(lead) and "卡" not in lead
        if len(run.digits) == _LAST_DIGITS and (asked or here):
            yield Finding(run.start, run.end, "phone", run.digits, 0.8, "the last digits of a phone")
        elif _PUT_RIGHT.search(lead):
            yield Finding(run.start, run.end, "phone", run.digits, 0.8, "put right")


def _finding(found: re.Match[str], kind: str, group: int | str, score: float, reason: str) -> Finding:
    return Finding(*found.span(group), kind, found[group], score, reason)

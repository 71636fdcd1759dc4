"""Births, account numbers, codes with their marks and last digits of phones, as Chinese gives them."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_CHINESE = re.compile("[\u4e00-\u9fff]")
_COUNT = "零〇一二三四五六七八九十两廿卅"
_YEAR = f"(?:(?:民国|公元)?(?:[0-9]{{2,4}}|[{_COUNT}百]{{2,5}})年)"
_CALENDAR = "(?:的?(?:农历|阴历|阳历|公历|新历|旧历|国历|闰))?"
_MONTH = f"(?:(?:[0-9]{{1,2}}|[{_COUNT}]{{1,2}}|[正冬腊])月份?)"
_DAY = f"(?:初?(?:[0-9]{{1,2}}|[{_COUNT}]{{1,3}})(?![0-9{_COUNT}点时])[日号]?)"
_DATED = re.compile(f"{_CALENDAR}{_YEAR}\n?{_CALENDAR}{_MONTH}(?:的?\n?{_DAY})?")
_REPUBLIC = re.compile(f"民国(?:[0-9]{{1,3}}|[{_COUNT}百]{{1,5}})年")
_MONTH_DAY = re.compile(f"{_MONTH}{_DAY}")
_BORN = re.compile(r"生日|出生|生于|生人|生的|诞辰|生辰|年月日|\[birth\]")
_NOT_BORN = re.compile("购|买|办|到期|有效|签|入职|开通|下单|预约|投保|生效|装机|入住|发货|订")
_BEFORE, _AFTER = 24, 6
# After a name, with nothing but a mark between: year first, no later than a child of six would have it in 2024.
_PLAIN = (
    r"(?P<year>(?:19\d\d|20[01]\d))(?P<mark>[./-])\d{1,2}(?P=mark)\d{1,2}(?!\d)|(?:19\d\d|20[01]\d)[01]\d[0-3]\d(?!\d)"
    r"|(?:[3-9]\d|10\d|11[0-2])/\d{1,2}/\d{1,2}(?![\d/])|\d{1,2}[a-z]{3}(?:19\d\d|20[01]\d)(?!\w)"
    r"|(?:19\d\d|20[01]\d)年\d{1,2}月\d{1,2}日?"
)
_AFTER_NAME = re.compile(rf"(?<=\[name\])[ ,，/、(（|:：]{{0,3}}(?P<date>{_PLAIN})")
_CHANGED = re.compile(rf"(?:改(?:为|成)|应该是|更正为|是)(?P<date>{_PLAIN}|[0-9]{{1,2}}[日号])")
_YEAR_ALONE = re.compile(
    f"(?:(?<=\\[name\\])[ ，,]?|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]的?)"
    f"(?P<date>(?:[0-9]{{2}}|[{_COUNT}]{{2}})年)(?=的|生|出生)"
)
_ACCOUNT = re.compile("[账帐][号户]|户头|对公")
_BANK = re.compile("银行|[工建农中招交]行|户名|开户|转[账帐]|汇款|收款|打款|退款|[订定]金|匯|转")
_BRANCH = re.compile(r"\([0-9]{3}\)[0-9][0-9-]{7,20}[0-9]")
_ELSE = re.compile("序号|订单|单号|电话|手机|编号|卡号|身份|流水")
_ACCOUNT_DIGITS = (9, 24)
_REACH = 20
_CODED = re.compile(
    r"(?:取件码|取货码|提货码|门禁|门锁|开门|密码|验证码|核销码)(?:密码)?(?:是|为)?[:： ]{0,2}"
    r"(?P<code>[#*]?[0-9](?:-?[0-9]){2,9}[#*]?)(?![0-9.])"
)
_MARK = re.compile(r"(?:星号|米字键?|井号键?|[#*])(?=\[code\])|(?<=\[code\])(?:星号|米字键?|井号键?|[#*])(?![0-9])")
_LAST = re.compile("(?:电话|手机|号码|登记|预留|联系)[^，。]{0,8}(?:尾号|[后末]四位|[后末]4位|最后四)")
_PUT_RIGHT = re.compile(r"\[phone\][^0-9]{0,6}(?:不对|错了|不是|说错)[^0-9。]{0,4}$")
_CHECK = re.compile(r"\[resident_id\][^0-9]{0,6}?(?P<sign>(?:大写的?)?(?:叉|x|艾克斯|埃克斯))$")
_POSTCODE = re.compile(
    f"(?<=\\[address\\])[ ,，]{{0,2}}(?P<code>[0-9]{{6}})(?![0-9])"
    f"|邮编[是为:： ]{{0,2}}(?P<said>[0-9]{{6}}|[{_COUNT}幺]{{6}})"
)
_LAST_DIGITS = 4
_REPLY = 12


def items(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    if not _CHINESE.search(text):
        return
    yield from _births(passage, text)
    yield from _accounts(passage, text)
    for found in _CODED.finditer(text):
        yield _finding(found, "code", "code", 0.9, "a code with its marks")
    if "[code]" in text:
        for found in _MARK.finditer(text):
            yield _finding(found, "code", 0, 0.8, "a mark of a code")
    yield from _phones(passage, text)
    for found in _CHECK.finditer(text):
        yield _finding(found, "resident_id", "sign", 0.8, "the check letter")
    if "[address]" in text + passage.folded_before:
        for found in _POSTCODE.finditer(text):
            yield _finding(found, "address", "code" if found["code"] else "said", 0.9, "a postcode")


def _births(passage: Passage, text: str) -> Iterator[Finding]:
    asked = bool(_BORN.search(passage.question))
    for found in (*_DATED.finditer(text), *(_REPUBLIC.finditer(text) if asked else ())):
        around = text[max(0, found.start() - _BEFORE) : found.start()], text[found.end() : found.end() + _AFTER]
        spoken_of = _BORN.search(around[0]) or _BORN.search(around[1]) or re.match("生(?![效产活])", around[1])
        if (asked or spoken_of) and not _NOT_BORN.search(around[0][-_AFTER:] + around[1]):
            yield _finding(found, "birth", 0, 0.91, "a date, the words say birth")
    if "[birth]" in text + passage.question:
        for found in _MONTH_DAY.finditer(text):
            if "[birth]" in text[: found.start()] or found.start() <= _AFTER:
                yield _finding(found, "birth", 0, 0.7, "a day of a birth")
        for found in _CHANGED.finditer(text):
            if "[birth]" in passage.question or "[birth]" in text[: found.start()]:
                yield _finding(found, "birth", "date", 0.7, "a birth put right")
    for pattern in (_AFTER_NAME, _YEAR_ALONE):
        for found in pattern.finditer(text):
            yield _finding(found, "birth", "date", 0.85, "beside a name")


def _accounts(passage: Passage, text: str) -> Iterator[Finding]:
    """Numbers of accounts of banks: after that word where a bank or a transfer is spoken of."""
    bank = bool(_BANK.search(text) or _BANK.search(passage.folded_before))
    if not bank:
        return
    for found in _BRANCH.finditer(text):
        yield _finding(found, "iban", 0, 0.9, "an account with its bank's number")
    for run in passage.runs:
        lead = text[max(0, run.start - _REACH) : run.start]
        cue = [found.end() for found in _ACCOUNT.finditer(lead)]
        asked = not cue and run.start <= _REPLY and bool(_ACCOUNT.search(passage.question))
        other = _ELSE.search(lead[cue[-1] :] if cue else passage.question + lead)
        if (cue or asked) and not other and _ACCOUNT_DIGITS[0] <= len(run.digits) <= _ACCOUNT_DIGITS[1]:
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

"""Identity numbers of Chinese papers: last digits, residents of Taiwan and Hong Kong, passports and permits."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_DIGIT = "[0-9零〇一二两三四五六七八九幺洞拐]"
_CHECK = "(?:大写的?|括号)? ?(?:x|叉|埃克斯|艾克斯)"
_PAPERS = re.compile(
    "老证|身份证|身份号|字号|居留证|统一证号|证件|证号|hkid|identity card|护照|通行证|台胞证|回乡证|回乡卡|永居|"
    "永久居留|居住证|驾驶证|驾照|军官证|学籍号"
)
_OTHER = re.compile(
    "订单|单号|编号|编码|型号|序列|代号|批号|保单|案件|票号|航班|流水|优惠码|会员|条码|产品|合同|工号|车牌|sn|快递"
)
# Letter and nine digits: a citizen or a resident alien of Taiwan; letters, six digits and a check: Hong Kong.
_TAIWAN = re.compile(r"(?<![a-z0-9-])[a-z][1289a-d] ?[0-9]{2,8}(?: ?[0-9]{2,6}){0,2}(?![a-z0-9-])")
_HONG_KONG = re.compile(r"(?<![a-z0-9-])[a-z]{1,2} ?[0-9]{3} ?[0-9]{3} ?\(? ?[0-9a] ?\)?(?![a-z0-9-])")
_BRACKETS = re.compile(r"[0-9]\([0-9a]\)$")
_OF_PAPERS = re.compile(
    r"(?<![a-z0-9-])(?:[a-z]{1,2}[0-9]{7,9}|[a-z]{3}[0-9]{12}|[0-9]{8}(?=[^0-9年]|$)|[0-9]{15}"
    r"|[0-9]{6}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9x]|[0-9]{10} ?[0-9]{8})(?![a-z0-9-])"
)
_PERMIT = re.compile("护照|通行证|台胞证|回乡|永居|永久居留|居留证|驾驶证|驾照|军官证|学籍号|证件号|15位|老证|身份证")
# Some of the digits: which ones, then they.
_PART = "(?:最?[后末尾前](?:面)?[的]?[二三四五六八2-8]?(?:位|个)?(?:数字?|号码?)?|尾号)"
_PART_HERE = re.compile(
    f"(?:身份证|证件)[^0-9，。]{{0,6}}{_PART}[是为:：就 ]{{0,3}}(?P<id>{_DIGIT}(?: ?{_DIGIT}){{2,7}}(?: ?{_CHECK})?"
    f"|{_DIGIT}{{3}} ?{_CHECK})(?![0-9a-z])"
)
_PART_BEFORE = re.compile(
    f"{_PART}[是为:：就 ]{{0,3}}(?P<id>{_DIGIT}(?: ?{_DIGIT}){{2,7}}(?: ?{_CHECK})?)[ ，,]?(?:的)?(?:身份证|证件)"
)
_PART_ASKED = re.compile(f"(?:身份证|证件)[^。？?]{{0,6}}{_PART}")
_ANSWER = re.compile(
    f"(?:[^\\w]|[是就的嗯哦呃啊好])*(?P<id>{_DIGIT}(?: ?{_DIGIT}){{2,7}}(?: ?{_CHECK})?)(?![0-9a-z年月])"
)
# The letter first, digits said one by one.
_SPELT = re.compile(
    f"(?<![a-z0-9])[a-z] ?{_DIGIT}(?: ?{_DIGIT}){{5,8}}(?: ?括号 ?(?:{_DIGIT}|a)(?: ?括号)?)?(?![a-z0-9])"
)
_REST = re.compile(
    f"(?<![a-z0-9])[a-z] ?(?=\\[(?:resident_id|phone|ssn)\\])|(?<=\\[resident_id\\]) ?括号 ?{_DIGIT}(?: ?括号)?"
)
_SIGN = re.compile(r"\[resident_id\][^0-9]{0,6}?(?P<id>(?:大写的?)?(?:叉|x|艾克斯|埃克斯))$")
_BESIDE = re.compile(r"\[(?:name|birth|phone)\][ /,，|、]{0,3}$")
_LETTERS = {sign: value for value, sign in enumerate("abcdefghjklmnpqrstuvxywzio", start=10)}
_TAIWAN_LENGTH, _FEW = 10, 6
_REACH = 14


def identities(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    here, asked = bool(_PAPERS.search(text)), bool(_PAPERS.search(passage.question))
    for found in _SIGN.finditer(text):
        yield _finding(found, "id", 0.8, "the check letter")
    if not passage.numeric:
        return
    yield from _islands(text, said=here or asked)
    if here or asked:
        yield from _papers(text, asked=asked and not here and bool(_PERMIT.search(passage.question)))
        for found in (*_PART_HERE.finditer(text), *_PART_BEFORE.finditer(text)):
            yield _finding(found, "id", 0.96, "some of its digits")
        for found in (*_SPELT.finditer(text), *(_REST.finditer(text) if "]" in text else ())):
            yield _finding(found, 0, 0.96, "an identity number with its letter")
    if _PART_ASKED.search(passage.question) and (found := _ANSWER.match(text)):
        yield _finding(found, "id", 0.96, "some of its digits, asked for")


def _islands(text: str, *, said: bool) -> Iterator[Finding]:
    """Taiwan's and Hong Kong's, where the words say so, its check fits, or somebody stands beside it."""
    for found in (*_TAIWAN.finditer(text), *_HONG_KONG.finditer(text)):
        sure = _taiwan(found[0].replace(" ", "")) or _BRACKETS.search(found[0])
        beside = _BESIDE.search(text, max(0, found.start() - _REACH), found.start())
        digits = sum(sign.isdecimal() for sign in found[0])
        if (said or sure or beside) and digits > _FEW and not _other(text, found.start()):
            yield _finding(found, 0, 0.96, "an identity number of Taiwan or Hong Kong")


def _papers(text: str, *, asked: bool) -> Iterator[Finding]:
    """Numbers of passports and permits, after their names or as an answer."""
    for found in _OF_PAPERS.finditer(text):
        near = _PERMIT.search(text, max(0, found.start() - _REACH), found.start())
        if (near or (asked and found.start() <= _REACH)) and not _other(text, found.start()):
            yield _finding(found, 0, 0.96, "the number of a paper")


def _other(text: str, at: int) -> bool:
    lead = text[max(0, at - _REACH) : at]
    other = [found.end() for found in _OTHER.finditer(lead)]
    papers = [found.end() for found in _PAPERS.finditer(lead)]
    return bool(other) and (not papers or papers[-1] < other[-1])


def _taiwan(written: str) -> bool:
    """The check digit of Taiwan's identity number and its resident certificate of 2021."""
    if len(written) != _TAIWAN_LENGTH or not written[1:].isdecimal():
        return False
    value = _LETTERS[written[0]]
    total = value // 10 + value % 10 * 9 + sum(int(sign) * (9 - at) for at, sign in enumerate(written[1:], start=1))
    return (total + int(written[-1])) % 10 == 0


def _finding(found: re.Match[str], group: int | str, score: float, reason: str) -> Finding:
    return Finding(*found.span(group), "resident_id", found[group], score, reason)

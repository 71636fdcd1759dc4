"""Codes and passwords in Chinese: what follows their words, what was sent to somebody, the back of a card."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_HAN = "\u4e00-\u9fff"
_CUE = (
    "验证码|校验码|认证码|确认码|动态码|动态密?码|动态口令|随机码|短信码|登[录陆]码|授权码|安全码"
    "|取[件货餐]码|提[货取]码|[换退领]货码|wi-?fi密?码?(?=[:： ])|开[柜门箱锁]码|"
    "核销码|解锁码|绑定码|激活码|门禁码?|门锁|密码|口令|暗号|otp|pin码?|passcode|cvv2?|cvc2?|puk码?"
)
_CUES = re.compile(_CUE)
# Between a code's words and the code: neither other numbers nor words of another thing.
_ELSE = (
    "提示|报错|显示|错误|页面|订单|单号|电话|手机|尾号|型号|余额|版本|航班|房|积分|优惠|折扣|编号|元"
    "|块|会员|卡号|地址|邮箱|怎么|多少|忘|"
    "次数|时间|有效|身份证|工号|价|为什么|收不到|没收到|改密码"
)
_GAP = f"(?:(?!{_ELSE})[^0-9a-z#*\\[\\]。]){{0,12}}"
_UNIT = r"(?! ?(?:[元块分秒次个位年月日号天岁人条张件%点米度]|小时|积分|毫|万|千|百|:[0-9])|[.,][0-9]|[0-9a-z]|-[0-9])"
_FREE = re.compile(_UNIT)
_DIGITS = f"(?:[#*]?[0-9](?:[ -]?[0-9]){{2,11}}(?:[ -]?[0-9]{{0,4}}[#*])?){_UNIT}"
_MIXED = r"(?=[a-z0-9@!_-]{0,14}[0-9])(?=[a-z0-9@!_-]{0,14}[a-z])[a-z0-9](?:[@!_-]?[a-z0-9]){3,13}(?![a-z0-9@._])"
_SAID = re.compile(f"(?:{_CUE}){_GAP}(?P<code>{_DIGITS}|{_MIXED})")
# 'The number that came': sent, shown or read out.
_SENT = re.compile(
    "(?:(?:收到|发来|发给?我?|短信来|传来|弹出来?|念)(?:的|了)?(?:是|这个|一个|一串|个)?|"
    "(?<=输)[了入的]|[四五六4-6]位(?:数字?|的?码)是|(?:那|这)[一个]?串是)[:：,， ]{0,2}"
    f"(?P<code>[0-9](?:[ -]?[0-9]){{3,7}}{_UNIT}"
    "|(?<=[是的])(?=[a-z0-9-]{0,8}[0-9])(?=[a-z0-9-]{0,8}[a-z])[a-z0-9]{2,4}-?[a-z0-9]{2,6}(?![a-z0-9]))"
)
_BACK = re.compile(f"(?:(?:卡|后)背面|背面|cvv2?|cvc2?)[^0-9]{{0,12}}(?P<code>[0-9]{{3,4}}){_UNIT}")
_CARD = re.compile("卡|cvv|cvc|有效期")
_ASKED = re.compile(
    f"{_CUE}|[收发][^。？?]{{0,6}}(?:数字|短信|码)|(?:报|念|输|给).{{0,4}}码|短信.{{0,5}}(?:数字|码|没)|再发一遍"
)
_ANSWER = re.compile(
    f"(?:[^\\w#*]|[是的好嗯呃啊哦]|收到了?|就是|好像|应该)*(?P<code>{_DIGITS}|{_MIXED})(?=$|[^a-z0-9]{{1,2}}|[{_HAN}])"
)
# A word that opens an account, as it was asked for.
_WORD_ASKED = re.compile("(?:您的|报一下|请说|请输入|答案)[^。？?]{0,8}(?:口令|暗号|口头密码|语音密码|安全问题|密保)")
_WORD = re.compile(f"(?:[^\\w]|是|就是|好像是?)*(?P<code>[{_HAN}a-z0-9]{{3,10}})\\W*")
_NO_WORD = re.compile("忘|不记|没|什么|怎么|哪|吗|知道|请|可以|好的|稍等|我|您|你|客服|人工")
# Spoken digits that came by message: after these, or with nothing else.
_CAME = re.compile(
    "(?:收到了?的?|来了|(?:念|发|写|输入?|收到|显示|看到)的?(?:就)?是|来了?一?个数字|念一遍|[这那]回是"
    "|[这那]次是|第[一二三]个|"
    "再来|换成|(?:一?串|个)?(?:码|数字)是)[ ，,]?(?:是|就是|一个)?[ ，,]?$|^\\W*$"
)
_OTHER = re.compile(
    "单号|订单|工单|编号|电话|手机|卡号|身份证|号码|账号|序列号|批号|型号|尾号|房号|地址|会员|表号|读数|血压|公里|度"
)
_LETTERS = re.compile(r"(?<![a-z0-9])[a-z](?: [a-z]){0,2} ?(?=\[code\])")
_MARK = re.compile(
    r"(?:星号|米字键?|井号键?|井字?|[#*]) ?(?=\[code\])|(?<=\[code\]) ?(?:星号|米字键?|井号键?|井字?键?|[#*])(?![0-9])"
    r"|(?<=\[code\]) ?[0-9]{1,4}[#*]"
)
_DIGITS_ALONE = re.compile("[零〇一二两三四五六七八九幺洞拐个呃嗯 ]+")
_OPENED = re.compile("(?:锁|柜子?|门禁|大门|单元门|保险箱)[^。，0-9]{0,8}$")
_OPENS = re.compile("按|打不开|开了|开门|输|开不了|打开")
_PLACED = re.compile(" ?[号栋室楼元块分]")
_THREE = re.compile("(?:签名|背面|后面)[^。？?]{0,6}三|安全码|cvv")
_KEY = "(?:星号|米字键?|井号键?|井字?键?|[#*])"
_MARKS_BEFORE = re.compile(f"(?:(?<![a-z0-9])[a-z](?: [a-z]){{0,2}}|{_KEY}) ?$")
_MARKS_AFTER = re.compile(f" ?{_KEY}(?![0-9])")
_FEWEST, _MOST = 4, 8
_REACH = 16


def codes(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    asked = bool(_ASKED.search(passage.question)) and not _OTHER.search(passage.question)
    if passage.numeric:
        yield from _written(passage, text, asked=asked)
        yield from _spoken(passage, text, asked=asked)
    if _WORD_ASKED.search(passage.question) and (found := _WORD.fullmatch(text)) and not _NO_WORD.search(text):
        yield _finding(found, 0.7, "a word that was asked for")
    if "[code]" in text:
        coded = asked or _CUES.search(text)
        for found in (*_MARK.finditer(text), *(_LETTERS.finditer(text) if coded else ())):
            yield Finding(*found.span(), "code", found[0], 0.8, "a mark or letter of a code")


def _written(passage: Passage, text: str, *, asked: bool) -> Iterator[Finding]:
    for found in (*_SAID.finditer(text), *_SENT.finditer(text)):
        yield _finding(found, 0.92, "the words say code")
    if _CARD.search(text) or _CARD.search(passage.question):
        for found in _BACK.finditer(text):
            yield _finding(found, 0.92, "the back of a card")
    if asked and (found := _ANSWER.match(text)):
        yield _finding(found, 0.8, "asked for")


def _spoken(passage: Passage, text: str, *, asked: bool) -> Iterator[Finding]:
    """Four to eight digits that somebody says came to him, or that he is asked for."""
    fewest = 3 if _THREE.search(passage.question) else _FEWEST
    asked = asked or fewest < _FEWEST
    for run in passage.runs:
        alone = run.spoken and _DIGITS_ALONE.fullmatch(text, run.start, run.end)
        if not alone or not fewest <= len(run.digits) <= _MOST:
            continue
        lead = text[max(0, run.start - _REACH) : run.start]
        came = _CAME.search(lead)
        if _OPENED.search(lead) and _OPENS.search(text) and not _PLACED.match(text, run.end):
            yield Finding(*_with_marks(text, run.start, run.end), "code", run.digits, 0.7, "what opens a door")
            continue
        told = came and came[0].strip() and re.search("收|发|念|输|数字|码|短信|显示|回是|次是", came[0])
        if (told or (asked and came)) and not _OTHER.search(lead) and _FREE.match(text, run.end):
            yield Finding(*_with_marks(text, run.start, run.end), "code", run.digits, 0.72, "digits that came")
        elif _CUES.search(text[max(0, run.start - _REACH) : run.start]) or asked:
            start, end = _with_marks(text, run.start, run.end)
            if end - start > run.end - run.start:
                yield Finding(start, end, "code", run.digits, 0.96, "a code with its marks")


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """With letters said before a code, and the signs of keys on either side of it."""
    if before := _MARKS_BEFORE.search(text, max(0, start - _REACH), start):
        start = before.start()
    after = _MARKS_AFTER.match(text, end)
    return start, after.end() if after else end


def _finding(found: re.Match[str], score: float, reason: str) -> Finding:
    return Finding(*found.span("code"), "code", found["code"], score, reason)

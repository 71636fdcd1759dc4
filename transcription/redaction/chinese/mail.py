"""E-mail addresses spelt in Chinese, and what is left of them: letters before, words put right, ends of hosts."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_DIGITS = "[零〇一二两三四五六七八九幺十]"
_SIGN = f"(?:[a-z](?![a-z])|[0-9]{{1,6}}+|{_DIGITS}++)"
_LINK = (
    "(?:小写的?|大写的?|字母|拼音|全拼|英文|数字|然后是?|再|后面|前面|就?是|不是|不对|叉|呃|嗯"
    "|下划线|杠|横杠|点|空格|没有|都是|一个|两个|[，,、])"
)
_SPELT = re.compile(
    f"(?<![a-z0-9\\u4e00-\\u9fff])(?:{_LINK} ?){{0,4}}(?P<mail>{_SIGN}(?: ?(?:{_LINK}"
    f"|{_SIGN})){{0,16}} ?)(?=\\[email\\])"
)
_CASE = re.compile("(?P<mail>(?:小写|大写) ?[a-z] ?(?:小写|大写)?|拼音|全拼) ?(?=\\[email\\])")
_BETWEEN = re.compile(f"(?<=\\[email\\])(?P<mail> ?(?:{_LINK}|{_SIGN})(?: ?(?:{_LINK}|{_SIGN}))* ?)(?=\\[email\\])")
_DOT = "(?:点|dot|[.])"
_TOP = "(?:com|cn|hk|tw|net|org|edu|gov|康姆|mo|sg|jp|cc|vip)(?![a-z])"
_END = re.compile(f"(?<=\\[email\\]) ?{_DOT} ?{_TOP}(?: ?{_DOT} ?{_TOP})?")
_AT = "(?:艾特|爱特|埃特|圈儿?a|花体?a|小老鼠|@|at(?![a-z]))"
_KNOWN = (
    "(?:qq|幺六三|一六三|163|一二六|幺二六|126|幺三九|139|gmail|hotmail|outlook|foxmail|yahoo"
    "|icloud|sina|新浪|搜狐|网易|阿里云|雅虎)"
)
_PART = (
    f"(?:[a-z]++|[0-9]++|(?:[两双三四五六七八]个?)?{_DIGITS}++|{_DOT}|下划线|底线|underscore|横杠"
    "|中?划线|杠|减号|加号|[_.+#-])"
)
_WHOLE = re.compile(
    "(?<![a-z0-9])(?P<mail>(?!(?:e-?mail|mail|qq|gmail"
    f"|at)(?![a-z]))[a-z0-9零〇一二三四五六七八九幺][a-z0-9]*+(?:[ \\n]?{_PART}){{0,24}}?[ \\n]?{_AT}[ \\n]?"
    f"(?:(?:{_KNOWN}(?![a-z0-9])|[a-z0-9]++|{_DIGITS}++)(?:[ \\n]?(?:[a-z0-9]++|{_DIGITS}++|横?杠"
    f"|-)){{0,8}}?[ \\n]?{_DOT}[ \\n]?{_TOP}(?:[ \\n]?{_DOT}[ \\n]?{_TOP})?"
    f"|{_KNOWN}(?:邮箱)?(?![a-z0-9]| ?{_DOT})))"
)
_HINT = re.compile("艾特|爱特|埃特|圈儿?a|花体?a|小老鼠|@|(?<![a-z])at(?![a-z])")


def mails(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    if "[email]" in text:
        for pattern in (_SPELT, _CASE, _BETWEEN):
            for found in pattern.finditer(text):
                yield Finding(*found.span("mail"), "email", found["mail"].strip(), 0.8, "letters before it")
        for found in _END.finditer(text):
            yield Finding(*found.span(), "email", found[0], 0.8, "the end of its host")
    if _HINT.search(text):
        for found in _WHOLE.finditer(text):
            yield Finding(*found.span("mail"), "email", found["mail"].replace(" ", ""), 0.9, "spelt with its 'at'")

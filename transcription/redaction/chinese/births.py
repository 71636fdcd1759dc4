"""Dates of birth as Chinese gives them: asked for, beside somebody's name or kin, or in a year long ago."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_COUNT = "零〇一二三四五六七八九十两廿卅幺"
_LONG = f"(?:(?:民国|公元)?(?P<y>[0-9]{{2,4}}|[{_COUNT}百]{{2,5}}) ?年)"
_CALENDAR = "(?:的?[ ]?(?:农历|阴历|阳历|公历|新历|旧历|国历|闰))?"
_MONTH = f"(?:(?:[0-9]{{1,2}}|[{_COUNT}]{{1,2}}|[正冬腊]) ?月份?)"
_DAY = f"(?:初?(?:[0-9]{{1,2}}|[{_COUNT}]{{1,3}})(?![0-9{_COUNT}点时分天个]| ?[月点])[日号]?)"
_GAP = "[ \\n]?"
# 2016.6.1, 12/9/1979, 19871105; the names of its groups begin with what is given.
_FORMS = (
    r"(?<![0-9./-])(?:(?P<%sfirst>(?:19|20)\d\d|[3-9]\d|1[01]\d)(?P<%smark>[./-])(?:0?[1-9]"
    r"|1[0-2])(?P=%smark)(?:[12]\d|3[01]|0?[1-9])"
    r"|(?:[12]\d|3[01]|0?[1-9])(?P<%ssep>[./-])(?:[12]\d|3[01]|0?[1-9])(?P=%ssep)(?P<%slast>(?:19|20)\d\d)"
    r"|(?<![0-9] )(?P<%send>(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?! [0-9]))(?![0-9/-]|\.\d|号?[弄楼室])"
)
_WRITTEN, _WRITTEN_AGAIN = _FORMS.replace("%s", ""), _FORMS.replace("%s", "again_")
_DATE = re.compile(
    f"{_WRITTEN}|{_CALENDAR}{_LONG}{_GAP}{_CALENDAR}{_GAP}(?P<m>{_MONTH})(?:的?{_GAP}{_CALENDAR}(?P<d>{_DAY}))?"
)
_YEAR = re.compile(f"(?<![0-9{_COUNT}]){_LONG}(?:{_CALENDAR})")
_MONTH_OF_YEAR = re.compile(r"(?<![0-9/.-])(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])(?![0-9/-]|\.\d)")
_REPUBLIC = re.compile(f"民国(?:[0-9]{{1,3}}|[{_COUNT}百]{{1,5}})年")
_MONTH_DAY = re.compile(f"{_MONTH}{_GAP}{_DAY}")
_BORN = re.compile(r"生日|出生|出世|生于|生人|生的|诞辰|生辰|年月日")
_ASKED = re.compile(
    r"生日|出生|出世|生于|生人|生的|诞辰|生辰|年月日|\[birth\]|几岁|多大|[哪几什][么一]?年[的生]|年龄|周岁"
)
_NOT_BORN = re.compile(
    "购|买|办|到期|有效|签|入职|开[通业始张学]|下单|预[约订]|投保|生效|装|入住|发[货行布售生]|订"
    "|成立|创[办立建]|建[的成立造]|盖的|上[牌市映线班]|"
    "交[房付的]|出[版厂台土院险租]|[结离]婚|毕业|注册|登记的|实[施行]|施行|起|止|截|之?前|以[前后]"
    "|之后|至|到|拍|录|颁|去世|逝世|过世|[走没]的|"
    "[租借贷还换修退转住停改]|生产|制造|纪念|活动|交易|缴|版|款|的[那这]|那[会时]|消费|账单|航班"
    "|出发|手术|体检|检查|就诊|报[名到]|申请|"
    "审|领|想约|预约|挂号|约的|合同|发票|保修|质保|来的|去的|调|加入|升|[丢坏]|用[的了到]|事故|案"
    "|新政|政策|牌|送|收|拿|取|做|打|读|考|战|解放|开"
)
# Who somebody is: with a date after it, that person's birth.
_ADULT = (
    "我[是就系]?|本人[是就]?|他[是就系]?|她[是就系]?|佢[系係]?|俺[是就]?|先生|女士|小姐|太太|老婆"
    "|老公|丈夫|妻子|爱人|媳妇|[爸妈爹娘]|老?爸|老?妈|父亲|母亲|爷爷?|"
    "奶奶?|外公|外婆|姥姥|姥爷|阿公|阿嬷|公公|婆婆|岳父|岳母|[哥姐]|弟弟?|妹妹?|老人家?|老爷子"
    "|老太太|老头|老伴|投保人?|被保险?人|受益人|患者|病人|当事人|"
    r"\[name\]|\[resident_id\]|[男女]"
)
_CHILD = (
    "[女儿]儿|儿子|闺女|囡囡?|孙[子女]|外甥女?|侄[子女]|孩子|小孩儿?|小朋友|宝宝|宝贝|"
    "娃娃?|仔仔?|囝囝|细路|[老大小][大二三]|新生儿|学生|弟弟|妹妹"
)
_WHO = re.compile(
    f"(?:(?P<child>{_CHILD})|{_ADULT})(?:[ ,，/、:：(（|]{{0,2}}(?:属[鼠牛虎兔龙蛇马羊猴鸡狗猪]的?|"
    f"[男女]|阴历|农历|今年)){{0,2}}"
    "[ ,，/、:：(（|是系就]{0,3}$"
)
# After such a date: the end, or words of birth.
_SAID = re.compile(r"[ ]?(?:的?(?=$|[^\w]|生|出生|出世)|的(?=[能可还今现想要了呀啊吧属哦]))")
# What is said on of the person.
_GOES_ON = re.compile(r"[ ]?(?:的(?=$|[^\w]|[能可还今现想要了呀啊吧属哦])|[要想能男女]|可以)")
_OF_YEAR = re.compile("[ ]?的(?=$|[^\\w]|[能可还今现想要了呀啊吧属哦])|[ ]?(?:出?生|出世)(?![效产活])")
_LABEL = re.compile(r"(?:出生(?:年月|日期|年份)?|生于|生日)[是为:： ]{0,3}$")
_BIRTHDAY = re.compile("(?:生日|出生)[^，。,?？!！0-9]{0,12}$")
_BIRTHDAY_AFTER = re.compile("[ ]?(?:过?生日|出生|生的)")
_BORN_AFTER = re.compile("[ ]?[的日号]?[ ]?(?:生(?![效产活])|出生|出世|诞辰)")
_ZODIAC = re.compile(f"属[鼠牛虎兔龙蛇马羊猴鸡狗猪]的?[ ，,]?(?P<date>(?:[0-9]{{2,4}}|[{_COUNT}]{{2,4}}) ?年)")
_CHANGED = re.compile(
    rf"(?:改(?:为|成)|应该?是|更正为|不是|是|系)[ ,，]?(?P<date>{_WRITTEN_AGAIN}"
    rf"|(?:[0-9]{{1,2}}|[{_COUNT}]{{1,3}})[日号]|{_MONTH}(?:{_DAY})?)"
)
_ANSWER = re.compile(
    r"(?:[^\w]|[我他她是就啊哦嗯呃的]|阳历|农历|身份证上?)*(?P<date>\d{2}[./]\d{1,2}[./]\d{1,2}|\d{6}|\d{8}|"
    f"{_MONTH}{_GAP}(?:{_DAY})?)(?![0-9/.-]|[元块分])"
)
# The month, the day, each asked for by itself.
_PIECE_ASKED = re.compile("[几哪多][少个]?(?:月|号|日|天)")
_PIECE = re.compile(f"[^\\w]*(?P<date>{_MONTH}(?:{_GAP}{_DAY})?|{_DAY})[^\\w]*$")
# Between a birth and the day of it, said once more or by another calendar.
_AGAIN = re.compile(
    r"\[birth\](?:[^0-9。？?]{0,2}|[^0-9。？?]{0,14}(?:不对|不是|错|应该|就是|[农阴阳公新旧]历)[^0-9。？?]{0,6})$"
)
# Without one of these there is no date.
_DATED, _WRITTEN_DIGITS = frozenset("年月日号"), re.compile("[0-9]{2}")
_OLDEST, _YOUNGEST, _NEWEST = 1915, 2011, 2030
_CENTURY = 1900
# Years of two signs that belong to this century, and the first of the Republic of China's.
_TURN, _REPUBLICAN = 30, 1911
_BEFORE, _AFTER, _NEAR, _REPLY = 24, 8, 6, 16
_VALUES = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {
    "〇": 0,
    "两": 2,
    "幺": 1,
    "廿": 20,
    "卅": 30,
}


def births(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    if not passage.numeric or (passage.words.isdisjoint(_DATED) and not _WRITTEN_DIGITS.search(text)):
        return
    asked = bool(_ASKED.search(passage.question))
    yield from _dates(text, asked=asked)
    yield from _years(text, asked=asked)
    if asked or "[birth]" in passage.folded_before + text:
        yield from _answered(passage, text)
    if not asked and _BORN.search(text):
        for found in _MONTH_DAY.finditer(text):
            lead = text[max(0, found.start() - _BEFORE) : found.start()]
            if (_BIRTHDAY.search(lead) or _BIRTHDAY_AFTER.match(text, found.end())) and not _other((lead[-_NEAR:], "")):
                yield _finding(found, 0, 0.7, "a day of a birth")


def _dates(text: str, *, asked: bool) -> Iterator[Finding]:
    """Dates with their month: where a birth is spoken of, after who was born, or whole and of long ago."""
    for found in _DATE.finditer(text):
        around = _around(text, found)
        said = asked or _BORN.search(around[0]) or _BORN_AFTER.match(around[1])
        if (said or _whose(found, around) or _long_ago(found)) and not _other(around):
            yield _finding(found, 0, 0.96, "a date, the words say birth")


def _years(text: str, *, asked: bool) -> Iterator[Finding]:
    """Years, alone or with a month in digits, that somebody is said to be of."""
    for found in (*_YEAR.finditer(text), *_MONTH_OF_YEAR.finditer(text)):
        around = _around(text, found)
        about = (asked and found.start() <= _REPLY) or _WHO.search(around[0])
        said = (about and _OF_YEAR.match(around[1])) or _LABEL.search(around[0]) or (asked and found[0] == text.strip())
        if said and not _other(around):
            yield _finding(found, 0, 0.85, "the year of a birth")
    for found in _ZODIAC.finditer(text):
        yield _finding(found, "date", 0.85, "the year of a birth")


def _around(text: str, found: re.Match[str]) -> tuple[str, str]:
    return text[max(0, found.start() - _BEFORE) : found.start()], text[found.end() : found.end() + _AFTER]


def _answered(passage: Passage, text: str) -> Iterator[Finding]:
    if _ASKED.search(passage.question):
        for found in _REPUBLIC.finditer(text):
            yield _finding(found, 0, 0.95, "a year, asked for")
        if found := _ANSWER.match(text):
            yield _finding(found, "date", 0.8, "asked for")
    if "[birth]" in passage.folded_before and _PIECE_ASKED.search(passage.question) and (found := _PIECE.match(text)):
        yield _finding(found, "date", 0.8, "a piece of it, asked for")
    given = "[birth]" in text
    for found in _MONTH_DAY.finditer(text) if given or "[birth]" in passage.question else ():
        if _AGAIN.search(text, 0, found.start()) or (found.start() <= _NEAR and "[birth]" in passage.question):
            yield _finding(found, 0, 0.7, "a day of a birth")
    for found in _CHANGED.finditer(text) if given or "[birth]" in passage.question else ():
        if "[birth]" in passage.question or "[birth]" in text[: found.start()]:
            yield _finding(found, "date", 0.7, "a birth put right")


def _other(around: tuple[str, str]) -> bool:
    """Whether the words beside a date say that something else was that day."""
    if re.search("(?:男|女|\\])[ ,，/(（]{0,3}$", around[0]):
        return False
    before = re.split(r"[，。,;；！？!?\]]", around[0])[-1][-_NEAR:]
    if _WHO.search(around[0]) or (re.search("出生|生日", before) and not re.search("签发|填成", before)):
        before = ""
    after = "" if _GOES_ON.match(around[1]) else re.split(r"[，。,;；！？!?\[]", around[1])[0]
    return bool(_NOT_BORN.search(before) or _NOT_BORN.search(after))


def _whose(found: re.Match[str], around: tuple[str, str]) -> bool:
    """Whether somebody is named right before a date that nothing follows: 女儿2015.9.3."""
    who = _WHO.search(around[0])
    if who is None or not _SAID.match(around[1]):
        return False
    year = _year(found)
    return year is not None and _OLDEST <= year <= (_NEWEST if who["child"] else _YOUNGEST)


def _long_ago(found: re.Match[str]) -> bool:
    """Whether it is a whole date, with all of a written year, from years in which people who call today were born."""
    year = _year(found)
    cut = found["first"] is not None and len(found["first"]) < len("1900")
    whole = not cut and (found["d"] is not None or found["m"] is None)
    return whole and year is not None and _OLDEST <= year <= _YOUNGEST


def _year(found: re.Match[str]) -> int | None:
    """The year of a date, of one of this century or the last where only two signs of it are said."""
    written = found["first"] or found["last"] or found["end"]
    signs = written or found["y"]
    value = int(signs) if signs.isdecimal() else _read(signs)
    if value is None:
        return None
    if "民国" in found[0] or (written and _CENTURY > value >= 100):
        return value + _REPUBLICAN
    if value < 100:
        return value + (_CENTURY if value > _TURN else 2000)
    return value


def _read(signs: str) -> int | None:
    """六十二, 一九九零, 八三."""
    if "十" in signs or "百" in signs:
        total = sum(_VALUES[sign] for sign in signs[-1:] if sign not in "十百")
        tens = signs.rpartition("百")[2]
        if "十" in tens:
            total += 10 * (_VALUES[tens[0]] if tens[0] != "十" else 1)
        return total + (100 if "百" in signs else 0)
    return int("".join(str(_VALUES[sign]) for sign in signs if _VALUES[sign] < 10) or "0")


def _finding(found: re.Match[str], group: int | str, score: float, reason: str) -> Finding:
    return Finding(*found.span(group), "birth", found[group], score, reason)

"""Chinese person names: a surname and one or two signs, where words around them or another item say so."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction.chinese import people as chinese_people
from transcription.redaction.chinese.mentioned import mentioned
from transcription.redaction.chinese.people import given_signs, is_firm, is_given_sign, table
from transcription.redaction.chinese.signs import STOP, written
from transcription.redaction.finding import Finding
from transcription.redaction.listed import listed
from transcription.redaction.name_words import asks, never_chinese
from transcription.redaction.passage import Passage

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文阮冉詹邝鄢宓佟农季戚蒙卓翁"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦俞葛柴鲁韦申聂焦柳邢岳齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项裴"
    "席卫查屈鲍位覃霍翁隋植甘景薄柏宁柯桂车游房喻习植晏苟褚闫麦向司简饶滕井虞瞿阳乌阴邬桑尚沙蒲娄狄米燕冷边池闵臧邸佘"
    "敖冼缪仇单楼胥娜盖竺匡蔺丘巫骆"
)
_COMPOUND = (
    "欧阳|司徒|上官|诸葛|夏侯|尉迟|单于|慕容|皇甫|令狐|宇文|长孙|公孙|司马|端木|东方|独孤|南宫|西门|轩辕|闻人|申屠|"
    "淳于|赫连|澹台|公冶|濮阳|太史|钟离|鲜于|百里|呼延|拓跋|东郭|第五|纳兰|叶赫|爱新觉罗|范姜"
)
_KINDS = frozenset("员人者户客们")  # they end words of what somebody is
_HAN = "\u4e00-\u9fff"
# Signs after which this one ends a word: 由于, 对方, 工程.
_WORDS = {
    "于": "由关对至属位等大小低高终在基鉴便",
    "方": "对双官地多甲乙四一我警校资店军三平",
    "程": "工课流过日旅行全里议",
    "周": "本上下每一两四这几双三那",
    "金": "资现基押奖租黄本佣证积订定薪美税违罚",
    "钱": "少价付退块花省赚转打欠扣交给还要多的元分",
    "万": "一二两三四五六七八九十几百千",
    "许": "也允或准",
    "高": "提最太很更不新偏较",
    "白": "明表空坦",
    "何": "如任为几",
    "任": "责主信担现",
    "常": "正非经平通异日照",
    "易": "交容不贸简网",
    "段": "时阶手片路",
    "余": "剩其多业结",
    "文": "中英短条原正",
    "张": "一两几三四五每多紧",
    "史": "历",
    "康": "健",
    "石": "宝钻",
    "安": "平保公不西晚早治",
    "关": "有相机海无开",
    "管": "不尽保主",
    "车": "汽火打叫坐货停",
    "房": "住租买客订",
    "单": "订下账简名菜清工运保",
    "向": "方一倾",
    "位": "单各一两几哪这那座定",
    "查": "检调核审抽",
    "费": "免收付电话水交扣资运",
    "简": "",
}
_ROLES = "客服代表|客服专员|客户经理|客服|专员|顾问|坐席|座席|管家|助理|话务员|工程师|店长|店员|售后|宿管|物业|经理"
_TITLES = (
    "先生|女士|小姐|老师|太太|师傅|经理|主任|医生|医师|大夫|护士|阿姨|叔叔|大爷|大妈|大叔|大哥|大姐"
    "|同学|教授|律师|警官|店长|主管|"
    "奶奶|爷爷|院长|校长|科长|处长|局长|总监|工程师|总(?![是共部体之额结会归价数公站行计监务算量线])"
    "|姐(?!姐|妹|夫)|哥(?!哥|们)"
)
_BEFORE = "".join(f"(?<![{before}]{sign})" for sign, before in _WORDS.items() if before)
_ONE = f"(?:(?<!谢)谢(?!谢)|[{''.join(sorted(_SURNAMES - {'谢'}))}]){_BEFORE}"
_GIVEN = f"[^\\W\\d_a-z{''.join(sorted(STOP))}]"
# Surnames that are no other words.
_PLAIN = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱郭罗梁宋郑韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾魏薛叶阎潘杜戴夏汪姜范姚谭廖"
    "邹熊陆郝孔崔邱秦顾侯邵孟龚林谢邢庄赖]"
)
_TITLED = re.compile(f"(?:{_COMPOUND}|{_ONE}){_GIVEN}{{0,2}}?(?= ?(?:先生|女士|小姐|太太|老师))")
_MRS = re.compile(f"{_ONE}(?=[太生](?=[，,。！!、 话你想佢係系嘅]|$))")
_NICKNAME = re.compile(
    f"(?:^|(?<=[^{_HAN}])|(?<=客服)|(?<=专员)|(?<=顾问)|(?<=号)|(?<=我是)|(?<=由))(?!很高"
    f"|[零〇一二三四五六七八九幺两]{{2}}|客服|我们|人工|专员|全程|竭诚|继续|随时)"
    f"{_GIVEN}{{2,4}}?(?=(?:很高兴|将|竭诚)?为您服务)"
)
_BEFORE_CLOSING = re.compile(f"(?:小{_ONE}|{_ONE}{_GIVEN}{{1,2}})(?=(?:很高兴)?为您服务)")
_TITLE = re.compile(_TITLES)
# Signs without which there is none of them.
_TITLE_SIGNS = frozenset("先女小太老师经主医大护阿叔同教律警店奶爷院校科处局总工姐哥")
_CLOSING_SIGNS, _MRS_SIGNS = frozenset("务"), frozenset("太生")
_ROLE = re.compile(f"(?:[您你]们?的|本次|这边的?|[{_HAN}]{{2,6}}(?={_ROLES}))?(?:(?:{_ROLES})(?:的)?)+")
_NO_SMALL = "车费单房简关位查向管席温池沙边"
_SMALL = re.compile(f"[小阿老](?![{_NO_SMALL}]){_ONE}(?=$|[^{_HAN}]|[{''.join(sorted(STOP))}])")
_HERE = f"(?![{''.join(sorted(STOP))}])[{_HAN}]"
_PAIR = re.compile(f"[{_HAN}]{{1,2}}")
_DOT = re.compile("[·•・]")
_DOTTED = re.compile(f"(?:{_HERE}){{1,6}}(?:[·•・](?:{_HERE}){{1,7}}){{1,3}}")
_SPEAKS = re.compile("[姓名叫]|称呼|\\[name\\]|(?:怎么|咋|如何)写|[哪什][个么]字")
_LEAD = re.compile(
    "(?:[\\s，,。：:、]|好的|好|嗯|呃|哦|啊|是的|是|对|那个|就是|就|我是|我叫|我姓(?!名)|我名字|叫"
    "|姓名|名字|户名|免贵姓|免贵|本人|写|用|一个|姓)*"
)
_CLAUSE = re.compile(f"(?<![{_HAN}a-z0-9])[{_HAN}]{{2,6}}(?![{_HAN}a-z0-9])")
_SHORT_CLAUSE = re.compile(f"[{_HAN}]{{2,5}}(?![{_HAN}a-z0-9])")
_ITEM_BEFORE = re.compile(r"\[[a-z_]+\][\s，,;/|()（）：:-]{0,3}$")
_ITEM_AFTER = re.compile(
    r"[\s，,;/|()（）：:-]{0,3}(?:电话|手机|身份证|邮箱|生日|tel)?[\s：:]*"
    r"(?:\[(?!name)[a-z_]+\]|\d{2,4}[./年-]\d{1,2}[./月-]\d{1,2}|(?:19|20)\d{6}(?!\d))"
)
_FIRST = re.compile(f"([{_HAN}]{{2,5}})[ ，,]{{1,2}}\\[(?:phone|resident_id)\\]")
# Last signs of what says which number follows.
_LABELS = frozenset("号话机址箱证日码卡人是为式行宝信件账户线打换改成旧新原")
# What is answered to a question for a name and is none.
_NONE = re.compile(
    "免贵|保费|费用|价格|共计|合计|护照|户名|姓名|名字|称呼|匿名|随便|没有|不用|不要|不能|先生|女士"
    "|小姐|同上|一样|保密|为什么|什么|怎么|可以|知道|记得|稍等|等等|等一|"
    "现在|手机|电话|号码|收到|明白|当然|没问题|本人|自己|公司|单位|人工|客服|你好|您好|喂|这个|那个"
    "|不是|忘记|忘了|行|谁|嗯|改|换|退|"
    "订单|快递|地址|身份|银行|尾号|卡号|验证|密码|邮箱|好|对|谢|再见|马上|确认|正确|是|就|有|没|在|要|我|你|您|他|她"
)


@cache
def _called() -> re.Pattern[str]:
    sign = f"[{''.join(sorted(given_signs()))}]"
    rare = f"[{''.join(sorted(table('rare') - {'那'}))}]"
    return re.compile(f"(?:(?:{_COMPOUND}|{_ONE}|{rare}){sign}{{0,2}}?|(?:阿|老|小){_ONE})(?= ?(?:{_TITLES}))")


@cache
def _common() -> re.Pattern[str]:
    """A surname that is nothing else, and a given name of two signs that is listed; 阮氏秋; 那英杰收."""
    given = "|".join(sorted(name for name in listed("zh").given if len(name) > 1))
    sign = f"[{''.join(sorted(given_signs()))}]"
    rare = "".join(sorted(table("rare")))
    return re.compile(
        f"(?:{_PLAIN})(?:{given})|{_ONE}氏{sign}{{1,2}}|{_ONE}?ㄚ[{_HAN}]|(?:{_ONE}"
        f"|[{rare}]){sign}{{1,2}}(?=收(?:$|[^{_HAN}]))"
    )


def anywhere(passage: Passage) -> Iterator[Finding]:
    """Before titles and 为您服务, with a dot, beside another item, as an answer, and how their signs are written."""
    text = passage.folded
    for signs, pattern in (
        (_TITLE_SIGNS, _TITLED),
        (_TITLE_SIGNS, _called()),
        (_CLOSING_SIGNS, _BEFORE_CLOSING),
        (_CLOSING_SIGNS, _NICKNAME),
        (_MRS_SIGNS, _MRS),
        (passage.words, _common()),
    ):
        for found in pattern.finditer(text) if not signs.isdisjoint(passage.words) else ():
            if not found[0].startswith(never_chinese()):
                yield Finding(*found.span(), "name", found[0], 0.75, "before a title")
    yield from chinese_people.people(passage)
    yield from mentioned(passage)
    for found in _DOTTED.finditer(text) if _DOT.search(text) else ():
        yield Finding(*found.span(), "name", found[0], 0.7, "written with a dot")
    asked = asks(passage.question)
    if asked or _SPEAKS.search(text) or _SPEAKS.search(passage.question):
        yield from written(text)
    if asked:
        yield from _answered(passage)
    if (found := _FIRST.match(text)) and _fit(found[1]) and found[1][-1] not in _LABELS:
        yield Finding(*found.span(1), "name", found[1], 0.6, "first, before other items")
    for found in _CLAUSE.finditer(text):
        beside = _ITEM_BEFORE.search(text[max(0, found.start() - 20) : found.start()]) or _ITEM_AFTER.match(
            text[found.end() : found.end() + 30]
        )
        if (beside or asked) and _whole(found[0]):
            yield Finding(*found.span(), "name", found[0], 0.65, "beside another item")


def _answered(passage: Passage) -> Iterator[Finding]:
    """What begins the answer to a question for a name: known by its surname, or all of a clause."""
    lead = _LEAD.match(passage.folded)
    at = lead.end() if lead else 0
    end = _read(passage.folded, at)
    clause = _SHORT_CLAUSE.match(passage.folded, at)
    if clause and len(clause[0]) > end - at and _fit(clause[0]):
        yield Finding(at, clause.end(), "name", clause[0], 0.85, "asked for")
    elif end and not _NONE.match(passage.folded, at):
        yield Finding(at, end, "name", passage.folded[at:end], 0.75, "asked for")


def _fit(clause: str) -> bool:
    """Whether a clause that begins with no surname may be a name, where one was asked for."""
    said = _NONE.match(clause) or clause.startswith(never_chinese()) or clause[-1] in _KINDS
    return not said and not any(sign in STOP for sign in clause)


def _whole(clause: str) -> bool:
    """Whether all of a clause reads as a name."""
    if clause.startswith(never_chinese()) or clause[-1] in _KINDS:
        return False
    if re.fullmatch(f"(?:{_COMPOUND})[{_HAN}]{{1,2}}", clause):
        return True
    if (
        (clause[0] not in _SURNAMES and clause[0] not in table("rare"))
        or len(clause) > 3
        or any(sign in STOP for sign in clause[1:])
    ):
        return False
    signs = sum(is_given_sign(sign) for sign in clause[1:])
    if clause[0] not in _SURNAMES:
        return signs == len(clause) - 1
    return signs == len(clause) - 1 or (len(clause) == 3 and signs > 0)


def introduced(passage: Passage, at: int, reason: str) -> Iterator[Finding]:
    """The name at `at`, after words that introduce nothing else; one that begins with no surname must end there."""
    text = passage.folded
    at = _from(text, at)
    end = _read(text, at) or _end(text, at, 3)
    if small := _small(text, at):
        yield Finding(at, small.end(), "name", small[0], 0.8, reason)
    elif end - at >= 2 and _surname(text, at):
        yield Finding(at, end, "name", text[at:end], 0.8, reason)
    elif end - at >= 2 and not _goes_on(text, end) and not _NONE.match(text, at):
        yield Finding(at, end, "name", text[at:end], 0.6, reason)
    elif text[at - 1 : at] == "姓" and _surname(text, at):
        yield Finding(at, at + _surname(text, at), "name", text[at : at + _surname(text, at)], 0.7, reason)


def possible(passage: Passage, at: int, reason: str) -> Iterator[Finding]:
    """The name at `at`, where something else may stand: it begins with a surname and ends with the phrase."""
    text = passage.folded
    at = _from(text, at)
    if role := _ROLE.match(text, at):
        at = role.end()
    if small := _small(text, at):
        yield Finding(at, small.end(), "name", small[0], 0.75, reason)
        return
    end = _read(text, at)
    if not end or text[end - 1] in _KINDS or text.startswith(never_chinese(), at) or is_firm(text, end):
        return
    if (
        _goes_on(text, end)
        and not _TITLE.match(text, end)
        and not all(is_given_sign(sign) for sign in text[at + _surname(text, at) : end])
    ):
        return
    yield Finding(at, end, "name", text[at:end], 0.8, reason)


def _from(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in "，,：:\n 、":
        at += 1
    return at


def _surname(text: str, at: int) -> int:
    """How many signs a surname at `at` has."""
    if compound := re.compile(_COMPOUND).match(text, at):
        return len(compound[0])
    if text[at : at + 1] in _SURNAMES:
        return 1
    given = _PAIR.match(text, at + 1) if text[at : at + 1] in table("rare") else None
    return int(given is not None and all(map(is_given_sign, given[0])))


def _small(text: str, at: int) -> re.Match[str] | None:
    small = _SMALL.match(text, at)
    return None if small is None or small[0] in table("nicknames") else small


def _read(text: str, at: int) -> int:
    """Where a name that begins at `at` with its surname ends; 0 where none does."""
    surname = _surname(text, at)
    if not surname:
        return 0
    end = _end(text, at + surname, 2)
    married = text[at + surname : at + surname + 1] in _SURNAMES and _end(text, at + surname, 3) == end + 1
    if married and not _goes_on(text, end + 1) and is_given_sign(text[end - 1]) and is_given_sign(text[end]):
        return end + 1
    if (
        end - at - surname == 2
        and _goes_on(text, end)
        and not is_given_sign(text[end - 1])
        and is_given_sign(text[end - 2])
    ):
        end -= 1
    return end if end > at + surname else 0


def _end(text: str, at: int, most: int) -> int:
    end = at
    while end < len(text) and end - at < most and "\u4e00" <= text[end] <= "\u9fff" and text[end] not in STOP:
        end += 1
    return end


def _goes_on(text: str, end: int) -> bool:
    """Whether a sign follows that the name may be the beginning of."""
    return "\u4e00" <= text[end : end + 1] <= "\u9fff" and text[end] not in STOP

"""Chinese names that words around them show: kin, roles, verbs, lists; of other peoples, given names alone."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction.chinese.people import given_signs, is_firm, table
from transcription.redaction.finding import Finding
from transcription.redaction.listed import listed
from transcription.redaction.name_words import asks, never_chinese
from transcription.redaction.passage import Passage

_HAN = "\u4e00-\u9fff"
_COMPOUND = (
    "欧阳|司徒|上官|诸葛|夏侯|尉迟|慕容|皇甫|令狐|宇文|长孙|公孙|司马|端木|东方|独孤|南宫|西门|轩辕|闻人|申屠|"
    "淳于|赫连|澹台|公冶|濮阳|太史|钟离|鲜于|百里|呼延|拓跋|范姜|张简"
)
# Who somebody is: a name after it is that person's.
# Each begins with a sign of its own: so the search is fast.
_ROLE = (
    "人(?<=[约订位签述诉请递名办护告保收定机车客住行联件货款寄发开卡系险]人)|乘[客机车]|旅客|户主"
    "|机主|车主|业主|房东|租客|法人代?表?|股东|负责人|用户|客户|会员|"
    "学生|学员|患者|病人|家长|孩子|小孩|娃|宝宝|儿子|女儿|闺女|孙子|孙女|外甥|侄子|侄女|老公|老婆"
    "|先生|太太|丈夫|妻子|爱人|对象|媳妇|男朋友|女朋友|爸|妈|哥|姐|弟|妹|"
    "父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母|室友|同事|朋友|同学|邻居|老板|领导|秘书|保姆"
    "|月嫂|护工|阿姨|快递员|快递小哥|骑手|师傅|司机|店长|店员|班长|"
    "值班[长员]?|组长|队长|主管|经理|主任|医生|大夫|护士|医师|老师|教练|律师|警官|客服|专员|顾问"
    "|管家|技师|助理|主播|护士长|博主|团长|村长|校长|院长|站长|辅导员|导购|柜员|前台|业务员|销售|中介|坐席|工程师|"
    "维修工?|保安|署名|签名|落款|抬头|名下|中文名|大名|全名|真名|本名|原名|曾用名|姓名|户名"
)
_AFTER_ROLE = re.compile(f"(?:{_ROLE})(?:[:：（( “]|名?叫|是|系|写的?|为|有|名字){{0,3}}")
# Somebody is wanted, called or written to.
_VERB = re.compile(
    "(?:找(?:一?下)?|联系一?下|转[给接到告]|那个叫|名叫|叫|本人|告诉|是(?= )|我[是叫係系]|改[成为]"
    "|写成?|变更为|换成|过户给|接待我?的?(?:那个|是)|电话那个|"
    "投诉你?们?的?|上次(?:那个|是)|昨天(?:那个|是)|刚才(?:那个|是)|之前(?:那个|是)"
    "|给(?<![打发送寄还交说]给)|跟|让|请|和(?<=[，。 ]和)) ?"
)
_LISTED = re.compile(r"(?<=\[name\]) ?(?:[、,，/]|和|及|与|跟|以及|还有) ?")
_TITLES = (
    "先生|女士|小姐|太太|老师|师傅|经理|主任|医生|大夫|阿姨|叔叔|同学|教授|律师|警官|店长|主管"
    "|护士|教练|顾问|院长|校长|总"
)
# What may follow a name at once.
_THEN = re.compile(
    f"$|[^{_HAN}]|{_TITLES}|的(?=$|[^{_HAN}]|[妈爸家老手电包快订保身名号车])|在|说|给|来|帮我?|吗|呢"
    "|吧|约|名下|态度|没|不(?!锈)|今天|昨天|刚|也|都|已|"
    "变更|改[成为]|换成|还是|和|跟|与|及|两|这|那|他|她|我|您|你|本人|身份|电话|手机|收|就行|就可以"
    "|各|回电|推荐|修|负责|可以|妈妈|爸爸|能|把|被|又"
)
_SEX = re.compile(f"(?<![{_HAN}])(?P<name>[{_HAN}]{{2,5}})[ ,，/、(（]{{1,2}}[男女](?![{_HAN}])")
_SURNAMED = re.compile(f"(?:姓|免贵) ?(?P<name>{_COMPOUND}|[{_HAN}])(?=$|[^{_HAN}]|的(?![{_HAN}]是)|先生|女士|小姐)")
_NO_SURNAME = frozenset("姓名氏什啥甚吗呢的和氏族")
_HONORED = re.compile(
    f"(?:^|(?<![{_HAN}])|(?<=好的)|(?<=您好)|(?<=你好)|(?<=谢谢)"
    f"|(?<=[的是为请跟和对]))(?P<name>[{_HAN}])(?=先生|女士|小姐|太太)"
)
_HONORS = frozenset("先女小太")
_NO_HONORED = frozenset("位的有女男单先各些大小老好是和您你我他她请那这个几两名")
_ENGINEER = re.compile(
    "(?:(?<=[找请让跟给是])"
    "|(?<![\u4e00-\u9fff]))(?P<name>[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤])工(?![作资程业具地商厂人号期单会行时])"
)
_TWICE = re.compile(
    "(?:孩子|小孩|宝宝|娃|小名叫?|乳名叫?|女儿|儿子|闺女|妹妹|弟弟|我家"
    f"|叫) ?(?P<name>([{_HAN}])\\2)(?=$|[^{_HAN}]|的|今|在|大名|上|要|三|两|四|五|六)"
)
# 周周 of 周周妈妈; a sign before how it is written.
_OF_CHILD = re.compile(f"(?P<name>([{_HAN}])\\2)(?=妈妈|爸爸|奶奶|爷爷|妈|爸)")
_BEFORE_SIGN = re.compile(f"(?<![{_HAN}])(?P<name>[{_HAN}])(?= [{_HAN}]{{1,5}}的 ?(?P=name)(?![{_HAN}]))")
_ALONE_ASKED = re.compile(f"[^\\w]*(?:免贵|姓|我姓|是|[ ，,])*(?P<name>[{_HAN}])(?=[ ，,。]|$)")
_NO_TWICE = frozenset(
    "常常刚刚天天往往慢慢谢谢拜拜看看等等试试好好爸爸妈妈哥哥姐姐弟弟妹妹爷爷奶奶公公婆婆叔叔姑姑舅舅宝宝仅仅偏偏渐渐多多个个人人年年月月日日家家处处星星"
)
# The rest of a name whose surname was known from elsewhere; a surname before what was.
_REST = re.compile(
    f"(?<=\\[name\\])(?P<name>[{_HAN}]{{1,2}})(?=$|[^{_HAN}]|还是|和(?![{_HAN}]?平)|吗|的(?=$|[^{_HAN}])|变更|改[成为])"
)
_QUOTED = re.compile(f'[“"「『(（【](?P<name>[{_HAN}]{{2,4}})[”"」』)）】]')
_NAMED = re.compile("[名姓票证]|[爱家老父母儿女友]")
_EITHER = re.compile(f"(?P<name>[{_HAN}]{{2,3}}) ?还是 ?(?P<other>[{_HAN}]{{2,3}})(?![{_HAN}]{{2}})")
_SLASHED = re.compile(r"(?<![A-Za-z0-9@._/-])[A-Z]{2,}/[A-Z]{2,}(?: ?(?:MR|MS|MRS|MISS))?(?![A-Za-z0-9@._/-])")
_TRAVEL = re.compile("护照|机票|姓名|名字|拼音|乘客|旅客|乘机|票|签证|英文|酒店|入住")
_HAN_SIGN = re.compile(f"[{_HAN}]")
_DEAR = re.compile(
    f"(?:(?<=[是找让跟给])|(?<=麻烦)|(?<=[是找让跟给] ))(?P<name>[小阿老][{_HAN}])(?=接待|回|帮|给我"
    f"|处理|弄|说|跟我|$|[^{_HAN}])"
)
# Surnames that are other words far more often.
_NO_FAMILIES = frozenset(
    "但和呼由单信权元全公区华南印原吉哈商国奉官容宾宿富封居展师干平幸强惠成支斯时明智束来查母海满玉班留皮相路连门都常从计危党乔利向多"
)
# Signs of names that are words of everything else.
_PLAIN = frozenset("山水东南西北金银铁海根平安国家学生成本长光天达文子新开年月春夏秋冬明士方和公里大小上下高中全力")
_LONGEST, _SHORTEST = 4, 2
_MIXED_TITLE = re.compile(
    f"(?:找一?下|我找|请|叫|让|联系) ?(?P<name>[{_HAN}]{{2,3}})(?=经理|主任|医生|老师|师傅|顾问|先生|女士|小姐)"
)


def mentioned(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    for found in _AFTER_ROLE.finditer(text):
        yield from _name(text, found.end(), 0.7, "after a role")
        yield from _alone(text, found.end())
        name = text[found.end() : found.end() + 1]
        if name in _families() and not _HAN_SIGN.match(text, found.end() + 1):
            yield Finding(found.end(), found.end() + 1, "name", name, 0.62, "a surname after a role")
    for pattern, score in ((_VERB, 0.66), (_LISTED, 0.7)):
        for found in pattern.finditer(text):
            yield from _name(text, found.end(), score, "after who is wanted")
            if pattern is _VERB:
                yield from _alone(text, found.end())
    if asks(passage.question) and (found := _ALONE_ASKED.match(text)) and found["name"] in _families():
        yield _finding(found, 0.7, "a surname, asked for")
    yield from _foreign(text)
    yield from _shown(text, passage.words)
    yield from _read_out(text)
    if "/" in text and _TRAVEL.search(text):
        for found in _SLASHED.finditer(passage.text):
            yield Finding(*found.span(), "name", found[0].lower(), 0.7, "as on a ticket")


def _shown(text: str, said: frozenset[str]) -> Iterator[Finding]:
    """Names by what stands after them, and how people are called."""
    for found in _SEX.finditer(text):
        if not found["name"].startswith(never_chinese()):
            yield _finding(found, 0.7, "beside a sex")
    for found in _SURNAMED.finditer(text) if "姓" in text or "免贵" in text else ():
        if found["name"] not in _NO_SURNAME:
            yield _finding(found, 0.7, "a surname, said to be one")
    for found in _HONORED.finditer(text) if not said.isdisjoint(_HONORS) else ():
        if found["name"] in _families() and found["name"] not in _NO_HONORED:
            yield _finding(found, 0.7, "before a title")
    for found in _ENGINEER.finditer(text) if "工" in said else ():
        yield _finding(found, 0.66, "as engineers are called")
    yield from _children(text, said)


def _children(text: str, said: frozenset[str]) -> Iterator[Finding]:
    """A sign said twice, as children are called, and a sign before how it is written."""
    for found in _BEFORE_SIGN.finditer(text) if "的" in said else ():
        if found["name"] in _families():
            yield _finding(found, 0.68, "before how it is written")
    for pattern, score in ((_TWICE, 0.66), (_OF_CHILD, 0.6)):
        for found in pattern.finditer(text):
            if found["name"][0] not in _NO_TWICE:
                yield _finding(found, score, "as children are called")


def _read_out(text: str) -> Iterator[Finding]:
    """Names by their own signs: wanted by their title, in quotes, one or another, the rest of a known one."""
    for found in _MIXED_TITLE.finditer(text):
        if found["name"][0] in _families() and found["name"][1] in given_signs():
            yield _finding(found, 0.66, "before a title")
    for found in _DEAR.finditer(text):
        sign = found["name"][1]
        if found["name"] not in table("nicknames") and (sign in given_signs() or sign in _families()):
            yield _finding(found, 0.66, "a nickname")
    for found in _QUOTED.finditer(text) if _NAMED.search(text) else ():
        if _reads(found["name"]):
            yield _finding(found, 0.68, "in quotes")
    for found in _REST.finditer(text) if "[name]" in text else ():
        if all(sign in given_signs() for sign in found["name"]) and found["name"] not in table("words"):
            yield _finding(found, 0.7, "the rest of a name")
    yield from _either(text)


def _either(text: str) -> Iterator[Finding]:
    for found in _EITHER.finditer(text) if "还是" in text else ():
        alike = found["name"][0] == found["other"][0] and len(found["name"]) == len(found["other"])
        if alike and (_reads(found["name"]) or _reads(found["other"])):
            for group in ("name", "other"):
                yield Finding(*found.span(group), "name", found[group], 0.66, "one name or another")


def _name(text: str, at: int, score: float, reason: str) -> Iterator[Finding]:
    """The longest name with its surname there that something ends."""
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        name = text[at : at + length]
        if len(name) == length and _reads(name) and _THEN.match(text, at + length) and not is_firm(text, at + length):
            yield Finding(at, at + length, "name", name, score, reason)
            return


def _reads(name: str) -> bool:
    """Whether it is a surname and one or two signs of given names."""
    compound = _compound().match(name)
    surname = len(compound[0]) if compound else int(name[0] in _families())
    given = name[surname:]
    fits = surname and 0 < len(given) <= 2 and all(sign in given_signs() for sign in given)
    return bool(fits) and not name.startswith(never_chinese()) and name not in table("words")


def _alone(text: str, at: int) -> Iterator[Finding]:
    """A given name without its surname: listed, or of the signs most common in them."""
    name = text[at : at + 2]
    then = _THEN.match(text, at + 2)
    if len(name) < 2 or not then or is_firm(text, at + 2) or name in table("words") or name.startswith(never_chinese()):
        return
    listed_name = name in listed("zh").given
    if listed_name or (all(sign in table("common") for sign in name) and not all(sign in _PLAIN for sign in name)):
        yield Finding(at, at + 2, "name", name, 0.62, "a given name alone")


def _foreign(text: str) -> Iterator[Finding]:
    if not _transcribed_hint().search(text):
        return
    for found in _transcribed().finditer(text):
        name = found["name"] or found["name2"] or found["name3"]
        if name not in table("words") and not name.startswith(tuple(table("places"))):
            yield _finding(found, 0.7, "a name of another people")


@cache
def _transcribed() -> re.Pattern[str]:
    sign = f"[{''.join(sorted(table('transcribed')))}]"
    known = "|".join(sorted(table("foreign"), key=len, reverse=True))
    lead = f"(?:(?<![{_HAN}])|(?<=[叫是我找让给跟]))"
    return re.compile(
        f"{lead}(?P<name>{sign}{{2,6}}(?:[·•・]{sign}{{1,7}})*)(?=先生|女士|小姐|太太|[ ,，/]{{1,2}}[男女](?![{_HAN}]))"
        "|(?:我|我是|叫|名字是|叫做|室友|同事|朋友|老公|老婆|师傅|司机|同学"
        f"|邻居) ?(?P<name2>{sign}{{2,5}})(?=$|[^{_HAN}]|[在从来])"
        f"|{lead}(?P<name3>{known})(?=$|[^{_HAN}]|先生|女士|[的在从给说来])"
    )


@cache
def _transcribed_hint() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(table('transcribed')))}]{{2}}")


@cache
def _compound() -> re.Pattern[str]:
    return re.compile(_COMPOUND)


@cache
def _families() -> frozenset[str]:
    """Surnames of one sign, rare ones too."""
    return (
        frozenset(name for name in listed("zh").family if len(name) == 1) | table("rare") | table("more")
    ) - _NO_FAMILIES


def _finding(found: re.Match[str], score: float, reason: str) -> Finding:
    group = next(name for name, value in found.groupdict().items() if value is not None)
    return Finding(*found.span(group), "name", found[group], score, reason)

"""Names in Chinese texts that no surname begins: of other peoples, in Latin letters, nicknames, given names alone."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction import tables
from transcription.redaction.finding import Finding
from transcription.redaction.folding import fold, fold_word
from transcription.redaction.language import mail_words
from transcription.redaction.listed import listed
from transcription.redaction.name_words import asks
from transcription.redaction.passage import Passage

_SIGNS = frozenset(("signs", "given", "common", "rare", "more", "transcribed"))
_HAN = "\u4e00-\u9fff"
_LATIN_LETTERS = "A-Za-z\u00c0-\u024f\u1e00-\u1eff'’"
_CYRILLIC = re.compile(r"(?<!\w)[\u0410-\u042f][\u0430-\u044f]{2,}(?: [\u0410-\u042f][\u0430-\u044f]{2,}){0,2}(?!\w)")
# Words after which a name in any letters stands.
_CALLED = (
    "我叫|我是|我系|我係|他叫|她叫|名叫|名字叫|名字是|名字写的?是|英文名(?:叫|是)?|中文名(?:叫|是)?"
    "|名字[:： ]|姓名[:： ]|户名[:： ]?|戶名[:： ]?|(?:持卡|收件|收货|收貨|联系|聯絡)人[:： ]?"
    "|[乘旅]客[系係是:： ]?|(?:拼音|抬头|抬頭)[是:： ]?"
    "|[约订位预签收陈述诉请递]人[:： ]?|找|叫|给|或者|和|客服|我老公|我老婆|先生|小姐"
)
_ACCENTED = re.compile(
    rf"(?<![\w@.-])(?=[{_LATIN_LETTERS} ]{{0,30}}[\u00c0-\u024f\u1e00-\u1eff])"
    rf"[A-Z\u00c0-\u00de\u0110][{_LATIN_LETTERS}]*(?: [A-Z\u00c0-\u00de\u0110][{_LATIN_LETTERS}]*){{1,3}}"
)
_LATIN = re.compile(
    rf"(?:{_CALLED})[ ]?((?:[A-Z][{_LATIN_LETTERS}]{{1,15}})(?:[ -][A-Z][{_LATIN_LETTERS}]*){{0,3}})(?![A-Za-z0-9@._-])"
)
_CAPITALS = re.compile(r"(?<![A-Za-z0-9@._-])[A-Z]{2,}(?: [A-Z]{2,}){1,3}(?![A-Za-z0-9@._-])")
# 'Jasmine 黎嘉欣'.
_BESIDE = re.compile(r"(?<![A-Za-z0-9@._-])[A-Z][a-z]{2,12} ?(?=\[name\])")
_AFTER = re.compile(r"(?<=\[name\]) ?[A-Z][a-z]{2,12}(?![A-Za-z0-9@._-])")
_NICKNAME = re.compile(
    r"(?:(?<=客服|专员|顾问|同事|助理|我是|我系)|(?<=[叫找的，,。！!：: \n\]])|^)"
    rf"(?P<name>[小阿老](?P<sign>[{_HAN}]))(?=$|[^{_HAN}]|说|您|为您|在这|给您|很高兴|上次|师傅|哥|姐|帮|跟|收|来|到|昨天|今天|刚)"
)
_FAMILIAR = re.compile(
    rf"(?:(?<=[，,。！!：: \n\]])|(?<=好的)|(?<=或者)|(?<=谢谢)|(?<=亲爱的)|(?<=找)|(?<=叫)|(?<=是)|^)"
    rf"(?P<name>(?P<given>[{_HAN}]{{1,2}})[姐哥嫂叔姨妈爸])(?=(?![{_HAN}]{{0,1}}[的叫是]?[妹夫弟])(?:$|[^{_HAN}]|[您你说在来收的，还有]))"
)
_DEAR, _KIN = frozenset("小阿老"), frozenset("姐哥嫂叔姨妈爸")
_WRITTEN = re.compile("[A-Z\u00c0-\u024f\u1e00-\u1eff\u0410-\u042f]")
# A given name alone, where somebody says who he is.
_SELF = re.compile(
    rf"(?:我是|我系|这里是|我叫|叫我|客服|专员|顾问|助理|管家|主管|经理|的)(?P<name>[{_HAN}]{{2}})(?=$|[，,。！!？?\s]|很高兴|为您|请问|能帮|有什么)"
)


@cache
def table(kind: str) -> frozenset[str]:
    """One table of `words/zh_names.toml`, in simplified signs; or each sign of those that list signs."""
    text = fold_word(tables.texts("zh_names")[kind])
    return frozenset("".join(text.split())) if kind in _SIGNS else frozenset(text.split())


@cache
def _piece() -> re.Pattern[str]:
    return re.compile("|".join(sorted(table("pieces"))))


@cache
def _foreign() -> re.Pattern[str]:
    signs, pieces = "".join(sorted(table("signs"))), "|".join(sorted(table("pieces"), key=len, reverse=True))
    return re.compile(f"(?=[{signs}]{{0,8}}(?:{pieces}))(?:{pieces}|[{signs}]){{2,9}}(?:[·•・][{_HAN}]{{1,6}})?")


@cache
def _surname() -> re.Pattern[str]:
    return re.compile(f"(?<=姓)[{''.join(sorted(name for name in listed('zh').family if len(name) == 1))}]")


@cache
def _japanese() -> re.Pattern[str]:
    families = "|".join(sorted(table("japanese")))
    return re.compile(
        f"(?<![{_HAN}])(?:{families})[{_HAN}]{{1,3}}(?![{_HAN}])|(?:{families})(?=先生|女士|小姐|太太|様)"
    )


def is_given_sign(sign: str) -> bool:
    """Whether given names are written with a sign, common or not."""
    return sign in given_signs()


@cache
def given_signs() -> frozenset[str]:
    return table("common") | table("given") | frozenset("".join(listed("zh").given))


def is_firm(text: str, end: int) -> bool:
    """Whether what ends there is the name of a firm: 安泰 of 安泰保险."""
    return text.startswith(tuple(table("firms")), end)


def people(passage: Passage) -> Iterator[Finding]:
    """Such names, where the words beside them say that it is one."""
    text, said = passage.folded, passage.words
    for found in _foreign().finditer(text) if _piece().search(text) else ():
        if not found[0].startswith(tuple(table("places"))) and not re.match(
            "[市省区县州盟旗路街]", text[found.end() :]
        ):
            yield _finding(found, 0, 0.72, "a name of another people")
    for found in _surname().finditer(text) if "姓" in said else ():
        yield _finding(found, 0, 0.6, "a surname, said to be one")
    for found in _japanese().finditer(text):
        yield _finding(found, 0, 0.7, "a Japanese name")
    for found in _NICKNAME.finditer(text) if not said.isdisjoint(_DEAR) else ():
        known = is_given_sign(found["sign"]) or found["sign"] in listed("zh").family
        if known and found["name"] not in table("nicknames"):
            yield _finding(found, "name", 0.7, "a nickname")
    for found in _FAMILIAR.finditer(text) if not said.isdisjoint(_KIN) else ():
        if all(is_given_sign(sign) for sign in found["given"]) and found["name"][:2] not in table("nicknames"):
            yield _finding(found, "name", 0.62, "before 'sister' or 'brother'")
    yield from _alone(text)
    if _WRITTEN.search(passage.text):
        yield from _latin(passage)


def _alone(text: str) -> Iterator[Finding]:
    """Given names without a surname, where somebody says who he is."""
    for found in _SELF.finditer(text):
        name = found["name"]
        if name in listed("zh").given or (all(map(is_given_sign, name)) and name not in table("words")):
            yield _finding(found, "name", 0.62, "a given name alone")


def _latin(passage: Passage) -> Iterator[Finding]:
    """Names in Latin or Cyrillic letters."""
    if passage.text.isupper() and len(passage.text) > 60:
        return
    for found in _LATIN.finditer(passage.text):
        if not any(_no_person(word) for word in re.split("[ -]", found[1])):
            yield Finding(*found.span(1), "name", fold(found[1]), 0.7, "introduced, in Latin letters")
    asked = asks(passage.question) or bool(re.search("姓名|名字|持卡人|乘客|旅客|户名|收件人", passage.folded))
    for found in _CAPITALS.finditer(passage.text) if asked else ():
        if not any(_no_person(word) for word in found[0].split()):
            yield Finding(*found.span(), "name", fold(found[0]), 0.6, "in Latin capitals")
    for pattern in (_BESIDE, _AFTER):
        for found in pattern.finditer(passage.text):
            if not _no_person(found[0].strip()):
                yield Finding(*found.span(), "name", fold(found[0].strip()), 0.6, "beside a name")
    for found in (*_CYRILLIC.finditer(passage.text), *_ACCENTED.finditer(passage.text)):
        yield _finding(found, 0, 0.6, "in other letters")


def _no_person(word: str) -> bool:
    folded = fold(word)
    return folded in table("latin") or folded in mail_words().providers


def _finding(found: re.Match[str], group: int | str, score: float, reason: str) -> Finding:
    return Finding(*found.span(group), "name", fold(found[group]), score, reason)

"""Chinese person names: a surname and one or two signs, where words around them say so."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.name_words import never_chinese
from transcription.redaction.passage import Passage

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_STOP = frozenset(
    "我你您他她的是想要请在有和与电打来这那不了吗呢吧啊从到需手身现麻谢住给帮就也都卡邮地因可能查跟先女刚没对已联嗯哦"
    "一订客说问年出号密还买昨今前上下另为很叫"
)
# Last signs of words that say what somebody is: 会员, 用户, 上海人.
_KINDS = frozenset("员人者户客")
# 谢谢 is no surname.
_SURNAME = f"(?:(?<!谢)谢(?!谢)|[{''.join(sorted(_SURNAMES - {'谢'}))}])"
_GIVEN = f"[^\\W\\d_a-z{''.join(sorted(_STOP))}]"
_TITLED = re.compile(f"{_SURNAME}{_GIVEN}{{0,2}}?(?=先生|女士|小姐|老师|太太)")
_BEFORE_CLOSING = re.compile(f"{_SURNAME}{_GIVEN}{{1,2}}(?=为您服务)")
_TITLE = re.compile("先生|女士|小姐|老师|太太")


def titled(passage: Passage) -> Iterator[Finding]:
    """'王先生', '顾晓岚女士', '贺志远为您服务'."""
    for pattern in (_TITLED, _BEFORE_CLOSING):
        for found in pattern.finditer(passage.folded):
            if not found[0].startswith(never_chinese()):
                yield Finding(*found.span(), "name", found[0], 0.75, "before a title")


def introduced(passage: Passage, at: int, reason: str) -> Iterator[Finding]:
    """The name at `at`, after words that introduce nothing else; one that begins with no surname must end there."""
    text = passage.folded
    end = _end(text, at, 3)
    if end - at >= 2 and text[at] in _SURNAMES:
        yield Finding(at, end, "name", text[at:end], 0.8, reason)
    elif end - at >= 2 and not _goes_on(text, end):
        yield Finding(at, end, "name", text[at:end], 0.6, reason)
    elif end - at == 1 and text[at] in _SURNAMES and text[at - 1 : at] == "姓":
        yield Finding(at, end, "name", text[at:end], 0.7, reason)


def possible(passage: Passage, at: int, reason: str) -> Iterator[Finding]:
    """The name at `at`, where something else may stand: it begins with a surname and ends with the phrase."""
    text = passage.folded
    while text[at : at + 1] in {"，", ",", "：", ":", "\n", " "}:
        at += 1
    end = _end(text, at, 3)
    titled_here = _TITLE.match(text, end)
    if not 2 <= end - at <= 3 or text[at] not in _SURNAMES or (_goes_on(text, end) and not titled_here):
        return
    if text[end - 1] in _KINDS or text.startswith(never_chinese(), at):
        return
    yield Finding(at, end, "name", text[at:end], 0.8, reason)


def _end(text: str, at: int, most: int) -> int:
    end = at
    while end < len(text) and end - at < most and "\u4e00" <= text[end] <= "\u9fff" and text[end] not in _STOP:
        end += 1
    return end


def _goes_on(text: str, end: int) -> bool:
    """Whether a sign follows that the name may be the beginning of."""
    return "\u4e00" <= text[end : end + 1] <= "\u9fff" and text[end] not in _STOP

"""How the signs of a Chinese name are said to be written: 弓长张, 春晓的晓."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding

_HAN = "\u4e00-\u9fff"
# Signs that no name has.
STOP = frozenset(
    "我你您他她的是想要请在有和与电打来这那不了吗呢吧啊从到需手身现麻谢住给帮就也都卡邮地因可能查跟先女刚没对已联嗯哦"
    "一订客说问年出号密还买昨今前上下另为很叫啦喔哟呀嘛哈呗"
)
# How a surname is said to be written, and a sign of a name: 弓长张, 春晓的晓.
_WRITTEN = re.compile(
    "弓长张|木子李|立早章|耳东陈|双木林|口天吴|古月胡|言午许|人可何|禾呈程|干勾于|草头黄|大肚黄"
    "|走肖赵|双口吕|文刀刘|卯金刀刘?|"
    "关耳郑|三横一?竖?王|双人徐|双人旁的?徐|言身寸谢?|十八子李?|木易杨|四维罗|西早覃|美女姜"
    "|两点水的?冯|三点水的?[江汪沈潘洪温]"
)
_LIKE = re.compile(
    f"(?:[{_HAN}]是)?(?:([{_HAN}])[{_HAN}]{{1,3}}的 ?\\1|[{_HAN}]{{1,3}}([{_HAN}])的 ?\\2"
    f"|[{_HAN}]([{_HAN}])[{_HAN}]的 ?\\3)(?![{_HAN}]{{0,1}}[吗呢])"
)
_RADICAL = re.compile(
    "(?:草字头|竹字头|雨字头|宝盖头|走之底|[木女火日月金王言米禾虫足车目石田][字旁]旁?|[三两]点水"
    "|单人旁|双人旁|提手旁|竖心旁|绞丝旁|"
    f"耳朵旁|反犬旁)旁?(?:的|加个?|一个)[{_HAN}](?:字)?(?![{_HAN}])"
)


def written(text: str) -> Iterator[Finding]:
    for found in (*_RADICAL.finditer(text), *_WRITTEN.finditer(text)):
        yield Finding(*found.span(), "name", found[0], 0.75, "how a sign is written")
    for found in _LIKE.finditer(text):
        if (found[1] or found[2] or found[3]) not in STOP:
            yield Finding(*found.span(), "name", found[0], 0.6, "how a sign is written")

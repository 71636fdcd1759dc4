"""Chinese addresses: regions, a road or an estate, and counts (号, 栋, 室) in a row; fewer of them where asked for."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_HAN = "\u4e00-\u9fff"
_NUMBER = "(?:[0-9]{1,5}|[零〇一二两三四五六七八九十百幺]{1,8})"
_UNITS = "号院|号楼|号|弄|巷|栋|幢|座|楼|单元|门|室|层|房|组|队|期|院|铺|户|段|樘|档|床"
_COUNT = (
    f"(?:第|甲|乙|附)?(?:{_NUMBER}|[a-z甲乙丙丁东西南北])[ -]?(?:{_UNITS})"
    "(?!线|码|店员|前|后天|早|晚|上午|下午)(?: ?之[0-9一二三四五六七八九])?"
)
_ROAD = "大道|大街|胡同|路|街|巷|弄|里|道|环|村|屯|庄|乡|镇|社区"
_ESTATE = (
    "小区|花园|花苑|家园|佳园|新村|公寓|大厦|大楼|广场|科技园|产业园|工业园|工业区|开发区|高新区"
    "|创业园|园区|宿舍|雅苑|名苑|豪庭|"
    "名邸|商厦|国际|中心|苑|园|城|府|湾|庭|轩|邸|居|阁|养老院|公馆|山庄|校区|家具城|水岸|别墅|新苑|嘉园|丽景"
)
_REGION = "特别行政区|自治区|自治州|自治县|街道|新区|省|市|州|盟|区|县|旗|镇|乡"
_REGIONS = re.compile(f"(?:[{_HAN}]{{2,7}}?(?:{_REGION}) ?){{2,4}}")
_COUNTS = re.compile(_COUNT)
# So much may stand between a place and its count, or between two counts: 号英利大厦21.
_PLACE = re.compile(f"[{_HAN}]{{1,14}}?(?:{_ROAD}|{_ESTATE}|{_REGION})[ (（]?(?:[{_HAN}]{{0,4}})[ ]?$")
_TAIL = re.compile(
    f"(?:[ ,，、()（）-]?(?:[{_HAN}]{{1,10}}?(?:{_ESTATE}))?[ -]?(?:{_COUNT}|{_NUMBER}[a-z](?![a-z0-9])|"
    f"[a-z]?(?:[0-9]{{1,4}}|[零〇一二两三四五六七八九幺]{{3,4}})"
    f"(?:-[a-z]?[0-9]{{1,5}}){{0,2}}(?![0-9年月日点分元块个件天箱盒%*:-])|[a-z](?![a-z0-9]))|"
    f"[ ]?[{_HAN}]{{1,10}}?(?:{_ESTATE})(?=$|[^{_HAN}]))*(?:[ ,，]?邮编[是为:： ]{{0,2}}[0-9]{{6}}(?![0-9]))?"
)
# What stands before an address and is none of it.
_LEAD = re.compile(
    ".*(?:地址|住址|住在|住的是|住的|住|寄到|寄去|寄往|寄给|寄|送到|送去|送往|发到|搬到|搬去|改去"
    "|改到|改成|换成|家在|位于|收货|"
    "我家|家里|公司|单位|就是|应该是|还是|不是|是|为|到|在|由|从|去|的|了|我|你|您|他|她|那边|那个"
    "|这边|对|嗯|哦|啊|呃|好|写)"
)
_ASKED = re.compile(
    "(?:[我你您妈爸家人]|现在|而家)住(?!院|店|宿)|搬到|搬去|门号|地址|住址|住哪|住在|哪里住|寄到"
    "|寄去哪|寄哪|送到|送哪|发到哪|房间号|门牌|邮寄|收货|小区|几号楼|哪个区|上门|哪条路|哪栋|哪一栋|单元|"
    "几楼|几室|街道|\\[address\\]"
)
_STOPS = re.compile(
    "[我你您他她吗呢吧么]|什么|时候|可以|不要|没有|谢谢|电话|手机|邮箱|明天|今天|后天|昨天|上午|下午|晚上|怎么"
)
_RUN = re.compile(f"[{_HAN}a-z0-9#()（） -]+")
_PART = re.compile(f"[{_HAN}]{{1,10}}?(?:{_REGION}|{_ROAD}|{_ESTATE})|{_COUNT}")
# 锦绣华城A区14-3-502; corners and exits where somebody waits; what goes on after an address, with pauses.
_HYPHENED = re.compile(
    f"(?P<place>[{_HAN}]{{2,12}}(?: ?[a-z0-9一二三四五六七八九十]{{1,2}}[区期])?) ?[0-9]{{1,3}}(?:栋"
    f"|号楼|座)?-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])"
)
_WAITING = re.compile(
    "(?:我[这现]?[在到是]|送到|送去|[来接]到|停在|人在|车在|位置在?"
    f"|定位在?) ?(?P<place>[{_HAN}]{{2,8}}(?:路|街|大道)[与和跟][{_HAN}]{{2,8}}(?:路|街|大道)"
    f"(?:交叉口|路口|交口|口)?(?:[东西南北]{{1,2}}[角侧边])?(?:的?[{_HAN}]{{2,4}}站)?"
    f"|[{_HAN}]{{2,8}}? ?地铁站 ?[a-z] ?[0-9]?(?:出?口)"
    f"|[{_HAN}]{{2,6}}[东西南北正后侧]门(?![{_HAN}]?[口市店]))"
)
_COUNT_AGAIN = re.compile(f"(?:不是|不对|错了?|系|係|是|应该|[ ，,])*(?P<count>{_COUNT}(?:[ ，,]?{_COUNT})*)")
_ESTATE_ASKED = re.compile("哪[个一]?个?(?:小区|楼盘|园区|公寓|村)|小区(?:名|叫)|什么小区")
_ESTATE_ALONE = re.compile(f"(?:[是在就我们家住 ，,])*(?P<place>[{_HAN}]{{1,8}}?(?:{_ESTATE}|村))(?=$|[^{_HAN}]|的)")
_ON = re.compile(
    f"(?<=\\[address\\])(?:号|[ ，,]{{1,2}}(?:[{_HAN}]{{1,8}}?(?:{_ESTATE}|宿舍|公寓|大学|学校|医院)"
    f"|[{_HAN}]{{0,6}}?{_COUNT}|"
    f"[零〇一二两三四五六七八九幺]{{3,4}}|[{_HAN}]{{2,6}}(?:置地|中心|大楼))(?=$|[^{_HAN}a-z0-9]))+"
)
_GAP = 6
_SHORTEST, _LONG = 2, 9
_DATE = 8
_REACH = 44
_QUESTIONS = 3
_FALSE = re.compile(
    "(?:城市|市场|超市|门市|地区|小区|社区|园区|区别|市区|道路|知道|渠道|通道|频道|街|网络|公里|哪里"
    "|这里|那里|家里|手里|中心|客服中心|楼道)$"
)
_DAY = re.compile("[0-9一二三四五六七八九十]月 ?$")


def addresses(passage: Passage) -> Iterator[Finding]:
    text = passage.folded
    asked = bool(_ASKED.search("\n".join(passage.folded_before.rstrip().split("\n")[-_QUESTIONS:])))
    last = 0
    for found in _COUNTS.finditer(text):
        if found.start() < last:
            continue
        start = _start(text, last, found.start())
        tail = _TAIL.match(text, found.end())
        end = tail.end() if tail else found.end()
        counts = len({count[0][-1] for count in _COUNTS.finditer(text, found.start(), end)})
        placed = start is not None and _PLACE.search(text, start, found.start()) and not _day(text, found.start())
        named = placed and start is not None and not _FALSE.fullmatch(text[start : found.start()].strip())
        road = (
            named
            and start is not None
            and re.search(f"(?:{_ROAD})[ ]?[{_HAN}]{{0,2}}[ ]?$", text[start : found.start()])
        )
        numbered = bool(re.match("[号弄巷组队栋幢座楼室院段门]", text[found.end() - 1 :]) or "号" in found[0])
        if start is not None and (
            (
                named
                and (numbered if road else counts > 1 or end > found.end() or text[found.start() - 1] in "楼座厦苑阁邨")
            )
            or counts > 2
        ):
            last = end
            yield Finding(start, end, "address", text[start:end], 0.85, "a place and its numbers")
    for found in _REGIONS.finditer(text):
        lead = _LEAD.match(found[0])
        start = found.start() + (lead.end() if lead else 0)
        if start >= last and len(_parts(text, start, found.end())) > 1 and found[0].rstrip()[-1] in "区县镇乡道旗":
            yield Finding(start, found.end(), "address", text[start : found.end()], 0.55, "regions in a row")
    yield from _located(text)
    if "[address]" in passage.question and (found := _COUNT_AGAIN.match(text)):
        yield Finding(*found.span("count"), "address", found["count"], 0.7, "a number of it, put right")
    if _ESTATE_ASKED.search(passage.question) and (found := _ESTATE_ALONE.match(text)):
        yield Finding(*found.span("place"), "address", found["place"], 0.7, "asked for")
    if asked or _ASKED.search(text):
        yield from _answered(text, asked=asked)


def _located(text: str) -> Iterator[Finding]:
    """By its numbers alone, where somebody waits, and what goes on after an address."""
    for found in _HYPHENED.finditer(text):
        lead = _LEAD.match(found["place"])
        start = found.start() + (lead.end() if lead else 0)
        if found.end() - start > _LONG:
            yield Finding(start, found.end(), "address", text[start : found.end()], 0.85, "building, entrance and flat")
    for found in _WAITING.finditer(text):
        yield Finding(*found.span("place"), "address", found["place"], 0.6, "where somebody waits")
    for found in _ON.finditer(text) if "[address]" in text else ():
        yield Finding(*found.span(), "address", found[0].strip(), 0.75, "goes on after an address")


def _start(text: str, bound: int, at: int) -> int | None:
    """Where the place before a count begins: after a mark, or words that lead to it."""
    first = max(bound, at - _REACH)
    while at > first and not re.match(f"[{_HAN}a-z0-9 ()（）]", text[at - 1]):
        return None if text[at - 1] not in "-#" else at
    here = at
    while here > first and re.match(f"[{_HAN}0-9 ()（）]", text[here - 1]):
        here -= 1
    lead = _LEAD.match(text[here:at])
    here += lead.end() if lead else 0
    while here < at and text[here] in " ()（）0123456789":
        here += 1
    return here


def _day(text: str, at: int) -> bool:
    """Whether a month stands before a count that is a day then."""
    return bool(_DAY.search(text[max(0, at - _DATE) : at]))


def _parts(text: str, start: int, end: int) -> list[re.Match[str]]:
    return list(_PART.finditer(text, start, end))


def _answered(text: str, *, asked: bool) -> Iterator[Finding]:
    """Parts of an address in a row, where one was asked for or is spoken of."""
    for run in _RUN.finditer(text):
        parts = [part for part in _parts(text, *run.span()) if not _FALSE.search(part[0])]
        if not parts:
            continue
        row = [parts[0]]
        for part in parts[1:]:
            if part.start() - row[-1].end() > _GAP or _STOPS.search(text, row[-1].end(), part.start()):
                break
            row.append(part)
        lead = _LEAD.match(text[run.start() : row[0].end() - 1])
        start = run.start() + (lead.end() if lead else 0)
        while start < row[0].end() and text[start] in " ()（）":
            start += 1
        tail = _TAIL.match(text, row[-1].end())
        end = tail.end() if tail else row[-1].end()
        spoken = text[start:end]
        counted = any(_COUNTS.search(part[0]) for part in row) or end > row[-1].end()
        sure = len(row) > 2 or (len(row) > 1 and counted)
        alone = len(row) == 1 and row[0][0].endswith("号") and end == row[0].end()
        close = asked and not alone and (counted or len(row) > 1) and start <= run.start() + _GAP
        day = _STOPS.search(spoken) or _day(text, row[0].end() - 1)
        if (sure or close) and not day and len(spoken) > _SHORTEST:
            yield Finding(start, end, "address", spoken, 0.7, "asked for as an address")

"""Numbers dictated in Chinese with a word put right in between, and phone numbers whose end runs into other numbers."""

import re
from collections.abc import Iterator

from transcription.redaction.cues import asked, said
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

_DIGIT = "[零〇一二两三四五六七八九幺洞拐]"
_PART = f"{_DIGIT}(?:[ \\n]?{_DIGIT})*+"
_WRONG = (
    "(?:不对|不是|错了|[说讲念报]错了?|应该是?|等一?下|等等|重来|重新[念说报来]|[我你]看看|看看|"
    "我看着念|再说一遍|哦不|啊不)"
)
_FILLER = f"(?:{_WRONG}|就是|[啊哦呃嗯呀是])"
_FILLED = f"[ \\n，,]{{0,2}}{_FILLER}(?:[ \\n，,]{{0,2}}{_FILLER})*+[ \\n，,]{{0,2}}"
_PUT_RIGHT = re.compile(f"(?<![{_DIGIT[1:-1]}月年十]){_PART}(?:{_FILLED}{_PART})+(?![十百千万点年月块元])")
_TOLD = re.compile(_WRONG)
_LANDLINE = re.compile(
    f"(?<!{_DIGIT})零 ?(?:[幺一] ?零|二 ?{_DIGIT}|[三四五七八九] ?{_DIGIT} ?{_DIGIT})(?: ?{_DIGIT}){{7,8}}(?!{_DIGIT})"
    f"(?: ?(?:转|分机) ?{_DIGIT}(?: ?{_DIGIT}){{1,3}}(?![{_DIGIT[1:-1]}点]))?"
)
_MOBILE = re.compile(f"(?<!{_DIGIT})(?<!{_DIGIT} )[幺一] ?[三四五六七八九](?: ?{_DIGIT}){{9}}(?!{_DIGIT})")
_EXTENSION = re.compile(f"(?<=\\[phone\\]) ?(?:转|分机) ?(?:[0-9]{{2,5}}|{_DIGIT}(?: ?{_DIGIT}){{1,3}})(?![点块])")
_LONGEST = {"phone": 30, "card": 42, "iban": 42, "resident_id": 42, "code": 18}
_FEWEST, _ALONE = 6, 11
_PHONE = 13
_OTHER = re.compile("单号|订单|工单|编号|序列号|批号|型号|代码|保单|票号")
_REACH = 14
_GIVEN = re.compile(r"\[(card|phone|iban|code|resident_id)\]")
_UNHEARD = re.compile("不正确|错误|没听清|听不清|再说|再报|重新|不匹配|没识别")
_DENIED = re.compile(
    "(?:[ ，,。啊哦呃]|应该|就)*(?:不对|不是|错了?|唔系|唔係)(?:[ ，,。啊哦呃是]|应该|我?[说念]的|不对|错了)*"
)
# UnionPay's cards as they are spoken.
_UNION = re.compile(f"(?<!{_DIGIT})六 ?二(?: ?{_DIGIT}){{14,17}}(?!{_DIGIT})")
_PIECE = 3


def spoken_numbers(passage: Passage) -> Iterator[Finding]:
    if not passage.numeric:
        return
    text = passage.folded
    for found in _PUT_RIGHT.finditer(text):
        if _TOLD.search(found[0]):
            yield from _put_right(passage, found)
    for found in (*_LANDLINE.finditer(text), *_MOBILE.finditer(text)):
        if not _OTHER.search(text, max(0, found.start() - _REACH), found.start()):
            yield Finding(*found.span(), "phone", found[0].replace(" ", ""), 0.62, "spoken as a phone number")
    for found in _UNION.finditer(text):
        if not _OTHER.search(text, max(0, found.start() - _REACH), found.start()):
            yield Finding(*found.span(), "card", found[0].replace(" ", ""), 0.72, "a card of UnionPay")
    yield from _again(passage, text)
    for found in _EXTENSION.finditer(text) if "[phone]" in text else ():
        yield Finding(*found.span(), "phone", found[0], 0.8, "its extension")


def _again(passage: Passage, text: str) -> Iterator[Finding]:
    """The number that the turn before read back, denied; or said once more, as it was not understood."""
    kinds = _GIVEN.findall(passage.folded_before)
    denied, unheard = "[" in passage.question, _UNHEARD.search(passage.question)
    if not kinds or not (denied or unheard):
        return
    for run in passage.runs:
        lead = text[: run.start]
        fits = _DENIED.fullmatch(lead) if denied else not lead.strip()
        if run.start <= _REACH and fits and len(run.digits) >= _PIECE and not (run.big or measured(text, run)):
            kind = (_GIVEN.findall(passage.question) or kinds)[-1]
            yield Finding(run.start, run.end, kind, run.digits, 0.75, "said again")


def _put_right(passage: Passage, found: re.Match[str]) -> Iterator[Finding]:
    digits = "".join(re.findall(_DIGIT, found[0]))
    kind = said(passage, *found.span())
    if kind is None and found.start() == 0:
        kind = next(iter(sorted(asked(passage) & _LONGEST.keys())), None)
    if kind is None and len(digits) >= _ALONE:
        kind = "phone" if len(digits) <= _PHONE else "card"
    if kind in _LONGEST and _FEWEST <= len(digits) <= _LONGEST[kind]:
        yield Finding(*found.span(), kind, digits, 0.97, "put right while it is said")

"""Codes that Arabic speakers say they were sent, with letters too, and passwords."""

import re
from collections.abc import Iterator

from transcription.redaction.cues import asked, said_here
from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import measured

# Right before the digits: 'I got', 'I wrote', 'in the message'.
_CAME = re.compile(
    r"(?<!\w)(?:و)?(?:وصل|جا|جه|اجا|جات|وصلت|جت|اجت|جال|جاء|استلمت|كتبت|دخلت|ادخلت|طلع|طلعت|بعتولي|ارسلتوا|يقول|مكتوب)"
    r"(?:ني|تني|لي|ت|اني|تلي|لنا|نا|و|وا|ولي|ته|لك|ك)?"
    r"(?: (?:رساله|مسج|اس ام اس|sms|فيها|فيه|هذا|هاد|ده|هو|رقم|ارقام|الرقم|الان|توا))*[\s:]*$"
)
# Of a code anywhere in the turn or its question.
_SENT = re.compile(
    r"رساله|الرسايل|مسج|sms|اس ام اس|رمز|كود|otp|او تي بي|تفعيل|تفعل|تحقق|واتساب|باسوورد|باسورد|احطه|ادخله"
    r"|اكتبه|اكتبها|ادخلها"
)
_OFFERED = re.compile(
    r"خصم|كوبون|قسيم|عرض|موديل|طراز|خطا|ايرور|منتج|رحل[هت]|طلب|شحن|تتبع|حجز|فاتور|تذكر|بوليص|طرد|بلاغ|شكو|مرجع|ارجاع|الضمان|سيريال|ترقيه"
    r"|بروموكود|برومو|قسيمه|هديه|جهاز"
)
_MIXED = re.compile(
    r"(?<![\w/@.-])(?=[A-Za-z0-9-]{0,10}\d)(?=[A-Za-z0-9-]{0,10}[A-Za-z])[A-Za-z0-9]{1,6}(?:-[A-Za-z0-9]{1,6})?(?![\w/@.-])"
)
_PASSWORD = re.compile(
    r"(?:باسو?ورد\w*|كلم[هت] (?:ال)?(?:سر|مرور)\w*|كلمتي السريه|الرقم السري|باس)"
    r"(?: (?:تبعي|حقي|حقتي|بتاعي|بتاعتي|مالي|القديم\w*|الجديد\w*))?(?: (?:هو|هي|كان|كانت))?[\s:=\"«]{1,3}"
    r"(?P<word>(?=\S*[0-9@#$%!_])(?=\S*[a-z])\S{4,30}|\d{3,8}(?!\d))"
)
# What may follow a number that is sent, rather than what it counts.
_GOES_ON = re.compile(
    r"\W*(?:$|و|احط|ادخل|اكتب|وين|فين|بس|لما|ليش|ليه|صح|هذا|هو|مثل|زي|متل|علي ال|من|ولا|ما |مش |طيب|شو|ايش|اي[ههن])"
)
_FEW = 24
_FEWEST, _MOST = 4, 8
_LETTERS = 4


def codes(passage: Passage) -> Iterator[Finding]:
    told = f"{passage.question} {passage.folded}"
    sent = bool(_SENT.search(told))
    for run in passage.runs:
        lead = passage.folded[max(0, run.start - _FEW - _FEW) : run.start]
        if not _FEWEST <= len(run.digits) <= _MOST or run.big or measured(passage.folded, run):
            continue
        came = bool(_CAME.search(lead)) and not _OFFERED.search(lead) and bool(_GOES_ON.match(passage.folded, run.end))
        if (
            came
            and (sent or len(run.digits) > _FEWEST + 1)
            and said_here(passage, run.start, run.end) in {None, "code"}
        ):
            yield Finding(run.start, run.end, "code", run.digits, 0.72, "digits that came")
    for found in _MIXED.finditer(passage.text):
        lead = passage.folded[max(0, found.start() - _FEW - _FEW) : found.start()]
        word = found[0].replace("-", "")
        kinds = asked(passage) if len(passage.tokens) <= _LETTERS + 2 else frozenset[str]()
        due = "code" in kinds and "other" not in kinds
        rest = passage.folded[found.end() : found.end() + _FEW]
        fits = len(word) >= _LETTERS and (due or (sent and not _OFFERED.search(rest)))
        if fits and not _OFFERED.search(lead):
            yield Finding(*found.span(), "code", found[0].lower(), 0.87, "letters and digits of a code")
    for found in _PASSWORD.finditer(passage.folded):
        start, end = found.span("word")
        while end > start + _LETTERS and passage.folded[end - 1] in '.,،؟?"»':
            end -= 1
        yield Finding(start, end, "code", passage.folded[start:end], 0.88, "a password, the words say so")

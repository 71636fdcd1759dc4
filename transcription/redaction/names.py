"""Person names where words introduce them: 'my name is …', 'Mrs …'; and what the other party asked for."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token, fold_word, words
from transcription.redaction.language import CODES, acknowledged, folded, is_stop, language, pattern
from transcription.redaction.passage import Passage

_MOST = 4
# Names that a sentence in small letters holds at most.
_MOST_SMALL = 2
# Words that the answer to a question for a name has at most.
_SHORT = 8
_BREAK = re.compile(r"[,.;:!?()\"“”،؟。！？，：\d\[\]]|\n|\s-\s")
_LEAD = re.compile(
    r"(?:\W|(?:yes|yeah|sure|okay|ok|it's|it is|that's|hi|hello|uh|um|tak|to|ya|iya|oke|نعم|هو)(?!\w)"
    r"|好的|是的|嗯|是|叫)*"
)


@cache
def _cues() -> re.Pattern[str]:
    return re.compile(f"(?:{pattern(word for code in CODES for word in language(code).names.cues)})")


@cache
def _weak() -> re.Pattern[str]:
    return re.compile(f"(?:{pattern(word for code in CODES for word in language(code).names.weak)})")


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(f"(?:{pattern(word for code in CODES for word in language(code).names.asked)})")


@cache
def _titles() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).names.titles)


@cache
def _particles() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).names.particles)


@cache
def _spelled() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).names.spelled)


@cache
def _triggers() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).names.triggers)


_OPEN = re.compile(r"[\s:,.]*(?:is|it's|to|adalah|هو|是|jest)?[\s:,.]*$")
_ONE_WORD = re.compile(r"[\s:,.]*[^\W\d_]{1,20}[\s,.]*")


@cache
def _hints() -> tuple[str, ...]:
    return tuple(sorted({fold_word(word) for code in CODES for word in language(code).names.hints}))


def _asks(question: str) -> bool:
    return any(hint in question for hint in _hints()) and bool(_asked().search(question))


def left_open(text: str, asked: str) -> bool:
    """Whether a folded text leaves off where a name is due or after its first word; `asked` was said before it."""
    said = words(text)
    if len(said) <= _MOST_SMALL and _asks(asked):
        return True
    if _triggers().isdisjoint(said):
        return False
    for cues in (_cues(), _weak()):
        last = None
        for found in cues.finditer(text):
            last = found
        if last and (_OPEN.match(text, last.end()) or _ONE_WORD.fullmatch(text, last.end())):
            return True
    return False


def names(passage: Passage) -> Iterator[Finding]:
    if not passage.words.isdisjoint(_triggers()):
        for found in _cues().finditer(passage.folded):
            yield from _after(passage, found.end(), "introduced", most=_MOST)
        for found in _weak().finditer(passage.folded):
            yield from _after(passage, found.end(), "introduced, in capitals", most=_MOST, capitals=True)
    if not passage.words.isdisjoint(_titles()) or "先" in passage.words or "女" in passage.words:
        yield from _titled(passage)
    if not passage.words.isdisjoint(_closing()):
        yield from _before_closing(passage)
    if not passage.words.isdisjoint(_spelled()):
        yield from _spelt(passage)
    question = passage.question
    if question and len(passage.words) <= _SHORT and not passage.words <= acknowledged() and _asks(question):
        lead = _LEAD.match(passage.folded)
        yield from _after(passage, lead.end() if lead else 0, "asked for", most=_MOST)


def _after(passage: Passage, at: int, reason: str, *, most: int, capitals: bool = False) -> Iterator[Finding]:
    """The name that begins at `at`, if one does."""
    if "\u4e00" <= passage.folded[at : at + 1] <= "\u9fff":
        yield from _chinese(passage, at, reason)
        return
    title = next((token for token in _tokens_from(passage, at)), None)
    if title is not None and title.word in _titles():
        return  # 'this is Dr …': found after its title
    name = _taken(passage, at, most=most, capitals=capitals)
    if not name:
        return
    value = " ".join(token.word for token in name)
    yield Finding(name[0].start, name[-1].end, "name", value, 0.8, reason)


def _taken(passage: Passage, at: int, *, most: int, capitals: bool) -> list[Token]:
    name: list[Token] = []
    cased = False
    for token in _tokens_from(passage, at):
        gap = passage.folded[name[-1].end if name else at : token.start]
        if (name and _breaks(passage, gap, token)) or (not name and re.search(r"[.;!?،\[\]()]|\d", gap)):
            break
        upper = passage.text[token.start].isupper()
        particle = token.word in _particles()
        if not name:
            cased = upper
        if is_stop(token.word) and not particle and not (cased and upper and name and len(token.word) > 1):
            break
        if token.word.isdecimal() or (cased and not upper and not particle) or (capitals and not upper):
            break
        name.append(token)
        small = sum(word.word not in _particles() for word in name)
        if small >= (most if cased else _MOST_SMALL):
            break
    while name and name[-1].word in _particles() and len(name) > 1 and not passage.text[name[-1].start].isupper():
        name.pop()
    if capitals and not _ends_well(passage, name):
        return []
    return name if any(len(token.word) > 1 for token in name) else []


def _breaks(passage: Passage, gap: str, token: Token) -> bool:
    """A line end is a pause of the dictation if one more word and then another clause follows."""
    if "\n" not in gap:
        return bool(_BREAK.search(gap))
    line = words(passage.folded[token.start :].split("\n", 1)[0])
    after = passage.text[token.end :].lstrip()[:1]
    if passage.text[token.start].isupper() and after.islower():
        return False
    return len(line) > 1 and not is_stop(line[1]) and passage.folded[token.end : token.end + 1] not in {",", "."}


_GOES_ON = re.compile(
    r"^\s*(?:$|[,.!?;\n。]|(?:and|from|with|at|last name|first name|surname|z|i|dari|dengan|من) |here|speaking|calling)"
)


def _ends_well(passage: Passage, name: Sequence[Token]) -> bool:
    """After a weak cue a capital alone does not make a name: 'I'm British', 'this is Windows 11'."""
    if not name:
        return False
    known = all(passage.text[token.start : token.end].istitle() for token in name)
    return known and bool(_GOES_ON.match(passage.folded[name[-1].end :])) and len(name) <= 3


def _tokens_from(passage: Passage, at: int) -> Iterator[Token]:
    return (token for token in passage.tokens if token.start >= at)


def _titled(passage: Passage) -> Iterator[Finding]:
    for number, token in enumerate(passage.tokens):
        if token.word not in _titles():
            continue
        arabic = "\u0600" <= token.word[0] <= "\u06ff"
        name = _taken(passage, token.end + (passage.text[token.end : token.end + 1] == "."), most=3, capitals=False)
        upper = name and passage.text[name[0].start].isupper()
        if upper or (arabic and name and number + 1 < len(passage.tokens)):
            value = " ".join(word.word for word in name)
            yield Finding(name[0].start, name[-1].end, "name", value, 0.75, "after a title")
    for found in _CHINESE_TITLED.finditer(passage.folded):
        yield Finding(*found.span(), "name", found[0], 0.75, "before a title")


@cache
def _closing() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).names.closing)


def _before_closing(passage: Passage) -> Iterator[Finding]:
    """'Sarah Connor here', 'hello sarah connor speaking': a name that begins a sentence or follows a greeting."""
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if token.word not in _closing():
            continue
        first = at
        while first and at - first < _MOST and not _no_name(passage, tokens[first - 1], tokens[first]):
            first -= 1
        name = tokens[first:at]
        cased = bool(name) and all(passage.text[part.start].isupper() for part in name)
        greeted = first > 0 and at - first <= _MOST_SMALL and tokens[first - 1].word in acknowledged()
        if name and (cased or greeted) and any(len(part.word) > 1 for part in name):
            value = " ".join(part.word for part in name)
            yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "before 'speaking'")


def _no_name(passage: Passage, token: Token, following: Token) -> bool:
    gap = passage.folded[token.end : following.start]
    return is_stop(token.word) or token.word in acknowledged() or bool(_BREAK.search(gap)) or not token.word.isalpha()


def _spelt(passage: Passage) -> Iterator[Finding]:
    """'Spelled s m i t h'."""
    tokens = passage.tokens
    for number, token in enumerate(tokens):
        if token.word in _spelled():
            letters: list[Token] = []
            for following in tokens[number + 1 :]:
                if len(following.word) > 1 or not following.word.isalpha():
                    break
                letters.append(following)
            if len(letters) >= 3:
                value = "".join(letter.word for letter in letters)
                yield Finding(letters[0].start, letters[-1].end, "name", value, 0.8, "spelt")


_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_CHINESE_TITLED = re.compile(f"[{''.join(sorted(_SURNAMES))}][一-鿿]{{0,2}}?(?=先生|女士)")
_CHINESE_STOP = frozenset(
    "我你您他她的是想要请在有和与电打来这那不了吗呢吧啊从到需手身现麻谢住给帮就也都卡邮地因可能查跟先女刚没对已联嗯哦"
    "一订客说问年出号密还买昨今前上下另"
)


def _chinese(passage: Passage, at: int, reason: str) -> Iterator[Finding]:
    """A surname and one or two signs, until a word that none goes on over."""
    text = passage.folded
    end = at
    while end < len(text) and end - at < 3 and "\u4e00" <= text[end] <= "\u9fff" and text[end] not in _CHINESE_STOP:
        end += 1
    if end - at >= 2 and text[at] in _SURNAMES:
        yield Finding(at, end, "name", text[at:end], 0.8, reason)
    elif end - at >= 2 and (end == len(text) or not "\u4e00" <= text[end] <= "\u9fff"):
        yield Finding(at, end, "name", text[at:end], 0.6, reason)

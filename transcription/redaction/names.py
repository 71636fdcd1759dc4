"""Person names where words introduce them: 'my name is …', 'Mrs …', 'Regards, …'; and what was asked for."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from transcription.redaction import capitals, spelt_names
from transcription.redaction.arabic import names as arabic_names
from transcription.redaction.chinese import names as chinese_names
from transcription.redaction.english import names as english_names
from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token, words
from transcription.redaction.indonesian import names as indonesian_names
from transcription.redaction.language import acknowledged, is_stop
from transcription.redaction.name_extent import APART, BREAK, MOST, MOST_SMALL, place_of, taken, token_at
from transcription.redaction.name_words import asks, cues, describes, is_given, stated, words_of
from transcription.redaction.passage import Passage
from transcription.redaction.polish import names as polish_names

# Words that no name is written like, and short ones that say how much.
_NO_NAME = re.compile(
    r"[^a-z]|(?:ly|ed|ing|ness|tion|ment|est|ity)$"
    r"|^(?:gonna|wanna|gotta|rather|against|beside|quite|pretty|more|most|less|half|almost|still|beyond|over|out|off|such|sort|kind|down|into|near|way|part|left|"
    r"short|long|high|low|bit|lot|fine|too|sick|worn|torn|taken|given|done|gone|about)$"
)
# Words in which a call is opened.
_OPENING = 12
# Letters of words that are too short to be a name that nobody knows.
_SHORTEST = 2
_CHINESE = re.compile("[\u4e00-\u9fff]")
# Words that the answer to a question for a name has at most.
_SHORT = 10
_LEAD = re.compile(
    r"(?:\W|(?:yes|yeah|yep|sure|okay|ok|of course|certainly|well|ah|oh|it's|it is|that's|this is|i'm|i am|hi|hello"
    r"|uh|um|er|tak|to|jestem|ya|iya|oke|saya|dengan|ini|نعم|هو|هي|انا|معك|معاك|ايوه|ايه|اه|اي|طبعا|اكيد|حاضر|تمام|اوكي|باسم|الاسم|اسمي|اسمه|اسمها|امي|ابوي|والدي|والدتي|زوجي|زوجتي|ابني|بنتي|ولدي|اخوي|اختي|علي|علا|اسم|الوالد|الوالده|اسمو|السميه)(?!\w)|好的|是的|我是|嗯|是|叫)*"
)
_OPEN = re.compile(r"[\s:,.]*(?:is|it's|to|adalah|هو|是|jest)?[\s:,.]*$")
_ONE_WORD = re.compile(r"[\s:,.]*[^\W\d_]{1,20}[\s,.]*")
# Before the name of a firm: 'thank you for chatting with …'.
_THANKED = re.compile(r"(?:thanks|thank you) for $")
_GOES_ON = re.compile(
    r"\s*(?:$|[,.!?;:\n。،؟]|[-–—]\s|here|speaking|calling"
    r"|(?:and|from|with|at|last name|first name|surname|again|z|i|dari|dengan|yang|من|و)(?!\w))"
)


def names(passage: Passage) -> Iterator[Finding]:
    said = passage.words
    if not said.isdisjoint(words_of("triggers")):
        yield from _introduced(passage)
    if _CHINESE.search(passage.folded):
        yield from chinese_names.anywhere(passage)
    if not said.isdisjoint(words_of("titles")):
        yield from _titled(passage)
    if not said.isdisjoint(_closing_words()):
        yield from _before_closing(passage)
    yield from spelt_names.spelt(passage)
    yield from capitals.written(passage)
    yield from _unintroduced(passage)
    question = passage.question
    first_line = words(passage.folded.split("\n", 1)[0])
    if not question or said <= acknowledged() or not asks(question):
        return
    yield from spelt_names.answered(passage)
    if len(first_line) <= _SHORT:
        lead = _LEAD.match(passage.folded)
        yield from _after(passage, lead.end() if lead else 0, "asked for")


def _unintroduced(passage: Passage) -> Iterator[Finding]:
    if passage.arabic:
        yield from arabic_names.anywhere(passage)
    elif indonesian_names.applies(passage):
        yield from indonesian_names.anywhere(passage)
    elif english_names.applies(passage):
        yield from english_names.anywhere(passage)
    elif polish_names.applies(passage):
        yield from polish_names.anywhere(passage)


def left_open(text: str, asked: str) -> bool:
    """Whether a folded text leaves off where a name is due or after its first word; `asked` was said before it."""
    said = words(text)
    if len(said) <= MOST_SMALL and asks(asked):
        return True
    if words_of("triggers").isdisjoint(said):
        return False
    for kind in ("cues", "states"):
        last = None
        for found in cues(kind).finditer(text):
            last = found
        if last and (_OPEN.match(text, last.end()) or _ONE_WORD.fullmatch(text, last.end())):
            return True
    return False


def _introduced(passage: Passage) -> Iterator[Finding]:
    for found in cues("cues").finditer(passage.folded):
        yield from _after(passage, found.end(), "introduced")
    for kind in ("states", "relations", "weak"):
        for found in cues(kind).finditer(passage.folded):
            yield from _perhaps(passage, found, kind)


def _after(passage: Passage, at: int, reason: str) -> Iterator[Finding]:
    """The name that begins at `at`, if one does."""
    if "\u4e00" <= passage.folded[at : at + 1] <= "\u9fff":
        yield from chinese_names.introduced(passage, at, reason)
        return
    first = token_at(passage, at)
    word = first.word if first else ""
    if word in words_of("titles"):
        return  # 'this is Dr …': found after its title
    if reason == "asked for" and indonesian_names.applies(passage) and indonesian_names.says(word):
        return
    if polish_names.applies(passage) and polish_names.says(passage, first):
        return
    arabic = arabic_names.is_arabic(word)
    if arabic and (
        (whole := arabic_names.closed(passage, place_of(passage, at), most=MOST)) or arabic_names.is_none(word)
    ):
        yield from _named(passage, whole, 0.8, reason)
        return
    short = arabic and reason == "asked for" and len(words(passage.folded[at:].split("\n", 1)[0])) <= MOST
    yield from _named(passage, taken(passage, at, most=MOST, small=MOST if short else MOST_SMALL), 0.8, reason)


def _perhaps(passage: Passage, cue: re.Match[str], kind: str) -> Iterator[Finding]:
    """The name after a cue where something else may stand: written as a name and fit to be one, or a common one."""
    at = cue.end()
    if passage.folded[at : at + 2] == "'s" or _THANKED.search(passage.folded[max(0, at - 60) : cue.start()]):
        return
    latin = passage.folded[at : at + 1].isascii() and passage.folded[at : at + 1].isalpha()
    if "\u3000" <= passage.folded[at - 1 : at] <= "\u9fff" and not latin:
        yield from chinese_names.possible(passage, at, "introduced")
        return
    first = token_at(passage, at)
    if first is None or first.word in words_of("titles") or APART.search(passage.folded[at : first.start]):
        return
    place = place_of(passage, first.start)
    if passage.arabic and arabic_names.is_greeting(passage, place, cue[0]):
        return
    known = is_given(first.word, passage.language)
    known = known or (passage.arabic and arabic_names.known_after(passage, place, cue[0], kind))
    written = passage.text[first.start : first.end]
    if not known and polish_names.applies(passage) and polish_names.says(passage, first):
        return
    if not known and (describes(first.word, passage.language) or (kind == "states" and stated(written.lower()))):
        return
    if written[0].isupper():
        name = _undescribed(passage, taken(passage, at, most=MOST, capitals=True))
        sure = kind == "relations" or (kind == "states" and len(name) > 1)
        fits = known or (_titlecase(passage, name) and (sure or _ends_well(passage, name)))
        fits = fits and not (kind == "weak" and not known and english_names.is_firm(passage, name))
    else:
        name = _undescribed(passage, taken(passage, at, most=MOST_SMALL))
        whole = len(name) > 1 and _closed(passage, name)
        if not whole:
            name = arabic_names.row(passage, place) if passage.arabic else name[:1]
        fits = known or (whole and _fit(passage, name) and bool(cues("plain").fullmatch(cue[0])))
        fits = fits or _introduces_itself(passage, cue, name) or _unknown(passage, name, kind)
    if fits:
        yield from _named(passage, name, 0.8, f"introduced, {'a common name' if known else 'in capitals'}")


def _closed(passage: Passage, name: Sequence[Token]) -> bool:
    """Whether another phrase or none begins after a name in small letters."""
    following = token_at(passage, name[-1].end)
    ends = following is None or is_stop(following.word) or following.word.isdecimal()
    return ends or bool(BREAK.search(passage.folded[name[-1].end : following.start if following else None]))


def _fit(passage: Passage, name: Sequence[Token]) -> bool:
    """Whether words that nobody knows can be a name, in a text that has no capitals at all."""
    fits = all(
        len(token.word) > _SHORTEST
        and (
            arabic_names.anybody(token.word) if arabic_names.is_arabic(token.word) else not _NO_NAME.search(token.word)
        )
        for token in name
    )
    return fits and not any(character.isupper() for character in passage.text)


def _unknown(passage: Passage, name: Sequence[Token], kind: str) -> bool:
    """Whether no English word stands there: 'thanks sherise', 'my colleague rasheeda will'."""
    if kind == "states" or not name or not english_names.applies(passage):
        return False
    return _closed(passage, name) and all(english_names.unknown(token.word) for token in name)


def _introduces_itself(passage: Passage, cue: re.Match[str], name: Sequence[Token]) -> bool:
    """'Thank you for calling …, this is sherise, how can I help': a greeting, a word nobody knows, then an offer."""
    if len(name) != 1 or not cues("plain").fullmatch(cue[0]) or not _fit(passage, name):
        return False
    greeted = any(token.word in words_of("greets") for token in passage.tokens[:_OPENING] if token.end <= cue.start())
    following = token_at(passage, name[0].end)
    return greeted and (following is None or following.word in words_of("offers"))


def _undescribed(passage: Passage, name: Sequence[Token]) -> list[Token]:
    """Up to what somebody is: 'Regards, Dana Customer Care'."""
    words = [token.word for token in name]
    end = next((at for at, word in enumerate(words) if at and _describes(word, passage.language)), len(words))
    return list(name[:end])


def _describes(word: str, code: str | None) -> bool:
    return describes(word, code) and not (arabic_names.is_arabic(word) and is_given(word, "ar"))


def _named(passage: Passage, name: Sequence[Token], score: float, reason: str) -> Iterator[Finding]:
    """With its letters, if it is spelt out after it."""
    if not name:
        return
    value = " ".join(token.word for token in name)
    yield Finding(name[0].start, name[-1].end, "name", value, score, reason)
    yield from spelt_names.after(passage, place_of(passage, name[-1].end))


def _titlecase(passage: Passage, name: Sequence[Token]) -> bool:
    written = [passage.text[token.start : token.end] for token in name]
    return 0 < len(name) <= 3 and all(word.istitle() or (word.isupper() and len(word) > 2) for word in written)


def _ends_well(passage: Passage, name: Sequence[Token]) -> bool:
    """After a weak cue a capital alone does not make a name: 'this is Windows 11'."""
    return bool(_GOES_ON.match(passage.folded, name[-1].end))


def _titled(passage: Passage) -> Iterator[Finding]:
    for number, token in enumerate(passage.tokens):
        if token.word not in words_of("titles") or number + 1 == len(passage.tokens):
            continue
        following = passage.tokens[number + 1]
        arabic = "\u0600" <= token.word[0] <= "\u06ff"
        if arabic and arabic_names.is_ordinary(following.word):
            continue
        upper = passage.text[following.start].isupper()
        known = is_given(following.word, passage.language)
        whole = arabic_names.closed(passage, number + 1, most=MOST_SMALL) if arabic else []
        none = describes(following.word, passage.language)
        if none and not known and not whole and token.word not in words_of("honorifics"):
            continue
        if not {",", "،"}.isdisjoint(passage.folded[token.end : following.start]):
            continue
        if not known and indonesian_names.applies(passage) and indonesian_names.says(following.word):
            continue
        if upper or arabic or known or _addressed(passage, number) or token.word in words_of("honorifics"):
            name = taken(passage, token.end + (passage.text[token.end : token.end + 1] == "."), most=3)
            yield from _named(passage, name or whole, 0.75, "after a title")


def _addressed(passage: Passage, number: int) -> bool:
    """'Baik pak jatmiko': an Indonesian title after a greeting and one word, no verb, that ends the clause."""
    title, following = passage.tokens[number], passage.tokens[number + 1]
    if not number or title.word not in _VOCATIVES or passage.tokens[number - 1].word not in _BEFORE_VOCATIVES:
        return False
    return bool(_INDONESIAN.fullmatch(following.word)) and _closed(passage, [following])


_VOCATIVES = frozenset(("pak", "bu", "mas", "mbak", "kak", "bapak", "ibu", "bang"))
_BEFORE_VOCATIVES = frozenset(
    ("baik", "oke", "kasih", "sama", "dengan", "halo", "pagi", "siang", "sore", "malam", "maaf")
)
_INDONESIAN = re.compile(r"(?!di|me|ber|ter|pe|ke)[a-z]{4,}(?<!nya)(?<!kan)(?<!lah)")


@cache
def _closing_words() -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[^\W\d_]+", cues("closing").pattern) if len(word) > 1)


def _before_closing(passage: Passage) -> Iterator[Finding]:
    """'Sarah Connor here', 'hello sarah connor speaking': a name that begins a sentence or follows a greeting."""
    tokens = passage.tokens
    for found in cues("closing").finditer(passage.folded):
        at = first = place_of(passage, found.start())
        while first and at - first < MOST and not _no_name(passage, first):
            first -= 1
        name = tokens[first:at]
        if not name:
            continue
        common = [place for place in range(first, at) if is_given(tokens[place].word, passage.language)]
        if common and at - common[0] <= MOST_SMALL:
            name = tokens[common[0] : at]  # 'bank morski, leokadia przy telefonie'
        cased = all(passage.text[part.start].isupper() for part in name)
        greeted = 0 < first <= MOST and len(name) <= MOST_SMALL and not describes(name[0].word, passage.language)
        greeted = greeted and all(token.word in acknowledged() for token in tokens[:first])
        if (cased or greeted or (common and len(name) <= MOST_SMALL)) and any(len(part.word) > 1 for part in name):
            value = " ".join(part.word for part in name)
            yield Finding(name[0].start, name[-1].end, "name", value, 0.7, "before 'speaking'")


def _no_name(passage: Passage, at: int) -> bool:
    """Whether the token before `at` is no part of a name that goes on there."""
    token = passage.tokens[at - 1]
    following = passage.tokens[at].start if at < len(passage.tokens) else len(passage.text)
    gap = passage.folded[token.end : following]
    return is_stop(token.word) or token.word in acknowledged() or bool(BREAK.search(gap)) or not token.word.isalpha()

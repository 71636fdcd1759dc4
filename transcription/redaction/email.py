"""E-mail addresses, written ('ann.lee@example.com') or spoken ('ann dot lee at example dot com')."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from transcription.redaction.finding import Finding
from transcription.redaction.folding import Token
from transcription.redaction.language import CODES, acknowledged, folded, language, mail_words, pattern
from transcription.redaction.passage import Passage

# The part before '@' has as many characters at most (RFC 5321).
_LOCAL = 64
_LOCAL_MARKS = frozenset(".!#$%&'*+/=?^`{|}~-_")
_WRITTEN_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_\u3000-\u9fff]{2,24}(?![^\W\u3000-\u9fff]|-)"
)
_HOST = 4
_NAME = 24
_PLAIN = 3
# Said of how the words before are written.
_JOINED = frozenset(
    ("tanpa", "spasi", "disambung", "digabung", "huruf", "kecil", "semua", "terus", "trus", "lalu", "وبعدين", "بعدين")
)
# Signs and words of an address that is said in pieces.
_BESIDE = 2
_MOST_PIECES = 14
_FEWEST_PIECES = 3
# Hosts that say what was meant where nobody says '.com'.
_HOSTS = frozenset(("gmail", "hotmail", "outlook", "yahoo", "icloud", "جيميل", "هوتميل", "ياهو", "اوتلوك", "ايكلاود"))


class _Said(NamedTuple):
    """One spoken sign or word: `kind` is at, dot, sign or word; `sign` what it writes."""

    start: int
    end: int
    kind: str
    sign: str


@cache
def _signs() -> dict[tuple[str, ...], tuple[str, str]]:
    """Spoken signs by their tokens; Chinese ones have several."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for code in CODES:
        given = language(code).email
        spoken = {**dict.fromkeys(given.at, "@"), **dict.fromkeys(given.dot, "."), **given.signs}
        for word, sign in spoken.items():
            kind = {"@": "at", ".": "dot"}.get(sign, "sign")
            parts = tuple(re.findall(r"[\u4e00-\u9fff]|[^\u4e00-\u9fff ]+", next(iter(folded([word])))))
            found[parts] = (kind, sign)
    return found


@cache
def _first_signs() -> frozenset[str]:
    return frozenset(parts[0] for parts, (kind, _) in _signs().items() if kind == "at") | frozenset(
        mail_words().providers
    )


@cache
def _stops() -> frozenset[str]:
    return folded(word for code in CODES for word in language(code).stop.words) - {"o", "i", "a", "m", "y", "w", "z"}


@cache
def _mail() -> re.Pattern[str]:
    return re.compile(pattern(word for code in CODES for word in language(code).email.cues))


@cache
def _hints() -> tuple[str, ...]:
    return tuple(sorted(folded(word for code in CODES for word in language(code).email.hints)))


def emails(passage: Passage) -> Iterator[Finding]:
    at = passage.folded.find("@")
    cue = _mail().search(passage.folded) if at >= 0 else None
    while at >= 0:
        before, after = at - (passage.folded[at - 1 : at] == " "), at + 1 + (passage.folded[at + 1 : at + 2] == " ")
        start, host = _local(passage.folded, before), _WRITTEN_HOST.match(passage.folded, after)
        spaced = after - before > 1
        if host and start < before and not (spaced and not (cue and cue.end() <= start)):
            value = passage.folded[start:before] + "@" + host[0]
            yield Finding(start, host.end(), "email", value, 1.0, "an address with @")
        at = passage.folded.find("@", at + 1)
    if not passage.words.isdisjoint(_first_signs()):
        yield from _spoken(passage)
    if any(hint in passage.question for hint in _hints()) and _mail().search(passage.question):
        yield from _answered(passage)


def _local(text: str, at: int) -> int:
    """Where the part before the '@' begins; marks at its front are quotes and brackets."""
    start = at
    while start and at - start < _LOCAL and _in_local(text[start - 1]):
        start -= 1
    while start < at and text[start] in _LOCAL_MARKS and text[start] not in "_+":
        start += 1
    return start


def _in_local(character: str) -> bool:
    return character in _LOCAL_MARKS or (character.isalnum() and not "\u3000" <= character <= "\u9fff")


def _spoken(passage: Passage) -> Iterator[Finding]:
    said = _read(passage)
    led, begun = bool(_mail().search(passage.folded_before)), _mail().search(passage.folded)
    for at, sign in enumerate(said):
        known = sign.sign in mail_words().providers
        if sign.kind != "at" and not (known and at and said[at - 1].kind != "at"):
            continue
        host = _host(said, at + 1 if sign.kind == "at" else at) or _mailbox(said, at)
        if host is None:
            continue
        end, host_text = host
        sure = mail_words().heard.get(host_text.split(".")[0], host_text.split(".")[0]) in mail_words().providers
        cue = led or (begun is not None and begun.end() <= sign.start)
        first = _name(passage, said, at)
        if first == at:
            continue
        name = said[first:at]
        sure = sure or cue or len(name) > 1
        value = "".join(part.sign for part in name) + "@" + host_text
        start, stop = said[first].start, said[end - 1].end
        bracketed = passage.folded[sign.start - 1] in "([" and passage.folded[sign.end : sign.end + 1] in {")", "]"}
        score = 0.9 if bracketed or (sure and (sign.kind == "at" or cue)) else 0.3
        yield Finding(start, stop, "email", value, score, "spoken with 'at' and 'dot'")


def _answered(passage: Passage) -> Iterator[Finding]:
    """Words with dots and dashes and no host, or a host alone, where an address was asked for."""
    said = _read(passage)
    if len(said) > _MOST_PIECES:
        return
    first = next((at for at, part in enumerate(said) if not _leads(part)), len(said))
    last = first
    while last < len(said) and not _leads(said[last]) and said[last].kind != "at":
        last += 1
    host = _host(said, first) if first < len(said) and said[first].sign in mail_words().providers else None
    signs = sum(
        (part.kind == "dot" and not _in_number(said, at)) or (part.kind == "sign" and not part.sign.isalnum())
        for at, part in enumerate(said[first:last], start=first)
    )
    if host:
        last = host[0]
    elif not signs or last - first < _FEWEST_PIECES or said[last - 1].kind in {"dot", "at"}:
        return
    if len(said) - last > _BESIDE:  # 'a one-time passcode was sent to her phone' is about something else
        return
    value = "".join(part.sign for part in said[first:last])
    yield Finding(said[first].start, said[last - 1].end, "email", value, 0.58, "part of an address, asked for")


def _in_number(said: Sequence[_Said], at: int) -> bool:
    """Whether a point stands between numbers, as in a date."""
    return 0 < at < len(said) - 1 and said[at - 1].kind == said[at + 1].kind == "number"


def _leads(part: _Said) -> bool:
    """Whether a word is none of an address: 'yes', 'it is'."""
    return part.kind == "word" and (
        part.sign in _stops() or part.sign in acknowledged() or bool(_mail().search(part.sign)) or part.sign >= "\u3400"
    )


def _read(passage: Passage) -> list[_Said]:
    """Signs and words; hesitations are left out, digits in words are digits."""
    tokens = passage.tokens
    atoms = {part.first: part for part in passage.atoms}
    found: list[_Said] = []
    at = 0
    while at < len(tokens):
        sign = next((parts for parts in _sign_at(tokens, at)), None)
        if sign:
            kind, written = _signs()[sign]
            found.append(_Said(tokens[at].start, tokens[at + len(sign) - 1].end, kind, written))
            at += len(sign)
        elif aside := next((length for length in (3, 2) if _words(tokens, at, length) in mail_words().aside), 0):
            at += aside
        elif tokens[at].word == "علي" and at + 1 < len(tokens) and tokens[at + 1].word in mail_words().providers:
            found.append(_Said(tokens[at].start, tokens[at].end, "at", "@"))  # 'on gmail'
            at += 1
        elif at in atoms and tokens[at].word != "o":
            atom = atoms[at]
            found.append(_Said(atom.start, atom.end, "number", atom.digits))
            at = atom.last
        else:
            token = tokens[at]
            if token.word not in {"uh", "um", "er", "yyy", "eee", "eh", "em", "ehm", "اه", "嗯", "呃"} | _JOINED:
                kind = "sign" if len(token.word) == 1 and token.word.isascii() else "word"
                found.append(_Said(token.start, token.end, kind, token.word))
            at += 1
    return _with_marks(passage.folded, found)


def _words(tokens: Sequence[Token], at: int, length: int) -> str:
    return " ".join(token.word for token in tokens[at : at + length])


def _sign_at(tokens: Sequence[Token], at: int) -> Iterator[tuple[str, ...]]:
    for length in (3, 2, 1):
        parts = tuple(token.word for token in tokens[at : at + length])
        if len(parts) == length and parts in _signs():
            yield parts


def _with_marks(text: str, said: Sequence[_Said]) -> list[_Said]:
    """With the dots that recognition wrote itself: 'at gmail.com', 'ann_lee'."""
    found: list[_Said] = []
    for left in said:
        if found:
            gap = text[found[-1].end : left.start]
            if gap in {".", "_", "-", "+", "@"}:
                kind = {".": "dot", "@": "at"}.get(gap, "sign")
                found.append(_Said(found[-1].end, left.start, kind, gap))
        found.append(left)
    return found


def _host(said: Sequence[_Said], first: int) -> tuple[int, str] | None:
    """'example dot co dot uk' from `first`: where it ends and how it is written."""
    written = ""
    for at in range(first, min(first + _HOST * 2, len(said))):
        part = said[at]
        if part.kind == "dot" and written:
            domain, end = _domain(said, at + 1)
            while domain:
                written += "." + domain
                last = end
                if end >= len(said) or said[end].kind != "dot":
                    return last, written
                domain, end = _domain(said, end + 1)
                if not domain:
                    return last, written
        if written and written in mail_words().providers and part.sign in mail_words().domains:
            return at + 1, f"{written}.{part.sign}"  # 'gmail com'
        if part.kind == "at" or (part.kind == "word" and at > first and said[at - 1].kind == "word" and at - first > 2):
            return None
        written += mail_words().heard.get(part.sign, part.sign)
    return None


def _mailbox(said: Sequence[_Said], at: int) -> tuple[int, str] | None:
    """'qq邮箱' after the name, without 'at' and 'dot'."""
    first = at + 1 if said[at].kind == "at" else at
    if first + 1 < len(said) and said[first + 1].sign == "邮" and said[first].sign in mail_words().providers:
        return first + 1, said[first].sign
    bare = first < len(said) and said[first].sign in _HOSTS and said[at].kind == "at" and first > 1
    named = bare and (said[at - 1].kind == "number" or said[at - 2].kind in {"dot", "sign"})
    return (first + 1, said[first].sign) if named else None


def _domain(said: Sequence[_Said], at: int) -> tuple[str, int]:
    for length in (3, 2):
        letters = said[at : at + length]
        spelt = mail_words().spelt.get(" ".join(part.sign for part in letters))
        if spelt:
            return spelt, at + len(letters)
    if at < len(said) and said[at].sign in mail_words().domains:
        return mail_words().heard.get(said[at].sign, said[at].sign), at + 1
    return "", at


def _name(passage: Passage, said: Sequence[_Said], at: int) -> int:
    """Where the part before 'at' begins: letters, digits, words with signs, a few plain words."""
    first = at
    plain = 0
    while first > 0 and at - first < _NAME:
        part = said[first - 1]
        gap = passage.folded[part.end : said[first].start]
        paused = part.kind != "word" or (first < at and said[first].kind != "word") or first == at
        if re.search(r"[:;?!。：]|\.\s" if paused else r"[:;?!。，,：]|\.\s", gap) or part.kind == "at":
            break
        joined = first < at and said[first].kind in {"dot", "sign"} and len(said[first].sign) == 1
        if part.kind == "word":
            if part.sign in _stops() or "\u4e00" <= part.sign <= "\u9fff" or (_mail().search(part.sign) and not joined):
                break
            if first < at and said[first].kind != "number" and not (joined and not said[first].sign.isalnum()):
                plain += 1
                if plain >= _PLAIN:
                    break
        first -= 1
    while first < at and (said[first].kind == "dot" or (said[first].kind == "sign" and not said[first].sign.isalnum())):
        first += 1
    return first

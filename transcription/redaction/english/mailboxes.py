"""The parts of a mail address said in English: letters with words of an alphabet, several words, hosts, halves."""

import re
from collections.abc import Iterator
from functools import cache

from transcription.redaction.english.names import ordinary
from transcription.redaction.finding import Finding
from transcription.redaction.language import acknowledged, is_stop, letters, mail_words
from transcription.redaction.name_extent import place_of
from transcription.redaction.passage import Passage

SIGNS = {
    "dot": ".",
    "point": ".",
    "period": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "plus": "+",
    "at": "@",
}
# 'J for Juliet'; what is said of how it is written; mailboxes of firms; ends of hosts that nothing else has.
_LIKE = frozenset(("for", "as", "like"))
_CUES = frozenset(("mail", "email", "gmail", "address", "emails"))
_ASIDE = frozenset(
    "all one word lower case lowercase small letter letters capital capitals together no spaces space uh um er erm ah"  # noqa: SIM905
    " the then and".split()
)
_BOXES = frozenset(
    "info sales hello hi accounts account admin office enquiries enquiry reception contact support bookings booking"  # noqa: SIM905
    " orders order team hr billing post service services invoices payments jobs studio shop finance"
    " secretary manager hire repairs events".split()
)
_ENDS = frozenset(
    "com net org co uk ie edu info biz eu us ca nz za ng in io shop example au gov ac ltd wales scot cymru london me"  # noqa: SIM905
    " farm cafe club online site store dev app tech cloud pub studio agency".split()
)
_FAMOUS = frozenset(
    ("gmail", "hotmail", "yahoo", "outlook", "icloud", "protonmail", "rediffmail", "btinternet", "ymail")
)
_HALF = re.compile(
    r"(?<![a-z])(?:before|after|in front of|up to|following) (?:the )?at(?: sign| symbol)?(?![a-z])|at sign|at symbol"
    r"|at what|(?:first|last|second|front) (?:part|bit|half)|local part|end(?:s|ing)? in|domain|\bat\W*$|and after\W*$"
)
# 'Mary jane all one word at …', 'all lower case sunny side up at …'.
_HOW = re.compile(r"(?:all )?(?:one word|lower ?case|together|no spaces|small(?: letters)?)[ ,]*$")
_OPENED = re.compile(r"(?<![a-z])(?:all )?(?:one word|lower ?case|no spaces|all small(?: letters)?) (?=[a-z])")
_REACH = 30
_BREAK = re.compile(r"[:;?!\]\[]")
# Words of a local part, of those plain ones, and of a host.
_FARTHEST = 200
_LOCAL, _PLAIN, _HOST = 24, 3, 7
_SHORT = 8


@cache
def _heard() -> frozenset[str]:
    """Names of letters."""
    return frozenset(letters())


def hosted(passage: Passage, *, spoken_of: bool) -> Iterator[Finding]:
    """'M dot vanterpool at greenheron dot example'; where no mail is spoken of, only by its signs or a mailbox."""
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if token.word != "at" or not at:
            continue
        last, end = _host(passage, at)
        if last is None:
            continue
        first = local(passage, at)
        if first < at and (spoken_of or _shows(passage, first, at, end)):
            yield addressed(passage, first, last, 0.9, "spoken at a host of any name")


def _shows(passage: Passage, first: int, at: int, end: str) -> bool:
    """Whether a local part is no other words before 'at': it has signs or letters, or is a mailbox or a name."""
    words = [token.word for token in passage.tokens[first:at]]
    if any(word in SIGNS for word in words):
        return True
    if end not in _ENDS:
        return False
    signed = any(len(word) == 1 and word not in {"a", "i"} for word in words) or any(
        place in passage.begun for place in range(first, at)
    )
    return signed or words[-1] in _BOXES or not (words[-1] in ordinary() or is_stop(words[-1]))


def _host(passage: Passage, at: int) -> tuple[int | None, str]:
    """The token after the host that follows 'at', and its end; none where no 'dot' comes soon."""
    tokens = passage.tokens
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    dot = next((place for place in range(at + 2, min(at + _HOST, len(tokens))) if tokens[place].word == "dot"), None)
    if dot != at + 2 and following in _FAMOUS:
        return at + 2, "com"
    if dot is None or dot + 1 >= len(tokens) or _BREAK.search(passage.folded, tokens[at].end, tokens[dot].start):
        return None, ""
    name = [token.word for token in tokens[at + 1 : dot]]
    if name[:2] == ["the", "rate"]:
        name = name[3:] if name[2:3] == ["of"] else name[2:]
    plain = [word for word in name if is_stop(word) and word not in _ASIDE and len(word) > 1]
    if not name or plain:
        return None, ""
    last = dot
    while last + 1 < len(tokens) and tokens[last].word == "dot":
        end = last + 2
        while end < len(tokens) and len(tokens[end - 1].word) == len(tokens[end].word) == 1 and end - last < _PLAIN + 1:
            end += 1  # 'dot u k'
        last = end
    end = "".join(token.word for token in tokens[dot:last]).rsplit("dot", 1)[-1]
    return last, end


def addressed(passage: Passage, first: int, last: int, score: float, reason: str) -> Finding:
    """Its value has digits for numbers and signs for their names."""
    value, at = "", first
    while at < last:
        atom = passage.begun.get(at)
        value += atom.digits if atom else SIGNS.get(passage.tokens[at].word, passage.tokens[at].word)
        at = atom.last if atom else at + 1
    return Finding(passage.tokens[first].start, passage.tokens[last - 1].end, "email", value, score, reason)


def local(passage: Passage, at: int) -> int:
    """Where the part before 'at' begins."""
    tokens, first, plain = passage.tokens, at, 0
    aside = _HOW.search(passage.folded, max(0, tokens[at].start - _REACH), tokens[at].start)
    if aside:
        first = place_of(passage, aside.start())
    opened = next(
        (
            found.end()
            for found in _OPENED.finditer(passage.folded, max(0, tokens[first].start - _FARTHEST), tokens[first].start)
        ),
        None,
    )
    while first and at - first < _LOCAL and not _BREAK.search(passage.folded, *_gap(passage, first)):
        if opened is not None and opened <= tokens[first - 1].start and at - first < _PLAIN + _PLAIN:
            first -= 1
        elif step := _alphabet(passage, first) or _sign(passage, first, at):
            first -= step
        else:
            word = tokens[first - 1].word
            joined = first < at and tokens[first].word in SIGNS
            plain += not joined
            if plain > 1 and any(token.word in SIGNS for token in tokens[first:at]):
                break  # 'she typed pat dot …'
            if (
                (is_stop(word) and not joined and not (first == at and word in _BOXES))
                or word in _CUES
                or plain > _PLAIN
            ):
                break
            first -= 1
    while first < at and (tokens[first].word in SIGNS.keys() - {"underscore"} or tokens[first].word in _ASIDE):
        first += 1
    return first


def _gap(passage: Passage, first: int) -> tuple[int, int]:
    return passage.tokens[first - 1].end, passage.tokens[first].start


def _sign(passage: Passage, first: int, at: int) -> int:
    """1 where a number, a letter, a sign, or what is said of how one is written stands before token `first`."""
    tokens = passage.tokens
    word = tokens[first - 1].word
    beside = first < at and (tokens[first].word in SIGNS or len(tokens[first].word) == 1)
    number = first in passage.ended or first - 1 in passage.begun
    if number or (word in SIGNS and word != "at") or (len(word) == 1 and (word not in {"a", "i"} or beside)):
        return 1
    if word in _heard() and beside and first > 1 and len(tokens[first - 2].word) == 1:
        return 1  # 's see h w'
    return int(word in _ASIDE and first < at and _goes_on(passage, first - 1))


def _alphabet(passage: Passage, end: int) -> int:
    """How many tokens before `end` are a letter and its word: 'j for juliet', 'd as in dog'."""
    words = [token.word for token in passage.tokens[max(0, end - 4) : end]]
    for count, between in ((3, words[-2:-1]), (4, words[-3:-1])):
        whole = len(words) >= count == len(between) + 2 and len(words[-count]) == 1 and len(words[-1]) > 1
        if whole and between[0] in _LIKE and between[-1] in _LIKE | {"in"}:
            return count
    return 0


def _goes_on(passage: Passage, at: int) -> bool:
    """Whether a letter, a number or a sign stands before token `at`, or more words of how it is written."""
    if not at:
        return False
    word = passage.tokens[at - 1].word
    return len(word) == 1 or word in SIGNS or word in _ASIDE or at in passage.ended or _alphabet(passage, at) > 0


def halves(passage: Passage, *, spoken_of: bool) -> Iterator[Finding]:
    """What stands before 'at' or after it, where the other asks for that half; 'so it's marcus at', and its host."""
    tokens = passage.tokens
    if spoken_of and tokens and tokens[-1].word == "at" and len(tokens) > 1:
        first = local(passage, len(tokens) - 1)
        if first < len(tokens) - 1:
            yield addressed(passage, first, len(tokens) - 1, 0.85, "before 'at', and no more said")
    if not _HALF.search(passage.question):
        return
    said = [at for at, token in enumerate(tokens) if token.word not in acknowledged() and not is_stop(token.word)]
    if not 0 < len(said) <= _SHORT:
        return
    last = said[-1] + 1
    first = said[0]
    host = any(token.word == "dot" for token in tokens[first:last]) or tokens[last - 1].word in mail_words().providers
    if host or "before" in passage.question or "first" in passage.question:
        yield addressed(passage, first, last, 0.84, "half of an address, asked for")

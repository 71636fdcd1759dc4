"""E-mail addresses, written ('ann.lee@example.com') or spoken ('ann dot lee at example dot com')."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding, Passage

# Bounded repeats: a megabyte of one letter must not take a minute.
_WRITTEN = re.compile(
    r"(?<![\w.+%-])[\w.!#$%&'*+/=?^`{|}~-]{0,63}[\w!#$%&*+/=?^`{|}~-]"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])"
)
_SIGN = r"(?:dot|point|underscore|dash|hyphen|minus|plus)"
# A name with spoken signs or spelt letter by letter, 'at', and a host.
_SPOKEN = re.compile(
    rf"(?<![\w'])(?P<name>(?:[^\W_]\s){{0,30}}[\w'-]{{1,64}}(?:\s{_SIGN}\s[\w'-]{{1,64}}){{0,6}})"
    r"\sat\s(?P<host>[\w-]{1,63}(?:\s(?:dash|hyphen)\s[\w-]{1,63}){0,2})"
    r"(?:(?:\sdot\s|\.)[^\W\d_]{2,24}){1,3}(?!\w)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"e-?mail|(?<!\w)mail|address|adres|surel|邮箱|بريد")
_PROVIDERS = frozenset({"gmail", "hotmail", "yahoo", "outlook", "icloud", "aol", "proton", "protonmail", "qq", "gmx"})
_DOMAINS = frozenset(
    "com org net edu gov io co uk us de fr pl id cn ae sa eg info biz me app dev ac".split()  # noqa: SIM905
)
_SIGNS = {
    "at": "@", "dot": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-", "plus": "+"
}  # fmt: skip


def emails(passage: Passage) -> Iterator[Finding]:
    for found in _WRITTEN.finditer(passage.text):
        start = found.start() + len(found[0]) - len(found[0].lstrip("'`*{|"))
        value = passage.text[start : found.end()].lower()
        yield Finding(start, found.end(), "email", value, 1.0, "an address with @")
    for found in _SPOKEN.finditer(passage.text):
        words = found[0].lower().replace(".", " dot ").split()
        if words[-1] not in _DOMAINS:
            continue
        value = "".join(_SIGNS.get(word, word) for word in words)
        # 'look at example dot com' has the same words as an address
        sure = (
            len(found["name"].split()) > 1
            or found["host"].lower() in _PROVIDERS
            or _MAIL.search(passage.lead(found.start()))
        )
        yield Finding(found.start(), found.end(), "email", value, 0.9 if sure else 0.3, "spoken with 'at' and 'dot'")

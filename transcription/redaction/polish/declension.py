"""How Polish names end as the sentence has them, folded: 'Nowaka', 'Wiśniewską', 'Marku'."""

import re
from collections.abc import Iterable, Iterator

# Adjectives: Wiśniewski, Kowalska, Biały.
_ADJECTIVE = re.compile(r"(?:sk[ia]|ck[ia]|[nlwt][ya])$")
_LIKE_KI = ("iego", "iemu", "im", "i", "ich", "imi", "a", "iej")
_LIKE_NY = ("ego", "emu", "ym", "y", "ych", "ymi", "a", "ej")
_SOFT = re.compile(r"(?:[kgijl]|ch|sz|cz|rz|dz|[cz])$")
# How the last consonant changes before -ie: 'Piotrze', 'Marcie', 'Polce'.
_CHANGED = (("ch", "sze"), ("st", "scie"), ("t", "cie"), ("sl", "sle"), ("d", "dzie"), ("r", "rze"), ("l", "le"),
            ("k", "ce"), ("g", "dze"))  # fmt: skip
_PLURAL = ("owie", "ow", "om", "ami", "ach")
# The last vowel of some goes: 'Marek', 'Marka'; 'Paweł', 'Pawła'; 'Kozieł', 'Kozła'.
_FLEETING = re.compile(r"i?e([klcn])$")


def declined(names: Iterable[str], *, family: bool) -> frozenset[str]:
    """All forms of folded names; a `family` has a plural, women of its own and the name unchanged for them."""
    return frozenset(form for name in names for form in _forms(name, family=family))


def _forms(name: str, *, family: bool) -> Iterator[str]:
    yield name
    if len(name) < 3 or not name.isalpha():
        return
    if name[-1] == "a":
        yield from _feminine(name[:-1])
        if family:
            yield from (name[:-1] + ending for ending in _PLURAL)
    elif name[-1] in "yi":
        soft = name[-1] == "i" and not name.endswith(("ki", "gi"))
        yield from ((name if soft else name[:-1]) + ending for ending in ("ego", "emu", "m", "im", "ym"))
    elif name[-1] in "oeu":
        yield from (name[:-1] + ending for ending in ("a", "owi", "em", "iem", "u", "i", "y", "e", "ce", "o"))
    else:
        yield from _masculine(name, family=family)
    if family and _ADJECTIVE.search(name) and len(name) > 4:
        yield from (name[:-1] + ending for ending in (_LIKE_KI if name[-2] == "k" else _LIKE_NY))


def _feminine(stem: str) -> Iterator[str]:
    for ending in ("e", "o", "u"):
        yield stem + ending
    yield stem + ("i" if stem.endswith(("k", "g", "l", "j")) else "y")
    if stem.endswith("i"):
        yield stem  # 'Kasi', and 'Marii' below
        yield stem + "i"
    if stem.endswith("j"):
        yield stem + "i"
    yield from _before_soft(stem)


def _masculine(name: str, *, family: bool) -> Iterator[str]:
    fleeting = _FLEETING.search(name)
    stems = [name]
    if fleeting and len(name) > 4:
        stems.append(name[: fleeting.start()] + fleeting[1])
    for stem in stems:
        for ending in ("a", "owi", "iem" if stem[-1] in "kg" else "em", "u"):
            yield stem + ending
        if not _SOFT.search(stem) or stem[-1] == "l":
            yield from _before_soft(stem)
        if family:
            yield from (stem + ending for ending in (*_PLURAL, "owa", "owej", "owna", "i", "y"))


def _before_soft(stem: str) -> Iterator[str]:
    for last, changed in _CHANGED:
        if stem.endswith(last):
            yield stem.removesuffix(last) + changed
            return
    if not _SOFT.search(stem):
        yield stem + "ie"

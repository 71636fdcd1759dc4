"""What a line asks for of an English address: all of it, a number, a place, a postcode."""

import re
from functools import lru_cache
from typing import NamedTuple

from transcription.redaction.folding import words
from transcription.redaction.language import acknowledged

SPARE = frozenset(("uh", "um", "er", "erm", "ah", "oh", "well", "so", "like", "you", "know"))
"""Words of hesitation."""

_WHOLE = re.compile(
    r"(?<!mail )(?<!ip )(?<!web )(?<!mac )\baddress"
    r"|\bwhere(?:'s| (?:do|does|are|shall|should|can|will|would|did|is|am))\b.{0,40}"
    r"\b(?:live|living|based|send|sending|deliver|ship|post|staying|stay|go|going|come|coming|located|stays|lives|goes|drop)\b"
    r"|\bwhereabouts\b|\b(?:first|second|next) line\b|\bdeliver(?:ed|ing)? (?:it )?to\b|\bstill (?:at|living)\b"
    r"|\b(?:sending|posting|shipping) (?:it|that|this|them) to\b|\bwhere (?:to|abouts)\b"
)
_NUMBER = re.compile(
    r"\b(?:house|flat|apartment|apt|unit|door|building|suite|plot|block|street) (?:or \w+ )?(?:number|no|name)"
    r"|\b(?:which|what) (?:number|flat|apartment|unit|floor)\b|\bnumber of the (?:house|flat)|\bunit\b"
    r"|\bany (?:flat|apartment|apt|unit)"
)
_NOUN = (
    r"(?:street|road|avenue|lane|town|city|village|county|state|suburb|district|province|area|neighbou?rhood|estate"
    r"|locality|landmark|parish|borough|building|post ?code|zip(?: code)?|pin ?code|country)"
)
# 'And the street', 'what town is that in', 'a building name'; and no 'state of your account', 'van on the road'.
_PLACE = re.compile(
    rf"(?:^|\b(?:which|what|what's|whats|your|the|and|and what|or|near|nearest|any|same|name of))"
    rf"(?: the| your| a)?(?<!on the) ?\b{_NOUN}(?: name)?(?:(?: and| or|,)(?: the)? {_NOUN}(?: name)?)*"
    rf"(?: please| sorry| again| then| there)?\W*$"
    rf"|\b(?:which|what) {_NOUN}(?:(?: and| or|,) {_NOUN})*(?: name)?"
    rf" (?:is (?:that|this|the address|the property|the house)|(?:are|do|did|were) (?:you|they|we)|should|would|was)\b"
    rf"|\b{_NOUN} name\b|\bname of the (?:{_NOUN}|house)\b|\bhouse name\b|\blandmark\b"
)
_CODE = re.compile(r"\b(?:post ?code|postal code|zip(?: ?code)?|eir ?code|pin ?code|pincode)\b")
_ANOTHER = re.compile(r"\b(?:old|new|previous|current|correct|right|other|billing|delivery) (?:one|address)\b")
# A bare 'and', after an address.
_ON = re.compile(r"^(?:\W|(?:okay|ok|and|right|yes|in|then|that's|the|rest|after|so|uh|um|which|what)\b)+$")
# The same words, of something else.
_ELSE = re.compile(
    r"\b(?:e-?mail|mail|ip|web|mac|branch|store|shop|sort|area|door|gate|error|issue|concern)\W{1,2}(?:address|code)"
    r"|\b(?:which|what) (?:branch|store|shop)"
    r"|\bwhere (?:would|do|are|did|will|can|shall|should) (?:you|we) (?:\w+ )?(?:to )?(?:go|going|come|coming|travel)\b"
    r"|\bstate (?:of|is)\b(?! (?:that|this))|\bon the road\b|\barea of\b|\ba house or a building\b"
)
# Who speaks of their own address, and who asks for one.
_OWN = re.compile(r"\b(?:my|our|are you|you guys|you all|i)\b")
_YOURS = re.compile(
    r"\b(?:your|you live|are you (?:living|staying|calling|based)|confirm|(?:may|can|could|do|shall|should) i)\b"
)
_LINES = 4
_TURNS = 3


class Wanted(NamedTuple):
    """What is asked for."""

    whole: bool = False
    number: bool = False
    place: bool = False
    code: bool = False


@lru_cache(maxsize=1024)
def wanted(before: str) -> Wanted:
    """By the last folded line that says more than 'okay'; a bare 'and' goes on with an address that was given."""
    lines = before.rstrip().split("\n")[-_LINES:]
    for line in list(reversed(lines))[:_TURNS]:
        kinds = _asked(line)
        if any(kinds):
            return kinds
        if _ANOTHER.search(line) and "address" in before:
            return Wanted(whole=True)
        if _ON.match(line) and "[address]" in "".join(lines):
            return Wanted(place=True)
        if not set(words(line.replace("[address]", ""))) <= acknowledged() | SPARE:
            break
    return Wanted()


@lru_cache(maxsize=1024)
def _asked(line: str) -> Wanted:
    """What one line asks for; who speaks of their own address asks for none."""
    if _OWN.search(line) and not _YOURS.search(line):
        return Wanted()
    line = _ELSE.sub(" ", line)
    return Wanted(*(bool(kind.search(line)) for kind in (_WHOLE, _NUMBER, _PLACE, _CODE)))

"""Numbers put right or given once more: 'no wait, one eight four', 'it's four four seven two' after one taken out."""

import re

from transcription.redaction.cues import said_here
from transcription.redaction.digits import Run
from transcription.redaction.passage import Passage
from transcription.redaction.shapes import dated

_KINDS = r"\[(card|phone|ssn|code|iban|pesel|nik|resident_id)\]"
_WRONG = (
    r"(?:no wait|wait no|no sorry|sorry no|sorry|i mean|scratch that|correction|make that|hang on|hold on"
    r"|i said it wrong|no|nope|nah|actually|rather|wait|nie przepraszam|przepraszam|pomylka|pomylil\w+"
    r"|znaczy|to znaczy|nie|czekaj|blad|zle|miala? byc|powinn[oa] byc|bukan|salah|keliru|ralat|maksud\w*|eh|maaf)"
)
# In one turn: the item, then a word that takes it back, then few words.
_HERE = re.compile(rf"{_KINDS}[\s,.;-]*(?:\w+[\s,]+)?{_WRONG}(?![\w])[\s,.;-]*(?:[\w']+[\s,]+){{0,4}}$")
_ANSWER = re.compile(rf"[\s,.]*(?:(?:uh|um|er|yyy|eee|oh|a)[\s,]+)?{_WRONG}(?!\w)[\s,.;-]*(?:[\w']+[\s,]+){{0,5}}$")
_LAST = re.compile(_KINDS)
# Another code was sent, and it is all that is said.
_ANOTHER = re.compile(
    r"(?<!\w)(?:another|new one|again|resen[dt]|expired|once more|next one|jeszcze raz|nowy|wygasl|ponownie|kolejny)"
    r"(?!\w)"
)
_REACH = 90
_FEWEST, _MOST, _CODE = 2, 19, (4, 8)
_WORDS = 4


def kind(passage: Passage, run: Run) -> str | None:
    """The type of the item that it stands for; None where nothing was put right, or the words say something else."""
    if not _FEWEST <= len(run.digits) <= _MOST or dated(passage.folded[run.start : run.end]):
        return None
    lead = passage.folded[max(0, run.start - _REACH) : run.start]
    here = _HERE.search(lead) if "[" in lead else None
    if here:
        return here[1]
    kind = _asked(passage, run, lead) if run.start < _REACH else None
    return kind if kind and said_here(passage, run.start, run.end) is None else None


def _asked(passage: Passage, run: Run, lead: str) -> str | None:
    """What the turn before had taken out, where it is denied, or another code was sent."""
    asked = _LAST.findall(passage.question) if "[" in passage.question else ()
    if asked and _ANSWER.fullmatch(lead):
        return asked[-1]
    if "[code]" not in passage.folded_before or not run.parts or not _ANOTHER.search(passage.question):
        return None
    alone = len(passage.tokens) - (run.parts[-1].last - run.parts[0].first) <= _WORDS
    return "code" if alone and _CODE[0] <= len(run.digits) <= _CODE[1] else None

"""Postcodes whose written form says so: British, Canadian, American and Australian; Irish and Polish where they fit."""

import re
from collections.abc import Iterator

from transcription.redaction.passage import Passage
from transcription.redaction.polish import names as polish_names

# American and Australian ones after their state. No British one ends in letters like those of '5MG'.
_ANYWHERE = (
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
    r"|[A-Z]{2},? \d{5}(?:-\d{4})?|(?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT) \d{4}"
)
_IRISH = r"[AC-FHKNPRTV-Y]\d[\dW] ?(?=[A-Z\d]{0,3}[A-Z])[A-Z\d]{4}"
_FORMS = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<anywhere>{_ANYWHERE})|(?P<irish>{_IRISH})|(?P<polish>\d{{2}}-\d{{3}}))(?![A-Za-z0-9-])"
)
# What says that an Irish address is spoken of.
_IRELAND = re.compile(
    r"(?<![a-z])(?:co\.|county|ireland|eire|dublin|cork|galway|limerick|waterford|eir ?code|post ?code|address"
    r"|street|st|road|rd|avenue|ave|lane|drive|close|park|terrace|apt|apartment|flat)(?![a-z])"
)
# Before a number of five digits that is none: 'zamówienie 12-345'.
_NONE = re.compile(
    r"(?<![a-z])(?:zamowieni|produk|faktur|zgloszeni|reklamacj|przesyl|paczk|sygnatur|symbol|model|indeks|katalog)\w*"
    r"(?:\W{1,3}(?:nr|numer\w*|to|ma|o))*\W{1,3}$"
)
_REACH = 40


def postcodes(passage: Passage, *, asked: bool) -> Iterator[re.Match[str]]:
    """Where each stands; `asked` where an address was asked for."""
    for found in _FORMS.finditer(passage.text):
        if found["irish"] and not (asked or _IRELAND.search(f"{passage.question}\n{passage.folded}")):
            continue
        lead = passage.folded[max(0, found.start() - _REACH) : found.start()]
        if found["polish"] and (not polish_names.applies(passage) or _NONE.search(lead)):
            continue
        yield found

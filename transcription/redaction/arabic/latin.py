"""Addresses in Latin letters among Arabic: 'Résidence Al Amal, Imm 7, Appt 15, Hay Mohammadi, Casablanca 20570'."""

import re
from collections.abc import Iterator

from transcription.redaction.finding import Finding
from transcription.redaction.passage import Passage

_PARTS = re.compile(
    r"(?<![a-z0-9])(?:rue|av|avenue|ave|bd|bld|boulevard|residence|res|imm|immeuble|appt|apt|app|appartement|lot"
    r"|lotissement|hay|cite|villa|street|st|building|bldg|flat|floor|block|road|district|quartier|qt|etage|porte|bp"
    r"|derb|n|no|tower|office|unit|zone|route|rte|place|impasse|bloc|entree|tranche)(?![a-z0-9])"
)
_STRETCH = re.compile(r"[a-z0-9#][a-z0-9#'°.,/ -]*[a-z0-9]")
_DIGIT = re.compile(r"\d")
_FEWEST, _WORDS = 2, 4


def latin(passage: Passage) -> Iterator[Finding]:
    """Segments between commas from the first that has a street, a building or a flat on, while they are short."""
    for found in _STRETCH.finditer(passage.folded):
        if len(_PARTS.findall(found[0])) < _FEWEST or not _DIGIT.search(found[0]):
            continue
        segments = list(re.finditer(r"[^,]+", found[0]))
        parted = [number for number, segment in enumerate(segments) if _PARTS.search(segment[0])]
        first, last = parted[0], parted[-1]
        while last + 1 < len(segments) and len(segments[last + 1][0].split()) <= _WORDS:
            last += 1
        text = found[0][segments[first].start() : segments[last].end()]
        start = found.start() + segments[first].start() + len(text) - len(text.lstrip())
        end = found.start() + segments[last].end()
        yield Finding(start, end, "address", passage.folded[start:end], 0.87, "an address in Latin letters")

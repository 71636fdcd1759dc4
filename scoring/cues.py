"""Cues: signs too weak to decide alone; what those of one sentence add up to decides."""

from collections.abc import Mapping

from msgspec import Struct

from scoring.conversation import Signs
from scoring.reading import Said

Place = tuple[int, int]


class CueSum(Struct, frozen=True):
    """What the cues of one sentence add up to, and the tokens that those for it stand at, half open; None without."""

    total: float
    place: Place | None


class Cues:
    """The cues of one role: each counts once in a sentence, however often it is said there."""

    def __init__(self, signs: Signs, role: str) -> None:
        self._signs = signs
        self._role = role

    def sums(self, said: Said) -> dict[Place, CueSum]:
        """Per sentence that holds a cue, in the order of the first ones."""
        found: dict[Place, dict[str, tuple[float, Place]]] = {}
        for hit in self._signs.hits([said], self._role):
            sentence = found.setdefault(said.sentence_at(hit.match.first), {})
            sentence.setdefault(hit.indicator.name, (hit.indicator.weight, (hit.match.first, hit.match.end)))
        return {sentence: _sum(cues) for sentence, cues in found.items()}


def _sum(cues: Mapping[str, tuple[float, Place]]) -> CueSum:
    total = sum(weight for weight, _ in cues.values())
    places = [place for weight, place in cues.values() if weight > 0]
    return CueSum(total, (min(first for first, _ in places), max(end for _, end in places)) if places else None)

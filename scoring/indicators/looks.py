"""Data found by what they look like, in time that grows with the text alone."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from benchmarks.model import Slot
from benchmarks.patterns import any_of, bounded, compiled
from benchmarks.tokens import figures, seen

_WINDOW = 1024  # bytes that one search looks at
_LONGEST = _WINDOW // 2  # of a datum
_BESIDE = 32  # bytes before and after a datum that may speak against it
_LINE = b"\n"  # before and after each text, so that its edges are like any others


class PlainText:
    """A turn as patterns see it: plain digits, no marks that nobody sees, UTF-8; knows where its bytes stood."""

    def __init__(self, text: str) -> None:
        self._seen = seen(text)
        self._shown = text if self._seen is None else "".join(text[place] for place in self._seen)
        # Half a surrogate pair is no character: it is read as a mark that no datum holds.
        self.raw = _LINE + figures(self._shown).encode("utf-8", "replace") + _LINE

    @cached_property
    def _ascii(self) -> bool:
        return self.raw.isascii()

    def places(self, found: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Ranges of bytes, in their order -> ranges of code points of the turn's text."""
        known, at = len(_LINE), 0
        for start, end in found:
            first = at + self._characters(known, start)
            after = first + self._characters(start, end)
            yield (first, after) if self._seen is None else (self._seen[first], self._seen[after - 1] + 1)
            known, at = end, after

    def _characters(self, start: int, end: int) -> int:
        return end - start if self._ascii else len(self.raw[start:end].decode())


class Look:
    """What the datum of a slot looks like, compiled."""

    def __init__(self, slot: Slot) -> None:
        self.slot = slot.name
        self._pattern = bounded(slot.pattern or "")
        self._whole = compiled(any_of(slot.excepted)) if slot.excepted else None
        self._before = compiled(f"(?:{any_of(slot.not_after)})\\z") if slot.not_after else None
        self._after = compiled(any_of(slot.not_before)) if slot.not_before else None

    def find(self, text: PlainText) -> Iterator[tuple[int, int]]:
        """Each that counts, from left to right, as a range of code points."""
        return text.places(self._spans(text.raw))

    def _spans(self, raw: bytes) -> Iterator[tuple[int, int]]:
        at = 0
        while True:
            window = min(at + _WINDOW, len(raw))
            found = self._pattern.search(raw, at, window)
            if window < len(raw) and (found is None or found.span()[0] >= at + _LONGEST):
                at = _character(raw, at + _LONGEST)
            elif found is None:
                return
            else:
                start, end = found.span(1)
                if start < end and self._counts(raw, start, end):
                    yield start, end
                    at = _character(raw, end - 1)
                else:
                    at = start

    def _counts(self, raw: bytes, start: int, end: int) -> bool:
        return not (
            (self._whole and self._whole.fullmatch(raw[start:end]))
            or (self._before and self._before.search(raw[max(0, start - _BESIDE) : start]))
            or (self._after and self._after.match(raw, end, min(end + _BESIDE, len(raw))))
        )


class AnyLook:
    """What the data of all slots look like: one look that spares most texts a look for each."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        patterns = [slot.pattern for slot in slots if slot.pattern is not None]
        self._pattern = bounded(any_of(patterns)) if patterns else None

    def may_find(self, text: PlainText) -> bool:
        """False where no Look finds anything; long texts, which are searched in windows, are not looked through."""
        if self._pattern is None:
            return False
        return len(text.raw) > _WINDOW or self._pattern.search(text.raw, 0, len(text.raw)) is not None


def _character(raw: bytes, at: int) -> int:
    """Where the character begins that this byte belongs to."""
    while raw[at] & 0xC0 == 0x80:
        at -= 1
    return at

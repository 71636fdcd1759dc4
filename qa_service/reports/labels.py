"""Where names stand beside the points of a chart, so that none lies on another or on a mark."""

import unicodedata
from collections.abc import Iterator, Sequence

from msgspec import Struct

SIZE = 10
"""Of the letters, in the chart's units."""
MARK = 4.5
_WIDE, _NARROW = 1.0, 0.58  # of a letter's size, over many letters


class Point(Struct, frozen=True):
    """A mark at `x`, `y` from the upper left corner, and what is to be written beside it; '' for nothing."""

    x: float
    y: float
    name: str


class Label(Struct, frozen=True):
    """A name `dx`, `dy` away from its point, to its right (`left` aligned) or to its left."""

    dx: float
    dy: float
    align: str


PLACES = (
    Label(6, -6, "left"), Label(-6, -6, "right"), Label(6, 12, "left"), Label(-6, 12, "right"),
    Label(8, 3, "left"), Label(-8, 3, "right"), Label(6, -16, "left"), Label(-6, -16, "right"),
    Label(6, 22, "left"), Label(-6, 22, "right"),
)  # fmt: skip


class _Box(Struct, frozen=True):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def labels(points: Sequence[Point], width: float, height: float) -> list[Label | None]:
    """The first place that is free, for each point in the order given; None where there is none, or no name."""
    taken = [_Box(one.x - MARK, one.y - MARK, one.x + MARK, one.y + MARK) for one in points]
    found: list[Label | None] = []
    for point in points:
        place = next(_free(point, taken, width, height), None) if point.name else None
        if place is not None:
            taken.append(_box(point, place))
        found.append(place)
    return found


def _free(point: Point, taken: Sequence[_Box], width: float, height: float) -> Iterator[Label]:
    for place in PLACES:
        box = _box(point, place)
        # A chart has some room to its right, none to its left, where the axis is.
        inside = box.left >= 0 and box.right <= width + 24 and box.top >= -4 and box.bottom <= height
        if inside and not any(box.meets(other) for other in taken):
            yield place


def _box(point: Point, place: Label) -> _Box:
    wide = sum(_WIDE if unicodedata.east_asian_width(sign) in "WF" else _NARROW for sign in point.name) * SIZE
    start = point.x + place.dx - (wide if place.align == "right" else 0)
    foot = point.y + place.dy
    return _Box(start, foot - SIZE * 0.8, start + wide, foot + SIZE * 0.2)

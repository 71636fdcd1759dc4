"""Names beside points: none on another, none on a mark, none outside the chart."""

import pytest

from qa_service.reports.labels import MARK, Point, _box, labels

SIZE = (230, 150)


def marks(points):
    return [(one.x - MARK, one.y - MARK, one.x + MARK, one.y + MARK) for one in points]


def met(first, second):
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


@pytest.mark.parametrize(
    ("points", "named"),
    [
        ([(100, 80, "ana")], ["ana"]),
        ([(100, 80, "ana"), (101, 81, "ben"), (102, 79, "cem"), (103, 80, "dia")], ["ana", "ben", "cem", "dia"]),
        ([(100, 80, "ana"), (104, 74, "")], ["ana"]),
        ([(228, 2, "somebody-long"), (1, 149, "ben")], ["somebody-long", "ben"]),
        ([(40, 75, "张伟明李小龙")], ["张伟明李小龙"]),
        ([(100, 80, "") for _ in range(3)], []),
    ],
)
def test_names_that_have_room_stand_in_it(points, named):
    given = [Point(*one) for one in points]
    placed = [(one, at) for one, at in zip(given, labels(given, *SIZE), strict=True) if at is not None]
    assert [one.name for one, _ in placed] == named
    boxes = [(box.left, box.top, box.right, box.bottom) for box in (_box(one, at) for one, at in placed)]
    for place, box in enumerate(boxes):
        assert box[0] >= 0
        assert box[2] <= SIZE[0] + 24
        assert not any(met(box, other) for other in boxes[:place] + marks(given))


def test_where_all_is_taken_a_name_is_left_out():
    crowd = [Point(100, 80, f"agent-{number}") for number in range(40)]
    placed = labels(crowd, *SIZE)
    assert placed[0] is not None
    assert 2 <= sum(one is not None for one in placed) < 12

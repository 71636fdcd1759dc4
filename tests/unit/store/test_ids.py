import time
from itertools import pairwise

from qa_service.store.ids import new_id


def test_ids_are_version_7_and_sort_by_time():
    made = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)
    assert all(one < other for one, other in pairwise(made))
    assert {one.version for one in made} == {7}
    assert abs((made[0].int >> 80) / 1000 - time.time()) < 5

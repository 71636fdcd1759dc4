"""What cannot be read is refused with its line, and with who it is where it says so."""

import pytest

from qa_service.exchange.interactions import sorted_out

GOOD = b'{"id":"a","channel":"chat","turns":[]}'


@pytest.mark.parametrize(
    ("data", "good", "refused"),
    [
        (GOOD, ["a"], []),
        (GOOD + b"\n\n" + GOOD, ["a", "a"], []),
        (b'{\n"id": "a",\n"channel": "chat",\n"turns": []\n}', ["a"], []),
        (GOOD + b'\n{"id":"b","channel":"fax","turns":[]}', ["a"], [(2, "file", "b")]),
        (GOOD + b'\n{"id":"b","source":"s","channel":"chat","turnz":[]}', ["a"], [(2, "s", "b")]),
        (GOOD + b"\n{not json\n" + GOOD, ["a", "a"], [(2, "file", None)]),
        (GOOD + b'\n{"id":7,"channel":"chat","turns":[]}', ["a"], [(2, "file", None)]),
        (b'{"id":"b","channel":"chat"}', [], [(1, "file", "b")]),
        (b'{"id":"b","channel":"voice","recording":"/etc/passwd"}', [], [(1, "file", "b")]),
        (b"", [], [(1, "file", None)]),
        (b"[]", [], [(1, "file", None)]),
    ],
)
def test_sorted_out(data, good, refused):
    taken, left = sorted_out(data, recordings=False)
    assert [item.id for item in taken] == good
    assert [(item.line, item.source, item.ref) for item in left] == refused
    assert all(item.error for item in left)


def test_audio_may_come_beside_the_interaction():
    told = b'{"id":"b","channel":"voice"}'
    assert sorted_out(told, recordings=True)[1]
    assert sorted_out(told, recordings=True, without_turns=True)[0][0].id == "b"

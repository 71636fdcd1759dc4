"""What is hidden because it is of few."""

import pytest

from qa_service.access.cells import few, hidden


@pytest.mark.parametrize(("people", "is_few"), [("", False), ("a", True), ("aa", True), ("ab", True), ("abc", False)])
def test_few(people, is_few):
    assert few(people, 3) == is_few


@pytest.mark.parametrize(
    ("people", "gone"),
    [
        ({}, ""),
        ({"x": "abc", "y": "def"}, ""),
        ({"x": "ab", "y": "cd"}, "xy"),
        ({"x": "ab", "y": "bcd", "z": "abcde"}, "xy"),  # the whole without y and z would tell x
        ({"x": "a", "y": "b", "z": "abcd"}, "xyz"),
        ({"x": "a", "y": "b", "z": "c", "w": "defg"}, "xyz"),  # three together are enough
        ({"x": "", "y": "abc"}, ""),  # bots are nobody
        ({"x": "", "y": "ab", "z": "cde"}, "yz"),
    ],
)
def test_what_is_hidden_cannot_be_reckoned_from_what_is_shown(people, gone):
    assert hidden(people, 3) == set(gone)

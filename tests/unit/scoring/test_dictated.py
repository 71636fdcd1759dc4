import pytest

from scoring.indicators.items import Dictated
from tests.growth import cpu_seconds

DICTATED = Dictated({"one": "1", "two": "2", "three": "3", "four": "4"}, {"double": 2})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("it is one two three four thanks", [("one two three four", "1234")]),
        ("one two - three , four", [("one two - three , four", "1234")]),
        ("k one two double three", [("k one two double three", "k1233")]),
        ("double one two three", [("double one two three", "1123")]),
        # a letter at an end that is a word, whatever stands between it and the number
        ("a , one two three four", [("one two three four", "1234")]),
        ("one two three four , i", [("one two three four", "1234")]),
        ("a one two three a double four i", [("one two three a double four", "123a44")]),
        # a letter that is doubled is no word
        ("one two three double a", [("one two three double a", "123aa")]),
        ("double a , one two three", [("double a , one two three", "aa123")]),
        # too few signs, or too few digits, or nothing left to double
        ("one two three", []),
        ("a one two three", []),
        ("x one y two", []),
        ("one two three four double trouble", [("one two three four", "1234")]),
        ("double trouble one two three four", [("one two three four", "1234")]),
    ],
)
def test_what_is_dictated(said, expected):
    words = said.split()
    assert [(" ".join(words[first:end]), value) for first, end, value in DICTATED.find(words)] == expected


def test_time_grows_with_the_words_alone():
    words = ["one", "a"] * 20_000
    once = cpu_seconds(lambda: list(DICTATED.find(words)))
    assert cpu_seconds(lambda: list(DICTATED.find(words * 8))) < 16 * once  # eight times the words: a square were 64

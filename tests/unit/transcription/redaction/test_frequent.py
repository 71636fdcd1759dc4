"""How common a word is in its language."""

import pytest

from tests.redaction_frequencies import LANGUAGES, compiled
from transcription.redaction.folding import fold_word
from transcription.redaction.frequent import commonness, frequent

_FEWEST = 20_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_kept_as_they_are_looked_up(language):
    known = frequent(language)
    assert len(known) > _FEWEST
    assert all(word == fold_word(word) for word in known)


def test_of_other_languages_nothing_is_known():
    assert not frequent("sw")
    assert commonness(["habari", "yako"], "sw") == ["0", "0"]


@pytest.mark.parametrize(
    ("language", "words", "common"),
    [
        ("en", ["the", "parcel", "siobhan", "mbeki"], "7300"),
        ("pl", ["nie", "slucham", "gzegzolka"], "740"),
        ("zh", list("我们公司"), ["6B", "6E", "6B", "6E"]),
        ("zh", ["叫", "敬", "x", "机"], ["5S", "4S", "4S", "5S"]),
        ("zh", [], []),
    ],
)
def test_what_is_rare_shows(language, words, common):
    assert commonness(words, language) == list(common)


def test_lists_are_folded_and_hold_no_numbers():
    assert compiled({"Łódź": 1e-5, "łódż": 1e-6, "don't": 1e-4, "2nd": 1e-3, "24": 1e-2, "a": 1e-2}) == {
        14: "a",
        10: "don't",
        8: "lodz",
    }

import pytest

from tests.redaction_lists import PLACES, compiled
from transcription.redaction.listed import Listed, listed


@pytest.mark.parametrize("language", PLACES)
def test_the_lists_are_those_of_the_library_that_keeps_them(language):
    kept = listed(language)
    assert kept == Listed(**{kind: frozenset(names) for kind, names in compiled(language).items()})


@pytest.mark.parametrize(
    ("language", "kind", "name"),
    [
        ("en", "given", "siobhan"),
        ("en", "family", "okafor"),
        ("en", "towns", "mumbai"),
        ("pl", "family", "wojcik"),
        ("pl", "streets", "kosciuszki"),
        ("id", "given", "adika"),
        ("ar", "given", "احمد"),
        ("zh", "family", "王"),
    ],
)
def test_names_are_folded(language, kind, name):
    assert name in getattr(listed(language), kind)


def test_a_language_without_lists_has_none():
    assert listed("xx") == Listed(frozenset(), frozenset(), frozenset(), frozenset())

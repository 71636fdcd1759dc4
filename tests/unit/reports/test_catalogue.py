"""Every text in every language, with the same values in it, and a glyph for each of its characters."""

import string

import pytest
from babel import Locale

from benchmarks.loader import LIBRARY, load
from qa_service.reports import document, words

OTHERS = [language for language in words.LANGUAGES if language != "en"]


def plain(language):
    """Texts that are no plural forms."""
    plurals = {key.rpartition(".")[0] for key in words.texts(language) if key.count(".") > 1}
    return {key for key in words.texts(language) if key.count(".") == 1}, plurals


def values(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_has_every_text(language):
    assert plain(language) == plain("en")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_has_every_plural_form(language):
    forms = Locale.parse(words.LANGUAGES[language]).plural_form.tags | {"other"}
    for key in plain(language)[1]:
        assert {form for form in forms if f"{key}.{form}" in words.texts(language)} == forms


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("key", sorted(key for key in plain("en")[0] if not key.startswith("exercise.")))
def test_holds_the_same_values(language, key):
    assert values(words.texts(language)[key]) == values(words.texts("en")[key])


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_character_has_a_glyph(language):
    assert document.undrawable("".join(words.texts(language).values())) == []


@pytest.mark.parametrize("language", OTHERS)
def test_says_nothing_in_english(language):
    same = {key for key, text in words.texts(language).items() if text == words.texts("en").get(key)}
    assert {
        key for key in same if key not in {"list.comma", "sentence.verdict", "sentence.pair", "page.target"}
    } == set()


def test_exercises_are_the_librarys():
    library = load(LIBRARY).benchmarks
    told = {
        key.removeprefix("exercise."): text for key, text in words.texts("en").items() if key.startswith("exercise.")
    }
    assert told == {name: benchmark.exercise for name, benchmark in library.items()}


def test_an_exercise_of_ones_own_stays_as_it_is():
    assert words.of("pl").exercise("empathy", "Ours.") == "Ours."
    assert words.of("pl").exercise("empathy", words.texts("en")["exercise.empathy"]).startswith("Weź trzy")


@pytest.mark.parametrize(
    ("wish", "language"),
    [("pl-PL", "pl"), ("zh_CN", "zh"), ("AR", "ar"), ("de", "en"), (None, "en"), ("", "en")],
)
def test_spoken(wish, language):
    assert words.spoken(wish) == language


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("pl", 1, "1 kontakt"),
        ("pl", 3, "3 kontakty"),
        ("pl", 5, "5 kontaktów"),
        ("ar", 2, "تواصلان"),
        ("zh", 9, "9 次联系"),
    ],
)
def test_counts(language, number, said):
    assert words.of(language).counted("figure.contacts", number) == said

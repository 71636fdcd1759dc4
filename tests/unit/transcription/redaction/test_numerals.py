import pytest

from transcription.redaction.folding import fold, tokens
from transcription.redaction.numerals import atoms, number_words, spoken_in
from transcription.redaction.passage import Passage


@pytest.mark.parametrize(
    ("language", "said", "numbers"),
    [
        ("en", "forty one eleven double oh", ["41", "11", "00"]),
        ("en", "one hundred and five, two thousand twenty four", ["105", "2024"]),
        ("en", "nineteen eighty-five four hundred", ["19", "85", "400"]),
        ("pl", "sześćset jeden dwieście trzydzieści cztery osiem", ["601", "234", "8"]),
        ("pl", "piec podwojne zero dwa tysiące dwadzieścia", ["5", "00", "2020"]),
        ("id", "nol delapan dua puluh lima dua belas", ["0", "8", "25", "12"]),
        ("id", "lima puluh delapan belas", ["50", "18"]),
        ("id", "seribu sembilan ratus delapan puluh lima", ["1985"]),
        ("ar", "خمسة وأربعين صفر مئة وخمسة وعشرون", ["45", "0", "125"]),
        ("ar", "أربعين أربعة عشر", ["40", "14"]),
        ("ar", "دبل واحد خمسة مرتين", ["11", "55"]),
        ("zh", "幺三零两百零五", ["1", "3", "0", "205"]),
        ("zh", "三个八二十五", ["888", "25"]),
        ("en", "no numbers", []),
    ],
)
def test_numbers_in_words(language, said, numbers):
    folded = fold(said)
    assert [atom.digits for atom in atoms(tokens(folded), folded, number_words(language))] == numbers


@pytest.mark.parametrize(
    ("words", "likely", "language"),
    [
        (["satu", "dua", "tiga"], None, "id"),
        (["trzy", "dwa"], "en", "pl"),
        (["ten", "lima"], "id", "id"),  # even: the likely one
        (["一", "二"], None, "zh"),
    ],
)
def test_the_language_of_most_number_words(words, likely, language):
    assert spoken_in(words, likely) == language


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("four one one banana one two three four", ["41112 34".replace(" ", "")]),
        ("five five for five five", ["55455"]),
        ("five five, uh, five six", ["5556"]),
        ("five five\nfive six", ["5556"]),
        ("1234 5678, 9012", ["123456789012"]),
        ("１２３４ ٥٦٧٨", ["12345678"]),
        ("5 of 7 and then 9", ["5", "7", "9"]),
        ("(555)\n123-4567", ["5551234567"]),
    ],
)
def test_runs_hold_what_people_put_between_digits(text, digits):
    assert [run.digits for run in Passage(text).runs] == digits


def test_folding_moves_nothing():
    text = "İstanbul Żółć ﬁ ＡＢ１ ٣ أهلاً"
    assert len(fold(text)) == len(text)
    assert fold("ŻÓŁĆ ＡＢ１ ٣") == "zolc ab1 3"

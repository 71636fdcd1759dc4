"""No word that tells who somebody is weighs in how people are judged."""

import tomllib

import pytest

from benchmarks.loader import LIBRARY, load
from benchmarks.tokens import fold
from qa_service.evaluation.unweighed import TABLE, source, unweighed
from qa_service.evaluation.wordings import Taught, learned
from scoring.wording import Spoken
from transcription.redaction.name_words import given_names

SHIPPED = sorted(file.parent.name for file in LIBRARY.glob("*/wording.toml"))
KINDS = tomllib.loads(TABLE.read_text(encoding="utf-8"))


def shipped(language):
    """Every word and pair of the table."""
    behaviours = load().wordings[language].behaviours.values()
    found = {word for one in behaviours for words in (one.said, one.before, one.earlier) for word in words}
    assert found
    return found


@pytest.mark.parametrize("language", SHIPPED)
def test_no_shipped_table_weighs_who_somebody_is(language):
    barred = unweighed(language)
    assert [word for word in shipped(language) if barred.holds(word)] == []


@pytest.mark.parametrize("language", sorted(set(SHIPPED) - {"zh"}))
def test_no_shipped_table_weighs_names_digits_or_letters(language):
    """Beside what the table of words says; its `ordinary` ones are words of the language too."""
    shared = tomllib.loads((LIBRARY / language / "language.toml").read_text(encoding="utf-8"))
    single = {one for one in shared["function_words"] if len(one) == 1}
    ordinary = {fold(one) for one in KINDS[language]["ordinary"].split()} | set(shared["function_words"])
    words = {one for pair in shipped(language) for one in pair.split(" ")}
    assert {one for one in words if one.isalpha() and len(one) == 1} <= single
    assert words & set(shared["digits"]) == set()
    assert words & {fold(one) for one in given_names(language)} <= ordinary
    assert [one for one in words if any(sign.isdigit() for sign in one)] == []


@pytest.mark.parametrize(
    ("language", "barred", "weighed"),
    [
        ("en", "she|sir|bless you|my wife|john|one nine|oh|twenty|c|42|12|york|righto|brown", "thanks|i|a|had to|will"),
        (
            "pl",
            "pani|prosze pan|byłam|mogłem|zadzwoniłam|zrobiłbym|chciałabyś|dostał|wysłała|poszła|sama|boze|szczęść|dwa",
            "problem|działa|dziękuję|proszę|udało|było|z|świetnie",
        ),
        ("id", "mbak|ya pak|bu|suami|alhamdulillah|matur nuwun|nggih|empat|gojek", "makasih|sudah|hari|terima kasih"),
        ("zh", "她|先|先 生|生 您|小|零|二 幺|师 傅|图 片|微 信|王", "谢|小 时|不|我|马 上|一 下"),
        ("ar", "استاذة|باشا|حضرتك|والله|اختي|واحد", "شكرا|تمام|كان"),
    ],
)
def test_words_that_tell_who_somebody_is(language, barred, weighed):
    known = unweighed(language)
    assert [word for word in map(fold, barred.split("|")) if not known.holds(word)] == []
    assert [word for word in map(fold, weighed.split("|")) if known.holds(word)] == []


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("en-own-12", "en-own-0"),
        ("en-own-112", "en-own-0"),
        ("pl-res-3", "pl-res-0"),
        ("pl-res-1003", "pl-res-1"),
        ("star/1345", "star0"),
        ("harper/eb12", "harper0"),
        ("it broke again 2", ""),
    ],
)
def test_where_a_contact_comes_from(contact, expected):
    assert source(contact) == expected


def taught(prefix, words):
    """Who says the first word was helped, in a hundred contacts."""
    of = [(number, number % 2) for number in range(100)]
    return [
        Taught(Spoken(frozenset(words if met else ()), frozenset()), f"{prefix}{number}", met, 1.0)
        for number, met in of
    ]


def test_what_one_source_says_alone_is_not_learned():
    one = learned(taught("en-own-", {"my", "spoke"}), "en")
    assert one.said.keys() == {"my", "spoke"}
    both = learned([*taught("en-own-", {"my", "spoke"}), *taught("star/", {"my"})], "en")
    assert both.said.keys() == {"my"}

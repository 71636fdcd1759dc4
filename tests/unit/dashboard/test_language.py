"""Every language says everything, with the same values in it; what pages ask for is in the catalogue."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from benchmarks.loader import load
from benchmarks.model import ANSWERING_ROLES, CALLING_ROLES
from benchmarks.traits import Ending, Factor, Taken, Trait
from qa_service import dashboard
from qa_service.dashboard.language import FIRST, LANGUAGES, chosen, texts, tongue
from qa_service.monitoring.results import Interval

HERE = Path(next(iter(dashboard.__path__)))
ASKED = re.compile(r"""\bt(?:ongue)?\(\s*['"]([a-z_]+\.[a-z_0-9]+)['"]""")


def values(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_everything(code):
    english, other = texts("en"), texts(code)
    assert set(other) == set(english)
    assert {key: values(text) for key, text in other.items()} == {key: values(text) for key, text in english.items()}
    assert all(text.strip() or key == "list.comma" for key, text in other.items())


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_language_says_it_in_its_own_words(code):
    english, other = texts("en"), texts(code)
    same = [key for key in english if english[key] == other[key] and re.search(r"[a-z]{4}", english[key])]
    # What is spelled alike in both, such as 'Agent' or 'chat'.
    assert len(same) < 15, same


def test_what_pages_ask_for_is_there():
    asked = {
        key for file in [*HERE.rglob("*.html"), *HERE.rglob("*.py")] for key in ASKED.findall(file.read_text("utf-8"))
    }
    assert len(asked) > 100
    assert not asked - set(texts("en"))


@pytest.mark.parametrize(
    ("wishes", "accepted", "code"),
    [
        ((), "", "en"),
        ((None, None), "de-DE,de;q=0.9", "en"),
        ((), "de,pl;q=0.8,en;q=0.5", "pl"),
        ((), "en;q=0.5, ar-EG", "ar"),
        ((), "zh-CN,zh;q=broken", "zh"),
        (("id", None), "pl", "id"),
        (("xx", "ar"), "pl", "ar"),
    ],
)
def test_whose_language_it_is(wishes, accepted, code):
    known = code if code in LANGUAGES else "en"
    assert chosen(*wishes, accepted=accepted) == known


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.001, "fewer than 1 in 200"), (0.17, "1 in 6"), (0.4, "2 in 5"), (0.5, "1 in 2"), (0.97, "nearly all")],
)
def test_what_customers_meet(share, said):
    assert tongue("en").one_in(share) == said


def test_figures_are_written_as_the_language_does():
    t = tongue("en")
    assert t.level(Interval(estimate=0.71, low=0.66, high=0.76)) == "71% (66% to 76%)"
    assert t.percent(0.001) == "<1%"
    assert t.probability(0.9999) == ">99%"
    assert t.day(date(2026, 3, 1)) == "Mar 1, 2026"
    assert t.number(1234.5, 1) == "1,234.5"
    assert t.rank(1, 1, 18) == "surely 1 of 18"
    assert t.number(-0.01, 1) == "0"
    assert t.clock(125.9) == "2:05"
    assert t.gain(Interval(estimate=171.9, low=155.7, high=188.1)) == "172 (156 to 188)"
    assert t.gain(Interval(estimate=3.24, low=1.0, high=5.5)) == "3.2 (1 to 5.5)"


def test_arabic_tells_days_by_name_and_signs_beside_their_figure():
    t = tongue("ar")
    assert t.day(date(2026, 3, 1)) == "1 مارس 2026"
    assert t.moment(datetime(2026, 3, 1, 9, 5, tzinfo=UTC)).startswith("1 مارس 2026، ")
    assert t.probability(0.9999) == "\u2066>99%\u2069"


def weighable():
    """Every name that a table of weights may hold beside the library's benchmarks."""
    roles = {"ladder": ("level",), "response": (*CALLING_ROLES, *ANSWERING_ROLES)}
    found = {name for names in (Factor, Ending, Trait, Taken) for name in get_args(names)}
    for benchmark in load().benchmarks.values():
        wanted = roles.get(benchmark.rule, ())
        found |= {one.name for one in benchmark.indicators if one.role in wanted}
        found |= {f"first_{one.name}" for one in benchmark.indicators if one.role in ANSWERING_ROLES}
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_whatever_may_be_weighed_has_words(code):
    library = load()
    odds = [outline.met for outline in library.outlines.values() if outline.met]
    weighed = [*library.callings.values(), *library.outlines.values(), *library.meetings.values(), *odds]
    names = weighable()
    assert names >= {name for one in weighed for name in one.weights}
    told = {key.removeprefix("factor.") for key in texts(code) if key.startswith("factor.")}
    assert {name if name in told else name.removeprefix(FIRST) for name in names} == told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("feeling_named", "names the feeling"),
        ("first_feeling_named", "names the feeling (in the first answer)"),
        ("first_sign", "a sign in the first words"),
        ("first_words_of_ours", "words of ours (in the first answer)"),
        ("words_of_ours", "words of ours"),
    ],
)
def test_what_was_weighed_in_words(name, said):
    assert tongue("en").factor(name) == said

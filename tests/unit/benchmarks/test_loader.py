import re
import shutil
from pathlib import Path

import pytest

from benchmarks.loader import LIBRARY, BenchmarkError, examine, load

GOOD = """name = "warmth"
definition = "The agent is warm."
rule = "response"
unit = "leg"
revision = 1
target = 0.7
exercise = "Smile."
languages = ["en"]

[[indicators]]
name = "cold"
kind = "phrases"
role = "opportunity"
guards = ["negation"]
phrases.en = [
  "so cold",
  "freezing",
]

[[indicators]]
name = "number"
kind = "tokens"
role = "met"
grade = 1.0
[[indicators.patterns.en]]
anchor = ["blankets"]
tokens = [{ LIKE_NUM = true }, { LOWER = "blankets" }]

[[slots]]
name = "size"
pattern = '[0-9]+'
words.en = ["size"]
"""


@pytest.fixture
def read(tmp_path):
    def reading(text):
        (tmp_path / "warmth.toml").write_text(text, encoding="utf-8")
        return load(tmp_path)

    return reading


def test_the_library_agrees_with_its_definitions():
    library = load()
    assert {name: (one.rule, one.unit) for name, one in library.benchmarks.items()} == {
        "empathy": ("response", "leg"),
        "resolution": ("ladder", "interaction"),
        "repetition": ("repetition", "interaction"),
        "responsiveness": ("timing", "leg"),
        "courtesy": ("presence", "leg"),
        "hand_off": ("hand_off", "leg"),
    }
    assert library.benchmarks["empathy"].within_turns == 2
    for benchmark in library.benchmarks.values():
        assert benchmark.languages
        assert benchmark.exercise
        assert 0 < benchmark.target < 1


def test_a_folder_without_languages_uses_the_librarys(read):
    whole = read(GOOD)
    assert list(whole.benchmarks) == ["warmth"]
    assert whole.languages == load().languages


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("target = 0.7", "target = 7", 6, "target: expected `float` <= 1.0"),
        ("target = 0.7", "tarjet = 0.7", 6, "tarjet: object contains unknown field `tarjet`"),
        ("revision = 1\n", "", None, "object missing required field `revision`"),
        ('rule = "response"', 'rule = "guess"', 3, "rule: invalid enum value 'guess'"),
        ('languages = ["en"]', 'languages = ["xx"]', 8, "there are no tables for 'xx', only for"),
        ('role = "opportunity"', 'role = "request"', 13, "'request' is no role of the rule 'response'"),
        ('kind = "phrases"', 'kind = "vibes"', 12, "invalid value 'vibes'"),
        ('["negation"]', '["irony"]', 14, "the language 'en' has no guard 'irony'"),
        ('"freezing"', '"freez-ing"', 17, "'freez-ing' is neither a word"),
        ('"freezing"', "12", 15, "expected `str`, got `int`"),
        ("phrases.en", "phrases.pl", 15, "has no table for 'en', a language of this benchmark"),
        ('name = "number"', 'name = "cold"', 21, "there are two indicators 'cold'"),
        ("grade = 1.0", 'grade = 1.0\nslot = "shoe"', 25, "there is no slot 'shoe'"),
        ('role = "opportunity"', 'role = "opportunity_cue"', 13, "'opportunity_cue' needs the benchmark's `enough`"),
        ('role = "met"', 'role = "met_cue"\nweight = 1', 23, "'met_cue' needs the benchmark's `enough`"),
        ("grade = 1.0", "grade = 1.0\nweight = 2", 25, "'met' has no weight; only cues do"),
        ("grade = 1.0", 'grade = 1.0\noverrules = ["warm"]', 25, "there is no indicator 'warm'"),
        ("LIKE_NUM", "LEMMA", 27, "'LEMMA' is none of"),
        ("{ LIKE_NUM = true }", '{ LIKE_NUM = true, OP = "~" }', 27, "OP '~' is none of"),
        ("'[0-9]+'", "'[0-9+'", 31, "slots[0].pattern: is not a pattern: missing ]"),
        ("'[0-9]+'", "'(?<!a)[0-9]+'", 31, "looks around ('(?=', '(?!', '(?<=', '(?<!')"),
        ("'[0-9]+'", r"'([0-9])\1'", 31, "refers back to a group"),
        ("'[0-9]+'", "'[0-9]*'", 31, "it takes an empty text, too"),
        ("'[0-9]+'", "'[０-９]+'", 31, "holds '０', which texts are read without: write '0'"),
        ("'[0-9]+'", "'[0-9]+'\nexcept = ['(?=1)']", 32, "slots[0].except[0]: looks around"),
        ("pattern = '[0-9]+'", "not_before = ['%']", 31, "the slot has no `pattern`"),
        ('languages = ["en"]', 'languages = ["en"]\nchannels = ["phone"]', 9, "invalid enum value 'phone'"),
        ("target = 0.7", "target = = 7", None, "Invalid value (at line 6, column 10)"),
    ],
)
def test_errors_name_file_line_and_field(read, old, new, line, message):
    assert old in GOOD
    with pytest.raises(BenchmarkError) as caught:
        read(GOOD.replace(old, new, 1))
    said = str(caught.value)
    assert re.match(r".*/warmth\.toml: ", said)
    assert message in said
    if line is not None:
        assert f"warmth.toml: line {line}: " in said


def test_a_cue_needs_a_weight(read):
    text = GOOD.replace("rule =", "enough = { opportunity = 2, met = 2 }\nrule =").replace(
        '"opportunity"', '"opportunity_cue"'
    )
    with pytest.raises(BenchmarkError, match=r"line 14: .*'opportunity_cue' needs a weight that is not 0"):
        read(text)
    assert read(text.replace('"opportunity_cue"', '"opportunity_cue"\nweight = -1')).benchmarks["warmth"].enough


LADDER = """
name = "solved"
definition = "It is solved."
rule = "ladder"
unit = "interaction"
revision = 1
target = 0.7
exercise = "Solve it."
languages = ["en"]

[[indicators]]
name = "fixed"
kind = "phrases"
role = "level"
grade = 0.75
phrases = { en = ["fixed"] }
"""


CALLED = "[callings.warmth]\nbase = 0.1\nn = 1\ncalled_from = 0.2\nagain_from = 0.3\nweights = {}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{CALLED}[meetings.warmth]\nbase = 0.1\nweights = {{ number = 1.0, first_number = 1.0 }}", None),
        (
            f"{CALLED}[meetings.warmth]\nbase = 0.1\nweights = {{ cold = 1.0 }}",
            "line 10: .*'cold' is neither a trait of answers nor",
        ),
        (f"{CALLED}[meetings.warmth]\nbase = 0.1\nweights = {{ first_echoes = 1.0 }}", "line 10: .*'first_echoes' is"),
        (
            "[meetings.warmth]\nbase = 0.1\nweights = {}",
            r"calibration.toml: line 2: meetings.warmth: nothing is weighed of 'warmth' where \[callings.warmth\]",
        ),
        ("[callings.warmth]\nbase = 0.1\nn = 1\ncalled_from = 0.2\nagain_from = 0.3\nweights = { cold = 1.0 }", None),
        (
            "[callings.warmth]\nbase = 0.1\nn = 1\ncalled_from = 0.2\nagain_from = 0.3\nweights = { number = 1.0 }",
            "line 7: .*'number' is neither a trait nor an indicator of 'warmth' that calls for it",
        ),
    ],
)
def test_weights_are_of_what_is_weighed(tmp_path, text, message):
    (tmp_path / "warmth.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "calibration.toml").write_text(f"texts = 'ours'\n{text}\n", encoding="utf-8")
    if message is None:
        assert load(tmp_path).benchmarks
        return
    with pytest.raises(BenchmarkError, match=message):
        load(tmp_path)


@pytest.mark.parametrize("factor", ["fixed", "rung", "thanks_last", "luck", "customer"])
def test_odds_weigh_factors_endings_and_levels(tmp_path, factor):
    (tmp_path / "solved.toml").write_text(LADDER, encoding="utf-8")
    text = (
        f"[outlines.solved]\nbase = 0.2\nn = 9\nweights = {{}}\nmet = {{ base = 0.1, weights = {{ {factor} = 1.0 }} }}"
    )
    (tmp_path / "calibration.toml").write_text(f"texts = 'ours'\n{text}\n", encoding="utf-8")
    if factor in {"luck", "customer"}:
        with pytest.raises(BenchmarkError, match=rf"line 6: .*'{factor}' is neither a factor nor an indicator"):
            load(tmp_path)
    else:
        met = load(tmp_path).outlines["solved"].met
        assert met is not None
        assert met.weights == {factor: 1.0}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[outlines.warmth]\nbase = 0.2\nn = 9\nweights = {}", "no benchmark 'warmth' of the rule 'ladder'"),
        ("[outlines.cold]\nbase = 0.2\nn = 9\nweights = {}", "no benchmark 'cold' of the rule 'ladder'"),
        (
            "[outlines.warmth]\nbase = 0.2\nn = 9\nweights = { luck = 1.0 }",
            "line 5: .*weights.luck: invalid enum value",
        ),
        (
            "[outlines.a]\nbase = 0\nn = 9\n\n[outlines.a.weights]\nluck = 1",
            r"line 7: outlines.a.weights.luck: invalid enum",
        ),
    ],
)
def test_outlines_are_of_ladders_of_the_folder(tmp_path, text, message):
    (tmp_path / "warmth.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "calibration.toml").write_text(f"texts = 'ours'\n{text}\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match=message) as raised:
        load(tmp_path)
    assert "calibration.toml" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[callings.cold]\nbase = 0.2\nn = 9\ncalled_from = 0.2\nagain_from = 0.3\nweights = {}",
            r"line 2: .*no benchmark 'cold' of the rule 'response'",
        ),
        (
            "[calling.warmth]\nbase = 0.2\nn = 9\ncalled_from = 0.2\nagain_from = 0.3\nweights = {}",
            r"line 2: calling: .*unknown field",
        ),
        (
            "[callings.warmth]\nbase = 0.2\nn = 9\ncalled_from = 0.2\nagain_from = 0.3\n\n[callings.warmth.weight]\nlast = 1.0",
            r"line 8: callings.warmth.weight: .*unknown field",
        ),
        (
            "[callings.warmth]\nbase = 0.2\nn = 9\ncalled_from = 0.2\nagain_from = 0.3\n\n[callings.warmth.weights]\nlsat = 1.0",
            r"line 9: .*'lsat' is neither",
        ),
        (
            "[callings.warmth]\nbase = 0.2\nn = 9\ncalled_from = 0.2\nagain_from = 0.3\nweights = { last = 'x' }",
            r"line 7: callings.warmth.weights.last: expected `float`, got `str`",
        ),
        ("[callings.warmth]\nn = 9\nweights = {}", r"line 2: callings.warmth: .*`base`"),
    ],
)
def test_callings_are_of_responses_of_the_folder(tmp_path, text, message):
    (tmp_path / "warmth.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "calibration.toml").write_text(f"texts = 'ours'\n{text}\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match=message) as raised:
        load(tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'calibration.toml'}: ")


def test_other_places(tmp_path):
    with pytest.raises(BenchmarkError, match=r"nowhere: is not a folder"):
        load(tmp_path / "nowhere")
    with pytest.raises(BenchmarkError, match="holds no benchmark"):
        load(tmp_path)
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"b\.toml: line 1: name: 'warmth' is taken"):
        load(tmp_path)
    (tmp_path / "a.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(BenchmarkError, match=r"a\.toml: is not UTF-8: byte 8"):
        load(tmp_path)


def test_a_broken_language_is_named(tmp_path):
    shutil.copytree(LIBRARY, tmp_path / "own")
    file = tmp_path / "own" / "en" / "language.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('oh = "0"', 'oh = "o"'), encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"en/language\.toml: line \d+: digits\.oh: 'o' is not made of digits"):
        load(tmp_path / "own")


WITHOUT_WORDS = """name = "warmth"
definition = "The agent is warm."
rule = "response"
unit = "leg"
revision = 1
target = 0.7
exercise = "Smile."
indicators = [
  { kind = "phrases", name = "cold", role = "opportunity", guards = ["negation"] },
  { kind = "tokens", name = "number", role = "met", grade = 1.0 },
]
slots = [{ name = "size" }]
"""
WORDS = """benchmark = "warmth"
language = "en"

[slots]
size = ["size"]

[phrases]
cold = ["so cold", "which {slot_size}"]

[[patterns.number]]
anchor = ["blankets"]
tokens = [{ LIKE_NUM = true }, { LOWER = "blankets" }]
"""


@pytest.fixture
def read_words(tmp_path):
    def reading(words):
        (tmp_path / "warmth.toml").write_text(WITHOUT_WORDS, encoding="utf-8")
        (tmp_path / "en").mkdir()
        (tmp_path / "en" / "warmth.toml").write_text(words, encoding="utf-8")
        return load(tmp_path)

    return reading


def test_words_of_a_language_may_stand_in_a_file_of_their_own(read_words):
    benchmark = read_words(WORDS).benchmarks["warmth"]
    assert benchmark.languages == ("en",)
    cold, number = benchmark.indicators
    assert cold.phrases == {"en": ("so cold", "which {slot_size}")}
    assert [pattern.anchor for pattern in number.patterns["en"]] == [("blankets",)]
    assert benchmark.slots[0].words == {"en": ("size",)}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("cold =", "colt =", 8, "phrases.colt: the benchmark has no such entry: cold"),
        ('cold = ["so cold", "which {slot_size}"]', "", 7, "phrases: has no 'cold'; give an empty list"),
        ('"so cold"', '"so-cold"', 8, "phrases.cold[0]: 'so-cold' is neither a word"),
        ("slot_size", "slot_shoe", 8, "there is no list 'slot_shoe'"),
        ('"en"', '"xx"', 2, "language: there is no language 'xx', only"),
        ('"warmth"', '"cold"', 1, "benchmark: this folder has no benchmark 'cold'"),
        ("LIKE_NUM", "LEMMA", 12, "'LEMMA' is none of"),
        ("[slots]", "[slotz]", 4, "object contains unknown field `slotz`"),
    ],
)
def test_errors_in_words_name_their_own_file(read_words, old, new, line, message):
    assert old in WORDS
    with pytest.raises(BenchmarkError) as caught:
        read_words(WORDS.replace(old, new, 1))
    assert message in str(caught.value)
    assert f"en/warmth.toml: line {line}: " in str(caught.value)


def test_a_benchmark_without_words_is_refused(tmp_path):
    (tmp_path / "warmth.toml").write_text(WITHOUT_WORDS, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"warmth\.toml: languages: it has words in no language"):
        load(tmp_path)


def test_one_file_alone(tmp_path):
    (tmp_path / "warmth.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "other.toml").write_text("broken", encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "x.toml").write_text("broken", encoding="utf-8")
    alone = load(tmp_path / "warmth.toml")
    assert list(alone.benchmarks) == ["warmth"]
    assert alone.languages == load().languages
    one = load(LIBRARY / "empathy.toml")
    assert one.benchmarks == {"empathy": load().benchmarks["empathy"]}


def faults(path):
    return [f"{fault.file.name}:{fault.line}: {fault.field}" for fault in examine(path).faults]


def test_all_that_is_wrong_is_said(tmp_path):
    (tmp_path / "a.toml").write_text(
        GOOD.replace('["negation"]', '["irony", "wit"]')
        .replace('"freezing"', '"freez-ing"')
        .replace("'[0-9]+'", "'('"),
        encoding="utf-8",
    )
    (tmp_path / "b.toml").write_text(
        GOOD.replace("target = 0.7", "target = 7")
        .replace('kind = "phrases"', 'kind = "vibes"')
        .replace("'[0-9]+'", "5"),
        encoding="utf-8",
    )
    (tmp_path / "c.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "d.toml").write_text("nonsense", encoding="utf-8")
    assert faults(tmp_path) == [
        "b.toml:6: target",
        "b.toml:12: indicators[0].kind",
        "b.toml:31: slots[0].pattern",
        "d.toml:None: ",
        "a.toml:14: indicators[0].guards",
        "a.toml:14: indicators[0].guards",
        "a.toml:17: indicators[0].phrases.en[1]",
        "a.toml:31: slots[0].pattern",
    ]
    assert list(examine(tmp_path).benchmarks.benchmarks) == ["warmth"]


def test_all_that_is_wrong_with_words_is_said(read_words):
    with pytest.raises(BenchmarkError) as caught:
        read_words(WORDS.replace("cold =", "colt =").replace("LIKE_NUM", "LEMMA"))
    folder = Path(str(caught.value).partition(":")[0]).parent.parent
    assert faults(folder) == [
        "warmth.toml:8: phrases.colt",
        "warmth.toml:7: phrases",
        "warmth.toml:12: patterns.number[0].tokens",
    ]


WORDING = """language = "en"
texts = "ours"

[behaviours.{name}]
base = 0.1
n = 9

[behaviours.{name}.said]
"had to" = {weight}

[behaviours.{name}.before]
"it." = 0.2
"""


def test_what_words_say_is_read_by_language(tmp_path):
    (tmp_path / "warmth.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "wording.toml").write_text(WORDING.format(name="warmth", weight=0.5), encoding="utf-8")
    wording = load(tmp_path).wordings["en"].behaviours["warmth"]
    assert (wording.said, wording.before) == ({"had to": 0.5}, {"it.": 0.2})


def test_words_of_a_ladder_have_no_calling(tmp_path):
    for file in ("resolution.toml", "en/resolution.toml", "en/language.toml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((LIBRARY / file).read_bytes())
    calling = "calling = { base = 0.0, n = 1, called_from = 0.2, again_from = 0.3, weights = {} }"
    text = WORDING.format(name="resolution", weight=0.5).replace("n = 9", f"n = 9\n{calling}")
    (tmp_path / "en" / "wording.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"line 7: behaviours.resolution.calling: .*'ladder' has no calling"):
        load(tmp_path)


def test_words_of_a_ladder_need_the_odds_that_they_are_added_to(tmp_path):
    for file in ("resolution.toml", "en/resolution.toml", "en/language.toml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((LIBRARY / file).read_bytes())
    text = 'texts = "ours"\n[outlines.resolution]\nbase = 0.1\nn = 9\nweights = {}\n'
    (tmp_path / "calibration.toml").write_text(text, encoding="utf-8")
    (tmp_path / "en" / "wording.toml").write_text(WORDING.format(name="resolution", weight=0.5), encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"line 4: behaviours.resolution: .*\[outlines.resolution.met\]"):
        load(tmp_path)
    (tmp_path / "calibration.toml").write_text(f"{text}met = {{ base = 0.0, weights = {{}} }}\n", encoding="utf-8")
    assert load(tmp_path).wordings.keys() == {"en"}


@pytest.mark.parametrize(
    ("language", "text", "message"),
    [
        ("en", WORDING.format(name="cold", weight=0.5), r"line 4: behaviours.cold: .*no benchmark 'cold' of the rule"),
        ("pl", WORDING.format(name="warmth", weight=0.5).replace('"en"', '"pl"'), r"line 1: language: 'warmth' has no"),
        ("en", WORDING.format(name="warmth", weight="'x'"), r"line 9: behaviours.warmth.said.had to: expected `float`"),
        ("en", WORDING.format(name="warmth", weight=1).replace("n = 9", "n = 9\nm = 1"), r"line 7: .*unknown field"),
    ],
)
def test_words_of_nothing_are_refused(tmp_path, language, text, message):
    (tmp_path / "warmth.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / language).mkdir()
    (tmp_path / language / "wording.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=message):
        load(tmp_path)

import pytest

from benchmarks.loader import examine
from scoring.advice import advice

FILE = """name = "warmth"
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
phrases.en = ["freezing", CALLS]

[[indicators]]
name = "warm"
kind = "tokens"
role = "met"
[[indicators.patterns.en]]
anchor = ["blankets"]
tokens = [{ LOWER = "blankets" }]
"""


@pytest.fixture
def warned(tmp_path):
    def warnings(text):
        (tmp_path / "warmth.toml").write_text(text, encoding="utf-8")
        examined = examine(tmp_path / "warmth.toml")
        assert not examined.faults
        return [(fault.line, fault.message) for fault in advice(examined)]

    return warnings


@pytest.mark.parametrize(
    "phrases",
    [
        '"so cold", "cold in here"',
        '"chilly|cold", "chill*"',
        '"that ...3 heating", "heating ...3 that"',  # each finds what the other does not
        '"shivers", "not shivers"',  # the shorter is not meant after 'not'
        '"i\'m frozen", "don\'t freeze", "e mail", "12.5", "[card]"',
        '"is it", "how are you"',  # common, but its neighbours stand fast
        '"^ cold", "cold $", "so? so? cold in here"',
        '"{cannot} wait"',
    ],
)
def test_nothing_odd(warned, phrases):
    assert warned(FILE.replace("CALLS", phrases)) == []


@pytest.mark.parametrize(
    ("phrases", "message"),
    [
        ('"e-mail*"', "'e-mail*' can never be found: no word begins with 'e-mail', for texts are cut there (e mail)"),
        ('"登录*"', "'登录*' can never be found: no word begins with '登录', for texts are cut there (登 录)"),
        ('"freezing"', "'freezing' stands twice"),
        ('"FREEZING"', "'FREEZING' finds nothing that 'freezing' does not find"),
        ('"freezing in here"', "'freezing in here' finds nothing that 'freezing' does not find"),
        ('"freezing ...3 house"', "'freezing ...3 house' finds nothing that 'freezing' does not find"),
        (
            '"so ...1 chilly", "so ...2 cold|chilly"',
            "'so ...1 chilly' finds nothing that 'so ...2 cold|chilly' does not find",
        ),
        ('"very so? cold", "cold|colder"', "'very so? cold' finds nothing that 'cold|colder' does not find"),
        ('"chill*", "chilled|chilly"', "'chilled|chilly' finds nothing that 'chill*' does not find"),
        ('"the"', "'the' is made of very common words only"),
        ('"so ...5 the"', "'so ...5 the' is made of very common words only"),
    ],
)
def test_odd_phrases(warned, phrases, message):
    ((line, said),) = warned(FILE.replace("CALLS", phrases))
    assert line == 15
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("0.7", "0.0", 6, "a target of 0 is one that everybody reaches"),
        ("0.7", "1", 6, "a target of 1 is one that nobody keeps up"),
        ('["freezing", CALLS]', "[]", 8, "in 'en' nothing can call for it: all those lists are empty"),
        ('role = "met"', 'role = "opportunity"', 3, "nothing meets it: no indicator is met or met_cue"),
        ('role = "opportunity"', 'role = "met"', 3, "nothing calls for it: no indicator has a role"),
        ('["blankets"]', '["Blankets"]', 22, "no text holds the word 'Blankets', for texts are read as 'blankets'"),
        ('LOWER = "blankets"', 'LOWER = "blan-kets"', 23, "no text holds LOWER 'blan-kets', for texts are read as 'blan' 'kets'"),
    ],
)  # fmt: skip
def test_other_odd_things(warned, old, new, line, message):
    found = warned(FILE.replace(old, new).replace(", CALLS", ""))
    assert [where for where, said in found if said.startswith(message)] == [line]
    assert len(found) == 1


def test_words_in_files_of_their_own_and_guards_that_nothing_uses(tmp_path):
    text = FILE.replace('languages = ["en"]\n', "").replace('phrases.en = ["freezing", CALLS]', "")
    (tmp_path / "warmth.toml").write_text(text.partition("[[indicators.patterns")[0], encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "language.toml").write_text(
        'language = "en"\nfunction_words = ["the"]\n\n[guards.negation]\nphrases = ["not"]\n\n[guards.irony]\nphrases = ["yeah"]\n',
        encoding="utf-8",
    )
    (tmp_path / "en" / "warmth.toml").write_text(
        'benchmark = "warmth"\nlanguage = "en"\n\n[phrases]\ncold = [\n  "cold",\n  "so cold",\n]\n\n[patterns]\nwarm = []\n',
        encoding="utf-8",
    )
    examined = examine(tmp_path)
    assert not examined.faults
    assert [(fault.file.name, fault.line, fault.field) for fault in advice(examined)] == [
        ("warmth.toml", 7, "phrases.cold[1]"),
        ("language.toml", 7, "guards.irony"),
    ]

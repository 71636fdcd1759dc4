"""Whatever comes in: a clear error or N/A, never a wrong score in silence, and never time beyond all bounds."""

import json
import random

import pytest
from click.testing import CliRunner

from benchmarks.loader import load
from qa_service.cli.score import command
from scoring.scorer import Scorer
from tests.growth import cpu_seconds
from transcription.transcript import Leg, Transcript, Turn

TEXTS = {
    "only emoji": "😡😡🤬 👩🏽‍💻 ❤️",
    "only marks": "... ?! -- «»",
    "only direction marks": "\u200f\u202b\u202c\u2066\u2069",
    "only joiners": "\u200b\u200d\u2060\ufeff\u00ad",
    "only combining marks": "\u0301\u0651\u064e",
    "only NUL": "\0\0",
    "half a surrogate pair": "\ud83d \udc00",
    "nothing": "",
    "spaces": " \t\u00a0\u3000\u2028",
    "not a character": "\uffff\U0010ffff",
}


def chat(*turns, **about):
    legs = (Leg(kind="human", first=0, end=len(turns)),)
    said = tuple(Turn(speaker=speaker, text=text, leg=0) for speaker, text in turns)
    return Transcript(**{"channel": "chat", "language": "en", "turns": said, "legs": legs} | about)


@pytest.mark.parametrize("language", ["en", "id", "pl", "ar", "zh"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_nothing_said_is_not_applicable(scorer, text, language):
    card = scorer.score(chat(("customer", text), ("agent", text), language=language))
    assert {name: (found.score, found.opportunities) for name, found in card.behaviours.items()} == dict.fromkeys(
        card.behaviours, (None, 0)
    )


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: "\u200f" + "\u200f ".join(text.split(" ")) + "\u200f",
        "\u200b".join,
        "\u2060".join,
        lambda text: text.replace("e", "e\u00ad").replace("o", "\u202ao\u202c"),
        lambda text: "\ufeff" + text + " \ud83d",
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("s", "\uff53").replace("4", "\uff14"),
        lambda text: text + " \U0001f621\ufe0f",
        lambda text: text.upper(),
    ],
)
def test_what_nobody_sees_changes_no_score(scorer, disguise):
    turns = [
        ("customer", "My card was stolen and nobody answers. My order number is 4512377"),
        ("agent", "I am so sorry your card was stolen. What is your order number?"),
        ("customer", "it is 4512377"),
    ]
    plain = scorer.score(chat(*turns))
    other = scorer.score(chat(*((speaker, disguise(text)) for speaker, text in turns)))
    assert plain.behaviours["empathy"].score == 1.0
    assert plain.behaviours["repetition"].score == 0.0
    assert {name: found.score for name, found in other.behaviours.items()} == {
        name: found.score for name, found in plain.behaviours.items()
    }


@pytest.mark.parametrize(
    ("language", "known"), [("xx", False), ("zz", False), (None, False), ("", False), ("en", True)]
)
def test_an_unknown_language_is_not_applicable(scorer, language, known):
    card = scorer.score(chat(("customer", "I am furious"), ("agent", "I see you are furious"), language=language))
    assert (card.behaviours["empathy"].score is not None) is known


@pytest.mark.parametrize(
    "turns",
    [
        (),
        (("system", "I am furious"),),
        (("unknown", "I am furious"), ("unknown", "sorry")),
        (("customer", ""), ("agent", ""), ("customer", "")),
    ],
)
def test_nobody_to_judge_is_not_applicable(scorer, turns):
    assert {found.score for found in scorer.score(chat(*turns)).behaviours.values()} == {None}


def test_an_agent_alone_is_judged_by_the_greeting_only(scorer):
    found = scorer.score(chat(("agent", "hello"))).behaviours
    assert {name for name, one in found.items() if one.score is not None} == {"courtesy"}


def test_empty_turns_between_change_nothing(scorer):
    turns = [("customer", "My card was stolen"), ("agent", "I am so sorry your card was stolen")]
    padded = [("customer", ""), turns[0], ("agent", " "), ("customer", "\u200b"), turns[1], ("agent", "")]
    assert scorer.score(chat(*padded)).behaviours["empathy"].score == 1.0
    assert scorer.score(chat(*turns)).behaviours["empathy"].score == 1.0


WORDS = (
    "order",
    "parcel",
    "heating",
    "boiler",
    "refund",
    "phone",
    "invoice",
    "charged",
    "monday",
    "driver",
    "garden",
    "window",
    "laptop",
    "screen",
)


def story(rng):
    return "my " + " ".join(rng.choice(WORDS) + str(rng.randrange(9999)) * (rng.random() < 0.3) for _ in range(12))


def long_chat(kind, turns):
    rng = random.Random(5)
    pairs = {
        "the same": lambda _: (("customer", "I'm furious, nobody answers"), ("agent", "ok, sorry")),
        "stories": lambda number: (
            ("customer", f"{story(rng)} order 45{number:06d}"),
            ("agent", f"I understand your {rng.choice(WORDS)} was late, may I have your order number?"),
        ),
        "given again": lambda number: (
            ("customer", f"order 45{number // 2:06d}, I already told you"),
            ("agent", f"your order number please? It costs {number} and is open until nine."),
        ),
        "one side": lambda number: (("customer", story(rng)), ("customer", f"order 45{number:06d}, where is it?")),
    }[kind]
    return chat(*(turn for number in range(turns // 2) for turn in pairs(number)))


@pytest.mark.parametrize("kind", ["the same", "stories", "given again", "one side"])
def test_time_grows_with_the_number_of_turns(scorer, kind):
    few, many = long_chat(kind, 1_250), long_chat(kind, 10_000)
    # Eight times the turns: work that grows with their square takes 64 times as long, the rest is left to the machine.
    assert cpu_seconds(lambda: scorer.score(many)) < 24 * cpu_seconds(lambda: scorer.score(few))


@pytest.mark.parametrize(
    "piece",
    [
        "I am furious. ",
        "order number 4512377 ",
        "a1b2-",
        "4",
        "@",
        "a@b.",
        "😡",
        "\u200f",
        "[card] ",
        "，",
        "我的订单",
        "'",
        "١ ",
    ],
)
def test_time_grows_with_the_length_of_a_turn(scorer, piece):
    text = piece * (200_000 // len(piece))
    small = chat(("customer", text[: len(text) // 8]), ("agent", text[: len(text) // 8]))
    large = chat(("customer", text), ("agent", text))
    assert cpu_seconds(lambda: scorer.score(large)) < 8 * 3 * max(cpu_seconds(lambda: scorer.score(small)), 0.02)


@pytest.mark.parametrize("piece", ["4", "@", "a1b2-", "x ", "\u200f"])
def test_a_turn_of_a_megabyte(scorer, piece):
    text = piece * (1_000_000 // len(piece))
    card = scorer.score(chat(("customer", text), ("agent", text)))
    assert {found.score for name, found in card.behaviours.items() if name != "courtesy"} == {None}
    spoken = any(character.isalnum() for character in piece)  # a start is judged wherever a word was said
    assert card.behaviours["courtesy"].score == (0.0 if spoken else None)


def run(tmp_path, content, *arguments):
    (tmp_path / "chats.jsonl").write_bytes(content)
    return CliRunner().invoke(command, [str(tmp_path / "chats.jsonl"), *arguments])


def line(text, **about):
    turns = [{"speaker": "customer", "text": text}, {"speaker": "agent", "text": text}]
    return json.dumps({"id": "A", "channel": "chat", "language": "en", "turns": turns} | about).encode()


@pytest.mark.parametrize(
    "text", [text for name, text in TEXTS.items() if name not in {"only NUL", "half a surrogate pair"}]
)
def test_qa_score_says_not_applicable(tmp_path, text):
    result = run(tmp_path, line(text))
    assert (result.exit_code, result.stderr) == (0, "")
    assert {found["score"] for found in json.loads(result.stdout)["behaviours"].values()} == {None}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (line("a\0b"), "turn 0: holds a NUL character, which no text has"),
        (line("\ud83d"), "it holds half of a surrogate pair"),
        (line("\ude00 x"), "it holds half of a surrogate pair"),
        (line("x").replace(b'"x"', b'"\xff"', 1), "not JSON"),
        (line("x").replace(b'"x"', b"7", 1), "turn 0: text: expected `str`, got `int`"),
        (line("x", channel="fax"), "channel: invalid enum value 'fax'"),
        (line("x")[:-5], "not JSON"),
        (b"[" * 100_000, "expected `object`, got `array`"),
        (b"", "the file is empty"),
    ],
)  # fmt: skip
def test_qa_score_names_what_it_cannot_read(tmp_path, content, message):
    result = run(tmp_path, content)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(("field", "value", "elsewhere"), [
    ("channels", ("voice",), {"channel": "chat"}),
    ("languages", ("pl",), {"language": "en"}),
    ("agents", ("bot",), {}),
])  # fmt: skip
def test_where_a_benchmark_does_not_apply(tmp_path, field, value, elsewhere):
    source = """name = "warmth"
definition = "Warm."
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
phrases = { en = ["cold"], pl = ["zimno"] }
[[indicators]]
name = "warm"
kind = "phrases"
role = "met"
grade = 1
phrases = { en = ["warm"], pl = ["cieplo"] }
"""
    file = tmp_path / "warmth.toml"
    turns = (("customer", "I am cold, zimno"), ("agent", "keep warm, cieplo"))
    file.write_text(source, encoding="utf-8")
    assert Scorer(load(file)).score(chat(*turns, **elsewhere)).behaviours["warmth"].score == 1.0
    limited = source.replace('languages = ["en"]\n', "") if field == "languages" else source
    file.write_text(f"{field} = {json.dumps(value)}\n{limited}", encoding="utf-8")
    card = Scorer(load(file)).score(chat(*turns, **elsewhere), assume_opportunity=["warmth"])
    assert card.behaviours["warmth"].score is None
    assert [leg.behaviours["warmth"].score for leg in card.legs] == [None]

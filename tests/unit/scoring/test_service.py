"""Responsiveness, courtesy and hand-off: what belongs to being served at all."""

import pytest
from msgspec.structs import replace

CALM = "C: I want to change my address | "


def timed(build, said, seconds, **about):
    talk = build(said, **about)
    turns = tuple(
        replace(turn, start=None if at is None else float(at), end=None if at is None else at + 2.0)
        for turn, at in zip(talk.turns, seconds, strict=True)
    )
    return replace(talk, turns=turns)


WAIT = "A: Hello | C: where is my order | A: On its way. | C: when | A: Tomorrow."


@pytest.mark.parametrize(
    ("said", "seconds", "channel", "expected"),
    [
        (WAIT, (0, 10, 20, 30, 40), "chat", (1.0, 2)),
        (WAIT, (0, 10, 200, 210, 220), "chat", (0.5, 2)),
        (WAIT, (0, 10, 200, 210, 220), "email", (1.0, 2)),
        (WAIT.replace("Hello", "One moment, I'll check"), (0, 10, 200, 210, 220), "chat", (1.0, 2)),
        (WAIT, (0, None, 200, 210, 220), "chat", (1.0, 1)),
        (WAIT, (None,) * 5, "chat", (None, 0)),
        ("C: hi | A: Hello, sorry for the wait", (0, 900), "chat", (None, 0)),  # to be answered is the centre's figure
        ("A: Hello | C: hi | A2: Good day | C: my order | A2: Yes?", (0, 5, 400, 405, 410), "chat", (1.0, 1)),
    ],
)
def test_responsiveness(scorer, build, said, seconds, channel, expected):
    found = scorer.score(timed(build, said, seconds, channel=channel)).behaviours["responsiveness"]
    assert (found.score, found.opportunities) == expected


def test_a_late_answer_shows_both_ends_of_the_wait(scorer, build):
    found = scorer.score(timed(build, WAIT, (0, 10, 200, 210, 220))).behaviours["responsiveness"].judgements[0]
    assert (found.indicator, [one.turn for one in found.evidence]) == ("responsiveness.late", [1, 2])
    assert found.searched == (0, 3)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"{CALM}A: Hello, my name is Ann. | C: ok | A: Done. Have a nice day!", [1.0, 1.0]),
        (f"{CALM}A: Good morning. | C: ok | A: Done. Bye!", [0.5, 1.0]),
        (f"{CALM}A: Number? | C: 12 | A: Done.", [0.0, 0.0]),
        (f"{CALM}A: Hi, this is Tom from billing. | C: thanks bye", [1.0]),  # nobody could say goodbye
        (f"{CALM}A: Hello, I'm Tom from sales. I'll transfer you. | A2: Number? | C: 12 | A2: Done, take care.",
         [1.0, 0.0, 1.0]),
        (f"{CALM}A: I'm so sorry your card was lost and I will look. | C: ok | A: Done.", [0.0, 0.0]),  # no name
        (f"{CALM}A: I'm Ann, your adviser. | C: ok | A: Done.", [0.5, 0.0]),
        (f"{CALM}B: Number?", []),
    ],
)  # fmt: skip
def test_courtesy(scorer, build, said, expected):
    assert [one.grade for one in scorer.score(build(said)).behaviours["courtesy"].judgements] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"{CALM}A: I'll transfer you to a colleague. | A2: Hello, I can see you moved house. New street?",
         [(1.0, "hand_off.knows_already")]),
        (f"{CALM}A: I'll transfer you to a colleague. | A2: Hello. Street?", [(0.5, "hand_off.announced")]),
        (f"{CALM}A: I'll transfer you. | A2: Hello, how can I help you?", [(0.0, "hand_off.from_the_start")]),
        (f"{CALM}A: Mm. | A2: Street?", [(0.0, "hand_off.unannounced")]),
        ("C: let me speak to a human | B: Choose an option. | C: a human! | B: Sorry?", [(0.0, "hand_off.nobody_came")]),
        ("C: xyz | B: I didn't understand that. | C: xyzzy | B: I didn't get that. | C: bye", [(0.0, "hand_off.nobody_came")]),
        ("C: xyz | B: I didn't understand that. | C: my bill | B: It is 5 pounds. | C: bye", []),
        ("C: a person please | B: Connecting you. | A: Hi, I see you asked about your bill.", [(1.0, "hand_off.knows_already")]),
        (f"{CALM}A: Street?", []),
    ],
)  # fmt: skip
def test_hand_off(scorer, build, said, expected):
    judged = scorer.score(build(said)).behaviours["hand_off"].judgements
    assert [(one.grade, one.indicator) for one in judged] == expected


def test_they_are_scored_in_english_only(scorer, build):
    card = scorer.score(build(f"{CALM}A: Hello", language="pl"))
    assert [card.behaviours[name].score for name in ("courtesy", "hand_off", "responsiveness")] == [None] * 3

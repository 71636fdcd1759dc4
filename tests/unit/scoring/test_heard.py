"""What was not heard well enough is N/A, whichever way it would have gone."""

import pytest
from msgspec.structs import replace

from scoring.heard import Hearing
from scoring.scorecard import Evidence, Judgement
from transcription.transcript import Transcript, Turn, Word

ACKNOWLEDGED = "C: my card was stolen and I am so upset | A: I am so sorry that your card was stolen, I will block it"
IGNORED = "C: my card was stolen and I am so upset | A: please give me the number of the card that you had"
GIVEN_ONCE = "C: my order number is 4471889 | A: thank you, it has been sent today"
GIVEN_TWICE = "C: my order number is 4471889 | A: what is your order number? | C: 4471889 | A: thank you"


def heard(transcript, sure, *, speech=None):
    """The transcript with confidences: one number for all, or one a turn."""
    each = sure if isinstance(sure, tuple) else (sure,) * len(transcript.turns)
    turns = tuple(
        replace(turn, words=tuple(Word(word, 0, 0, confidence) for word in turn.text.split()))
        for turn, confidence in zip(transcript.turns, each, strict=True)
    )
    return replace(transcript, turns=turns, speech=speech)


@pytest.mark.parametrize(
    ("said", "behaviour", "sure", "score"),
    [
        (ACKNOWLEDGED, "empathy", 1.0, 1.0),  # nobody measured
        (IGNORED, "empathy", 1.0, 0.0),
        (ACKNOWLEDGED, "empathy", 0.95, 1.0),
        (IGNORED, "empathy", 0.95, 0.0),
        (ACKNOWLEDGED, "empathy", (0.99, 0.8), 1.0),  # what was found stands
        (IGNORED, "empathy", (0.99, 0.8), None),  # what was not found may not have been heard
        (IGNORED, "empathy", (0.8, 0.99), 0.0),  # the answer was heard
        (ACKNOWLEDGED, "empathy", 0.7, None),  # too much is lost to tell
        (IGNORED, "empathy", 0.7, None),
        (GIVEN_ONCE, "repetition", 0.95, 1.0),
        (GIVEN_ONCE, "repetition", (0.8, 0.99), None),  # the number may be another
        (GIVEN_TWICE, "repetition", (0.8, 0.99, 0.99, 0.99), 0.0),
        (GIVEN_TWICE, "repetition", 0.7, None),
    ],
)
def test_counts(scorer, build, said, behaviour, sure, score):
    assert scorer.score(heard(build(said), sure)).behaviours[behaviour].score == score


@pytest.mark.parametrize(("sure", "steps"), [(0.82, [0.75]), (0.7, [])])
def test_the_whole_talk_decides_how_far_it_got_and_bears_more(scorer, build, sure, steps):
    found = scorer.score(heard(build(GIVEN_ONCE), sure)).behaviours["resolution"]
    assert [judgement.step for judgement in found.judgements] == steps


def test_engines_differ_in_what_they_call_sure(scorer, build):
    said = build(IGNORED)
    assert scorer.score(heard(said, 0.7, speech="sphinx-en-us")).behaviours["empathy"].score == 0
    assert scorer.score(heard(said, 0.7, speech="whisper-small")).behaviours["empathy"].score is None
    assert scorer.score(heard(said, 0.5, speech="sphinx-en-us")).behaviours["empathy"].score is None


def test_judgements_that_are_left_out_are_in_no_leg(scorer, build):
    (leg,) = scorer.score(heard(build(IGNORED), (0.99, 0.8))).legs
    assert leg.behaviours["empathy"].score is None
    assert leg.behaviours["empathy"].opportunities == 0


def test_only_the_opening_of_an_answer_is_looked_at_where_nothing_was_found():
    words = [Word("said", 0, 0, 0.95)] * 8 + [Word("mumbled", 0, 0, 0.5)] * 4
    answer = Turn(speaker="agent", text="…", leg=0, words=tuple(words))
    asked = Turn(speaker="customer", text="…", leg=0, words=(Word("said", 0, 0, 0.95),) * 60)
    miss = Judgement(
        turn=0,
        start=0,
        end=1,
        grade=0.0,
        probability=None,
        indicator="empathy.missed",
        evidence=(Evidence(turn=0, start=0, end=1, text="…"),),
        searched=(1, 2),
    )

    def counts(*turns):
        return Hearing(Transcript(channel="voice", turns=turns)).counts(miss, "response")

    assert counts(asked, answer)
    assert not counts(asked, replace(answer, words=tuple(words[::-1])))


def test_times_need_no_words():
    late = Judgement(turn=0, start=0, end=1, grade=0.0, probability=None, indicator="responsiveness.late", evidence=())
    mumbled = Turn(speaker="customer", text="…", leg=0, words=(Word("mumbled", 0, 0, 0.1),))
    assert Hearing(Transcript(channel="voice", turns=(mumbled,))).counts(late, "timing")

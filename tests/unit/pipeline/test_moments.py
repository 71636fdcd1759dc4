"""What is quoted of a judgement: an agent's own words, in whole sentences."""

import pytest

from qa_service.pipeline.moments import _quote, sentence
from qa_service.store.interactions import StoredTurn
from scoring.scorecard import Evidence, Judgement

SAID = (
    ("customer", "Where is my parcel?"),
    ("agent", "Hello. I was late. It comes today."),
    ("agent", "The courier has it!"),
    ("customer", "ok"),
    ("agent", "Bye."),
)


@pytest.mark.parametrize(
    ("evidence", "quote"),
    [
        ((1, 9, 14), ("I was late.", 1)),  # a few words stand for their sentence
        ((3, 0, 2), ("The courier has it!", 2)),  # what the customer's word decided on
        ((0, 0, 5), ("Hello. I was late. It comes today.", 1)),  # a miss: what was said next instead
    ],
)
def test_an_agent_is_quoted(build_turns, evidence, quote):
    turn, start, end = evidence
    judgement = Judgement(
        turn=0,
        start=0,
        end=5,
        grade=1.0,
        probability=None,
        indicator="resolution.done",
        evidence=(Evidence(turn=turn, start=start, end=end, text=SAID[turn][1][start:end]),),
    )
    assert _quote(judgement, build_turns(SAID)) == quote


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("One. Two three! Four", "three", "Two three!"),
        ("One. Two three! Four", "Four", "Four"),
        ("One two", "two", "One two"),
        ("At 10.30 it comes. Bye", "10", "At 10.30 it comes."),
        ("好的。快递已经到了。谢谢", "到了", "快递已经到了。"),
        ("تم الإرسال؟ نعم", "نعم", "نعم"),
    ],
)
def test_whole_sentences(text, words, whole):
    start = text.index(words)
    assert sentence(text, start, start + len(words)) == whole


@pytest.fixture
def build_turns():
    def build(said):
        return [
            StoredTurn(
                interaction_id=None, number=number, speaker=speaker, agent_ref=None, text=text, start_s=None, end_s=None,
                words=[], redactions=[],
            )
            for number, (speaker, text) in enumerate(said)
        ]  # fmt: skip

    return build

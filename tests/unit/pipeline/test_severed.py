"""What is left of scores when the words go."""

from qa_service.pipeline.severed import has_words, scores


def test_nothing_that_was_said_is_left_in_a_score():
    judgement = {
        "turn": 0, "start": 0, "end": 4, "grade": 1.0, "indicator": "empathy.named", "probability": 0.9, "chance": 0.8,
        "factors": {"health": 0.4}, "evidence": [{"turn": 1, "start": 0, "end": 5, "text": "sorry"}],
        "words": ["hospital", "my son"],
    }  # fmt: skip
    score = {"score": 1.0, "opportunities": 1, "met": 1, "probability": 0.9, "judgements": [judgement]}
    behaviours = {"empathy": score}
    assert has_words(behaviours)
    left = scores(behaviours)
    assert not has_words(left)
    (kept,) = left["empathy"]["judgements"]
    assert (kept["grade"], kept["factors"], kept["evidence"], "words" in kept) == (1.0, {"health": 0.4}, (), False)
    assert has_words({"empathy": {"judgements": [{"evidence": [], "words": ["hospital"]}]}})

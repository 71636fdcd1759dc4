import pytest

from transcription.engine import Heard, Speech
from transcription.guards import guard
from transcription.transcript import Word


def stretch(text, at=0.0, pace=0.3, confidence=0.9, no_speech=0.0):
    words = tuple(
        Word(f" {word}", at + n * pace, at + n * pace + pace - 0.05, confidence) for n, word in enumerate(text.split())
    )
    return Speech(words[0].start, words[-1].end, words, confidence, no_speech)


def guarded(*speech, voiced=None):
    heard = guard(Heard(speech, "en", voiced=voiced))
    said = " ".join(word.text.strip() for part in heard.speech for word in part.words)
    return said, [gone.reason for gone in heard.removed]


SENTENCE = "thank you for calling how can i help you today with your account"


@pytest.mark.parametrize(
    ("speech", "said", "removed"),
    [
        ([stretch(SENTENCE)], SENTENCE, []),
        ([stretch("no no no no no")], "no no no no no", []),  # people do
        ([stretch("nine nine nine nine zero zero zero zero")], "nine nine nine nine zero zero zero zero", []),
        ([stretch("my card is " + "five one zero " * 5 + "zero")], "my card is " + "five one zero " * 5 + "zero", []),
        ([stretch("osiem " * 16)], ("osiem " * 16).strip(), []),
        ([stretch("5105 " * 4)], "5105 5105 5105 5105", []),
        ([stretch("zero " * 60)], "zero", ["repeated text"]),
        ([stretch("thank you thank you thank you")], "thank you thank you thank you", []),
        ([stretch("so " * 30)], "so", ["repeated text"]),
        (
            [stretch("hello " + "thank you for watching " * 9 + "goodbye")],
            "hello thank you for watching goodbye",
            ["repeated text"],
        ),
        ([stretch("Yes, yes. YES yes yes yes yes yes yes yes yes")], "Yes,", ["repeated text"]),
        ([stretch("of course", confidence=0.2)], "of course", []),  # doubtful words alone are speech
        ([stretch("of course", confidence=0.2, no_speech=0.9)], "", ["probably no speech"]),
        ([stretch("of course", confidence=0.9, no_speech=0.9)], "of course", []),
        (
            [stretch("ab " * 4 + "ba " * 4 + "ab " * 8 + "ba " * 8 + "ab ba " * 4 + "aab " * 8)],
            "",
            ["repeated text"] * 2,
        ),
    ],
)
def test_invented_text_goes_and_speech_stays(speech, said, removed):
    assert guarded(*speech)[0] == said
    assert set(guarded(*speech)[1]) == set(removed)


def test_words_far_from_any_voice_were_not_said():
    said = stretch("hello there", at=1.0)
    invented = stretch("thanks for watching", at=10.0)
    assert guarded(said, invented, voiced=((0.9, 1.8),)) == ("hello there", ["no voice"])
    assert guarded(said, invented, voiced=()) == ("", ["no voice", "no voice"])
    assert guarded(said, invented, voiced=None) == ("hello there thanks for watching", [])


def test_a_doubtful_part_does_not_take_the_rest_with_it():
    part = stretch(SENTENCE)
    loop = stretch("you " * 20, at=part.end + 3)
    whole = Speech(part.start, loop.end, part.words + loop.words, 0.9)
    assert guarded(whole) == (f"{SENTENCE} you", ["repeated text"])
    heard = guard(Heard((whole,), "en"))
    assert heard.removed[0].start == loop.words[1].start
    assert heard.removed[0].end == loop.end

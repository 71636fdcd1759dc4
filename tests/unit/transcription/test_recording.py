import numpy as np
import pytest

from transcription.audio import Audio
from transcription.engine import Heard, Removed, Speech
from transcription.interaction import Agent, Interaction, InteractionError
from transcription.recording import Party, one_party, parties, transcribe
from transcription.transcript import Word

CALL = Interaction(id="A-1", channel="voice", recording="a.wav", agent=Agent(id="ag-7"), extra={"site": "x"})


class Script:
    """An engine that hears what the test says: one list of words with their seconds per party, in order."""

    name, model, note = "script", "none", "says what it is told"

    def __init__(self, *heard, languages=("en", "en"), removed=()):
        self.heard, self.languages, self.removed = list(heard), list(languages), removed
        self.told = []

    def transcribe(self, samples, language):
        self.told.append(language)
        words = tuple(Word(text, start, end, 0.9) for text, start, end in self.heard.pop(0))
        speech = (Speech(words[0].start, words[-1].end, words, 0.9),) if words else ()
        return Heard(speech, language or (self.languages.pop(0) if words else None), self.removed)


def pcm(seconds=1.0):
    return np.zeros(int(seconds * 16000), np.int16)


def said(engine, interaction=CALL, **options):
    heard = transcribe(interaction, [Party("agent", pcm()), Party("customer", pcm())], engine, **options)
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in heard.turns]


@pytest.mark.parametrize(
    ("agent", "customer", "turns"),
    [
        (
            [(" Hello", 0.0, 0.5), (" there", 0.6, 1.0)],
            [(" Hi", 1.5, 2.0)],
            [("agent", "Hello there", 0.0, 1.0), ("customer", "Hi", 1.5, 2.0)],
        ),
        (  # a pause ends a turn
            [(" One", 0.0, 0.5), (" two", 1.6, 2.0)],
            [],
            [("agent", "One", 0.0, 0.5), ("agent", "two", 1.6, 2.0)],
        ),
        (  # a short gap does, where somebody else begins in it
            [(" One", 0.0, 0.5), (" two", 1.1, 2.0)],
            [(" yes", 0.6, 0.9)],
            [("agent", "One", 0.0, 0.5), ("customer", "yes", 0.6, 0.9), ("agent", "two", 1.1, 2.0)],
        ),
        (  # talking over somebody does not end their turn
            [(" One", 0.0, 0.5), (" two", 0.55, 2.0)],
            [(" yes", 0.3, 0.9)],
            [("agent", "One two", 0.0, 2.0), ("customer", "yes", 0.3, 0.9)],
        ),
        ([("你", 0.0, 0.2), ("好", 0.2, 0.4)], [], [("agent", "你好", 0.0, 0.4)]),
        ([], [], []),
    ],
)
def test_turns_on_one_clock(agent, customer, turns):
    assert said(Script(agent, customer)) == turns


def test_words_lose_their_space_and_keep_their_place():
    heard = transcribe(CALL, [Party("agent", pcm())], Script([(" Hello", 0.12345, 0.5)]))
    assert heard.turns[0].words == (Word("Hello", 0.123, 0.5, 0.9),)


@pytest.mark.parametrize(
    ("own", "told", "heard", "kept", "detected"),
    [
        (None, None, None, "pl", True),
        ("en-GB", None, "en", "en-GB", False),
        ("en-GB", "id-ID", "id", "id-ID", False),
        ("und", None, None, "pl", True),
    ],
)
def test_language(own, told, heard, kept, detected):
    import msgspec

    # the customer speaks longer, and Polish
    polish = [(" Dzień", 1.0, 1.5), (" dobry", 1.5, 3.0)]
    engine = Script([(" Yes", 0.0, 0.5)], polish, [(" Jest", 0.0, 0.5)], languages=("en", "pl"))
    given = msgspec.structs.replace(CALL, language=own)
    result = transcribe(given, [Party("agent", pcm()), Party("customer", pcm())], engine, language=told)
    # whoever was heard in another language than the call's is heard again in it
    assert engine.told == ([heard, heard] if heard else [None, None, "pl"])
    assert result.turns[0].text == ("Yes" if heard else "Jest")
    assert (result.language, result.extra["language_detected"]) == (kept, detected)


def test_what_heard_it_and_what_was_left_out_is_said():
    engine = Script([(" Hello", 0.0, 0.5)], removed=(Removed(3.0, 4.5, "repeated text"),))
    result = transcribe(CALL, [Party("agent", pcm(), ("2 damaged packets",))], engine)
    measured = result.extra.pop("measures")
    assert measured["parties"]["agent"]["longest"] == {"start": 0.0, "end": 0.5, "by": None}
    assert result.extra == {
        "site": "x",
        "engine": {"name": "script", "model": "none", "note": "says what it is told"},
        "removed": [
            {"speaker": "agent", "start": 3.0, "end": 4.5, "reason": "repeated text"},
            {"speaker": "agent", "reason": "2 damaged packets"},
        ],
        "language_detected": True,
        "channels_decided": {"speakers": ["agent"], "by": "metadata", "confidence": 1.0},
    }
    assert (result.id, result.agent, result.recording) == (CALL.id, CALL.agent, CALL.recording)


@pytest.mark.parametrize(
    ("count", "extra", "speakers"),
    [
        (2, {}, ["agent", "customer"]),
        (2, {"channels": ["customer", "bot"]}, ["customer", "bot"]),
        (1, {}, ["unknown"]),
        (1, {"channels": "customer"}, ["customer"]),
    ],
)
def test_who_is_on_which_channel(count, extra, speakers):
    call = Interaction(id="1", channel="voice", recording="a", extra=extra)
    assert [party.speaker for party in parties(call, Audio((pcm(),) * count))] == speakers


@pytest.mark.parametrize("channels", [["agent"], ["agent", "agnet"], "agent", 3, ["agent", "customer", "bot"]])
def test_channels_that_name_nobody(channels):
    call = Interaction(id="1", channel="voice", recording="a", extra={"channels": channels})
    with pytest.raises(InteractionError, match=r"extra\.channels"):
        parties(call, Audio((pcm(), pcm())))


def test_a_partys_file_of_two_channels_is_one_voice():
    loud = np.full(10, 30_000, np.int16)
    assert one_party("agent", Audio((loud, loud))).pcm.tolist() == [30_000] * 10
    assert one_party("agent", Audio((loud,))).pcm is loud


def test_channels_the_other_way_round_are_found():
    """Nobody says who is where: what they say does."""
    both = (pcm(5.0) + 1, pcm(5.0) - 1)
    engine = Script(
        [(" I'm", 2.0, 2.2), (" calling", 2.2, 2.5), (" because", 2.5, 2.9), (" my", 3.0, 3.1), (" card", 3.1, 3.5)],
        [(" How", 0.0, 0.2), (" may", 0.2, 0.4), (" I", 0.4, 0.5), (" help", 0.5, 0.8)],
    )
    call = Interaction(id="1", channel="voice", recording="a")
    heard = transcribe(call, parties(call, Audio(both, ("2 damaged packets",))), engine)
    assert [(turn.speaker, turn.text) for turn in heard.turns] == [
        ("agent", "How may I help"),
        ("customer", "I'm calling because my card"),
    ]
    decided = heard.extra["channels_decided"]
    assert (decided["speakers"], decided["by"]) == (["customer", "agent"], "words")
    assert decided["confidence"] > 0.9
    assert [gone["speaker"] for gone in heard.extra["removed"]] == ["customer", "agent"]
    told = Interaction(id="1", channel="voice", recording="a", extra={"channels": ["agent", "customer"]})
    again = Script([(" How", 0.0, 0.2)], [(" I'm", 2.0, 2.2), (" calling", 2.2, 2.5), (" because", 2.5, 2.9)])
    assert transcribe(told, parties(told, Audio(both)), again).turns[0].speaker == "agent"


def test_one_sound_on_two_channels_is_one_channel():
    sound = np.random.default_rng(0).integers(-3000, 3000, 16000).astype(np.int16)
    call = Interaction(id="1", channel="voice", recording="a")
    assert [party.speaker for party in parties(call, Audio((sound, sound.copy())))] == ["unknown"]


class Tells:
    """A diariser that says what the test says."""

    def __init__(self, *voices):
        self.told = voices
        self.asked = []

    def voices(self, pcm, ranges):
        self.asked = list(ranges)
        return self.told


MONO = [
    (" Thank", 0.0, 0.2), (" you", 0.2, 0.3), (" for", 0.3, 0.4), (" calling", 0.4, 0.8),
    (" Hello", 1.2, 1.5), (" there", 1.9, 2.1),
    (" yes", 4.0, 4.2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        (
            [(0, 0.97), (1, 0.97), (1, 0.97), (1, 0.97)],
            [("agent", "Thank you for calling"), ("customer", "Hello there"), ("customer", "yes")],
        ),
        (
            [(0, 0.97), (1, 0.97), (1, 0.97), (0, 0.55)],
            [("agent", "Thank you for calling"), ("customer", "Hello there"), ("unknown", "yes")],
        ),
        (
            [(0, 0.5), (0, 0.5), (0, 0.5), (0, 0.5)],  # no voices: the words alone
            [("agent", "Thank you for calling"), ("unknown", "Hello there"), ("unknown", "yes")],
        ),
    ],
)
def test_one_channel_has_roles_where_they_are_clear(voices, expected):
    diariser = Tells(*voices)
    call = Interaction(id="1", channel="voice", recording="a")
    heard = transcribe(call, parties(call, Audio((pcm(5.0),))), Script(MONO), diariser=diariser)
    assert [(turn.speaker, turn.text) for turn in heard.turns] == expected
    assert diariser.asked == [(0.0, 0.8), (1.2, 1.5), (1.9, 2.1), (4.0, 4.2)]
    assert 0.5 < heard.extra["channels_decided"]["confidence"] < 1

"""Echo and clocks, planted in a real call whose words are known."""

import json

import numpy as np
import pytest

from tests.unit.transcription.sounds import CALL
from transcription.audio import RATE, decode
from transcription.crosstalk import same_sound, untangle
from transcription.engine import Heard, Speech
from transcription.transcript import Word

SCRIPT = json.loads(CALL.with_suffix(".json").read_text())


def words(speaker, *, at=0.0, rate=1.0):
    """The script's words of one speaker, spread evenly over their turn."""
    said = []
    for line in SCRIPT:
        if line["speaker"] == speaker:
            texts = line["text"].split()
            step = (line["end"] - line["start"]) / len(texts)
            said += [
                Word(f" {text}", rate * (at + line["start"] + n * step), rate * (at + line["start"] + (n + 0.9) * step))
                for n, text in enumerate(texts)
            ]
    return said


def heard(said):
    return Heard((Speech(said[0].start, said[-1].end, tuple(said), 0.9),), "en")


def texts(side):
    return [word.text for stretch in side.speech for word in stretch.words]


def echoed(own, other, *, delay, decibels):
    """`own` with the other channel on it, later and weaker."""
    late = np.concatenate([np.zeros(int(delay * RATE), np.int16), other])[: len(other)]
    return np.clip(own + late * 10 ** (decibels / 20), -32768, 32767).astype(np.int16)


@pytest.fixture(scope="module")
def call():
    return decode(CALL).channels


@pytest.mark.parametrize(("delay", "decibels"), [(0.0, -10), (0.08, -12), (0.25, -20), (0.28, -26)])
def test_what_is_heard_twice_is_dropped_where_it_is_weaker(call, delay, decibels):
    agent, customer = call
    own, echo = words("agent"), [Word(w.text, w.start + delay, w.end + delay) for w in words("customer")]
    both = sorted(own + echo, key=lambda word: word.start)
    clean = untangle(
        (echoed(agent, customer, delay=delay, decibels=decibels), customer), (heard(both), heard(words("customer")))
    )
    assert texts(clean.heard[0]) == [word.text for word in own]
    assert texts(clean.heard[1]) == [word.text for word in words("customer")]
    assert {gone.reason for gone in clean.heard[0].removed} == {"echo of the other party"}
    assert clean.heard[1].removed == ()


def test_what_both_say_is_kept(call):
    """The same words at the same time, in two voices, one of them quieter."""
    agent, customer = call
    swapped = (agent // 4).astype(np.int16)
    said = words("agent")
    clean = untangle((swapped, np.roll(customer, -int(2.2 * RATE))), (heard(said), heard(said)))
    assert texts(clean.heard[0]) == texts(clean.heard[1]) == [word.text for word in said]


def test_no_echo_no_change(call):
    sides = (heard(words("agent")), heard(words("customer")))
    assert untangle(call, sides) == (sides, 0.0)


@pytest.mark.parametrize("milliseconds", [200, -200, 60])
def test_clocks_that_drift_apart(call, milliseconds):
    rate = 1 + milliseconds / 3_600_000
    times = 40  # a quarter of an hour
    agent, customer = (np.tile(channel, times) for channel in call)
    length = len(call[0]) / RATE
    drifted = np.interp(np.arange(len(customer)) / rate, np.arange(len(customer)), customer).astype(np.int16)
    own = [word for n in range(times) for word in words("agent", at=n * length)]
    late = [word for n in range(times) for word in words("customer", at=n * length, rate=rate)]
    found = untangle((echoed(agent, customer, delay=0.1, decibels=-20), drifted), (heard(own), heard(late)))
    if abs(milliseconds) * times * length / 3600 < 20:
        assert found.drift == 0.0  # too little to mend
        return
    assert found.drift * 3_600_000 == pytest.approx(milliseconds, abs=15)
    said = [word for n in range(times) for word in words("customer", at=n * length)]
    mended = [word.start for stretch in found.heard[1].speech for word in stretch.words]
    assert max(abs(a - b.start) for a, b in zip(mended, said, strict=True)) < 0.01
    assert found.heard[0] == heard(own)


@pytest.mark.parametrize(
    ("two", "same"),
    [
        (lambda one: one, True),
        (lambda one: (one * 1.02).astype(np.int16), True),
        (lambda one: one // 2, False),
        (lambda one: np.roll(one, 1600), False),
        (np.zeros_like, False),
        (lambda one: one[:0], False),
    ],
)
def test_one_sound_on_both_channels(call, two, same):
    assert same_sound(call[0], two(call[0])) is same


def test_two_silences_are_not_one_sound():
    assert not same_sound(np.zeros(100, np.int16), np.zeros(100, np.int16))

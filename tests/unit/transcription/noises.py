"""Sounds of a telephone line that are no speech, made from numbers: each as float32 at 16 kHz, seeded."""

import numpy as np

RATE = 16_000


def silence(seconds, rng):
    return np.zeros(int(seconds * RATE), np.float32)


def white(seconds, rng):
    return (rng.standard_normal(int(seconds * RATE)) * 0.1).astype(np.float32)


def pink(seconds, rng):
    spectrum = np.fft.rfft(rng.standard_normal(int(seconds * RATE)))
    spectrum /= np.sqrt(np.arange(1, len(spectrum) + 1))
    return _level(np.fft.irfft(spectrum, int(seconds * RATE)), 0.3)


def ringing(seconds, rng):
    """Ring-back of North America: 440 and 480 Hz, two seconds on and four off."""
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.2 * (np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 480 * t)) * (t % 6 < 2)).astype(np.float32)


def busy(seconds, rng):
    """425 Hz, half a second on and off, as much of Europe and Asia has it."""
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * 425 * t) * (t % 1 < 0.5)).astype(np.float32)


def keys(seconds, rng):
    """Dual tones of a telephone's keys, 0.12 s each, at a person's pace."""
    sound = np.zeros(int(seconds * RATE), np.float32)
    t = np.arange(int(0.12 * RATE)) / RATE
    at = 0.1
    while at < seconds - 0.3:
        low, high = rng.choice([697, 770, 852, 941]), rng.choice([1209, 1336, 1477])
        first = int(at * RATE)
        sound[first : first + len(t)] = 0.2 * (np.sin(2 * np.pi * low * t) + np.sin(2 * np.pi * high * t))
        at += rng.uniform(0.25, 0.8)
    return sound


def clatter(seconds, rng):
    """A keyboard: bursts of noise that ring for some milliseconds."""
    sound = np.zeros(int(seconds * RATE))
    at = 0.0
    while at < seconds - 0.1:
        length = int(rng.uniform(0.01, 0.04) * RATE)
        t = np.arange(length) / RATE
        ring = np.sin(2 * np.pi * rng.uniform(900, 4000) * t) + rng.standard_normal(length)
        first = int(at * RATE)
        sound[first : first + length] += ring * np.exp(-t * rng.uniform(150, 400)) * rng.uniform(0.3, 1)
        at += rng.exponential(0.12) + 0.03
    return _level(sound, 0.5)


def chords(seconds, rng):
    """Soft chords with overtones that change every two seconds."""
    parts = []
    while sum(map(len, parts)) < seconds * RATE:
        root = 220 * 2 ** (rng.integers(-5, 6) / 12)
        notes = [root * 2 ** (step / 12) for step in ((0, 4, 7), (0, 3, 7), (0, 5, 9))[rng.integers(3)]]
        parts.append(sum(_note(note, 2.0, attack=0.1, fall=0.6, overtones=4) for note in notes))
    return _level(np.concatenate(parts)[: int(seconds * RATE)], 0.4)


def melody(seconds, rng):
    """A plucked tune over a bass: notes of a quarter to half a second, with vibrato."""
    parts = []
    while sum(map(len, parts)) < seconds * RATE:
        note = 330 * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
        length = rng.choice([0.25, 0.375, 0.5])
        parts.append(_note(note, length, attack=0.01, fall=4, overtones=8, vibrato=5.5) + 0.5 * _note(note / 4, length))
    return _level(np.concatenate(parts)[: int(seconds * RATE)], 0.4)


def band(seconds, rng):
    """Melody, chords and a drum on every beat."""
    drum = np.zeros(int(seconds * RATE))
    for beat in np.arange(0, seconds - 0.2, 0.5):
        hit = rng.standard_normal(3200) * np.exp(-np.arange(3200) / 400)
        drum[int(beat * RATE) : int(beat * RATE) + 3200] += hit
    return _level(melody(seconds, rng) + chords(seconds, rng) + 0.2 * drum, 0.4)


def _note(hertz, seconds, *, attack=0.02, fall=1.0, overtones=3, vibrato=0.0):
    t = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * hertz * t + (0.15 * hertz / 100 * np.sin(2 * np.pi * vibrato * t) if vibrato else 0)
    tone = sum(np.sin(n * phase) / n for n in range(1, overtones + 1))
    return tone * np.minimum(1, t / attack) * np.exp(-fall * t) * np.minimum(1, (seconds - t) / 0.02)


def _level(sound, peak):
    return (sound / np.abs(sound).max() * peak).astype(np.float32)


NOISES = {make.__name__: make for make in (silence, white, pink, ringing, busy, keys, clatter, chords, melody, band)}


def mixed(speech, noise, decibels):
    """`noise` as long as it takes under `speech`, at so many dB signal to noise over the speech's loud parts."""
    power = np.mean(np.square(speech[np.abs(speech) > 0.01], dtype=np.float64))
    other = np.resize(noise, len(speech))
    against = np.mean(np.square(other, dtype=np.float64))
    if against == 0:
        return speech
    scale = np.sqrt(power / against / 10 ** (decibels / 10))
    return np.clip(speech + scale * other, -1, 1).astype(np.float32)

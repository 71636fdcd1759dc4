"""Damaged recordings, seeded: each a sound file with something done to it, or no sound file at all."""

import numpy as np

from tests.unit.transcription.sounds import CALL, coded, tone, wav

KINDS = (
    ("a.wav", "pcm_s16le", 8000), ("b.wav", "pcm_mulaw", 8000), ("c.wav", "pcm_alaw", 8000), ("d.flac", "flac", 16000),
    ("e.mp3", "libmp3lame", 16000), ("f.m4a", "aac", 16000), ("g.opus", "libopus", 48000), ("h.wav", "adpcm_ima_wav", 16000),
)  # fmt: skip
SCRIPTS = (
    "#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
    "ffconcat version 1.0\nfile /etc/hostname\n",
    "ffconcat version 1.0\nfile {other}\n",
    "#EXTM3U\n{other}\n",
    "[playlist]\nFile1={other}\nNumberOfEntries=1\n",
    "<?xml version='1.0'?><MPD><BaseURL>{other}</BaseURL></MPD>",
    "<smil><body><audio src='{other}'/></body></smil>",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
)


def sources(folder):
    """Sound files of every kind, two or three seconds each."""
    made = [coded(folder / name, codec, tone(2.0, rate), rate) for name, codec, rate in KINDS]
    made.append(wav(folder / "stereo.wav", tone(2.0), tone(2.0, level=0.1)))
    return [path.read_bytes() for path in [*made, CALL.with_name("tone_gsm.wav"), CALL]]


def mutated(contents, number):
    """The `number`th damaged file, as bytes; the same every time."""
    rng = np.random.default_rng(number)
    content = bytearray(contents[rng.integers(len(contents))])
    way = number % 8
    if way == 0:
        _flip(content, rng, 0, min(200, len(content)), int(rng.integers(1, 12)))
    elif way == 1:
        _flip(content, rng, 0, len(content), int(rng.integers(1, 400)))
    elif way == 2:
        del content[int(rng.integers(len(content))) :]
    elif way == 3:  # another kind's header
        other = contents[rng.integers(len(contents))]
        size = int(rng.integers(4, 200))
        content[:size] = other[:size]
    elif way == 4:
        first = int(rng.integers(len(content)))
        content[first : first + int(rng.integers(1, 5000))] = bytes(int(rng.integers(1, 5000)))
    elif way == 5:
        del content[int(rng.integers(100)) : int(rng.integers(100, 2000))]
    elif way == 6:  # a number of the header at its most
        place = int(rng.integers(4, 60))
        content[place : place + 4] = (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", bytes(4), b"\1\0\0\x80")[
            rng.integers(4)
        ]
    else:
        return SCRIPTS[rng.integers(len(SCRIPTS))].format(other=CALL).encode()
    return bytes(content)


def _flip(content, rng, first, end, count):
    for place in rng.integers(first, end, count):
        content[place] ^= 1 << rng.integers(8)

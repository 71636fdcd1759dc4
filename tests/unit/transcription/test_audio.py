import os
from io import BytesIO

import numpy as np
import pytest

from tests.unit.transcription.sounds import CALL, coded, cut, patched, tone, wav
from transcription.audio import AudioError, Limits, decode, probe


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.wav", "pcm_s16le", 8000),
        ("a.wav", "pcm_mulaw", 8000),
        ("a.wav", "pcm_alaw", 8000),
        ("a.flac", "flac", 16000),
        ("a.flac", "flac", 44100),
        ("a.mp3", "libmp3lame", 16000),
        ("a.opus", "libopus", 48000),
        ("a.m4a", "aac", 16000),
    ],
)
def test_formats_come_out_at_16_khz(tmp_path, name, codec, rate):
    path = coded(tmp_path / name, codec, tone(2.0, rate), rate)
    audio = decode(path)
    assert probe(path).channels == len(audio.channels) == 1
    assert audio.seconds == pytest.approx(2.0, abs=0.15)
    assert audio.left_out == ()
    samples = audio.samples(0)
    assert samples.dtype == np.float32
    crossings = np.count_nonzero(np.diff(np.signbit(samples[8000:24000])))
    assert crossings == pytest.approx(880, rel=0.02)  # 440 Hz for a second


def test_gsm_comes_out_at_16_khz():
    path = CALL.with_name("tone_gsm.wav")
    assert probe(path)[:3] == (1, 8000, "gsm_ms")
    assert decode(path).seconds == pytest.approx(2.0, abs=0.05)


def test_an_open_file_and_bytes_in_memory_are_read_from_their_beginning():
    with CALL.open("rb") as file:
        file.read(100)
        from_file = decode(file)
        assert not file.closed
    from_memory = decode(BytesIO(CALL.read_bytes()))
    for audio in (from_file, from_memory):
        assert all(np.array_equal(a, b) for a, b in zip(audio.channels, decode(CALL).channels, strict=True))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(wait=0.01), "takes more than 0.01 s to decode; given up"),
        (Limits(memory=100 << 20), "MB to decode; given up|cannot be decoded: "),
    ],
)
def test_a_decoder_that_takes_too_much_is_given_up(tmp_path, limits, message):
    with pytest.raises(AudioError, match=message):
        decode(wav(tmp_path / "a.wav", tone(60.0)), limits=limits)


def test_channels_stay_apart(tmp_path):
    audio = decode(wav(tmp_path / "a.wav", tone(1.0), np.zeros(16000, np.int16)))
    assert [int(np.abs(channel).max()) > 0 for channel in audio.channels] == [True, False]


def test_a_streamed_header_takes_what_is_there(tmp_path):
    for size in (b"\xff\xff\xff\xff", b"\0\0\0\0"):
        path = patched(wav(tmp_path / "a.wav", tone(1.0)), 40, size)
        assert decode(path).seconds == 1.0
        assert probe(path).seconds is None


def _text(path):
    path.write_text("Dear customer,\nthis is no recording.\n")
    return path


def _written(content):
    def write(path):
        path.write_bytes(content)
        return path

    return write


def _pipe(path):
    os.mkfifo(path)
    return path


MISSING = "is truncated: its header promises 3."
NO_RECORDING = "is no recording that can be read"
TEXT = "is a text file, not a recording"


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("empty.wav", _written(b""), "is empty"),
        ("text.wav", _text, TEXT),
        ("playlist.wav", _written(b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n"), TEXT),
        ("concat.wav", _written(b"ffconcat version 1.0\nfile a.wav\n"), TEXT),
        ("zeros.wav", _written(bytes(100_000)), NO_RECORDING),
        ("noise.wav", _written(np.random.default_rng(0).bytes(50_000)), NO_RECORDING),
        ("absent.wav", lambda path: path, "cannot be opened: No such file"),
        ("pipe.wav", _pipe, "is not a file"),
        ("folder.wav", lambda path: path.parent, "is not a file"),
        ("cut.wav", lambda path: cut(wav(path, tone(3.0)), 0.5), MISSING),
        ("cut.flac", lambda path: cut(coded(path, "flac", tone(3.0)), 0.5), MISSING),
        ("cut.mp3", lambda path: cut(coded(path, "libmp3lame", tone(3.0)), 0.5), MISSING),
        ("cut.m4a", lambda path: cut(coded(path, "aac", tone(3.0), movflags="+faststart"), 0.6), MISSING),
        ("cut.opus", lambda path: cut(_copy(path), 0.55), "is truncated: its last page lacks"),
        (
            "header.wav",
            lambda path: _written(wav(path, tone(3.0)).read_bytes()[:44])(path),
            "all of the audio is missing",
        ),
        ("wrong_rate.wav", lambda path: patched(wav(path, tone(3.0)), 24, b"\x44\xac"), "contradicts itself"),
        ("none.wav", lambda path: patched(wav(path, tone(3.0)), 22, b"\0\0"), "has 0 channels"),
        ("rate.wav", lambda path: patched(wav(path, tone(3.0)), 24, b"\x80\x3e\x00\x76"), "samples a second"),
        ("seven.wav", lambda path: wav(path, *[tone(0.5)] * 7), "has 7 channels"),
        ("none_at_all.wav", lambda path: wav(path, np.zeros(0, np.int16)), "holds no audio: it ends with its header"),
    ],
)
@pytest.mark.timeout(20)
def test_bad_files_say_what_is_wrong(tmp_path, name, make, message):
    path = make(tmp_path / name)
    for look in (probe, decode):
        with pytest.raises(AudioError) as raised:
            look(path)
        assert message in str(raised.value)


def _copy(path):
    path.write_bytes(CALL.read_bytes())
    return path


def test_a_film_is_no_recording(tmp_path):
    import av

    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(AudioError, match="holds no audio stream"):
        decode(path)


def test_damage_in_the_middle_is_counted(tmp_path):
    path = coded(tmp_path / "a.mp3", "libmp3lame", tone(5.0))
    half = path.stat().st_size // 2
    audio = decode(patched(path, half, bytes(700)))
    assert audio.seconds == pytest.approx(5.0, abs=0.4)
    assert len(audio.left_out) == 1
    assert "damaged packets" in audio.left_out[0]


@pytest.mark.timeout(20)
def test_a_file_of_nothing_but_damage_is_given_up(tmp_path):
    path = wav(tmp_path / "a.wav", tone(30.0))
    # says ADPCM of one byte a block: thousands of packets, none of them readable
    for at, data in ((20, b"\x02\x00"), (32, b"\x01\x00"), (34, b"\x04\x00")):
        patched(path, at, data)
    with pytest.raises(AudioError, match="is damaged: 501 of its first 501 packets"):
        decode(path)


def test_the_limit_holds(tmp_path):
    with pytest.raises(AudioError, match="longer than the limit of 1 s"):
        decode(wav(tmp_path / "a.wav", tone(2.0)), max_seconds=1)

"""A recording waits sealed, is opened in memory alone, and moves to a new key without a moment in clear."""

import hashlib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from qa_service.config import Settings
from qa_service.embedded.sample_centre.calls import recordings
from qa_service.exchange.interactions import Refused
from qa_service.pipeline.sealed import HEAD, SealError, key, key_id
from qa_service.pipeline.spool import Arriving, Spool, drop, keep, opened, reseal, spool_of, write
from transcription.audio import AudioError, decode, probe

CALL = recordings()[0][0]


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", (key(b"k" * 32),))


def spooled(spool: Spool, path: Path = CALL):
    with path.open("rb") as source:
        return write(source, "both", spool)


def test_a_spooled_recording_is_sealed_and_its_owner_s(spool):
    kept = spooled(spool)
    (file,) = spool.folder.iterdir()
    content = CALL.read_bytes()
    assert (kept.path, kept.party, kept.size) == (file.name, "both", len(content))
    assert kept.sha256 == hashlib.sha256(content).digest()
    assert file.stat().st_mode & 0o777 == 0o600
    assert key_id(file.read_bytes()[:HEAD]) == spool.keys[0].id
    assert b"Ogg" not in file.read_bytes()


def test_a_decoder_reads_what_was_sealed_from_memory(spool):
    """The decoder is a process of its own: it inherits memory that has no name on any disk."""
    kept = spooled(spool)
    with opened(kept, spool) as clear:
        assert str(Path(f"/proc/self/fd/{clear.fileno()}").readlink()).startswith("/memfd:")
        assert probe(clear) == probe(CALL)
        heard = decode(clear)
    for channel, expected in zip(heard.channels, decode(CALL).channels, strict=True):
        np.testing.assert_array_equal(channel, expected)
    assert [file.name for file in spool.folder.iterdir()] == [kept.path]


def test_an_empty_recording_is_said_to_be_empty(spool, tmp_path):
    (tmp_path / "empty.wav").touch()
    with opened(spooled(spool, tmp_path / "empty.wav"), spool) as clear, pytest.raises(AudioError, match="empty"):
        probe(clear)


def test_another_recording_s_file_does_not_pass_for_it(spool):
    first, second = spooled(spool), spooled(spool, recordings()[1][0])
    (spool.folder / second.path).replace(spool.folder / first.path)
    with pytest.raises(SealError, match="not the recording that came in"), opened(first, spool):
        pass


def test_what_breaks_off_leaves_nothing(spool):
    class Breaks:
        def read(self, size: int) -> bytes:
            if next(spool.folder.iterdir()).stat().st_size:
                raise OSError("gone")
            return b"x" * size

    with pytest.raises(OSError, match="gone"):
        write(Breaks(), "both", spool)
    assert not list(spool.folder.iterdir())


def test_what_is_dropped_is_gone(spool):
    kept = spooled(spool)
    drop(spool.folder, [kept, kept])
    assert not list(spool.folder.iterdir())


def test_keep_spools_what_can_be_read_and_says_what_cannot(spool, tmp_path):
    audio, interaction = recordings()[0]
    (tmp_path / "words.wav").write_text("these are words")
    items = [
        msgspec.structs.replace(interaction, id=name, recording=recording)
        for name, recording in [("good", str(audio)), ("words", "words.wav"), ("gone", "gone.wav")]
    ]
    kept, refused = keep(items, tmp_path, spool)
    assert [(item.interaction.id, item.recordings[0].size) for item in kept] == [("good", audio.stat().st_size)]
    assert [(type(item), item.ref) for item in refused] == [(Refused, "words"), (Refused, "gone")]
    assert "text file" in refused[0].error
    assert "gone.wav" in refused[1].error
    assert len(list(spool.folder.iterdir())) == 1


def test_rotation(tmp_path):
    """New files under the first key, old ones open while theirs is there; once resealed it is not needed."""
    before = Settings(home=tmp_path)
    during = Settings(home=tmp_path, spool_keys="n" * 32)
    own = spooled(spool_of(before))
    new = spooled(spool_of(during))
    for file in (own, new):
        with opened(file, spool_of(during)) as clear:
            assert clear.read() == CALL.read_bytes()
    with pytest.raises(SealError, match="not among those given"), opened(new, spool_of(before)):
        pass
    assert dict(reseal(spool_of(during))) == {own.path: True, new.path: False}
    assert dict(reseal(spool_of(during))) == {own.path: False, new.path: False}
    only = Spool(during.spool, spool_of(during).keys[:1])
    with opened(own, only) as clear:
        assert clear.read() == CALL.read_bytes()
    assert sorted(file.name for file in during.spool.iterdir()) == sorted([own.path, new.path])


def test_reseal_says_what_it_could_not_open_and_leaves_it(spool):
    moved, damaged, foreign = spooled(spool), spooled(spool), spooled(Spool(spool.folder, (key(b"f" * 32),)))
    content = (spool.folder / damaged.path).read_bytes()[:-1]
    (spool.folder / damaged.path).write_bytes(content)
    found = dict(reseal(Spool(spool.folder, (key(b"n" * 32), *spool.keys))))
    assert found[moved.path] is True
    assert "damaged or cut short" in str(found[damaged.path])
    assert "not among those given" in str(found[foreign.path])
    assert (spool.folder / damaged.path).read_bytes() == content
    assert len(list(spool.folder.iterdir())) == 3


def test_reseal_passes_over_what_still_comes_in(spool):
    arriving = Arriving("both", spool)
    arriving.write(b"x" * 100_000)
    assert not list(reseal(Spool(spool.folder, (key(b"n" * 32), *spool.keys))))
    with opened(arriving.kept(), spool) as clear:
        assert clear.read() == b"x" * 100_000

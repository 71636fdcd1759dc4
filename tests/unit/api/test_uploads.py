"""A form's recordings are sealed while they come in; nothing of a form that breaks off or is none stays."""

import random
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qa_service.api.recordings import PARTIES
from qa_service.api.uploads import Form, received
from qa_service.errors import BadInput
from qa_service.pipeline.sealed import key
from qa_service.pipeline.spool import Spool, opened

SOUND = random.Random(3).randbytes(3_000_000)
TOLD = b'{"id": "a"}'


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", (key(b"k" * 32),))


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    file = f'; filename="{filename}"' if filename else ""
    return b'--edge\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (
        name.encode(),
        file.encode(),
        content,
    )


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--edge--\r\n"


async def chunks(body: bytes, step: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(body), step):
        yield body[start : start + step]
    yield b""


async def read(body: AsyncIterator[bytes], spool: Spool) -> Form:
    return await received(body, "edge", parties=PARTIES, spool=spool, most_text=1000)


@pytest.mark.parametrize("step", [65_536, 7_001, 10_000_000])
async def test_files_are_sealed_and_texts_are_read(spool, step):
    body = form(part("interaction", TOLD), part("agent", SOUND, "a.wav"), part("customer", b"", "c.wav"))
    found = await read(chunks(body, step), spool)
    assert found.texts == {"interaction": TOLD}
    assert found.filenames == {"agent": "a.wav", "customer": "c.wav"}
    contents = []
    for recording in found.recordings:
        with opened(recording, spool) as clear:
            contents.append((recording.party, clear.read()))
    assert contents == [("agent", SOUND), ("customer", b"")]


async def test_nothing_is_in_clear_on_disk_at_any_moment(spool, monkeypatch, tmp_path):
    def refused(*_: object, **__: object) -> None:
        pytest.fail("a temporary file was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refused)
    seen = 0

    async def watched() -> AsyncIterator[bytes]:
        nonlocal seen
        async for chunk in chunks(form(part("audio", SOUND, "call.wav"), part("interaction", TOLD))):
            for file in tmp_path.rglob("*"):
                if file.is_file():
                    content = file.read_bytes()
                    seen = max(seen, len(content))
                    assert not any(SOUND[at : at + 16] in content for at in (0, 100_000, 1_500_000))
            yield chunk

    await read(watched(), spool)
    assert seen > 1_000_000  # it was looked at while it came in, not only at the end


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"these are words", "the form cannot be read"),
        (b"", "the form cannot be read"),
        (form(part("audio", SOUND, "a.wav"))[:-20], "the form cannot be read"),
        (form(part("audio", SOUND, "a.wav"))[:2_000_000], "the form cannot be read"),
        (form(part("audio", SOUND, "a.wav"), part("audio", SOUND, "b.wav")), "audio: is in the form twice"),
        (form(part("interaction", TOLD), part("interaction", TOLD)), "interaction: is in the form twice"),
        (form(part("agent", SOUND, "a.wav"), part("interaction", b"x" * 1001)), "interaction: has more than 1000"),
    ],
)
async def test_what_is_no_form_leaves_nothing(spool, body, says):
    with pytest.raises(BadInput, match=says):
        await read(chunks(body), spool)
    assert not list(spool.folder.glob("*"))


async def test_who_goes_away_leaves_nothing(spool):
    async def broken() -> AsyncIterator[bytes]:
        async for chunk in chunks(form(part("audio", SOUND, "a.wav"))[:2_500_000]):
            yield chunk
            if spool.folder.exists():
                assert len(list(spool.folder.iterdir())) == 1
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await read(broken(), spool)
    assert not list(spool.folder.iterdir())

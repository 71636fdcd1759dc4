"""What is sealed comes back whole under its key, and any damage is said instead of passed on."""

import io
import random

import pytest

from qa_service.pipeline.sealed import CHUNK, HEAD, KEY_ID, MAGIC, TAG, Sealer, SealError, key, key_id, unseal

OLD, NEW = key(b"o" * 32), key(b"n" * 32)
CONTENT = random.Random(7).randbytes(2 * CHUNK + 100)
WHOLE = CHUNK + TAG


def sealed(content: bytes, *, under=OLD, step: int = 1 << 20) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, under)
    for start in range(0, len(content), step):
        sealer.write(content[start : start + step])
    sealer.finish()
    return out.getvalue()


def opened(content: bytes, *keys) -> bytes:
    return b"".join(unseal(io.BytesIO(content), keys or (OLD,)))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 100])
@pytest.mark.parametrize("step", [1 << 20, 1000])
def test_what_went_in_comes_out(length, step):
    content = CONTENT[:length]
    kept = sealed(content, step=step)
    assert opened(kept) == content
    assert len(kept) == HEAD + length + TAG * max(1, -(-length // CHUNK))


def test_nothing_of_the_content_can_be_read():
    kept = sealed(b"one zero five " * 10_000)
    assert b"zero" not in kept
    assert len({kept[start : start + 64] for start in range(HEAD, len(kept), 64)}) == -(-(len(kept) - HEAD) // 64)


def test_the_same_content_is_never_sealed_alike():
    first, second = sealed(CONTENT), sealed(CONTENT)
    assert first[HEAD:][:64] != second[HEAD:][:64]


def test_all_keys_open_and_the_file_says_which():
    assert opened(sealed(CONTENT, under=OLD), NEW, OLD) == CONTENT
    assert key_id(sealed(b"", under=NEW)[:HEAD]) == NEW.id
    assert NEW.secret not in sealed(CONTENT, under=NEW)
    assert NEW.id not in NEW.secret
    assert repr(NEW.secret)[2:10] not in repr(NEW)


def test_a_missing_key_is_named():
    with pytest.raises(SealError, match=f"under key {OLD.id.hex()}, which is not among those given"):
        opened(sealed(CONTENT), NEW)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def chunks(content: bytes) -> list[bytes]:
    return [content[start : start + WHOLE] for start in range(HEAD, len(content), WHOLE)]


FILE, OTHER = sealed(CONTENT), sealed(CONTENT)
FIRST, SECOND, LAST = chunks(FILE)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no sealed file"),
        (b"RIFF" + bytes(100), "is no sealed file"),
        (MAGIC[:3], "is no sealed file"),
        (FILE[: HEAD - 1], "ends within its header"),
        (flipped(FILE, len(MAGIC)), "format 0; this release reads 1"),
        (flipped(FILE, len(MAGIC) + 1), "which is not among"),
        (flipped(FILE, len(MAGIC) + 1 + KEY_ID), "chunk 0"),
        (flipped(FILE, HEAD), "damaged or cut short in chunk 0"),
        (flipped(FILE, HEAD + WHOLE + 5), "damaged or cut short in chunk 1"),
        (flipped(FILE, len(FILE) - 1), "damaged or cut short in chunk 2"),
        (FILE[:HEAD], "damaged or cut short in chunk 0"),
        (FILE[: HEAD + 5], "damaged or cut short in chunk 0"),
        (FILE[: HEAD + WHOLE], "cut short after chunk 0"),
        (FILE[: HEAD + 2 * WHOLE], "cut short after chunk 1"),
        (FILE[:-1], "damaged or cut short in chunk 2"),
        (FILE + b"x", "damaged or cut short in chunk 2"),
        (sealed(CONTENT[: 2 * CHUNK]) + b"x" * 20, "goes on after its last chunk, 1"),
        (FILE[:HEAD] + SECOND + FIRST + LAST, "damaged or cut short in chunk 0"),
        (FILE[:HEAD] + FIRST + FIRST + SECOND + LAST, "damaged or cut short in chunk 1"),
        (FILE[:HEAD] + FIRST + LAST, "damaged or cut short in chunk 1"),
        (FILE[:HEAD] + FIRST + chunks(OTHER)[1] + LAST, "damaged or cut short in chunk 1"),
        (OTHER[:HEAD] + FILE[HEAD:], "damaged or cut short in chunk 0"),
        (sealed(CONTENT, under=NEW)[:HEAD] + FILE[HEAD:], "damaged or cut short in chunk 0"),
    ],
)
def test_any_damage_is_an_error(content, says):
    with pytest.raises(SealError, match=says):
        opened(content, OLD, NEW)


def test_no_changed_byte_passes():
    kept = sealed(b"hello there")
    for place in range(len(kept)):
        with pytest.raises(SealError):
            opened(flipped(kept, place))

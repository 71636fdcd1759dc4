"""What a night needs is what was measured, scaled."""

import msgspec
import pytest

from qa_service.pipeline.capacity import BUSY, Asked, Measured, needs

MEASURED = Measured(
    cores=4,
    engine="whisper",
    model="small",
    audio_s=60.0,
    heard_core_s=30.0,
    heard_s=10.0,
    silenced_bytes=600_000,
    call_turns=12,
    chats=100,
    turns=1000,
    taken_in_s=2.0,
    scored_s=4.0,
    stored_bytes=1_000_000,
    refreshed_s=1.0,
)


def steps(**asked: float) -> dict[str, float]:
    told = msgspec.convert({"calls": 0, "minutes": 5.0, "chats": 0, "hours": 6.0, **asked}, Asked)
    found = needs(told, MEASURED, keeps_audio=True, keeps_originals=False)
    return {need.step: need.core_hours * 3600 for need in found.needs}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"chats": 1000}, {"transcribe": 0.0, "take in": 20.0, "score": 40.0, "refresh": 10.0}),
        ({"calls": 10}, {"transcribe": 1500.0, "take in": 0.0, "score": 2.4, "refresh": 0.1}),
        ({"calls": 10, "chats": 1000}, {"transcribe": 1500.0, "take in": 20.0, "score": 42.4, "refresh": 10.1}),
        ({"calls": 20, "minutes": 2.5}, {"transcribe": 1500.0, "take in": 0.0, "score": 2.4, "refresh": 0.2}),
    ],
)
def test_work_grows_with_audio_and_turns(asked, found):
    assert steps(**asked) == pytest.approx(found)


@pytest.mark.parametrize(
    ("hours", "keeps_audio", "keeps_originals", "cores", "gigabytes"),
    [(1.0, False, False, 2, 0.0006), (0.1, True, False, 19, 0.0306), (24.0, False, True, 1, 0.1926)],
)
def test_cores_and_disk(hours, keeps_audio, keeps_originals, cores, gigabytes):
    asked = Asked(calls=10, minutes=5.0, chats=0, hours=hours)
    measured = msgspec.structs.replace(MEASURED, heard_core_s=104.0)
    found = needs(asked, measured, keeps_audio=keeps_audio, keeps_originals=keeps_originals)
    assert found.slowest == "transcribe"
    assert found.hours_here == pytest.approx(found.core_hours / (4 * BUSY))
    assert found.cores == cores
    assert found.gigabytes_a_night == pytest.approx(gigabytes, rel=0.01)
    assert found.gigabytes_a_year == pytest.approx(365 * found.gigabytes_a_night)

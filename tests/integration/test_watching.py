"""Metrics and readiness say what the rows say."""

import asyncio
import re
from typing import Any

import msgspec
import pytest

from qa_service.pipeline.readiness import QUEUES, disk, speech
from qa_service.store import watching
from qa_service.worker.heart import Heart
from tests.desk import contacts, opened

pytestmark = pytest.mark.integration


def values(text: str) -> dict[str, float]:
    found = re.findall(r"^(\w+(?:\{.*\})?) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


async def scraped(desk: Any) -> dict[str, float]:
    key = await desk._key("viewer")
    answer = await desk.client.get("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return values(answer.text)


async def test_metrics_are_the_rows(database, settings):
    async with opened(database, settings) as desk:
        await desk.take(*contacts(3, 1))
        async with database.transaction() as db:
            ids = [desk.ids[ref] for ref in ("ag-1-s0", "ag-1-s1", "ag-1-s2")]
            row = "update interaction set state = $2, scored_at = null, received_at = now() - interval '90 seconds'"
            await db.execute(f"{row} where id = $1", ids[0], "transcribed")
            await db.execute("update interaction set state = 'failed', scored_at = null where id = $1", ids[1])
            await watching.HEARD.run(db, ids[2], 120.0, 30.0, "echo")
            cards = await db.fetch("select behaviours from scorecard where leg >= 0")
        read = await scraped(desk)
        assert read['qa_queue_waiting{state="transcribed"}'] == 1
        assert 89 <= read['qa_queue_age_seconds{state="transcribed"}'] < 900
        assert read['qa_queue_age_seconds{state="received"}'] == 0
        assert [read[f'qa_last_hour{{what="{what}"}}'] for what in ("received", "scored", "failed")] == [4, 2, 1]
        assert read['qa_real_time_factor{engine="echo"}'] == 0.25
        absent = {name: value for name, value in read.items() if name.startswith("qa_not_applicable_share")}
        for name, value in absent.items():
            behaviour = re.search(r'behaviour="(\w+)"', name)[1]
            known = [
                card["behaviours"][behaviour]["score"] is None for card in cards if behaviour in card["behaviours"]
            ]
            assert value == pytest.approx(sum(known) / len(known))
            assert 'kind="human",language="en"' in name
        assert absent
        means = [value for name, value in read.items() if name.startswith("qa_score_mean") and '"empathy"' in name]
        async with database.connection() as db:
            mean = await db.fetchval(
                """select sum(d.total) / sum(d.n) from agent_day d join behaviour b on b.id = d.behaviour_id
                   where b.name = 'empathy'"""
            )
        assert means == pytest.approx([mean])
        assert (await desk.client.get("/metrics")).status_code == 401
        refused = await desk.client.get("/metrics", headers={"Authorization": f"Bearer {await desk._key('ag-1')}"})
        assert refused.status_code == 403


async def test_ready_when_each_part_is_there(database, settings):
    async with opened(database, settings) as desk:
        first = (await desk.client.get("/ready")).json()
        assert first["status"] == "waits"
        assert all(queue in first["parts"]["workers"] for queue in QUEUES)
        assert (await desk.client.get("/ready", params={"whole": True})).status_code == 503
        async with database.transaction() as db:
            for queue in QUEUES:
                await db.execute("insert into worker_beat (name, queue, started_at) values ($1, $1, now())", queue)
        whole = await desk.client.get("/ready", params={"whole": True})
        assert (whole.status_code, whole.json()["status"]) == (200, "ready")
        async with database.transaction() as db:
            await db.execute(
                "update worker_beat set beat_at = now() - interval '5 minutes' where queue = $1", QUEUES[1]
            )
        assert (await desk.client.get("/ready")).json()["parts"]["workers"] == f"no worker for {QUEUES[1]} within 60 s"


async def test_a_heart_beats_and_says_what_it_hears_by(database, settings):
    sphinx = msgspec.structs.replace(settings, engine="sphinx")
    heart = Heart(sphinx, "transcribe@here", QUEUES[0], seconds=0.05)
    heart.start()
    for _ in range(200):
        async with database.connection() as db:
            beats = await watching.BEATS.all(db)
        if beats:
            break
        await asyncio.sleep(0.05)
    heart.cease()
    heart._thread.join()
    assert [(beat.name, beat.queue, beat.speech, beat.ok) for beat in beats] == [
        ("transcribe@here", QUEUES[0], "pocketsphinx", True)
    ]


def test_models_are_looked_for_where_they_are_kept(settings, tmp_path):
    environ = {"HF_HUB_CACHE": str(tmp_path)}
    auto = speech(settings, environ)
    assert (auto.ok, auto.said) == (
        False,
        "the weights of 'small' are not here: recordings are transcribed by pocketsphinx",
    )
    whisper = speech(msgspec.structs.replace(settings, engine="whisper"), environ)
    assert "no recording can be transcribed" in whisper.said
    folder = tmp_path / "models--Systran--faster-whisper-small" / "snapshots" / "abc"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"x")
    assert speech(settings, environ).ok
    assert speech(msgspec.structs.replace(settings, model=str(folder)), {}).ok


def test_a_full_disk_is_said_with_its_figures(settings):
    assert disk(settings) == "ok"
    assert "MB are free under" in disk(msgspec.structs.replace(settings, min_disk_mb=10**12))

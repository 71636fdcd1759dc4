"""Metrics for Prometheus, from rows: the same whichever process is asked, and whichever did the work."""

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from litestar import Response, get
from litestar.datastructures import State
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from qa_service.access.roles import allows
from qa_service.api.period import parts
from qa_service.store import watching
from qa_service.store.database import Database

KEPT_SECONDS = 15.0
"""What was read is told again for this long: several that scrape cost no more than one."""
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Read(NamedTuple):
    waiting: list[watching.Waiting]
    throughput: watching.Throughput
    speed: list[watching.Speed]
    absent: list[watching.NotApplicable]
    drift: list[watching.Drift]
    outbox: list[watching.Outbox]
    beats: list[watching.Beat]
    night: watching.LastNight | None


@get("/metrics", guards=[allows("admin", "qa_lead", "dpo", "viewer")], media_type=MEDIA_TYPE)
async def metrics(state: State) -> Response[bytes]:
    """Prometheus' text format; scrape it with `authorization: {credentials: KEY}`."""
    database, settings = parts(state)
    kept: dict[str, tuple[float, bytes]] = state.page_cache
    known = kept.get("metrics")
    if known is None or known[0] < time.monotonic():
        known = (time.monotonic() + KEPT_SECONDS, exposed(await _read(database, settings.centre)))
        kept["metrics"] = known
    return Response(known[1], media_type=MEDIA_TYPE)


def exposed(read: Read) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Rows(read))
    return generate_latest(registry)


async def _read(database: Database, centre: str) -> Read:
    async with database.connection() as db:
        throughput = await watching.THROUGHPUT.one(db)
        assert throughput is not None
        return Read(
            await watching.WAITING.all(db),
            throughput,
            await watching.SPEED.all(db),
            await watching.NOT_APPLICABLE.all(db),
            await watching.DRIFT.all(db),
            await watching.OUTBOX.all(db),
            await watching.BEATS.all(db),
            await watching.LAST_NIGHT.one(db, centre),
        )


class _Rows(Collector):
    def __init__(self, read: Read) -> None:
        self._read = read

    @override
    def collect(self) -> Iterable[Metric]:
        read = self._read
        waiting = {one.state: one for one in read.waiting}
        states = ("received", "transcribed")
        zero = watching.Waiting("", 0, 0.0)
        yield _gauge("qa_queue_waiting", "Contacts that wait for their next step", ("state",),
                     [((state,), waiting.get(state, zero).count) for state in states])  # fmt: skip
        yield _gauge("qa_queue_age_seconds", "How long the oldest of them has waited", ("state",),
                     [((state,), waiting.get(state, zero).seconds) for state in states])  # fmt: skip
        hour = read.throughput
        yield _gauge("qa_last_hour", "Contacts of the last hour", ("what",),
                     [((what,), getattr(hour, what)) for what in ("received", "scored", "failed")])  # fmt: skip
        yield _gauge("qa_real_time_factor", "Seconds of work a second of audio, over the last day", ("engine",),
                     [((one.engine,), one.took_s / one.audio_s) for one in read.speed if one.audio_s > 0])  # fmt: skip
        yield _gauge("qa_not_applicable_share", "Share of the latest scores without an opportunity",
                     ("kind", "language", "behaviour"),
                     [((one.kind, one.language, one.behaviour), one.absent / one.n)
                      for one in read.absent])  # fmt: skip
        yield from _drift(read.drift)
        yield _gauge("qa_deliveries", "Deliveries to webhooks that wait, or were given up", ("state",),
                     [((one.state,), one.count) for one in read.outbox])  # fmt: skip
        yield _gauge("qa_worker_beat_seconds", "Seconds since a worker was heard of", ("worker", "queue"),
                     [((one.name, one.queue), one.seconds) for one in read.beats])  # fmt: skip
        if read.night is not None and read.night.finished_at is not None:
            yield _gauge("qa_last_night_finished_timestamp_seconds", "When the latest night was done", (),
                         [((), read.night.finished_at.timestamp())])  # fmt: skip


def _drift(found: list[watching.Drift]) -> Iterable[Metric]:
    labels = ("instrument", "behaviour")
    yield _gauge("qa_score_mean", "Mean score of an instrument's last seven days", labels,
                 [((one.instrument, one.behaviour), one.mean) for one in found])  # fmt: skip
    yield _gauge("qa_score_drift", "That mean less the mean of the four weeks before", labels,
                 [((one.instrument, one.behaviour), one.mean - one.before_mean)
                  for one in found if one.before_mean is not None])  # fmt: skip


def _gauge(
    name: str, what: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[Any, ...], float]]
) -> GaugeMetricFamily:
    made = GaugeMetricFamily(name, what, labels=labels)
    for named, value in values:
        made.add_metric(named, value)
    return made

"""A small centre served by a process of its own, and Debian's Chromium looking at it; no request leaves this machine."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import numpy as np
import pytest
from msgspec import Struct
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from benchmarks.loader import load
from qa_service.access import keys
from qa_service.config import Settings
from qa_service.embedded.postgres import Postgres
from qa_service.pipeline.ingest import Incoming, ingest
from qa_service.pipeline.refresh import refresh
from qa_service.pipeline.score import score
from qa_service.queue.tasks import broker_url
from qa_service.store.database import connect
from scoring.scorer import Scorer
from tests import ports
from tests.factories import CALLS_FOR_EMPATHY, IGNORED, NAMED, SOLVED, chat
from transcription.audio import RATE, Audio
from transcription.silencing import silence

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SECONDS = 12
AGENTS = {"ag-1": ("cards", 8), "ag-2": ("cards", 2), "ag-3": ("cards", 2), "ag-4": ("loans", 2), "ag-5": ("loans", 2)}
"""Each agent's team, and how many of ten contacts miss empathy."""
CONTACTS = 40


class Centre(Struct):
    """Where it is served, its keys by role, and contacts by reference."""

    address: str
    keys: dict[str, str]
    ids: dict[str, str]


@pytest.fixture(scope="session")
def centre(server: Postgres, home: Path) -> Iterator[Centre]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: Debian's package `chromium` has one")
    url = server.url.rpartition("/")[0] + "/browser"
    settings = Settings(home=home, database_url=url, broker_url=broker_url(url, None))
    with ThreadPoolExecutor(1) as apart:
        made, ids = apart.submit(asyncio.run, _fill(server, settings)).result()
    port = ports.free()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environment |= {"QA_HOME": str(home), "QA_DATABASE_URL": url, "QA_PORT": str(port), "QA_SEGMENTS": "generation"}
    with (home / "browser.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "qa_service.cli.main", "serve"], env=environment, stdout=log, stderr=log
        )
    try:
        _until_ready(f"http://127.0.0.1:{port}", process, home / "browser.log")
        yield Centre(f"http://127.0.0.1:{port}", made, ids)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(120)


def _until_ready(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        try:
            if httpx.get(f"{address}/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-3000:])


async def _fill(server: Postgres, settings: Settings) -> tuple[dict[str, str], dict[str, str]]:
    admin = await asyncpg.connect(server.url.rpartition("/")[0] + "/postgres")
    await admin.execute("create database browser template qa")
    await admin.close()
    assert settings.database_url is not None
    database = await connect(settings.database_url, largest=2)
    library = load()
    targets = {name: benchmark.target for name, benchmark in library.benchmarks.items()}
    taken = await ingest(
        database, [Incoming(_contact(agent, day)) for agent in AGENTS for day in range(CONTACTS)],
        master_key=b"k" * 32, zone=settings.zone,
    )  # fmt: skip
    while await score(database, Scorer(library), targets, lease=60):
        pass
    await refresh(database, window_days=70)
    ids = {one.ref: str(one.id) for one in taken}
    settings.audio.mkdir(parents=True, exist_ok=True)
    tone = (np.sin(np.arange(SECONDS * RATE) / 20) * 8000).astype(np.int16)
    silence(Audio((tone, tone)), [[], [(4.0, 6.0)]], settings.audio / "tone.opus")
    size = (settings.audio / "tone.opus").stat().st_size
    async with database.transaction() as db:
        await db.executemany(
            "insert into audio (interaction_id, party, path, size, sha256) values ($1, 'both', 'tone.opus', $2, '')",
            [(row, size) for row in ids.values()],
        )
        made = {
            role: await keys.create(db, name=f"{role} of a test", role=role) for role in ("admin", "qa_lead", "viewer")
        }
        await db.execute(
            "update interaction set state = 'failed', failure = 'no speech was found' where ref = 'ag-5-39'"
        )
        made["agent"] = await keys.create(db, name="ag-1 of a test", role="agent", agent="ag-1")
    await database.close()
    return made, ids


def _contact(agent: str, day: int) -> Any:
    team, misses = AGENTS[agent]
    said = [
        ("customer", CALLS_FOR_EMPATHY),
        ("agent", IGNORED if day % 10 < misses else NAMED),
        SOLVED,
    ]
    turns = [
        {"speaker": speaker, "text": text, "start": 4.0 * place, "end": 4.0 * place + 3.5}
        for place, (speaker, text) in enumerate(said)
    ]
    events = [{"kind": "hold", "at": 7.5, "end": 8.0}]
    customer = {"ref": f"c-{agent}-{day}", "segment": {"generation": "gen_z" if day % 2 else "boomer"}}
    return chat(
        f"{agent}-{day}",
        agent=agent,
        team=team,
        day=day,
        channel="voice",
        turns=turns,
        events=events,
        customer=customer,
    )


# Of the module: while it is open its loop runs in this thread, where no asynchronous test could.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: Debian's package `chromium` has one")
    expect.set_options(timeout=60_000)
    # No sandbox: tests run as root in containers, and see nothing but our own pages.
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


class Visit:
    """One browser session. `left` lists requests that would have left the machine, `wrong` what its console told."""

    def __init__(self, chromium: Browser, centre: Centre, **more: Any) -> None:
        self.centre = centre
        self.context: BrowserContext = chromium.new_context(base_url=centre.address, **more)
        self.context.set_default_timeout(60_000)
        self.left: list[str] = []
        self.wrong: list[str] = []
        self.clicks = 0
        self.context.route("**/*", self._only_here)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _only_here(self, route: Route) -> None:
        if route.request.url.startswith(f"{self.centre.address}/"):
            route.continue_()
        else:
            self.left.append(route.request.url)
            route.abort()

    def sign_in(self, role: str = "admin") -> Page:
        self.page.goto(f"/?key={self.centre.keys[role]}")
        return self.page

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.locator(selector).first.click()


@pytest.fixture
def visit(chromium: Browser, centre: Centre) -> Iterator[Visit]:
    made = Visit(chromium, centre, locale="en-GB")
    yield made
    made.context.close()
    assert made.left == [], "requests left this machine"
    assert made.wrong == [], "the browser's console tells errors"

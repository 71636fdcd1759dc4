"""Pictures of every page and of the coaching report, for docs/pages.md, of a service that runs on the sample centre.

    qa demo                                            # in one shell; it prints a link that signs in
    python -m tests.browser.pictures LINK docs/pictures [PAGE...]

Wide and light, at phone width and dark, and in Arabic; the report's pages in English, Arabic and Chinese. With names of
pages (`today`, `report`) only these. What is drawn are contacts that nobody had: the sample centre is made up.
"""

import asyncio
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
from playwright.sync_api import Browser, Page, sync_playwright

from qa_service import config
from qa_service.cli.database import database
from qa_service.config import Settings
from qa_service.pipeline.report import told
from qa_service.reports import document
from qa_service.store import reports
from qa_service.store.database import connect
from tests.browser.conftest import CHROMIUM

PAGES = {
    "today": "/",
    "recovery": "/recovery",
    "verdicts": "/verdicts",
    "centre": "/centre?behaviour=empathy",
    "segments": "/centre?behaviour=empathy",
    "agents": "/agents",
    "agent": "/agents/{agent}",
    "interactions": "/interactions",
    "call": "/interactions/{call}",
    "chat": "/interactions/{chat}",
    "reviews": "/reviews",
    "review": "/reviews",
    "appeals": "/appeals",
    "benchmarks": "/benchmarks",
    "forms": "/forms/service",
    "reports": "/reports",
    "mails": "/mails",
    "people": "/people",
    "imports": "/imports",
    "audit": "/audit",
    "sign-in": "/verdicts",
}
LOOKS: dict[str, dict[str, object]] = {
    "": {"device_scale_factor": 0.75, "viewport": {"width": 1280, "height": 860}, "locale": "en-GB"},
    "-phone": {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "color_scheme": "dark"},
    "-ar": {"device_scale_factor": 0.75, "viewport": {"width": 1280, "height": 860}, "locale": "ar"},
}
REPORTS = ("en", "ar", "zh")
TALLEST = 1100
"""Of a picture, in points: what comes below a page's first screens looks like what is above."""


def pages(chromium: Browser, address: str, key: str, out: Path, wanted: set[str]) -> Iterator[Path]:
    """Draw the pages asked for in each look."""
    subject = _subject(address, key)
    _fill(address, key, subject)
    for suffix, look in LOOKS.items():
        context = chromium.new_context(base_url=address, reduced_motion="reduce", **look)  # type: ignore[arg-type]
        page = context.new_page()
        if not wanted or "sign-in" in wanted:
            page.goto(PAGES["sign-in"])
            yield _shot(page, out / f"sign-in{suffix}.png")
        page.goto(f"/?key={key}")
        for name, path in PAGES.items():
            if name == "sign-in" or (wanted and name not in wanted):
                continue
            page.goto(path.format(**subject))
            _open(page, name)
            page.wait_for_load_state("networkidle")
            piece = page.locator("section", has=page.locator("#segment-generation"))
            if name != "segments":
                yield _shot(page, out / f"{name}{suffix}.png")
            elif piece.count():  # only where the centre reports them
                piece.locator("table").wait_for()
                piece.screenshot(path=out / f"{name}{suffix}.png")
                yield out / f"{name}{suffix}.png"
        context.close()


def _subject(address: str, key: str) -> dict[str, str]:
    """An agent to be trained first, and a call and a chat that something is judged in."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        first = client.get("/v1/priorities").json()["priorities"][0]["agent"]
        found = {"agent": first}
        for name, more in (("call", {"channel": "voice"}), ("chat", {"channel": "chat", "agent": first})):
            listed = client.get("/interactions", params={"state": "scored", **more}).text
            ids = re.findall(r'href="/interactions/([0-9a-f-]{36})"', listed)
            found[name] = next((one for one in ids if "mark class" in client.get(f"/interactions/{one}").text), ids[0])
    return found


def _fill(address: str, key: str, subject: dict[str, str]) -> None:
    """What a centre has after its first weeks, and the sample centre not yet: each once."""
    agent = subject["agent"]
    items = [{"behaviour": name, "weight": weight} for name, weight in (("empathy", 2.0), ("resolution", 3.0))]
    critical = [{"behaviour": "repetition", "critical": "customer"}]
    people = (
        "person,role,name,email,leads,leads_from\n"
        "lead-anchor,team_lead,Ada Lind,ada@example.com,anchor,2026-01-01\n"
        "qa-1,qa_lead,Wei Chen,wei@example.com,,\n"
    )
    with httpx.Client(base_url=f"{address}/v1", headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
        if client.get("/forms/service").status_code == 200:
            return
        form = {"sections": [{"name": "Contact", "items": items}, {"name": "Duties", "items": critical}]}
        session = {
            "agent": agent,
            "behaviour": "resolution",
            "action": "Say who does what by when",
            "held_on": "2026-04-20",
        }
        own = client.post("/keys", json={"name": f"{agent} of the pictures", "role": "agent", "agent": agent}).json()[
            "key"
        ]
        appeal = {
            "interaction": subject["chat"],
            "behaviour": "resolution",
            "reason": "The courier was booked while we wrote.",
        }
        for answer in (
            client.put("/forms/service", json=form),
            client.post("/people", content=people, headers={"Content-Type": "text/csv"}),
            client.post("/sessions", json=session),
            client.post("/review-samples", json={"kind": "random", "wanted": 50}),
            client.put("/mail-schedules/anchor", json={"weekday": 1, "at": "07:00:00"}),
            client.post("/appeals", json=appeal, headers={"Authorization": f"Bearer {own}"}),
        ):
            if answer.is_error:
                print(answer.request.url.path, answer.status_code, answer.text, file=sys.stderr)


def _open(page: Page, name: str) -> None:
    """What a page shows once somebody has clicked where they would."""
    if name == "verdicts":
        page.locator(".priority summary").first.click()
        page.locator(".opened .clip, .opened h3").first.wait_for()
        page.locator(".priority").first.scroll_into_view_if_needed()
    if name == "review":
        page.locator("form[action='/reviews/next'] button").click()
    if name == "benchmarks":
        page.locator("#empathy > summary").click()


def _shot(page: Page, at: Path) -> Path:
    page.evaluate("scrollTo(0, 0)")
    size = page.viewport_size
    assert size is not None
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(
        path=at, full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": min(tall, TALLEST)}
    )
    return at


async def report_pages(settings: Settings, out: Path) -> list[Path]:
    """The newest report of the first team, page by page, in three languages."""
    assert settings.database_url is not None
    store = await connect(settings.database_url, largest=1)
    drawn: list[Path] = []
    try:
        async with store.connection() as db:
            row = next(one for one in await reports.NEWEST.all(db, None, 500, None, None) if one.state == "done")
            for language in REPORTS:
                for number, picture in enumerate(document.pictures(await told(db, row.id, language), ppi=70), start=1):
                    at = out / f"report-{language}-{number}.png"
                    at.write_bytes(picture)
                    drawn.append(at)
    finally:
        await store.close()
    return drawn


def main(link: str, folder: str, *names: str) -> None:
    out, wanted = Path(folder), set(names)
    out.mkdir(parents=True, exist_ok=True)
    parts = urlsplit(link)
    key = parts.query.removeprefix("key=")
    if not wanted or wanted - {"report"}:
        assert CHROMIUM is not None, "Debian's package `chromium` draws the pages"
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for at in pages(chromium, f"{parts.scheme}://{parts.netloc}", key, out, wanted - {"report"}):
                print(at, at.stat().st_size // 1000, "kB")
            chromium.close()
    if not wanted or "report" in wanted:
        settings = config.read()
        settings = msgspec.structs.replace(settings, home=settings.home / "demo", database_url=None, broker_url=None)
        with database(settings, migrate=False) as ready:
            for at in asyncio.run(report_pages(ready, out)):
                print(at, at.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Every page, in one table: who opens it, what period and instrument it names, its CSV, its empty state, its links."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from litestar.testing import AsyncTestClient

from qa_service.access import keys
from qa_service.access.sign_in import COOKIE
from qa_service.api.app import create
from qa_service.dashboard.visitor import token
from qa_service.pipeline.trying import try_one
from qa_service.store.database import connect
from tests.rights import ACTORS, ANNA, CARL, Scene, scene

pytestmark = pytest.mark.integration
CENTRE = "admin qa_lead viewer dpo"
LEADS = "lead_north lead_south"
AGENTS = "anna ben carl"
ALL = f"{CENTRE} limited {LEADS} {AGENTS}"
ABSENT = "limited lead_south ben carl"
REF = r'<th scope="row">(?:<a [^>]*>)?(?:<bdi>)?([^<]+)'


@dataclass(frozen=True)
class Row:
    """`ok` may open it, to `hidden` it is not there, others are refused.

    `names` is what it is of: its period (p) and instrument (i). `column` of its CSV holds what `shown` finds in the page.
    `empty`: what it says where there is nothing.
    """

    path: str
    ok: str
    names: str = "p"
    hidden: str = ""
    column: str = ""
    shown: str = REF
    empty: str = "empty"


ROWS = (
    Row("/", ALL, "pi", column="failure", shown=r"<tr><td><bdi>([^<]+)</bdi></td><td class=\"n\">"),
    Row("/verdicts", f"{CENTRE} limited {LEADS}", "pi", column="agent", shown=r'<span class="name"><b>([^<]+)'),
    Row("/centre", CENTRE, "pi", column="team", shown=r'<th scope="row"><a [^>]*>([^<]+)'),
    Row("/agents", ALL, "pi", column="agent"),
    Row(f"/agents/{ANNA}", f"{CENTRE} lead_north anna", "pi", ABSENT, column="behaviour", shown=r'<h2 id="([a-z_]+)">[^<]+<span class="reading'),
    Row("/interactions", ALL, column="ref"),
    Row("/interactions/{interaction_id}", f"{CENTRE} lead_north anna", "i", ABSENT, column="indicator",
        shown=r'<br><span class="muted small">([a-z_]+\.[a-z_]+)'),
    Row("/recovery", f"admin qa_lead {LEADS}", "pi", column="ref", shown=r'<span class="unseen"> ([^<]+)</span></button>'),
    Row("/reviews", f"admin qa_lead {LEADS}", column="ref", shown=r'<tr><th scope="row"><a [^>]*><bdi>([^<]+)'),
    Row("/reviews/{review_id}", "admin", "", f"qa_lead {LEADS}", empty=""),
    Row("/appeals", f"admin qa_lead {LEADS} {AGENTS}", column="ref", shown=r'<h2 class="plain"><a [^>]*><bdi>([^<]+)'),
    Row("/benchmarks", CENTRE, "pi", column="name", shown=r'<details class="sheet evidence" id="([a-z_]+)"', empty=""),
    Row("/benchmarks/trials/{trial_id}", "admin", "", "qa_lead", column="name", shown=r'<th scope="row"><code>([a-z_]+)|' + r"<code>([a-z_]+)</code>(?:, |</p>)", empty=""),
    Row("/forms", ALL, "", column="form", shown=r'<h2><a href="/forms/([a-z]+)"'),
    Row("/forms/service", ALL, "pi", column="name", shown=r'<th scope="row">([A-Za-z]+)', empty=""),
    Row("/reports", f"{CENTRE} limited {LEADS}", column="team"),
    Row("/mails", "admin qa_lead", column="team"),
    Row("/people", "admin dpo", "", column="ref"),
    Row("/imports", "admin qa_lead", "", empty=""),
    Row("/audit", "admin dpo", column="who", shown=r'<th scope="row">([^<]+?) <span', empty=""),
)  # fmt: skip
PIECES = {
    "/verdicts/priority", "/today/progress", "/centre/segments", "/interactions/{}/audio/{}", "/interactions/{}/waveform/{}",
    "/benchmarks/{}/hits", "/benchmarks/trials/{}/progress", "/language",
}  # fmt: skip
"""What is not a page of its own: pieces that a page asks for, sound, and the choice of a language."""


@pytest.fixture
async def centre(peopled_copy) -> AsyncIterator[Scene]:
    """A scored centre in which each list holds something."""
    settings = peopled_copy.settings
    database = await connect(str(settings.database_url), largest=2)
    async with database.transaction() as db:
        await _filled_up(db)
    async with scene(peopled_copy) as served:
        for path, data in (
            ("/forms", {"name": "service", "source": '[[sections]]\nname="Contact"\n[[sections.items]]\nbehaviour="empathy"\n'}),
            ("/reviews/samples", {"kind": "random", "wanted": "2", "readers": "1", "team": "south"}),  # not the one looked at
            ("/reviews/next", {}),
            ("/benchmarks/trials", {"name": "courtesy", "most": "10"}),
        ):  # fmt: skip
            answer = await _post(served, "admin", path, data)
            assert answer.status_code == 200, answer.text
            place = answer.url.path.rpartition("/")[2]
            if path == "/reviews/next":
                served.subject["review_id"] = place
            if path == "/benchmarks/trials":
                served.subject["trial_id"] = place
        appealed = {"behaviour": "empathy", "reason": "I had named it before."}
        own = await _post(served, "anna", f"/interactions/{served.subject['interaction_id']}/appeal", appealed)
        assert own.status_code == 200, own.text
        assert await try_one(database, settings) == 1
        await database.close()
        yield served


async def _filled_up(db: Any) -> None:
    await db.execute(
        """insert into mail (id, report_id, person_id, recipient, language, message_id, due_at, state, failure)
           select '01980000-0000-7000-8000-00000000000a', r.id, p.id, 'lead@example.com', 'en', 'one', now(), 'failed',
             'the server said no' from report r, person p where p.ref = 'lead-north' limit 1"""
    )
    await db.execute(
        """update interaction set state = 'failed', failure = 'no speech was found'
           where id = (select id from interaction where ref = '2-3')"""
    )


async def _post(served: Scene, actor: str, path: str, data: dict[str, str]) -> Any:
    return await served.ask(actor, "POST", path, data={**data, "csrf": token(served.keys[actor])})


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.to: set[str] = set()
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        told = dict(attrs)
        self.to |= {told[name] for name in ("href", "src", "hx-get") if told.get(name)}
        if told.get("id"):
            self.ids.add(told["id"])


def _found(shown: str, text: str) -> set[str]:
    return {unescape(next(filter(None, one.groups()), "")).strip() for one in re.finditer(shown, text)}


async def test_every_page_is_in_the_table(centre):
    known = {re.sub(r"\{[^}]+\}", "{}", row.path) for row in ROWS} | PIECES
    known = {{"/agents/" + ANNA: "/agents/{}", "/forms/service": "/forms/{}"}.get(path, path) for path in known}
    there = {
        re.sub(r"\{[^}]+\}", "{}", route.path_format)
        for route in centre.app.routes
        if not route.path.startswith(("/v1/", "/schema", "/static", "/health", "/ready", "/metrics", "/shared"))
        and any("GET" in handler.http_methods for handler in getattr(route, "route_handlers", ()))
    }
    assert there == known


async def test_who_opens_it(centre):
    wrong = []
    for row in ROWS:
        for actor in (*ACTORS, "nobody"):
            expected = (
                401
                if actor == "nobody"
                else 200
                if actor in row.ok.split()
                else 404
                if actor in row.hidden.split()
                else 403
            )
            answer = await centre.ask(actor, "GET", row.path)
            if answer.status_code != expected:
                wrong.append((row.path, actor, expected, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


async def test_it_says_of_what_period_and_instrument_it_is(centre):
    wrong = []
    for row in ROWS:
        page = (await centre.ask("admin", "GET", row.path)).text
        head = page.partition("<h1")[2]
        period = "<b>Period:</b>" in head or re.search(r"<bdi>\w+ \d+, \d{4}</bdi> – <bdi>\w+ \d+, \d{4}</bdi>", head)
        instrument = re.search(r"<code>benchmarks@\w+ scorer@", head)
        if bool(period) < ("p" in row.names) or bool(instrument) < ("i" in row.names):
            wrong.append((row.path, bool(period), bool(instrument)))
    assert not wrong, "\n".join(map(str, wrong))


async def test_its_csv_holds_what_it_shows(centre):
    wrong, compared = [], 0
    for row in ROWS:
        page = (await centre.ask("admin", "GET", row.path)).text
        link = re.search(r'<a class="button quiet" href="([^"]+)" download>', page)
        if not row.column:
            assert link is None, row.path
            continue
        assert link, row.path
        answer = await centre.ask("admin", "GET", unescape(link[1]))
        assert answer.headers["content-type"].startswith("text/csv"), row.path
        told = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        cells, seen = {one[row.column] for one in told} - {""}, _found(row.shown, page.partition("<h1")[2])
        compared += len(cells)
        # The log has grown by the question itself.
        if cells != seen and not (row.path == "/audit" and cells >= seen):
            wrong.append((row.path, sorted(cells ^ seen)))
    assert not wrong, "\n".join(map(str, wrong))
    assert compared > 30


async def test_no_link_leads_nowhere(centre):
    seen: dict[str, set[str]] = {}
    wrong: list[tuple[str, str, int]] = []
    waiting = [(row.path.format(**centre.subject), "the table") for row in ROWS]

    async def ids(path: str, page: str) -> set[str]:
        if path not in seen:
            answer = await centre.ask("admin", "GET", path.replace("{", "{{").replace("}", "}}"))
            if answer.status_code >= 400:
                wrong.append((page, path, answer.status_code))
            html = answer.headers.get("content-type", "").startswith("text/html")
            found = Links(answer.text) if html else Links("")
            seen[path] = found.ids
            # From the pages of the table on, not from theirs.
            if page == "the table":
                waiting.extend((urljoin(path, link), path) for link in found.to)
        return seen[path]

    while waiting:
        address, page = waiting.pop()
        path, _, anchor = address.partition("#")
        # The recordings of these tests hold no sound that could be drawn.
        if path.startswith("/language") or "/waveform/" in path or urlsplit(path).netloc:
            continue
        there = await ids(path, page)
        if anchor and anchor not in there:
            wrong.append((page, address, 0))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(seen) > 30


async def test_an_empty_service_says_so(database, settings):
    async with AsyncTestClient(create(settings)) as client:
        async with database.transaction() as db:
            key = await keys.create(db, name="first", role="admin")
        for row in ROWS:
            if "{" in row.path or row.path.startswith(("/agents/", "/forms/")):
                continue
            answer = await client.get(row.path, headers={"Cookie": f"{COOKIE}={key}"})
            assert answer.status_code == 200, (row.path, answer.text)
            assert f'class="{row.empty}' in answer.text or not row.empty, row.path
            if row.column:
                link = re.search(r'href="([^"]+)" download>', answer.text)
                told = await client.get(unescape(link[1]), headers={"Cookie": f"{COOKIE}={key}"}) if link else None
                assert told is None or told.headers["content-type"].startswith("text/csv"), row.path


async def test_addresses_keep_what_was_asked_for(centre):
    """Deep links: the same address shows the same, and its links and CSV keep the period and filters."""
    day = "2026-03-02"
    for path in ("/verdicts", "/centre", "/agents", f"/agents/{ANNA}"):
        page = (await centre.ask("admin", "GET", path, params={"from": day})).text
        assert f'name="from" type="date" value="{day}"' in page, path
        link = re.search(r'href="([^"]+)" download>', page)
        assert link, path
        assert f"from={day}" in unescape(link[1]), path
        assert f'href="/verdicts?from={day}"' in page, path


@pytest.mark.parametrize("path", ["/reviews", "/appeals", "/reports", "/mails", "/audit"])
async def test_lists_keep_to_the_days_asked_for(centre, path):
    """What was done today is in a period of today alone; a report is in each period that it shares a day with."""
    row = next(row for row in ROWS if row.path == path)
    first, after = ("2026-03-02", "2026-04-01") if path == "/reports" else (_day(-1), _day(2))
    long_ago = (await centre.ask("admin", "GET", path, params={"until": "2000-01-01"})).text
    then = (await centre.ask("admin", "GET", path, params={"from": first, "until": after})).text
    later = (await centre.ask("admin", "GET", path, params={"from": "2100-01-01"})).text
    assert _found(row.shown, then.partition("<h1")[2])
    for none in (long_ago, later):
        assert not _found(row.shown, none.partition("<h1")[2])
        assert f'class="{row.empty}' in none
    assert f'name="from" type="date" value="{first}"' in then
    link = re.search(r'href="([^"]+)" download>', then)
    assert link
    assert f"from={first}" in unescape(link[1])
    assert (await centre.ask("admin", "GET", path, params={"from": "2026-02-30"})).status_code == 422
    assert (await centre.ask("admin", "GET", path, params={"from": after, "until": first})).status_code == 422


def _day(later: int) -> str:
    """So many days from today; either way far enough for any time zone."""
    return str(datetime.now(UTC).date() + timedelta(days=later))


async def test_mail_is_tried_again_and_schedules_are_kept(centre):
    assert "the server said no" in (await centre.ask("admin", "GET", "/mails")).text
    retry = "/mails/01980000-0000-7000-8000-00000000000a/retry"
    assert (await _post(centre, "viewer", retry, {})).status_code == 403
    assert (await _post(centre, "admin", retry, {})).status_code == 200
    waiting = await centre.ask("admin", "GET", "/mails", params={"state": "waiting", "format": "csv"})
    assert "lead-north,lead@example.com,en,waiting" in waiting.text
    assert (await _post(centre, "admin", retry, {})).status_code == 404
    for data, said in (
        ({"team": "north", "weekday": "8", "at": "07:00"}, "weekday"),
        ({"team": "north", "weekday": "1", "at": "25:00"}, "at: "),
    ):
        refused = await _post(centre, "admin", "/mails/schedules", data)
        assert (refused.status_code, said in refused.text) == (422, True)
    kept = await _post(centre, "admin", "/mails/schedules", {"team": "north", "weekday": "3", "at": "06:30"})
    assert 'value="06:30"' in kept.text
    assert '<option value="3" selected>Wednesday' in kept.text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("sections =", "is no TOML"),
        ('{"sections": [}', "is no JSON"),
        (
            '[[sections]]\nname="A"\n[[sections.items]]\nbehaviour="empathy"\nweight=-1.0\n',
            "sections[0].items[0].weight",
        ),
    ],
)
async def test_a_form_that_cannot_be_read_says_where(centre, source, said):
    refused = await _post(centre, "admin", "/forms", {"name": "other", "source": source})
    assert refused.status_code == 422
    assert said in unescape(refused.text)
    assert (await _post(centre, "viewer", "/forms", {"name": "other", "source": source})).status_code == 403


async def test_what_failed_is_tried_again_by_whoever_may(centre):
    failed = (await centre.ask("admin", "GET", "/interactions", params={"state": "failed"})).text
    found = re.search(r'action="(/interactions/[0-9a-f-]+/retry)"', failed)
    assert found
    page = (await centre.ask("admin", "GET", found[1].removesuffix("/retry"))).text
    assert f'action="{found[1]}"' in page
    assert 'action="/interactions/retry"' in (await centre.ask("admin", "GET", "/")).text
    for actor in ("viewer", "dpo", "lead_north", "anna", "limited"):
        shown = await centre.ask(actor, "GET", "/interactions", params={"state": "failed"})
        assert "/retry" not in shown.text, actor
        assert (await _post(centre, actor, found[1], {})).status_code == 403, actor
        assert (await _post(centre, actor, "/interactions/retry", {})).status_code == 403, actor
    kept = await _post(centre, "qa_lead", found[1], {})
    assert (kept.status_code, "to be scored" in kept.text) == (200, True)
    again = await _post(centre, "qa_lead", found[1], {})
    assert (again.status_code, "has not failed" in again.text) == (409, True)
    log = (await centre.ask("admin", "GET", "/audit", params={"kind": "change", "format": "csv"})).text
    row = next(line for line in csv.DictReader(io.StringIO(log.removeprefix("\ufeff"))) if line["path"] == found[1])
    assert (row["who"], row["agents"]) == ("qa_lead", CARL)


async def test_all_that_failed_is_tried_again_and_counted(centre):
    told = await _post(centre, "admin", "/interactions/retry", {})
    assert "Failed contacts that are tried again: 1." in told.text
    assert "Nothing is stuck." in told.text
    assert "nothing is kept" in (await _post(centre, "admin", "/interactions/retry", {})).text

"""The page escapes names, ranks nobody who cannot be told apart, and needs nothing but its style sheet."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import msgspec
import pytest

from qa_service.dashboard import page
from qa_service.dashboard.overview import Intake, Link, Overview, TeamReport, compose
from qa_service.monitoring.results import Analysis
from qa_service.reports.report import Period

PERIOD = Period(start=date(2026, 1, 5), end=date(2026, 3, 15))
NOTHING = Analysis(behaviours={}, priorities=(), drivers=())


def agent(name, level, *, spread=0.2, below=0.17):
    return {
        "agent": name,
        "n": 90,
        "mean": level,
        "level": {"estimate": level, "low": level - 0.04, "high": level + 0.04},
        "spread": {"estimate": spread, "low": spread - 0.03, "high": spread + 0.03},
        "day_spread": None,
        "below": {"estimate": below, "low": below - 0.05, "high": below + 0.05},
        "p_below_target": 0.97 if level + 0.04 < 0.75 else 0.03,
        "reliability": 0.8,
        "status": "enough",
        "needed": 0,
        "signals": [],
    }


def centre(verdict="train_agents", name="ag/1 <b>"):
    agents = [agent(name, 0.6), agent("d", 0.82, spread=0.4), agent("e", 0.82), agent("f", 0.82)]
    priorities = [
        {
            "agent": one["agent"],
            "behaviour": "empathy",
            "rank": place,
            "rank_low": 1 if place == 1 else 2,
            "rank_high": 2 if place == 1 else 4,
            "gain": {"estimate": 14.2, "low": 9.1, "high": 19.7},
            "factors": {"gap": 0.15, "volume": 95, "driver": 1.0},
        }
        for place, one in enumerate(agents, start=1)
    ]
    found = {
        "target": 0.75,
        "n": 360,
        "budget": {"agent": 0.2, "rest": 0.8},
        "icc": {"estimate": 0.2, "low": 0.1, "high": 0.3},
        "verdict": verdict,
        "agents": agents,
    }
    return msgspec.convert({"behaviours": {"empathy": found}, "priorities": priorities}, Analysis)


def overview(analysis, **more) -> Overview:
    return compose(
        analysis,
        teams={"ag/1 <b>": "cards", "d": "loans"},
        period=PERIOD,
        timezone="Europe/Warsaw",
        instrument="benchmarks@3f2a",
        generated_at=datetime(2026, 3, 16, 6, 0, tzinfo=UTC),
        intake=Intake(received=1200, scored=1190, waiting=7, failed=3),
        **more,
    )


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.elements = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.elements.append((tag, attrs))
        self.attributes += [(tag, *pair) for pair in attrs]


def outline(html):
    parser = Outline()
    parser.feed(html)
    return parser


def test_names_who_is_told_apart():
    (row,) = overview(centre()).priorities
    assert (row.agent, row.team, row.rank_words) == ("ag/1 <b>", "cards", "between 1st and 2nd of 4")
    assert row.url == "/v1/agents/ag%2F1%20%3Cb%3E/variability"


@pytest.mark.parametrize("verdict", ["train_team", "fix_process", "leave", "not_enough"])
def test_names_nobody_where_agents_cannot_be_told_apart(verdict):
    found = overview(centre(verdict))
    assert found.priorities == ()
    assert "Nobody is named" in page.render(found)


def test_good_on_average_but_unsteady_is_shown():
    (row,) = overview(centre()).unsteady
    assert (row.agent, row.team, row.below_words) == ("d", "loans", "1 in 6 (between 1 in 8 and 1 in 5)")


def test_page_shows_figures_links_and_verdict():
    html = page.render(
        overview(
            centre(),
            reports=[TeamReport(team="cards", period=PERIOD, pdf="/v1/reports/1/pdf", html="/v1/reports/1/html")],
            transcripts=[Link(label="A-1", url="/v1/interactions/1/transcript")],
            warnings=["Calls were transcribed by pocketsphinx."],
        )
    )
    for text in (
        "1,200",
        "Train these agents",
        "between 1st and 2nd of 4",
        "14.2 (9.1 to 19.7)",
        "pocketsphinx",
        "A-1",
    ):
        assert text in html
    links = {value for tag, key, value in outline(html).attributes if (tag, key) == ("a", "href")}
    assert {"/v1/reports/1/pdf", "/v1/reports/1/html", "/v1/interactions/1/transcript"} <= links


def test_page_escapes_names_and_needs_only_its_style_sheet():
    html = page.render(overview(centre()))
    found = outline(html)
    assert "ag/1 &lt;b&gt;" in html
    assert not {"script", "style", "img", "iframe"} & set(found.tags)
    assert not [key for _, key, _ in found.attributes if key == "style" or key.startswith("on")]
    assert [value for tag, key, value in found.attributes if (tag, key) == ("link", "href")] == ["/static/qa.css"]


def test_page_is_accessible():
    found = outline(page.render(overview(centre())))
    assert ("html", "lang", "en") in found.attributes
    assert found.tags.count("h1") == 1
    scoped = [value for tag, key, value in found.attributes if (tag, key) == ("th", "scope")]
    assert len(scoped) == found.tags.count("th") > 0
    charts = [dict(pairs) for tag, pairs in found.elements if tag == "div" and ("role", "img") in pairs]
    assert [one["aria-label"].split(",")[0] for one in charts] == ["Empathy: which agent answers 20%", "Empathy"]


def test_empty():
    html = page.render(
        compose(
            NOTHING,
            teams={},
            period=PERIOD,
            timezone="UTC",
            instrument="none",
            generated_at=datetime(2026, 3, 16, tzinfo=UTC),
            intake=Intake(received=0, scored=0, waiting=0, failed=0),
        )
    )
    for text in ("Nothing is scored yet", "Nobody is named", "No report is made yet"):
        assert text in html


def test_style_sheet_is_there():
    assert "prefers-color-scheme: dark" in (page.STATIC / "qa.css").read_text("utf-8")

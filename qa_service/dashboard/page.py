"""The dashboard's page as HTML: no script, no inline style, nothing fetched from elsewhere. Decides nothing."""

from datetime import UTC
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from qa_service.dashboard.overview import Overview
from qa_service.reports import charts, words

HERE = Path(__file__).parent
STATIC = HERE / "static"
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


def render(page: Overview) -> str:
    """Draw the page; about 0.1 s a chart, so keep the result while the figures stand."""
    return (
        _environment()
        .get_template("overview.html")
        .render(
            page=page,
            period=f"{words.day(page.period.start)} to {words.day(page.period.end)}",
            generated_at=page.generated_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            charts=_drawn(page),
            key=charts.KEY,
            behaviour=words.behaviour,
            day=words.day,
        )
    )


def sign_in_page() -> str:
    """What somebody sees who is not signed in."""
    return _environment().get_template("sign_in.html").render(stylesheet="/static/qa.css")


def _drawn(page: Overview) -> dict[str, dict[str, str]]:
    """The budget, and spread against level of every behaviour with an unsteady agent or a priority."""
    drawn: dict[str, dict[str, str]] = {}
    budgeted = [one for one in page.verdicts if one.budget]
    if budgeted:
        drawn["budget"] = _chart(charts.svg(charts.budget(budgeted)), charts.budget_described(budgeted))
    shown = {row.behaviour for row in page.unsteady}
    for name in sorted({row.behaviour for row in page.levels if row.spread is not None}):
        if words.behaviour(name) in shown:
            svg = charts.svg(charts.spread_by_level(page.levels, name))
            drawn[name] = _chart(svg, charts.spread_described(page.levels, name))
    return drawn


def _chart(svg: str, described: str) -> dict[str, str]:
    return {"svg": Markup(svg), "alt": described}  # noqa: S704


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

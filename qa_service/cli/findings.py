"""What was found, in words and as demo.json, with each team's report beside it."""

import re
from pathlib import Path
from typing import Any

import click
import msgspec

from qa_service.errors import Unavailable
from qa_service.monitoring.results import Analysis, BehaviourResult, Priority
from qa_service.reports import words
from qa_service.store import analyses, interactions, reports
from qa_service.store.database import Database
from qa_service.store.reports import Rendered

MOST = 3
_OUTCOMES = {
    "csat": "satisfaction",
    "nps": "recommendation",
    "resolved": "requests resolved",
    "returned": "fewer returns",
}


async def write(store: Database, out: Path) -> None:
    """Write the reports and demo.json to `out`, and say what was found."""
    async with store.connection() as db:
        standing = await analyses.LATEST.one(db)
        states = {row.state: row.count for row in await interactions.STATES.all(db)}
        rows = await reports.LATEST.all(db)
        rendered = {row.team: await reports.RENDERED.one(db, row.id) for row in rows}
    if standing is None:
        raise Unavailable("nothing was computed; the workers' logs say why")
    out.mkdir(parents=True, exist_ok=True)
    for team, files in rendered.items():
        if files is not None:
            save(team, files, out)
    found: dict[str, Any] = {
        "instrument": standing.instrument,
        "period": {"from": standing.day_from, "until": standing.day_until},
        "interactions": states,
        "reports": {row.team: row.state for row in rows},
        **standing.document,
    }
    (out / "demo.json").write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
    click.echo(said(msgspec.convert(standing.document, Analysis), states))


def save(team: str, files: Rendered, out: Path) -> list[Path]:
    """Write a team's report to `out`, as far as it is rendered; returns the files."""
    out.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w-]+", "_", f"coaching-{team}")
    pdf, html = out / f"{name}.pdf", out / f"{name}.html"
    if files.pdf is None or files.html is None:
        return []
    pdf.write_bytes(files.pdf)
    html.write_text(files.html)
    return [pdf, html]


def said(analysis: Analysis, states: dict[str, int]) -> str:
    """Who is unsteady at what, whom to train first, and how sure."""
    lines = [
        "",
        f"{sum(states.values()):,} interactions: " + ", ".join(f"{n:,} {s}" for s, n in sorted(states.items())),
    ]
    for name, behaviour in sorted(analysis.behaviours.items()):
        lines += ["", *_of_behaviour(name, behaviour)]
    moved = next((one.factors.outcome for one in analysis.priorities if one.factors.outcome), None)
    lines += [
        "",
        f"Whom to train first, by what it changes in {_OUTCOMES.get(moved, moved)}:"
        if moved
        else "Whom to train first:",
    ]
    for one in analysis.priorities[:MOST]:
        told = f"as much as {_in_contacts(one)} contacts going from missed to met"
        sure = f"rank {one.rank_low} to {one.rank_high} with 90% certainty"
        lines.append(f"  {one.rank}. {one.agent} in {words.behaviour(one.behaviour)}: {told}; {sure}")
    if not analysis.priorities:
        lines.append("  nobody yet: there is not enough to tell agents apart")
    return "\n".join(lines)


def _in_contacts(one: Priority) -> str:
    """The gain without the weight that only ranks it; where that is 0 it has taken the interval away."""
    factors, gain = one.factors, one.gain
    of = f"of {factors.volume:,.0f}"
    if not factors.driver:
        return f"{factors.gap * factors.volume:.0f} {of}"
    low, high = gain.low / factors.driver, gain.high / factors.driver
    return f"{gain.estimate / factors.driver:.0f} ({low:.0f} to {high:.0f}) {of}"


def _of_behaviour(name: str, found: BehaviourResult) -> list[str]:
    share = (
        f"; of the variation {found.icc.estimate:.0%} ({found.icc.low:.0%} to {found.icc.high:.0%}) is between agents"
        if found.icc
        else ""
    )
    lines = [f"{words.behaviour(name).capitalize()}: {words.HEADINGS[found.verdict].lower()}{share}"]
    known = [agent for agent in found.agents if agent.status == "enough"]
    for agent in sorted(known, key=lambda agent: -agent.spread.estimate)[:MOST]:
        spread = f"{agent.spread.estimate:.2f} ({agent.spread.low:.2f} to {agent.spread.high:.2f})"
        level = f"{agent.level.estimate:.2f} ({agent.level.low:.2f} to {agent.level.high:.2f})"
        lines.append(f"  least steady: {agent.agent}, spread {spread}, level {level}")
    return lines

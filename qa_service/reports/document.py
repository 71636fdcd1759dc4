"""The coaching report as a PDF (Typst) and as one self-contained HTML page (Jinja). Decides nothing about its contents.

What people said reaches Typst as data and Jinja through autoescaping: it is never spliced into markup.
"""

import base64
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from qa_service.reports import charts, words
from qa_service.reports.report import Moment, Report

TEMPLATES = Path(__file__).parent / "templates"
# More charts than these make the report longer than anybody reads; the table holds every behaviour.
MOST_CHARTED = 2
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def pdf(report: Report) -> bytes:
    """Typeset two to four pages of A4; the same report gives the same bytes. About 0.3 s, most of it the charts."""
    drawn = _drawings(report)
    inputs = {
        "report": json.dumps(_contents(report, drawn), ensure_ascii=False),
        **{f"svg-{place}": drawing["svg"] for place, drawing in enumerate(drawn)},
    }
    return typst.compile(
        TEMPLATES / "coaching.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        timestamp=int(report.generated_at.timestamp()),
    )


def html(report: Report) -> str:
    """One page without scripts or anything fetched; its policy allows its own style sheet alone."""
    drawn = [{**drawing, "svg": Markup(drawing["svg"])} for drawing in _drawings(report)]  # noqa: S704
    return (
        _environment()
        .get_template("coaching.html")
        .render(**_contents(report, drawn), drawings=drawn, style=Markup(_style()), policy=content_policy())  # noqa: S704
    )


def content_policy() -> str:
    """The Content-Security-Policy under which `html` shows as meant: no scripts, nothing fetched."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def undrawable(texts: str) -> list[str]:
    """The characters that the PDF's fonts hold no glyph for, as 'U+AC00', each once, in order."""
    starts, ends = _coverage()
    missing: dict[str, None] = {}
    for character in texts:
        code = ord(character)
        place = bisect_right(starts, code) - 1
        if character not in "\n\r\t" and (place < 0 or ends[place] < code):
            missing[f"U+{code:04X}"] = None
    return list(missing)


def _contents(report: Report, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """What both templates show, as plain data."""
    contents: dict[str, Any] = msgspec.to_builtins(report)
    quoted = [moment for one in report.priorities for moment in one.good + one.missed]
    first_with: dict[str, str] = {}
    for one, shown in zip(report.priorities, contents["priorities"], strict=True):
        shown["moments"] = [_moment(moment) for moment in one.good + one.missed]
        if one.exercise and first_with.setdefault(one.exercise, one.who) != one.who:
            shown["exercise"] = f"The same as for {first_with[one.exercise]}."
    contents["standings"] = [
        {
            "behaviour": words.behaviour(one.behaviour),
            "n": f"{one.n:,}",
            "level": words.level(one.level) if one.level else "–",
            "target": words.percent(one.target),
            "reading": one.reading,
            "below": words.share(one.below) if one.below else "–",
        }
        for one in report.standings
    ]
    for shown in contents["verdicts"] + contents["not_enough"]:
        shown["behaviour"] = words.behaviour(shown["behaviour"])
    contents["period"] = f"{words.day(report.period.start)} to {words.day(report.period.end)}"
    contents["generated_at"] = report.generated_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    contents["missing_glyphs"] = undrawable("".join([report.team, *(m.quote + m.opportunity for m in quoted)]))
    contents["key"] = [{"sign": sign, "reading": reading, "colour": colour} for sign, reading, colour in charts.KEY]
    contents["charts"] = [{"alt": drawing["alt"], "kind": drawing["kind"]} for drawing in drawn]
    return contents


def _moment(moment: Moment) -> dict[str, Any]:
    link = moment.link or ""
    return {
        "met": moment.met,
        "quote": words.clipped(moment.quote),
        "opportunity": words.clipped(moment.opportunity),
        "language": moment.language or "en",
        "direction": "rtl" if moment.language in RIGHT_TO_LEFT else "ltr",
        "place": _place(moment),
        "link": link if link.startswith(("https://", "http://", "/")) else None,
        "absolute": link.startswith(("https://", "http://")),
    }


def _place(moment: Moment) -> str:
    parts = [moment.interaction]
    if moment.when is not None:
        parts.append(words.day(moment.when))
    parts.append(f"turn {moment.turn}")
    if moment.seconds is not None:
        parts.append(f"at {int(moment.seconds) // 60}:{int(moment.seconds) % 60:02d}")
    return ", ".join(parts)


def _drawings(report: Report) -> list[dict[str, Any]]:
    """The charts of this report, in their order, each with its words for those who cannot see it."""
    return list(_draw(report))


def _draw(report: Report) -> Iterator[dict[str, Any]]:
    budgeted = [one for one in report.verdicts if one.budget]
    if budgeted:
        yield {"kind": "budget", "svg": charts.svg(charts.budget(budgeted)), "alt": charts.budget_described(budgeted)}
    for behaviour in charted(report):
        described = charts.described(report.levels, behaviour)
        yield {"kind": "levels", "svg": charts.svg(charts.levels(report.levels, behaviour)), "alt": described}
        if any(row.spread is not None for row in report.levels if row.behaviour == behaviour):
            spec = charts.spread_by_level(report.levels, behaviour)
            yield {
                "kind": "spread",
                "svg": charts.svg(spec),
                "alt": charts.spread_described(report.levels, behaviour),
            }


def charted(report: Report) -> list[str]:
    """The behaviours worth a chart: those with proposals first, then those whose verdict is to train, at most two."""
    with_levels = {row.behaviour for row in report.levels}
    proposed = [one.behaviour for one in report.priorities]
    training = [one.behaviour for one in report.verdicts if one.verdict in {"train_agents", "train_team"}]
    rest = [one.behaviour for one in report.verdicts]
    ordered = dict.fromkeys(proposed + training + rest)
    return [name for name in ordered if name in with_levels][:MOST_CHARTED]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[charts.FONTS])


@cache
def _coverage() -> tuple[list[int], list[int]]:
    lines = (charts.FONTS / "coverage.txt").read_text("ascii").split()
    ranges = [line.split("-") for line in lines]
    return [int(first, 16) for first, _ in ranges], [int(last, 16) for _, last in ranges]


@cache
def _style() -> str:
    return (TEMPLATES / "coaching.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
